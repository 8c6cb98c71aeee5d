"""voduploadsdk at work: the upload SDK for Python, which creates, uploads, refreshes and reports."""

import contextlib
import os
import sys
import tempfile
from pathlib import Path

import oss2
from aliyunsdkcore.profile import region_provider
from voduploadsdk.AliyunVodUploader import AliyunVodUploader
from voduploadsdk.UploadAttachedMediaRequest import UploadAttachedMediaRequest
from voduploadsdk.UploadImageRequest import UploadImageRequest
from voduploadsdk.UploadVideoRequest import UploadVideoRequest

import cloud
from cases import works
from cloud import ACCOUNT, HOST
from oss_requests import bucket
from rpc_clients import v1_post

MEDIA = Path(__file__).parents[2] / "media"
MEGABYTE = 1024 * 1024
DURING, BETWEEN = "credential-expires-during-part", "credential-expires-between-parts"


def uploader():
    made = AliyunVodUploader(ACCOUNT.id, ACCOUNT.secret)
    # Parts of the smallest size, so that a small file has several.
    made.setMultipartUpload(MEGABYTE, MEGABYTE, 1)
    return made


def stored(video_id, size):
    """The file arrived: the uploader itself reports success even where it failed."""
    info = v1_post(ACCOUNT, "GetVideoInfo", {"VideoId": video_id})["Video"]
    assert info["Status"] in ("UploadSucc", "Transcoding", "Normal"), info
    mezzanine = v1_post(ACCOUNT, "GetMezzanineInfo", {"VideoId": video_id})["Mezzanine"]
    assert mezzanine["Size"] == size, mezzanine


@contextlib.contextmanager
def file(size, name="视频 (1).mp4"):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(os.urandom(size))
        yield path


def small_video():
    path = MEDIA / "sample.mp4"
    info = uploader().uploadLocalVideo(UploadVideoRequest(str(path), "sample"))
    stored(info["VideoId"], path.stat().st_size)


def video_in_parts():
    before = len(cloud.asked_of)
    with file(3 * MEGABYTE + 1) as path:
        info = uploader().uploadLocalVideo(UploadVideoRequest(str(path), "多"))
        stored(info["VideoId"], path.stat().st_size)
        key = info["UploadAddress"]["FileName"]
        got = bucket(ACCOUNT, info["UploadAddress"]["Bucket"], "V1").get_object(key).read()
        assert got == path.read_bytes()
    # Its reports go to a fixed name.
    assert "vod.cn-shanghai.aliyuncs.com" in cloud.asked_of[before:], "it reported no progress"


def expired_in_the_middle():
    """The credential dies between two parts: it refreshes and starts anew."""
    original = oss2.Bucket.upload_part
    sent = []
    with file(3 * MEGABYTE) as path, contextlib.ExitStack() as stack:

        def upload_part(self, key, upload_id, number, *rest, **more):
            sent.append((upload_id, number))
            if len(sent) == 3:
                stack.enter_context(cloud.later(3001))
            return original(self, key, upload_id, number, *rest, **more)

        stack.callback(setattr, oss2.Bucket, "upload_part", original)
        oss2.Bucket.upload_part = upload_part
        info = uploader().uploadLocalVideo(UploadVideoRequest(str(path), "t"))
        stored(info["VideoId"], path.stat().st_size)
    assert len({upload_id for upload_id, _ in sent}) == 2, sent


def expired_by_fault(name):
    """The same by a fault: once, and the credential is asked for anew once."""
    with file(3 * MEGABYTE) as path:
        with cloud.fault(name, skip=1, times=1) as fired:
            with cloud.fault("latency", operation="RefreshUploadVideo", delay_ms=0) as refreshed:
                info = uploader().uploadLocalVideo(UploadVideoRequest(str(path), "t"))
                assert (fired(), refreshed()) == (1, 1), (fired(), refreshed())
        stored(info["VideoId"], path.stat().st_size)


def torn_part():
    """A part's connection is torn: the SDK tries the whole upload again."""
    with file(3 * MEGABYTE) as path:
        with cloud.fault("reset", operation="UploadPart", skip=1, times=1) as fired:
            info = uploader().uploadLocalVideo(UploadVideoRequest(str(path), "t"))
            assert fired() == 1, fired()
        stored(info["VideoId"], path.stat().st_size)


def playlist():
    """The slices of an M3U8 lie under its prefix, with the same credential."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        index = Path(folder) / "list.m3u8"
        index.write_text("#EXTM3U\nslice_1.ts\nslice_2.ts\n")
        for number in (1, 2):
            (Path(folder) / f"slice_{number}.ts").write_bytes(b"x" * 1000 * number)
        video_id = uploader().uploadLocalM3u8(UploadVideoRequest(str(index), "m3u8"))
        info = v1_post(ACCOUNT, "GetVideoInfo", {"VideoId": video_id})["Video"]
        assert info["Status"] != "Uploading", info
        os.chdir("/")


def image():
    image_id, url = uploader().uploadImage(UploadImageRequest(str(MEDIA / "sample.png"), "png"))
    assert url.endswith(".png"), url
    info = v1_post(ACCOUNT, "GetImageInfo", {"ImageId": image_id})["ImageInfo"]
    assert info["Status"] == "Normal", info


def attached_media():
    request = UploadAttachedMediaRequest(str(MEDIA / "sample.srt"), "subtitle", "srt")
    result = uploader().uploadAttachedMedia(request)
    assert result["MediaURL"].endswith(".srt"), result
    v1_post(ACCOUNT, "GetAttachedMediaInfo", {"MediaIds": result["MediaId"]})


def main():
    region_provider.modify_point("vod", "cn-shanghai", HOST)
    for name, flow in [
        ("a video in one PUT", small_video),
        ("a video in parts", video_in_parts),
        ("the credential expires between two parts", expired_in_the_middle),
        ("a credential that expires with a part", lambda: expired_by_fault(DURING)),
        ("a credential that expires behind a part", lambda: expired_by_fault(BETWEEN)),
        ("a part is torn", torn_part),
        ("a playlist and its slices", playlist),
        ("an image", image),
        ("a subtitle", attached_media),
    ]:
        quiet = lambda flow=flow: aside(flow)
        works(name, quiet)


def aside(flow):
    """What the SDK prints does not mix with the cases."""
    with contextlib.redirect_stdout(sys.stderr):
        flow()


main()
