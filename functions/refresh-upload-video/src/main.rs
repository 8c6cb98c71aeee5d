//! The process of `refresh-upload-video`: wiring only.

fn main() -> std::process::ExitCode {
    runtime::run_http(refresh_upload_video::RefreshUploadVideo::new)
}
