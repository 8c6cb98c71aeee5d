//! The process of `sts-token`: wiring only.

fn main() -> std::process::ExitCode {
    runtime::run_http(sts_token::StsToken::new)
}
