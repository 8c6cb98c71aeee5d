//! `--data` under fire: the real program is killed (SIGKILL) at thirty moments of a mixed load by
//! four clients, and must have everything that it acknowledged when it is started again.
//!
//! A moment is a number of acknowledged requests and a number of bytes of the next request, both
//! from a seed that is printed: `KILL_SEED=… cargo test -p local-cloud --test kill` draws the same
//! again. What had no answer at the kill may be there wholly or not at all, and each client knows
//! which states that leaves.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the exemption for tests covers functions with #[test] only"
)]

mod client;
mod inbox;
mod load;
mod objects;
mod program;
mod random;
mod uploads;
mod videos;
mod wire;

use std::thread;

use client::Client;
use inbox::Inbox;
use load::Load;
use program::Program;
use random::Random;

const KILLS: u32 = 30;
const CLIENTS: u64 = 4;

#[test]
fn everything_acknowledged_outlives_a_kill() {
    let seed = std::env::var("KILL_SEED").map_or_else(
        |_| u64::from(std::process::id()).wrapping_mul(0x9E37_79B9_7F4A_7C15),
        |text| text.parse().unwrap(),
    );
    println!("KILL_SEED={seed}");
    let mut random = Random::new(seed);
    let inbox = Inbox::open();
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let mut clients: Vec<Client> =
        (0..CLIENTS).map(|number| Client::new(number, random.fork())).collect();
    for kill in 0..=KILLS {
        let program = Program::start(&data, inbox.address());
        let last = kill == KILLS;
        let address = program.address();
        let files: usize = clients.iter_mut().map(|client| client.check(address, last)).sum();
        assert_eq!(program.files(), files, "files in {} at kill {kill}", data.display());
        if last {
            for client in &mut clients {
                client.settle(address);
            }
            inbox.await_all(clients.iter().flat_map(Client::uploaded_videos));
            break;
        }
        let load = Load::new(program, 4 + random.below(40));
        thread::scope(|scope| {
            for client in &mut clients {
                scope.spawn(|| client.work(&load));
            }
        });
        assert!(load.is_over(), "the load ended before the kill");
    }
}
