//! The process of `create-upload-attached-media`: wiring only.

fn main() -> std::process::ExitCode {
    runtime::run_http(create_upload_attached_media::CreateUploadAttachedMedia::new)
}
