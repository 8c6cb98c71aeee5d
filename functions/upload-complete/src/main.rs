//! The process of `upload-complete`: wiring only.

fn main() -> std::process::ExitCode {
    runtime::run_http(upload_complete::UploadComplete::new)
}
