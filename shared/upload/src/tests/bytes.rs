//! Whatever is uploaded arrives as it was.

use proptest::prelude::*;
use signing::crc64;

use super::{
    oss::Fault,
    stage::{PART, Stage, content, options},
};
use crate::Options;

#[tokio::test(start_paused = true)]
async fn a_small_file_is_put_whole() {
    let stage = Stage::new(options());
    let file = content(PART - 1);
    let uploaded = stage.upload(&file).await.unwrap();
    assert_eq!(stage.oss.log(), ["PutObject"]);
    assert_eq!(stage.oss.object(), Some(file.clone()));
    assert_eq!((uploaded.size, uploaded.parts), (PART - 1, 1));
    assert_eq!(uploaded.crc64, crc64::checksum(&file));
    assert_eq!(uploaded.etag.as_deref(), Some("\"PUT\""));
}

#[tokio::test(start_paused = true)]
async fn an_empty_file_is_put_too() {
    let stage = Stage::new(Options { put_threshold: 0, ..options() });
    let uploaded = stage.upload(&content(0)).await.unwrap();
    assert_eq!((uploaded.size, uploaded.crc64), (0, 0));
    assert_eq!(stage.oss.object(), Some(content(0)));
}

#[tokio::test(start_paused = true)]
async fn a_large_file_goes_up_in_parallel_parts() {
    let stage = Stage::new(Options { parallel: 3, ..options() });
    let file = content(10 * PART + 1);
    let uploaded = stage.upload(&file).await.unwrap();
    assert_eq!(stage.oss.object(), Some(file.clone()));
    assert_eq!((uploaded.size, uploaded.parts), (10 * PART + 1, 11));
    assert_eq!(uploaded.crc64, crc64::checksum(&file));
    assert_eq!(stage.oss.most_under_way(), 3);
    assert_eq!(stage.oss.count("UploadPart"), 11);

    let heard = stage.heard();
    assert_eq!((heard.sent, heard.confirmed, heard.lost), (uploaded.size, uploaded.size, 0));
    let mut parts = heard.parts;
    parts.sort_unstable();
    assert_eq!(parts, (1..=11).collect::<Vec<_>>());
}

fn passing_fault() -> impl Strategy<Value = Fault> {
    use client::TransportErrorKind::{Broken, Connect, Timeout};
    prop_oneof![
        Just(Fault::Refuse(500, "InternalError")),
        Just(Fault::Refuse(503, "")),
        Just(Fault::Lose(Connect)),
        Just(Fault::LoseReply(Timeout)),
        Just(Fault::LoseReply(Broken)),
        Just(Fault::Corrupt),
        Just(Fault::WrongChecksum),
        Just(Fault::Revoke("SecurityTokenExpired")),
        Just(Fault::Revoke("InvalidAccessKeyId")),
        Just(Fault::Hang),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_file_in_any_cut_arrives_whatever_passes_by(
        length in 0..1_500_000u64,
        part_size in PART..400_000u64,
        put_threshold in prop_oneof![Just(0), 0..2_000_000u64],
        parallel in 0..9usize,
        faults in proptest::collection::vec((1..12u32, passing_fault()), 0..4),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let stage = Stage::new(Options {
                put_threshold, part_size, parallel, ..Options::default()
            });
            for (nth, fault) in faults {
                stage.oss.fail("UploadPart", nth, fault);
            }
            let file = content(length);
            let uploaded = stage.upload(&file).await.unwrap();
            prop_assert_eq!(uploaded.size, length);
            prop_assert_eq!(uploaded.crc64, crc64::checksum(&file));
            prop_assert_eq!(stage.oss.object(), Some(file));
            prop_assert!(stage.oss.most_under_way() <= parallel.max(1));
            prop_assert_eq!(stage.oss.open_uploads(), 0);
            let heard = stage.heard();
            prop_assert_eq!(heard.sent - heard.lost, length);
            prop_assert_eq!(heard.confirmed, length);
            Ok(())
        })?;
    }
}
