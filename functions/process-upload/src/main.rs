//! The process of `process-upload`: wiring only.

fn main() -> std::process::ExitCode {
    runtime::run_event(process_upload::ProcessUpload::new)
}
