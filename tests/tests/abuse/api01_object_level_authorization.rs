//! API1: another's media. VideoIds are no secrets; knowing one must open nothing.

use client::operations::{CreateUploadVideo, GetVideoInfo};
use serde_json::{Value, json};
use tests::{Stack, plain_http};

use crate::attack::{KINDS, User, account, assert_there_is_none, call};

#[tokio::test]
async fn anothers_id_opens_nothing_on_any_route() {
    let stack = Stack::start(&[]);
    let (owner, thief) = (User::new(&stack, "user-1"), User::new(&stack, "user-2"));
    let namesake = User::with(&stack, "user-1", &json!({"tenant": "another"}));
    for (kind, ..) in KINDS {
        let granted = owner.granted(kind).await;
        // Without a ticket, with the owner's own (a stolen one), with one's own of another upload.
        let own = thief.granted(kind).await.ticket;
        for ticket in [None, Some(granted.ticket.as_str()), Some(own.as_str()), Some(""), Some("x")]
        {
            for user in [&thief, &namesake] {
                for method in ["GET", "DELETE"] {
                    let answer = user.about(method, kind, &granted.id, ticket).await;
                    assert_there_is_none(&answer, kind);
                }
                if kind == "video" {
                    assert_there_is_none(&user.refresh(&granted.id, ticket).await, kind);
                }
            }
        }
        // Nothing of it did any harm.
        let ticket = Some(granted.ticket.as_str());
        assert_eq!(owner.about("GET", kind, &granted.id, ticket).await.status, 200);
        assert_eq!(owner.about("DELETE", kind, &granted.id, ticket).await.status, 200);
    }
}

#[tokio::test]
async fn an_id_that_exists_cannot_be_told_from_one_that_does_not() {
    let stack = Stack::start(&[]);
    let thief = User::new(&stack, "user-2");
    for (kind, ..) in KINDS {
        let granted = User::new(&stack, "user-1").granted(kind).await;
        let other: String = granted.id.chars().rev().collect();
        for method in ["GET", "DELETE"] {
            let mut seen = Vec::new();
            for id in [&granted.id, &other] {
                let mut answer = thief.about(method, kind, id, None).await;
                answer.body.as_object_mut().unwrap().retain(|name, _| {
                    // These differ between any two answers.
                    !["RequestId", "ServerTime"].contains(&name.as_str())
                });
                let names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
                seen.push((answer.status, answer.body, names));
            }
            assert_eq!(seen[0], seen[1], "{method} {kind}");
        }
    }
}

#[tokio::test]
async fn a_ticket_of_one_medium_opens_no_other() {
    let stack = Stack::start(&[]);
    let user = User::new(&stack, "user-1");
    let mut granted = Vec::new();
    for (kind, ..) in KINDS {
        granted.push((kind, user.granted(kind).await));
        granted.push((kind, user.granted(kind).await));
    }
    for (kind, one) in &granted {
        for (_, other) in &granted {
            let answer = user.about("GET", kind, &one.id, Some(&other.ticket)).await;
            if one.id == other.id {
                assert_eq!(answer.status, 200, "{}", answer.body);
            } else {
                assert_there_is_none(&answer, kind);
            }
        }
    }
}

/// Every text that differs from this one in one bit, and can stand in a header.
fn flipped(text: &str) -> impl Iterator<Item = String> {
    (0..text.len() * 8).filter_map(|bit| {
        let mut bytes = text.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let usable = bytes.iter().all(u8::is_ascii_graphic);
        usable.then(|| String::from_utf8(bytes).unwrap())
    })
}

#[tokio::test]
async fn a_ticket_with_any_bit_flipped_shows_nothing() {
    let stack = Stack::start(&[]);
    let user = User::new(&stack, "user-1");
    let granted = user.granted("image").await;
    let mut tried = 0;
    for ticket in flipped(&granted.ticket) {
        let answer = user.about("GET", "image", &granted.id, Some(&ticket)).await;
        assert_there_is_none(&answer, "image");
        tried += 1;
    }
    assert!(tried > granted.ticket.len() * 4, "{tried}");
    for ticket in [&granted.ticket[1..], &granted.ticket[..granted.ticket.len() - 1]] {
        assert_there_is_none(&user.about("GET", "image", &granted.id, Some(ticket)).await, "image");
    }
    let whole = user.about("GET", "image", &granted.id, Some(&granted.ticket)).await;
    assert_eq!(whole.status, 200);
}

/// VOD takes 80 calls a second that create, and a busy moment may repeat some.
const WRITES_A_SECOND: usize = 40;

/// Moves the clock of the cloud, in place of waiting.
async fn a_second_later(stack: &Stack) {
    let clock = stack.cloud.join("/_local/clock").unwrap();
    let change = json!({"advance_seconds": 1}).to_string();
    let moved = plain_http().post(clock).body(change).send().await.unwrap();
    assert!(moved.status().is_success(), "{}", moved.status());
}

#[tokio::test]
async fn a_stamp_with_any_bit_flipped_names_no_owner() {
    let stack = Stack::start(&[]);
    let (user, account) = (User::new(&stack, "user-1"), account(&stack));
    let granted = user.granted("video").await;
    let query = GetVideoInfo { video: granted.id.parse::<model::VideoId>().unwrap().into() };
    let video = account.get_video_info(&call(), &query).await.unwrap().video;
    let user_data: Value = serde_json::from_str(video.user_data.as_deref().unwrap()).unwrap();
    let stamp = user_data["Extend"]["_stamp"].as_str().unwrap().to_owned();

    // What the account itself wrote: nobody else can write there.
    let write = async |stamp: &str| {
        let mut changed = user_data.clone();
        changed["Extend"]["_stamp"] = stamp.into();
        let request = CreateUploadVideo {
            file_name: "a.mp4".into(),
            title: "Changed".into(),
            user_data: Some(changed.to_string()),
            ..CreateUploadVideo::default()
        };
        account.create_upload_video(&call(), &request).await.unwrap().video_id.to_string()
    };
    let whole = write(&stamp).await;
    assert_eq!(user.about("GET", "video", &whole, None).await.status, 200);
    // About one bit of each letter: all of them are tried beside the code.
    for (place, stamp) in flipped(&stamp).step_by(7).enumerate() {
        if place % WRITES_A_SECOND == 0 {
            a_second_later(&stack).await;
        }
        let id = write(&stamp).await;
        let answer = user.about("GET", "video", &id, None).await;
        assert_there_is_none(&answer, "video");
        if place == 0 {
            assert_there_is_none(&user.refresh(&id, None).await, "video");
            assert_there_is_none(&user.about("DELETE", "video", &id, None).await, "video");
        }
    }
}
