//! How long a function takes from the start of its process to its first answer, side by side with
//! the same function in Python and Node on the cloud's own SDKs.
//!
//! Each measurement starts one process against a local Lambda Runtime API that has an event ready, and
//! ends when the answer has been posted. No virtual machine boots and no package is fetched, so this
//! is the part of a cold start that the function itself is to blame for. All sides take turns, so
//! that a slow phase of the machine hits all of them; the first turns are dropped, because the files
//! come from the disk then.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod measure;
mod sides;

use std::time::Duration;

use measure::Measured;
use sides::{Side, sides};
use tests::World;

/// Turns that count, and turns before them that do not.
const TURNS: usize = 20;
const WARM_UPS: usize = 2;

/// What this project promises of its own functions: the first answer without a call of the cloud, the
/// first with one, and memory in bytes.
const FIRST_ANSWER: Duration = Duration::from_millis(2);
const FIRST_GRANT: Duration = Duration::from_millis(10);
const MEMORY: u64 = 8_000_000;

fn main() {
    // `cargo test --benches` only asks whether it starts.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let world = World::start().await;
        let video = world.granted_video().await;
        let (refused, granted) = sides(video.as_str());
        println!("\nFirst answer, without a call of the cloud (at most {FIRST_ANSWER:?}):");
        table(&refused, &turns(&refused, &world).await, FIRST_ANSWER);
        println!("\nFirst answer with what the cloud said (at most {FIRST_GRANT:?}):");
        table(&granted, &turns(&granted, &world).await, FIRST_GRANT);
    });
}

/// All measurements of each side, in the order of the sides.
async fn turns(sides: &[Side], world: &World) -> Vec<Vec<Measured>> {
    let mut all: Vec<Vec<Measured>> = vec![Vec::new(); sides.len()];
    for turn in 0..WARM_UPS + TURNS {
        for (side, measured) in sides.iter().zip(&mut all) {
            let one = measure::cold_start(side, world).await;
            if turn >= WARM_UPS {
                measured.push(one);
            }
        }
    }
    all
}

fn table(sides: &[Side], measured: &[Vec<Measured>], limit: Duration) {
    println!("{:<38} {:>9} {:>9} {:>9} {:>9}", "", "fastest", "median", "slowest", "memory");
    for (side, turns) in sides.iter().zip(measured) {
        let mut times: Vec<_> = turns.iter().map(|one| one.time).collect();
        let mut memory: Vec<_> = turns.iter().map(|one| one.memory).collect();
        times.sort_unstable();
        memory.sort_unstable();
        let (median, memory) = (times[times.len() / 2], memory[memory.len() / 2]);
        let over = side.is_ours && (median > limit || memory > MEMORY);
        println!(
            "{:<38} {:>9} {:>9} {:>9} {:>9}{}",
            side.name,
            milliseconds(times[0]),
            milliseconds(median),
            milliseconds(times[times.len() - 1]),
            format!("{}.{} MB", memory / 1_000_000, memory % 1_000_000 / 100_000),
            if over { "  over" } else { "" }
        );
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}
