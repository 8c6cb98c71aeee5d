//! The end of the process: no new calls, those under way are finished.

use super::server::{Server, get};

#[tokio::test]
async fn a_call_under_way_is_finished() {
    let server = Server::start().await;
    let mut busy = server.connect().await;
    busy.send(&get("/gate")).await;
    server.probe.entered.acquire().await.unwrap().forget();
    let mut idle = server.connect().await;
    idle.send(&get("/echo")).await;
    assert_eq!(idle.answer().await.status, 200);

    server.ask_to_stop();
    assert!(idle.closes().await, "nobody waits for an idle connection");
    assert!(server.refuses_connections().await);
    server.probe.released.add_permits(1);
    assert_eq!(busy.answer().await.status, 200);
    assert!(busy.closes().await, "there is no next call on it");
    server.stopped().await;
}

#[tokio::test]
async fn a_connection_that_never_spoke_does_not_delay_the_end() {
    let server = Server::start().await;
    let mut silent = server.connect().await;
    assert_eq!(server.ask(&get("/echo")).await.status, 200, "the silent one is accepted by now");
    server.ask_to_stop();
    assert!(silent.closes().await);
    server.stopped().await;
}

#[tokio::test(start_paused = true)]
async fn a_call_that_does_not_end_is_given_up() {
    let server = Server::start().await;
    let mut hanging = server.connect().await;
    hanging.send(&get("/gate")).await;
    server.probe.entered.acquire().await.unwrap().forget();
    let asked = tokio::time::Instant::now();
    server.stopped().await;
    assert_eq!(asked.elapsed(), crate::limits::DRAIN_TIME);
}
