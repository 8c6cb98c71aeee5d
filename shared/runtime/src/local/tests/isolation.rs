//! What one call may do to the others, and a caller to a function: nothing.

use super::{
    probe::MEETING,
    server::{Server, get},
};

#[tokio::test]
async fn a_panic_costs_one_call() {
    let server = Server::start().await;
    let mut connection = server.connect().await;
    connection.send(&get("/panic")).await;
    let answer = connection.answer().await;
    assert_eq!((answer.status, answer.code()), (500, "InternalError"));
    assert!(!answer.body.to_string().contains("as asked"), "{}", answer.body);
    connection.send(&get("/echo")).await;
    assert_eq!(connection.answer().await.status, 200, "the same connection goes on");
    assert_eq!(server.ask(&get("/echo")).await.status, 200, "and so does the process");
}

#[tokio::test(start_paused = true)]
async fn a_function_that_hangs_is_given_up_at_its_deadline() {
    let server = Server::start().await;
    let answer = server.ask(&get("/hang")).await;
    assert_eq!((answer.status, answer.code()), (504, "GatewayTimeout"));
}

#[tokio::test]
async fn headers_of_a_platform_are_forged_here_and_taken_out() {
    let server = Server::start().await;
    let request = "GET /echo HTTP/1.1\r\nHost: localhost\r\nX-Fc-Access-Key-Id: forged\r\n\
                   x-fc-security-token: forged\r\nX-FC-Security-Token: twice\r\n\
                   X-Fcx: kept\r\nX-VOD-SIGNATURE: kept\r\n\r\n";
    let seen = server.ask(request).await.body["Headers"].clone();
    let names: Vec<&String> = seen.as_object().unwrap().keys().collect();
    assert_eq!(names, ["host", "x-fcx", "x-vod-signature"]);
}

#[tokio::test]
async fn requests_are_served_at_the_same_time() {
    let server = Server::start().await;
    let requests = (0..MEETING).map(|_| async { server.ask(&get("/meet")).await.status });
    assert_eq!(futures_util::future::join_all(requests).await, [200; MEETING]);
}
