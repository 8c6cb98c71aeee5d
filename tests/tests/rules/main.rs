//! Whatever callers send under whatever rules: what reaches VOD never holds a value that the role may
//! not set.
//!
//! The real functions are asked, over a transport that keeps what they send. What they sent is held
//! against a statement of the rules ([`naive`]) that shares no code with the engine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cases;
mod naive;

use std::{collections::BTreeMap, sync::Arc};

use access::{Caller, Role, Rules};
use bytes::Bytes;
use create_upload_attached_media::{CreateUploadAttachedMedia, CreateUploadAttachedMediaSettings};
use create_upload_image::{CreateUploadImage, CreateUploadImageSettings};
use create_upload_video::{CreateUploadVideo, CreateUploadVideoSettings};
use http::Request;
use model::MediaKind;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use runtime::{
    Context, HttpFunction,
    testing::{self, FixedClock, ScriptedTransport},
};
use serde_json::{Value, json};
use settings::Settings as _;

use cases::Case;
use naive::Verdict;

/// What VOD answers, whatever was created.
fn created() -> Value {
    json!({
        "RequestId": "CREATED-1", "VideoId": "video-1", "ImageId": "image-1", "MediaId": "media-1",
        "ImageURL": "http://e.com/i", "MediaURL": "http://e.com/m", "FileURL": "http://e.com/f",
        "UploadAddress": testing::upload_address(), "UploadAuth": testing::upload_auth(),
    })
}

/// The function of a kind under these rules.
fn function(kind: MediaKind, rules: &str, vod: &Arc<ScriptedTransport>) -> Box<dyn HttpFunction> {
    let source = testing::settings().with("ACCESS_RULES", rules);
    let ports = testing::ports_over(vod.clone(), FixedClock::at("2026-01-02T03:04:05Z"));
    match kind {
        MediaKind::Video => {
            let settings = CreateUploadVideoSettings::load(&source).unwrap();
            Box::new(CreateUploadVideo::new(&settings, &ports).unwrap())
        }
        MediaKind::Image => {
            let settings = CreateUploadImageSettings::load(&source).unwrap();
            Box::new(CreateUploadImage::new(&settings, &ports).unwrap())
        }
        MediaKind::AttachedMedia => {
            let settings = CreateUploadAttachedMediaSettings::load(&source).unwrap();
            Box::new(CreateUploadAttachedMedia::new(&settings, &ports).unwrap())
        }
    }
}

/// What a caller with these roles is answered, and what was sent to VOD.
async fn ask(
    kind: MediaKind,
    rules: &str,
    of_caller: &[&str],
    body: &str,
) -> (u16, Vec<BTreeMap<String, String>>) {
    let vod = ScriptedTransport::new([testing::ok(&created())]);
    let function = function(kind, rules, &vod);
    let has = of_caller.iter().map(|role| Role::new(role).unwrap()).collect();
    let caller = Caller { roles: has, ..testing::caller("user-1") };
    let context = Context { caller: Some(caller), ..testing::context() };
    let request = Request::post("/").body(Bytes::copy_from_slice(body.as_bytes())).unwrap();
    let answer = function.handle(request, &context).await;
    let sent = (0..vod.requests().len()).map(|index| vod.parameters(index)).collect();
    (answer.status().as_u16(), sent)
}

#[test]
fn nothing_reaches_vod_that_the_role_may_not_set() {
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner =
        TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(2_000) });
    let counts = std::cell::RefCell::new(BTreeMap::<u16, u32>::new());
    let result = runner.run(&cases::case(), |case: Case| {
        let rules = case.rules();
        prop_assert!(Rules::read(&rules).is_ok(), "{rules}: {:?}", Rules::read(&rules));
        let body = case.body();
        let (status, sent) = tokio.block_on(ask(case.kind, &rules, &case.roles(), &body));
        *counts.borrow_mut().entry(status).or_default() += 1;
        let shown = format!("{rules}\n{:?}\n{body}\n{sent:?}", case.roles());
        match naive::verdict(&case) {
            Verdict::Forbidden => prop_assert!(matches!(status, 400 | 403), "{status} {shown}"),
            Verdict::Allowed => prop_assert!(matches!(status, 200 | 400), "{status} {shown}"),
        }
        prop_assert_eq!(sent.len(), usize::from(status == 200), "{}", shown);
        for parameters in &sent {
            if let Err(reason) = naive::judge(&case, parameters) {
                prop_assert!(false, "{reason}: {shown}");
            }
        }
        Ok(())
    });
    result.unwrap();
    // A test in which nothing was sent, or nothing refused, would show nothing.
    let counts = counts.into_inner();
    for status in [200, 403] {
        assert!(counts[&status] >= 200, "{counts:?}");
    }
}

#[tokio::test]
async fn the_rules_know_every_field_that_a_function_takes_and_no_other() {
    for kind in [MediaKind::Video, MediaKind::Image, MediaKind::AttachedMedia] {
        for name in &cases::every_name() {
            let body = json!({name: ["no field has this"]}).to_string();
            let vod = ScriptedTransport::new([]);
            let function = function(kind, testing::RULES_OF_ALL_FIELDS, &vod);
            let answer = testing::call(&*function, "POST", "/", &body).await;
            let known = cases::fields(kind).iter().any(|field| {
                field.name == *name || field.name.starts_with("UserData.") && name == "UserData"
            });
            assert_eq!(answer.code() == "UnknownParameter", !known, "{kind:?} {}", answer.body);
        }
    }
}
