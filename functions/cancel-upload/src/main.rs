//! The process of `cancel-upload`: wiring only.

fn main() -> std::process::ExitCode {
    runtime::run_http(cancel_upload::CancelUpload::new)
}
