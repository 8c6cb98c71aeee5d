//! What is said on start: where the cloud is, and with which account.

use local_cloud::LocalCloud;

use super::arguments::{ACCESS_KEY_SECRET, Arguments, CALLBACK_KEY};
use super::authority_file::AuthorityFile;
use super::configuration::TEMPLATE_GROUP;

/// Prints it on standard output. The last line begins with `Ready`.
pub(crate) fn print(arguments: &Arguments, cloud: &LocalCloud, authority: Option<&AuthorityFile>) {
    let api = cloud.api_endpoint();
    let port = cloud.address().port();
    println!("VOD, STS     {api}");
    println!("OSS          {}  (buckets also as BUCKET.localhost:{port})", cloud.endpoint());
    if let Some(authority) = authority {
        println!("Authority    {}  (trust it; plain http works too)", authority.path().display());
    }
    if let Some(data) = &arguments.data {
        println!("Data         {}", data.display());
    }
    println!("Region       {}", arguments.region);
    println!("Account");
    println!("  AccessKey id      {}", arguments.access_key_id);
    println!(
        "  AccessKey secret  {}",
        shown(arguments.access_key_secret.expose(), ACCESS_KEY_SECRET)
    );
    println!("  Role              {}", arguments.role_arn);
    println!("  Template group    {TEMPLATE_GROUP}");
    match &arguments.callback_url {
        Some(url) => {
            println!("  Callback URL      {url}");
            println!(
                "  Callback key      {}",
                shown(arguments.callback_key.expose(), CALLBACK_KEY)
            );
        }
        None => println!("  Callback URL      none; --callback-url says where events go"),
    }
    println!("Ready on {api}; Ctrl-C ends it.");
}

/// A secret of one's own is not printed; the public default may be.
fn shown(secret: &str, default: &'static str) -> &'static str {
    if secret == default { default } else { "(as given)" }
}
