//! The parameters of each operation as they go out, and its answers as the documentation shows them.

use std::fmt::Write as _;

use model::{
    TranscodeTaskStatus, VideoId, VideoStatus,
    fields::{AttachedMediaType, ImageType},
};
use signing::encode;

use crate::operations::*;
use crate::testing::{ScriptedTransport, call, client, ok};

/// `Operation host` and one line for each parameter.
fn sent(cloud: &ScriptedTransport) -> String {
    let request = &cloud.requests()[0];
    let action = request.headers()["x-acs-action"].to_str().unwrap();
    let version = request.headers()["x-acs-version"].to_str().unwrap();
    let mut text = format!("{action} {version} {}", request.uri().host().unwrap());
    for (name, value) in encode::decode_query(request.uri().query().unwrap()).unwrap() {
        write!(text, "\n{name}={}", value.unwrap()).unwrap();
    }
    text
}

fn video() -> VideoSelector {
    "vid1".parse::<VideoId>().unwrap().into()
}

const GRANT: &str = r#""UploadAddress":"eyJFbmRwb2ludCI6Imh0dHBzOi8vbyIsIkJ1Y2tldCI6ImIiLCJGaWxlTmFtZSI6ImsifQ==","UploadAuth":"eyJBY2Nlc3NLZXlJZCI6ImEiLCJBY2Nlc3NLZXlTZWNyZXQiOiJzM2NyZXQiLCJTZWN1cml0eVRva2VuIjoidCIsIkV4cGlyYXRpb24iOiIzMDAwIn0=""#;

