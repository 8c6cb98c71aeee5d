//! The process of `upload-status`: wiring only.

fn main() -> std::process::ExitCode {
    runtime::run_http(upload_status::UploadStatus::new)
}
