//! How long a function takes from the start of its process to its first answer, side by side with
//! the same function in Python and Node on the cloud's own SDKs.
//!
//! Each measurement starts one process against a local Lambda Runtime API that has an event ready, and
//! ends when the answer has been posted. No virtual machine boots and no package is fetched, so this
//! is the part of a cold start that the function itself is to blame for. All sides take turns, so
//! that a slow phase of the machine hits all of them; the first turns are dropped, because the files
//! come from the disk then. A process that does nothing takes its turn too: what it takes is the
//! machine's, and nobody can be faster.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod measure;
mod sides;

use std::{process::Command, time::Duration};

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
    stay_on_one_core();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
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

/// A function of little memory has one core at most. It also keeps the time out that a virtual machine
/// takes to wake another core, twice for each message.
fn stay_on_one_core() {
    let own = std::process::id().to_string();
    let set = Command::new("taskset").args(["--cpu-list", "--pid", "0", &own]).output();
    if !set.is_ok_and(|output| output.status.success()) {
        println!("taskset (util-linux) is not there: the figures are those of all cores.");
    }
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
        let over = side.is_ours && (median > limit || memory > Some(MEMORY));
        println!(
            "{:<38} {:>9} {:>9} {:>9} {:>9}{}",
            side.name,
            milliseconds(times[0]),
            milliseconds(median),
            milliseconds(times[times.len() - 1]),
            memory.map_or_else(String::new, megabytes),
            if over { "  over" } else { "" }
        );
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}