#[tokio::test(start_paused = true)]
async fn create_upload_video() {
    let cloud =
        ScriptedTransport::new([ok(&format!(r#"{{"RequestId":"R","VideoId":"vid1",{GRANT}}}"#))]);
    let request = CreateUploadVideo {
        file_name: "a.mp4".into(),
        title: "T".into(),
        description: Some("D".into()),
        cover_url: Some("https://c/".into()),
        file_size: Some(7),
        cate_id: Some(8),
        tags: Some("x,y".into()),
        user_data: Some("{}".into()),
        template_group_id: Some("group1".parse().unwrap()),
        workflow_id: Some("flow1".into()),
        storage_location: Some("out.oss".into()),
        app_id: Some("app-1".into()),
        reference_id: Some("my-ref".parse().unwrap()),
        enable_first_frame_cover: Some(true),
        generate_thumbnail: Some(false),
    };
    let answer = client(&cloud).create_upload_video(&call(), &request).await.unwrap();
    let grant = answer.grant("2026-01-01T00:00:00Z".parse().unwrap()).unwrap();
    assert_eq!((grant.address.bucket.as_str(), grant.address.file_name.as_str()), ("b", "k"));
    assert_eq!(grant.expires_at.to_string(), "2026-01-01T00:50:00Z");
    let shown = format!("{answer:?}");
    assert!(!shown.contains("eyJBY2Nlc3NLZXlJZCI6"), "{shown}");
    insta::assert_snapshot!(sent(&cloud), @r"
    CreateUploadVideo 2017-03-21 vod.cn-shanghai.aliyuncs.com
    FileName=a.mp4
    Title=T
    Description=D
    CoverURL=https://c/
    FileSize=7
    CateId=8
    Tags=x,y
    UserData={}
    TemplateGroupId=group1
    WorkflowId=flow1
    StorageLocation=out.oss
    AppId=app-1
    ReferenceId=my-ref
    EnableFirstFrameCover=true
    GenerateThumbnail=false
    ");
}

#[tokio::test(start_paused = true)]
async fn refresh_upload_video() {
    let cloud =
        ScriptedTransport::new([ok(&format!(r#"{{"RequestId":"R","VideoId":"vid1",{GRANT}}}"#))]);
    let request = RefreshUploadVideo { video: video() };
    let answer = client(&cloud).refresh_upload_video(&call(), &request).await.unwrap();
    assert!(answer.grant("2026-01-01T00:00:00Z".parse().unwrap()).is_ok());
    insta::assert_snapshot!(sent(&cloud), @r"
    RefreshUploadVideo 2017-03-21 vod.cn-shanghai.aliyuncs.com
    VideoId=vid1
    ");
}

#[tokio::test(start_paused = true)]
async fn create_upload_image() {
    let json = format!(
        r#"{{"RequestId":"R","ImageId":"img1","ImageURL":"http://i","FileURL":"http://f",{GRANT}}}"#
    );
    let cloud = ScriptedTransport::new([ok(&json)]);
    let request = CreateUploadImage {
        image_ext: Some("png".into()),
        original_file_name: Some("a.png".into()),
        title: Some("T".into()),
        tags: Some("x".into()),
        description: Some("D".into()),
        cate_id: Some(8),
        user_data: Some("{}".into()),
        storage_location: Some("out.oss".into()),
        app_id: Some("app-1".into()),
        ..CreateUploadImage::new(ImageType::Cover)
    };
    let answer = client(&cloud).create_upload_image(&call(), &request).await.unwrap();
    assert_eq!(answer.image_url.as_deref(), Some("http://i"));
    assert_eq!(answer.file_url.as_deref(), Some("http://f"));
    assert!(answer.grant("2026-01-01T00:00:00Z".parse().unwrap()).is_ok());
    insta::assert_snapshot!(sent(&cloud), @r"
    CreateUploadImage 2017-03-21 vod.cn-shanghai.aliyuncs.com
    ImageType=cover
    ImageExt=png
    OriginalFileName=a.png
    Title=T
    Tags=x
    Description=D
    CateId=8
    UserData={}
    StorageLocation=out.oss
    AppId=app-1
    ");
}

#[tokio::test(start_paused = true)]
async fn create_upload_attached_media() {
    let json = format!(
        r#"{{"RequestId":"R","MediaId":"med1","MediaURL":"http://m","FileURL":"http://f",{GRANT}}}"#
    );
    let cloud = ScriptedTransport::new([ok(&json)]);
    let request = CreateUploadAttachedMedia {
        media_ext: Some("srt".into()),
        file_name: Some("a.srt".into()),
        file_size: Some(9),
        title: Some("T".into()),
        description: Some("D".into()),
        tags: Some("x".into()),
        cate_ids: Some("1,2".into()),
        user_data: Some("{}".into()),
        storage_location: Some("out.oss".into()),
        app_id: Some("app-1".into()),
        ..CreateUploadAttachedMedia::new(AttachedMediaType::Subtitle)
    };
    let answer = client(&cloud).create_upload_attached_media(&call(), &request).await.unwrap();
    assert_eq!(answer.media_url.as_deref(), Some("http://m"));
    assert!(answer.grant("2026-01-01T00:00:00Z".parse().unwrap()).is_ok());
    insta::assert_snapshot!(sent(&cloud), @r"
    CreateUploadAttachedMedia 2017-03-21 vod.cn-shanghai.aliyuncs.com
    BusinessType=subtitle
    MediaExt=srt
    FileName=a.srt
    FileSize=9
    Title=T
    Description=D
    Tags=x
    CateIds=1,2
    UserData={}
    StorageLocation=out.oss
    AppId=app-1
    ");
}

#[tokio::test(start_paused = true)]
async fn get_video_info() {
    let cloud = ScriptedTransport::new([ok(
        r#"{"RequestId":"R","Video":{"VideoId":"vid1","Status":"UploadSucc",
        "Size":"123","Duration":1.5,"CateId":"7","ReferenceId":"","TemplateGroupId":"group1",
        "Title":"T","Snapshots":{"Snapshot":["http://s"]},"SomethingNew":[1]}}"#,
    )]);
    let request = GetVideoInfo { video: video() };
    let video = client(&cloud).get_video_info(&call(), &request).await.unwrap().video;
    assert_eq!(video.status, VideoStatus::UploadSucc);
    assert_eq!((video.size, video.duration, video.cate_id), (Some(123), Some(1.5), Some(7)));
    assert_eq!((video.reference_id, video.description), (None, None));
    insta::assert_snapshot!(sent(&cloud), @r"
    GetVideoInfo 2017-03-21 vod.cn-shanghai.aliyuncs.com
    VideoId=vid1
    ");
}

#[tokio::test(start_paused = true)]
async fn get_video_list() {
    // Numbers as texts and a video without an id, both as in the sample of the page.
    let cloud =
        ScriptedTransport::new([ok(r#"{"RequestId":"R","Total":"100","VideoList":{"Video":[
        {"VideoId":"vid1","Status":"UploadSucc","Size":"10897890","Duration":"135.6",
        "CreationTime":"2017-11-14T09:15:50Z","ModificationTime":"2017-11-14T09:16:50Z"},
        {"Snapshots":{"Snapshot":"[]"}}]}}"#)]);
    let request = GetVideoList {
        status: vec![VideoStatus::UploadSucc, VideoStatus::Normal],
        start_time: Some("2026-01-01T00:00:00Z".into()),
        end_time: Some("2026-01-02T00:00:00Z".into()),
        cate_id: Some(7),
        storage_location: Some("out.oss".into()),
        sort_by: Some(VideoOrder::CreationTimeAsc),
        page_no: Some(2),
        page_size: Some(100),
    };
    let answer = client(&cloud).get_video_list(&call(), &request).await.unwrap();
    assert_eq!((answer.total, answer.video_list.len()), (Some(100), 1));
    assert_eq!(answer.video_list[0].status, VideoStatus::UploadSucc);
    assert_eq!(answer.video_list[0].modification_time.as_deref(), Some("2017-11-14T09:16:50Z"));
    insta::assert_snapshot!(sent(&cloud), @r"
    GetVideoList 2017-03-21 vod.cn-shanghai.aliyuncs.com
    Status=UploadSucc,Normal
    StartTime=2026-01-01T00:00:00Z
    EndTime=2026-01-02T00:00:00Z
    CateId=7
    StorageLocation=out.oss
    SortBy=CreationTime:Asc
    PageNo=2
    PageSize=100
    ");
}

#[tokio::test(start_paused = true)]
async fn a_list_without_videos_or_parameters() {
    for json in [
        r#"{"RequestId":"R"}"#,
        r#"{"RequestId":"R","Total":0,"VideoList":null}"#,
        r#"{"RequestId":"R","Total":0,"VideoList":{}}"#,
        r#"{"RequestId":"R","Total":0,"VideoList":{"Video":null}}"#,
        r#"{"RequestId":"R","Total":0,"VideoList":{"Video":[]}}"#,
    ] {
        let cloud = ScriptedTransport::new([ok(json)]);
        let answer = client(&cloud).get_video_list(&call(), &GetVideoList::default()).await;
        assert_eq!(answer.unwrap().video_list, [], "{json}");
        assert!(cloud.parameters(0).is_empty(), "{:?}", cloud.parameters(0));
    }
}

#[tokio::test(start_paused = true)]
async fn get_mezzanine_info() {
    let cloud =
        ScriptedTransport::new([ok(r#"{"RequestId":"R","Mezzanine":{"VideoId":"vid1","Size":9,
        "Duration":"12.3","Bitrate":"771.2","Fps":"25","Width":1280,"Height":"720",
        "FileURL":"http://f?Signature=s3cret","CRC64":123,"VideoStreamList":[{"Index":"0"}]}}"#)]);
    let request = GetMezzanineInfo {
        auth_timeout: Some(60),
        output_type: Some(OutputType::Oss),
        addition_type: Some("video,audio".into()),
        ..GetMezzanineInfo::new(video())
    };
    let answer = client(&cloud).get_mezzanine_info(&call(), &request).await.unwrap();
    assert!(!format!("{answer:?}").contains("s3cret"));
    let mezzanine = answer.mezzanine;
    assert_eq!(
        (mezzanine.size, mezzanine.width, mezzanine.height),
        (Some(9), Some(1280), Some(720))
    );
    assert_eq!((mezzanine.duration, mezzanine.crc64.as_deref()), (Some(12.3), Some("123")));
    assert_eq!((mezzanine.video_stream_list.len(), mezzanine.audio_stream_list.len()), (1, 0));
    insta::assert_snapshot!(sent(&cloud), @r"
    GetMezzanineInfo 2017-03-21 vod.cn-shanghai.aliyuncs.com
    VideoId=vid1
    AuthTimeout=60
    OutputType=oss
    AdditionType=video,audio
    ");
}

#[tokio::test(start_paused = true)]
async fn get_image_info() {
    let cloud = ScriptedTransport::new([ok(
        r#"{"RequestId":"R","ImageInfo":{"ImageId":"img1","Status":"Normal",
        "ImageType":"default","URL":"http://i","Mezzanine":{"FileSize":"8","Width":1}}}"#,
    )]);
    let request = GetImageInfo {
        auth_timeout: Some(60),
        output_type: Some(OutputType::Cdn),
        ..GetImageInfo::new("img1".parse().unwrap())
    };
    let image = client(&cloud).get_image_info(&call(), &request).await.unwrap().image_info;
    assert_eq!(image.status.as_deref(), Some("Normal"));
    assert_eq!(image.mezzanine.unwrap().file_size, Some(8));
    insta::assert_snapshot!(sent(&cloud), @r"
    GetImageInfo 2017-03-21 vod.cn-shanghai.aliyuncs.com
    ImageId=img1
    AuthTimeout=60
    OutputType=cdn
    ");
}

#[tokio::test(start_paused = true)]
async fn get_attached_media_info() {
    let cloud = ScriptedTransport::new([ok(r#"{"RequestId":"R","NonExistMediaIds":["med2"],
        "AttachedMediaList":[{"MediaId":"med1","Type":"subtitle","Status":"Normal",
        "Categories":[{"CateId":1,"ParentId":-1}]}]}"#)]);
    let ids = ["med1", "med2"].map(|id| id.parse().unwrap());
    let request = GetAttachedMediaInfo::new(ids);
    let answer = client(&cloud).get_attached_media_info(&call(), &request).await.unwrap();
    assert_eq!(answer.attached_media_list[0].business_type.as_deref(), Some("subtitle"));
    assert_eq!(answer.attached_media_list[0].categories[0].parent_id.as_deref(), Some("-1"));
    assert_eq!(answer.non_exist_media_ids[0].as_str(), "med2");
    insta::assert_snapshot!(sent(&cloud), @r"
    GetAttachedMediaInfo 2017-03-21 vod.cn-shanghai.aliyuncs.com
    MediaIds=med1,med2
    ");
}

#[tokio::test(start_paused = true)]
async fn submit_transcode_jobs() {
    let cloud = ScriptedTransport::new([ok(r#"{"RequestId":"R","TranscodeTaskId":"task1",
        "TranscodeJobs":{"TranscodeJob":[{"JobId":"j1"},{"JobId":"j2"}]}}"#)]);
    let request = SubmitTranscodeJobs {
        pipeline_id: Some("pipe".into()),
        encrypt_config: Some("{}".into()),
        override_params: Some("{}".into()),
        priority: Some(6),
        user_data: Some("{}".into()),
        session_id: Some("s1".parse().unwrap()),
        ..SubmitTranscodeJobs::new(video(), "group1".parse().unwrap())
    };
    let answer = client(&cloud).submit_transcode_jobs(&call(), &request).await.unwrap();
    assert_eq!(answer.job_ids().collect::<Vec<_>>(), ["j1", "j2"]);
    insta::assert_snapshot!(sent(&cloud), @r"
    SubmitTranscodeJobs 2017-03-21 vod.cn-shanghai.aliyuncs.com
    VideoId=vid1
    TemplateGroupId=group1
    PipelineId=pipe
    EncryptConfig={}
    OverrideParams={}
    Priority=6
    UserData={}
    SessionId=s1
    ");
}

#[tokio::test(start_paused = true)]
async fn list_transcode_task() {
    let cloud = ScriptedTransport::new([ok(
        r#"{"RequestId":"R","TranscodeTaskList":[{"TranscodeTaskId":"t1",
        "TaskStatus":"CompleteAllSucc","Trigger":"Manual"}]}"#,
    )]);
    let request = ListTranscodeTask {
        start_time: Some("2026-01-01T00:00:00Z".into()),
        end_time: Some("2026-01-02T00:00:00Z".into()),
        page_no: Some(1),
        page_size: Some(50),
        ..ListTranscodeTask::new("vid1".parse().unwrap())
    };
    let answer = client(&cloud).list_transcode_task(&call(), &request).await.unwrap();
    let task = &answer.transcode_task_list[0];
    assert_eq!(task.task_status, TranscodeTaskStatus::CompleteAllSucc);
    insta::assert_snapshot!(sent(&cloud), @r"
    ListTranscodeTask 2017-03-21 vod.cn-shanghai.aliyuncs.com
    VideoId=vid1
    StartTime=2026-01-01T00:00:00Z
    EndTime=2026-01-02T00:00:00Z
    PageNo=1
    PageSize=50
    ");
}

#[tokio::test(start_paused = true)]
async fn assume_role() {
    let cloud = ScriptedTransport::new([ok(
        r#"{"RequestId":"R","AssumedRoleUser":{"Arn":"a","AssumedRoleId":"b"},
        "Credentials":{"AccessKeyId":"STS.x","AccessKeySecret":"s3cret","SecurityToken":"t0ken",
        "Expiration":"2026-01-02T04:04:05Z"}}"#,
    )]);
    let request = AssumeRole {
        policy: Some(r#"{"Version":"1"}"#.into()),
        duration_seconds: Some(900),
        external_id: Some("ex".into()),
        ..AssumeRole::new("acs:ram::1:role/r".parse().unwrap(), "session".parse().unwrap())
    };
    let answer = client(&cloud).assume_role(&call(), &request).await.unwrap();
    let shown = format!("{answer:?}");
    assert!(!shown.contains("s3cret") && !shown.contains("t0ken"), "{shown}");
    assert_eq!(answer.credentials.expiration.to_string(), "2026-01-02T04:04:05Z");
    assert_eq!(answer.credentials.credentials().access_key_id, "STS.x");
    insta::assert_snapshot!(sent(&cloud), @r#"
    AssumeRole 2015-04-01 sts.cn-shanghai.aliyuncs.com
    RoleArn=acs:ram::1:role/r
    RoleSessionName=session
    Policy={"Version":"1"}
    DurationSeconds=900
    ExternalId=ex
    "#);
}

#[tokio::test(start_paused = true)]
async fn delete_multipart_upload() {
    let cloud = ScriptedTransport::new([ok(r#"{"RequestId":"R"}"#)]);
    let request = DeleteMultipartUpload { video_id: "vid1".parse().unwrap() };
    client(&cloud).delete_multipart_upload(&call(), &request).await.unwrap();
    insta::assert_snapshot!(sent(&cloud), @r"
    DeleteMultipartUpload 2017-03-21 vod.cn-shanghai.aliyuncs.com
    MediaId=vid1
    MediaType=video
    ");
}

#[tokio::test(start_paused = true)]
async fn delete_video() {
    let cloud = ScriptedTransport::new([ok(
        r#"{"RequestId":"R","ForbiddenVideoIds":["vid1"],"NonExistVideoIds":[]}"#,
    )]);
    let request = DeleteVideo { video_id: "vid1".parse().unwrap() };
    let answer = client(&cloud).delete_video(&call(), &request).await.unwrap();
    assert_eq!(answer.forbidden_video_ids.len(), 1);
    insta::assert_snapshot!(sent(&cloud), @r"
    DeleteVideo 2017-03-21 vod.cn-shanghai.aliyuncs.com
    VideoIds=vid1
    ");
}

#[tokio::test(start_paused = true)]
async fn delete_image() {
    let cloud = ScriptedTransport::new([ok(r#"{"RequestId":"R"}"#)]);
    let request = DeleteImage { image_id: "img1".parse().unwrap() };
    client(&cloud).delete_image(&call(), &request).await.unwrap();
    insta::assert_snapshot!(sent(&cloud), @r"
    DeleteImage 2017-03-21 vod.cn-shanghai.aliyuncs.com
    DeleteImageType=ImageId
    ImageIds=img1
    ");
}

#[tokio::test(start_paused = true)]
async fn delete_attached_media() {
    let cloud = ScriptedTransport::new([ok(r#"{"RequestId":"R","NonExistMediaIds":["med1"]}"#)]);
    let request = DeleteAttachedMedia { media_id: "med1".parse().unwrap() };
    client(&cloud).delete_attached_media(&call(), &request).await.unwrap();
    insta::assert_snapshot!(sent(&cloud), @r"
    DeleteAttachedMedia 2017-03-21 vod.cn-shanghai.aliyuncs.com
    MediaIds=med1
    ");
}
