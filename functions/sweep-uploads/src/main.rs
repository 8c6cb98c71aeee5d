//! The process of `sweep-uploads`: wiring only.

fn main() -> std::process::ExitCode {
    runtime::run_event(sweep_uploads::SweepUploads::new)
}
