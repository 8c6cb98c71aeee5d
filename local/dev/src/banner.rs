//! What is said on start: where everything is, and with which account.

use std::net::SocketAddr;

use runtime::Route;

use crate::arguments::Arguments;

/// Prints it on standard output. The last line begins with `Ready`.
pub(crate) fn print(
    arguments: &Arguments,
    gateway: SocketAddr,
    cloud: SocketAddr,
    routes: &[(Route, &'static str)],
) {
    println!("Functions    http://{gateway}");
    for (route, function) in routes {
        println!("  {:<5} {:<29} {function}", route.method, route.path);
    }
    println!("  GET   /healthz");
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
    println!("  Callback key      {}", shown(arguments.callback_key.expose(), "LocalCallbackKey1"));
    println!("  API key           {}", shown(arguments.api_key.expose(), "LocalApiKey1"));
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
    println!("Ready on http://{gateway}; Ctrl-C ends it.");
}

/// A secret of one's own is not printed; the public default may be.
fn shown(secret: &str, default: &'static str) -> &'static str {
    if secret == default { default } else { "(as given)" }
}

fn server(gateway: SocketAddr) -> String {
    if gateway.port() == 7080 { String::new() } else { format!(" --server http://{gateway}") }
}
