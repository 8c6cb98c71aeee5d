//! What is measured: every function of this workspace, and the two others.

use std::path::PathBuf;

use serde_json::{Value, json};
use tests::{
    API_KEY, HttpRequest, artefact, fixture_bytes, package_of_tools, program_of_tools,
    registry::{Trigger, functions},
    root,
};

/// A process and the event that it is given.
pub(crate) struct Side {
    pub(crate) name: String,
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<PathBuf>,
    /// What it needs beside the settings of every function.
    pub(crate) environment: Vec<(&'static str, String)>,
    /// None for a process that ends by itself.
    pub(crate) event: Option<Vec<u8>>,
    /// The status that its answer must have; an event function has none.
    pub(crate) status: Option<u16>,
    /// Whether it is of this workspace.
    pub(crate) is_ours: bool,
}

/// Every side with an event that the function refuses by itself, and those that can give something at
/// once with one that makes them call the cloud.
pub(crate) fn sides(video: &str) -> (Vec<Side>, Vec<Side>) {
    let create = json!({"FileName": "a.mp4", "Title": "Measured"});
    let mut refused = Vec::new();
    let mut granted = Vec::new();
    for function in functions() {
        let name = function.name;
        let (event, status) = match &function.trigger {
            Trigger::Http { routes, .. } => {
                let route = routes[0];
                // Nobody asks the cloud about a video with this id: it is no id.
                let path = route.path.replace("{id}", "no%20id");
                let status = match name {
                    "upload-complete" => 403,
                    "cancel-upload" | "upload-status" => 404,
                    _ => 400,
                };
                (event(HttpRequest::new(route.method, &path).body("{")), Some(status))
            }
            Trigger::Queue => (fixture_bytes("lambda/invoke-unknown-type.json"), None),
            Trigger::Schedule => (fixture_bytes("lambda/schedule.json"), None),
        };
        // Without a template group a sweep has nothing to start, and asks for nothing.
        let environment = match &function.trigger {
            Trigger::Schedule => vec![("TEMPLATE_GROUP_ID", String::new())],
            _ => Vec::new(),
        };
        refused.push(Side { environment, ..ours(name, event, status) });
    }
    let grants = [
        ("create-upload-video", "POST", "/upload/video", create.clone()),
        ("refresh-upload-video", "POST", "/upload/video/refresh", json!({"VideoId": video})),
        ("create-upload-image", "POST", "/upload/image", json!({"ImageType": "default"})),
        (
            "create-upload-attached-media",
            "POST",
            "/upload/attached-media",
            json!({"BusinessType": "subtitle", "MediaExt": "srt"}),
        ),
        ("sts-token", "POST", "/sts/token", json!({})),
    ];
    for (name, method, path, body) in grants {
        granted.push(ours(name, event(HttpRequest::new(method, path).json(&body)), Some(200)));
    }
    let status = event(HttpRequest::new("GET", &format!("/upload/video/{video}")));
    granted.push(ours("upload-status", status, Some(200)));

    let bad = || event(HttpRequest::new("POST", "/upload/video").body("{"));
    let good = || event(HttpRequest::new("POST", "/upload/video").json(&create));
    refused.extend(others(&bad, 400));
    refused.push(nothing());
    granted.extend(others(&good, 200));
    granted.push(nothing());
    (refused, granted)
}

fn ours(name: &str, event: Vec<u8>, status: Option<u16>) -> Side {
    Side {
        name: name.into(),
        program: artefact(name),
        arguments: Vec::new(),
        environment: Vec::new(),
        event: Some(event),
        status,
        is_ours: true,
    }
}

/// Python and Node, where `cargo xtask tools` has installed their SDKs.
fn others(event: &dyn Fn() -> Vec<u8>, status: u16) -> Vec<Side> {
    let folder = root().join("tests/benches/cold_start");
    let side = |name: &str, program, script: &str, environment| Side {
        name: name.into(),
        program,
        arguments: vec![folder.join(script)],
        environment,
        event: Some(event()),
        status: Some(status),
        is_ours: false,
    };
    let python = program_of_tools("python3")
        .map(|program| side("Python, aliyun-python-sdk-vod", program, "handler.py", Vec::new()));
    let node = package_of_tools("@alicloud/pop-core").map(|package| {
        let modules = package.ancestors().nth(2).unwrap().to_string_lossy().into_owned();
        let environment = vec![("NODE_PATH", modules)];
        side("Node, @alicloud/pop-core", on_path("node"), "handler.cjs", environment)
    });
    python.into_iter().chain(node).collect()
}

/// A process that does nothing, from its start to its end.
fn nothing() -> Side {
    Side {
        name: "nothing (true)".into(),
        program: on_path("true"),
        arguments: Vec::new(),
        environment: Vec::new(),
        event: None,
        status: None,
        is_ours: false,
    }
}

/// A program of this machine.
fn on_path(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found =
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|one| one.is_file());
    found.unwrap_or_else(|| panic!("{name} is not on PATH"))
}

/// A request with the API key, as the HTTP API hands it over.
fn event(request: HttpRequest) -> Vec<u8> {
    let event: Value = request.key(API_KEY).http_api_event();
    event.to_string().into_bytes()
}
