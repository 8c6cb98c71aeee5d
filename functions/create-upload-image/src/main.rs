//! The process of `create-upload-image`: wiring only.

fn main() -> std::process::ExitCode {
    runtime::run_http(create_upload_image::CreateUploadImage::new)
}
