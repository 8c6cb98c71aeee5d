//! The process of `create-upload-video`: wiring only.

fn main() -> std::process::ExitCode {
    runtime::run_http(create_upload_video::CreateUploadVideo::new)
}
