"""Faults of /_local/faults, as official clients meet them: which they get over by themselves, and what
they say of the others."""

import os
import tempfile
from pathlib import Path

import alibabacloud_oss_v2 as oss
import oss2

import cloud
from cases import describe, works
from cloud import ACCOUNT, fault
from oss_requests import bucket
from oss_v2_client import client as oss_v2
from rpc_clients import SCHEMES, v1_post

MEGABYTE = 1024 * 1024
CREATE = {"Title": "t", "FileName": "a.mp4"}


def fails(attempt, expected):
    """The attempt must end in this refusal, or in an exception of this class."""
    try:
        attempt()
    except Exception as caught:
        seen = type(caught).__name__ if isinstance(expected, type) else describe(caught)
        right = isinstance(caught, expected) if isinstance(expected, type) else seen == expected
        assert right, f"{seen}, instead of {expected}"
    else:
        raise AssertionError(f"200, instead of {expected}")


def once(name, operation, parameters, refusal):
    """One call is refused; the next is served."""

    def flow(scheme):
        call = lambda: SCHEMES[scheme](ACCOUNT, operation, parameters)
        with fault(name, operation=operation, times=1) as fired:
            fails(call, refusal)
            call()
            assert fired() == 1, fired()

    return flow


# What a caller sees, by the name of the case.
REFUSED_ONCE = {
    "throttled once": once("throttling", "CreateUploadVideo", CREATE, "400 Throttling.User"),
    "unavailable once": once(
        "service-unavailable", "CreateUploadVideo", CREATE, "503 ServiceUnAvailable"
    ),
    "a key that is disabled for a while": once(
        "access-key-disabled", "GetVideoList", {}, "400 InvalidAccessKeyId.Inactive"
    ),
    "a clock that goes wrong for a while": once(
        "client-clock-behind", "GetVideoList", {}, "400 InvalidTimeStamp.Expired"
    ),
}


class Upload:
    """A video that waits for its file, and its credential."""

    def __init__(self):
        self.video = v1_post(ACCOUNT, "CreateUploadVideo", CREATE)
        address = cloud.decode(self.video["UploadAddress"])
        self.name, self.key = address["Bucket"], address["FileName"]
        self.credential = cloud.upload_key(self.video["UploadAuth"])
        self.bucket = bucket(self.credential, self.name, "V4")
        self.own = bucket(ACCOUNT, self.name, "V4")

    def resumable(self, file, store):
        return oss2.resumable_upload(
            self.bucket,
            self.key,
            str(file),
            store=store,
            multipart_threshold=1,
            part_size=MEGABYTE,
            num_threads=1,
        )

    def stored(self, file):
        assert self.own.get_object(self.key).read() == file.read_bytes()


def with_file(flow):
    """Gives the flow an upload, a file of three parts and a store of checkpoints."""

    def run():
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "a.mp4"
            file.write_bytes(os.urandom(2 * MEGABYTE + 17))
            flow(Upload(), file, oss2.ResumableStore(root=folder))

    return run


def torn_part(upload, file, store):
    """A part's connection is torn; the second run sends what is missing."""
    with fault("reset", operation="UploadPart", skip=1, times=1, after_bytes=1000) as fired:
        fails(lambda: upload.resumable(file, store), oss2.exceptions.RequestError)
        with fault("latency", operation="UploadPart", delay_ms=0) as sent:
            upload.resumable(file, store)
            assert sent() == 2, sent()
        assert fired() == 1, fired()
    upload.stored(file)


def lost_part(upload, file, store):
    """A part is stored, and nobody says so."""
    with fault("reply-lost", operation="UploadPart", times=1):
        fails(lambda: upload.resumable(file, store), oss2.exceptions.RequestError)
    upload.resumable(file, store)
    upload.stored(file)


def short_part(upload, file, store):
    with fault("short-write", operation="UploadPart", times=1, after_bytes=1000):
        fails(lambda: upload.resumable(file, store), "400 IncompleteBody")
    upload.resumable(file, store)
    upload.stored(file)


