//! What is said on start: where everything is, and with which account.

use std::net::SocketAddr;

use runtime::Route;

use crate::{
    arguments::{Arguments, JWT_SECRET},
    stack::BUCKET,
};

/// Prints it on standard output. The last line begins with `Ready`.
pub(crate) fn print(
    arguments: &Arguments,
    gateway: SocketAddr,
    cloud: SocketAddr,
    routes: &[(Route, &'static str)],
) {
    println!("Functions    http://{gateway}");
    for (route, function) in routes {
        println!("  {:<6} {:<29} {function}", route.method, route.path);
    }
    println!("  GET    /healthz");
    println!("  GET    /docs                         (OpenAPI: /openapi.json)");
    println!(
        "Local cloud  http://{cloud}  (VOD, STS, OSS; buckets also as http://BUCKET.localhost:{})",
        cloud.port()
    );
    println!("Account");
    println!("  AccessKey id      {}", arguments.access_key_id);
    println!(
        "  AccessKey secret  {}",
        shown(arguments.access_key_secret.expose(), "localAccessKeySecret")
    );
    println!("  Role              {}", arguments.role_arn);
    println!("  Bucket            {BUCKET}  (tokens of /sts/token write to it)");
    println!("  Callback key      {}", shown(arguments.callback_key.expose(), "LocalCallbackKey1"));
    println!("  API key           {}", shown(arguments.api_key.expose(), "LocalApiKey1"));
    println!("  JWT secret        {}", shown(arguments.jwt_secret.expose(), JWT_SECRET));
    let next = if arguments.no_next_step {
        "none (--no-next-step)"
    } else {
        "transcode; here a delay of 1 second"
    };
    println!("Next step    {next}");
    println!(
        "Try          cargo run -p vodup -- upload FILE --title TITLE --wait{}",
        server(gateway)
    );
    println!("A token      cargo run -p vodup -- token --sub user-1");
    println!("Ready on http://{gateway}; Ctrl-C ends it.");
}

/// A secret of one's own is not printed; the public default may be.
fn shown(secret: &str, default: &'static str) -> &'static str {
    if secret == default { default } else { "(as given)" }
}

fn server(gateway: SocketAddr) -> String {
    if gateway.port() == 7080 { String::new() } else { format!(" --server http://{gateway}") }
}
