"""ReportUploadProgress as voduploadsdk sends it: without a signature, with an AuthInfo of its own.

The SDK does not look at the answers. They are read here on their way, and what it sends is changed
there where it must be wrong.
"""

import urllib.parse
from pathlib import Path

from voduploadsdk.AliyunVodUploader import _VodResumableUploader

import cloud
import wire
from cases import Seen, refused, rows, works
from cloud import ACCOUNT
from rpc_clients import v1_post

FILE = Path(__file__).parents[2] / "media" / "sample.mp4"


class Uploads:
    """Two videos that wait for their files."""

    def __init__(self):
        create = {"Title": "t", "FileName": "a.mp4"}
        self.one = v1_post(ACCOUNT, "CreateUploadVideo", create)
        self.other = v1_post(ACCOUNT, "CreateUploadVideo", create)


def report(created, done=1, **changed):
    """What the SDK says behind a part. A field of `changed` that is None is left out."""
    info = {"MediaId": created["VideoId"], "OriUploadAddress": created["UploadAddress"]}
    uploader = _VodResumableUploader(None, str(FILE), "a.mp4", info, None, None, None)
    uploader.setMultipartInfo(1, 1024, 1)
    uploader.setClientId("a client")
    uploader._VodResumableUploader__totalSize = FILE.stat().st_size

    def change(request):
        form = dict(urllib.parse.parse_qsl(request.body, keep_blank_values=True))
        form = {name: value for name, value in {**form, **changed}.items() if value is not None}
        wire.set_body(urllib.parse.urlencode(form).encode())(request)

    with wire.altered(change), wire.answers() as answers:
        uploader._VodResumableUploader__reportUploadProgress("multipart", done, done * 1024)
    (answer,) = answers
    if answer.status_code != 200:
        raise Seen(answer.status_code, answer.json()["Code"])


def at(minutes, uploads):
    with cloud.client_clock(minutes):
        report(uploads.one)


def shown(uploads):
    """What was reported is what GetUploadDetails tells."""
    report(uploads.one, done=2)
    asked = {"MediaIds": uploads.one["VideoId"], "MediaType": "video"}
    (details,) = v1_post(ACCOUNT, "GetUploadDetails", asked)["UploadDetails"]
    assert details["UploadSource"] == "PythonSDK", details
    assert details["UploadSize"] == min(2048, FILE.stat().st_size), details


def without(name):
    return lambda uploads: report(uploads.one, **{name: None})


CASES = {
    "all that is needed": shown,
    "wrong AuthInfo": lambda uploads: report(uploads.one, AuthInfo="0" * 32),
    "AuthInfo of another client": lambda uploads: report(uploads.one, ClientId="another"),
    "date 16 minutes ago": lambda uploads: at(-16, uploads),
    "date 16 minutes ahead": lambda uploads: at(16, uploads),
    "a date that is none": lambda uploads: report(uploads.one, AuthTimestamp="today"),
    "unknown video": lambda uploads: report(uploads.one, VideoId="0" * 32),
    "UploadAddress of another video": lambda uploads: report(
        uploads.one, UploadAddress=uploads.other["UploadAddress"]
    ),
    "UploadAddress that is none": lambda uploads: report(uploads.one, UploadAddress="?"),
    "a ratio of 2": lambda uploads: report(uploads.one, UploadRatio="2"),
    "without VideoId": without("VideoId"),
    "without ClientId": without("ClientId"),
    "without AuthInfo": without("AuthInfo"),
    "without AuthTimestamp": without("AuthTimestamp"),
    "without UploadAddress": without("UploadAddress"),
}


def main():
    uploads = Uploads()
    for row in rows("rpc"):
        if row["operations"] != ["ReportUploadProgress"]:
            continue
        name = f"ReportUploadProgress/{row['case']}/AuthInfo"
        attempt = lambda: CASES[row["case"]](uploads)
        works(name, attempt) if row["error"] == "200" else refused(name, row["error"], attempt)


main()
