//! The functions under `cargo lambda watch`, as the README shows it: an emulator that neither we nor
//! AWS wrote, and so another opinion of what a function has to do.
//!
//! What it does otherwise than AWS is no concern of these tests: see that the same events get the
//! same answers in `platforms`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use tests::{
    API_KEY, Environment, World, at_root, fixture_bytes, plain_http, program_of_tools, root,
    target_folder,
};

/// A running `cargo lambda watch`. It is ended when dropped.
struct Watch {
    child: Child,
    cargo_lambda: PathBuf,
    port: u16,
}

impl Watch {
    /// Starts it, and waits until it listens. It compiles a function when the first event for it comes.
    async fn start(cargo_lambda: PathBuf, settings: Environment) -> Self {
        // It takes no port 0. Whoever takes this one in between makes the test fail, not lie.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut child = command(&cargo_lambda)
            .args(["watch", "--offline", "--ignore-changes", "--invoke-address", "127.0.0.1"])
            .args(["--invoke-port", &port.to_string()])
            .envs(settings)
            // Where this test was compiled, most of what the functions need is there.
            .env("CARGO_TARGET_DIR", target_folder())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            assert_eq!(child.try_wait().unwrap(), None, "cargo lambda watch has ended");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Self { child, cargo_lambda, port }
    }

    /// `cargo lambda invoke NAME --data-file FILE`.
    fn invoke(&self, function: &str, file: &Path) -> Value {
        let output = command(&self.cargo_lambda)
            .args(["invoke", function, "--invoke-address", "127.0.0.1"])
            .args(["--invoke-port", &self.port.to_string(), "--data-file"])
            .arg(file)
            .output()
            .unwrap();
        let (answer, error) = (&output.stdout, String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{error}");
        serde_json::from_slice(answer)
            .unwrap_or_else(|_| panic!("{}{error}", String::from_utf8_lossy(answer)))
    }

    /// Sends a request by way of its router.
    async fn send(&self, method: &str, path: &str, key: &str, body: &Value) -> (u16, Value) {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        let request = plain_http().request(method.parse().unwrap(), url);
        let request = request.header("authorization", format!("Bearer {key}"));
        let answer = request.body(body.to_string()).send().await.unwrap();
        let status = answer.status().as_u16();
        let body = answer.bytes().await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It ends its functions when it is told to end, and leaves them when it is killed.
        let _ = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

/// cargo-lambda as `cargo lambda` starts it.
fn command(cargo_lambda: &Path) -> Command {
    let mut command = at_root(cargo_lambda);
    command.arg("lambda");
    command
}

/// The settings that the README gives it, with the ports of this test in place of the local stack's.
fn settings(world: &World) -> Environment {
    let file = fs::read_to_string(root().join("local/functions.env")).unwrap();
    let endpoint = world.settings().remove("VOD_ENDPOINT").unwrap();
    let file = file.replace("http://127.0.0.1:7081", &endpoint);
    let settings = file.lines().map(|line| line.split_once('=').unwrap());
    settings.map(|(name, value)| (name.into(), value.into())).collect()
}

fn event(name: &str) -> PathBuf {
    // It reads the file itself; ours is read here to name it where it is missing.
    let _ = fixture_bytes(name);
    root().join("tests/events").join(name)
}

/// One test, because each function is compiled once for all of it.
#[tokio::test(flavor = "multi_thread")]
async fn functions_answer_under_cargo_lambda_watch() {
    let Some(cargo_lambda) = program_of_tools("cargo-lambda") else { return };
    let world = World::start().await;
    let watch = Watch::start(cargo_lambda, settings(&world)).await;

    // By event file: an HTTP request, and messages of a queue, one of which is no event.
    let answer = watch.invoke("create-upload-video", &event("lambda/http-api-v2-post-json.json"));
    assert_eq!(answer["statusCode"], 200, "{answer}");
    let grant: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
    assert!(grant["UploadAuth"].is_string(), "{grant}");
    let answer = watch.invoke("process-upload", &event("lambda/sqs-one.json"));
    assert!(answer["batchItemFailures"].is_array(), "{answer}");

    // By the routes in Cargo.toml.
    let body = json!({"FileName": "a.mp4", "Title": "Watched"});
    let (status, grant) = watch.send("POST", "/upload/video", API_KEY, &body).await;
    assert_eq!(status, 200, "{grant}");
    let (status, refusal) = watch.send("POST", "/upload/video", "wrong", &body).await;
    assert_eq!((status, &refusal["Code"]), (401, &json!("InvalidApiKey")));
    let (status, token) = watch.send("POST", "/sts/token", API_KEY, &json!({})).await;
    assert_eq!(status, 200, "{token}");
    let path = format!("/upload/video/{}", grant["VideoId"].as_str().unwrap());
    let (status, found) = watch.send("GET", &path, API_KEY, &Value::Null).await;
    assert_eq!((status, &found["Status"]), (200, &json!("Uploading")), "{found}");
}