def expired_part(upload, file, store):
    """The credential expires with a part; with a new one the same upload goes on."""
    with fault("credential-expires-during-part", skip=1, times=1):
        fails(lambda: upload.resumable(file, store), "403 SecurityTokenExpired")
    fails(lambda: upload.resumable(file, store), "403 SecurityTokenExpired")
    again = v1_post(ACCOUNT, "RefreshUploadVideo", {"VideoId": upload.video["VideoId"]})
    upload.bucket = bucket(cloud.upload_key(again["UploadAuth"]), upload.name, "V4")
    upload.resumable(file, store)
    upload.stored(file)


def short_pages(upload, file, store):
    """Pages of one part: the client goes through all of them."""
    with fault("reset", operation="UploadPart", skip=2, times=1):
        fails(lambda: upload.resumable(file, store), oss2.exceptions.RequestError)
    with fault("list-parts-truncated") as fired:
        upload.resumable(file, store)
        assert fired() >= 2, fired()
    upload.stored(file)


def lost_completion(upload, file, store):
    """The object is made, and nobody says so: a second completion finds no upload."""
    with fault("complete-reply-lost", times=1):
        fails(lambda: upload.resumable(file, store), oss2.exceptions.RequestError)
    upload.stored(file)


def lost_upload(upload, file, store):
    """The upload is gone under way: the client says so, and the next run begins anew."""
    with fault("no-such-upload", operation="UploadPart"):
        fails(lambda: upload.resumable(file, store), "404 NoSuchUpload")
    upload.resumable(file, store)
    upload.stored(file)


def refused_completion(name, error):
    def flow(upload, file, store):
        with fault(name, times=1):
            fails(lambda: upload.resumable(file, store), error)
        upload.resumable(file, store)
        upload.stored(file)

    return flow


def busy(upload, file, store):
    """oss2 repeats nothing."""
    with fault("throttling", operation="PutObject", times=1):
        fails(lambda: upload.bucket.put_object(upload.key, b"1"), "503 QpsLimitExceeded")
    upload.bucket.put_object(upload.key, b"1")


def newer_client_tries_again(name, **wish):
    """alibabacloud-oss-v2 repeats what the network or a 503 broke."""

    def flow(upload, file, store):
        with fault(name, operation="UploadPart", times=1, **wish) as fired:
            uploader = oss_v2(upload.credential, attempts=3).uploader(part_size=MEGABYTE)
            uploader.upload_file(
                oss.PutObjectRequest(bucket=upload.name, key=upload.key), str(file)
            )
            assert fired() == 1, fired()
        upload.stored(file)

    return flow


def main():
    for scheme in SCHEMES:
        for name, flow in REFUSED_ONCE.items():
            works(f"{name}/{scheme}", lambda: flow(scheme))
    for name, flow in [
        ("oss2: a part is torn", torn_part),
        ("oss2: the answer to a part is lost", lost_part),
        ("oss2: a part comes to half", short_part),
        ("oss2: the credential expires with a part", expired_part),
        ("oss2: pages of one part", short_pages),
        ("oss2: the answer to the completion is lost", lost_completion),
        ("oss2: the upload is gone", lost_upload),
        (
            "oss2: parts out of order",
            refused_completion("invalid-part-order", "400 InvalidPartOrder"),
        ),
        ("oss2: a part too small", refused_completion("entity-too-small", "400 EntityTooSmall")),
        ("oss2: too many requests", busy),
        ("oss-v2: a part is torn", newer_client_tries_again("reset", after_bytes=1000)),
        ("oss-v2: the answer to a part is lost", newer_client_tries_again("reply-lost")),
        ("oss-v2: too many requests", newer_client_tries_again("throttling")),
        ("oss-v2: unavailable", newer_client_tries_again("service-unavailable")),
    ]:
        works(name, with_file(flow))


main()
