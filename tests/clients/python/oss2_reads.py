"""What else oss2 is used for: access lists, ranges, URLs with headers and parameters, files, callbacks
of progress."""

import os
import tempfile
import uuid
from pathlib import Path

import oss2
import requests

import cloud
from cases import describe, works
from cloud import ACCOUNT
from oss_requests import bucket

MEGABYTE = 1024 * 1024
DIGITS = b"0123456789"
# What is asked for, and what is sent: OSS sends the whole object where a range makes no sense.
RANGES = [
    ((0, 0), 206, b"0"),
    ((2, 4), 206, b"234"),
    ((7, None), 206, b"789"),
    ((None, 3), 206, b"789"),
    ((None, 10), 206, DIGITS),
    ((0, 9), 206, DIGITS),
    ((5, 99), 200, DIGITS),
    ((10, 11), 200, DIGITS),
    ((10, None), 200, DIGITS),
    ((4, 2), 200, DIGITS),
    ((None, 11), 200, DIGITS),
]
STANDARD = {"x-oss-range-behavior": "standard"}


def own_bucket(version):
    made = bucket(ACCOUNT, f"clients-{uuid.uuid4().hex[:12]}", version)
    made.create_bucket()
    return made


def refused(attempt, expected):
    try:
        attempt()
    except oss2.exceptions.OssError as caught:
        assert describe(caught) == expected, describe(caught)
    else:
        raise AssertionError(f"200, instead of {expected}")


def object_acls(own):
    own.put_object("a", b"1")
    assert own.get_object_acl("a").acl == oss2.OBJECT_ACL_DEFAULT
    anybody = bucket(None, own.bucket_name, "V1")
    refused(lambda: anybody.get_object("a"), "403 AccessDenied")
    own.put_object_acl("a", oss2.OBJECT_ACL_PUBLIC_READ)
    assert own.get_object_acl("a").acl == oss2.OBJECT_ACL_PUBLIC_READ
    assert anybody.get_object("a").read() == b"1"
    assert anybody.object_exists("a")
    refused(lambda: anybody.put_object("a", b"2"), "403 AccessDenied")
    refused(lambda: anybody.delete_object("a"), "403 AccessDenied")
    refused(lambda: anybody.list_objects(), "403 AccessDenied")
    own.put_object_acl("a", oss2.OBJECT_ACL_PRIVATE)
    refused(lambda: anybody.get_object("a"), "403 AccessDenied")
    refused(lambda: own.put_object_acl("nobody", oss2.OBJECT_ACL_PRIVATE), "404 NoSuchKey")
    # With the object itself.
    own.put_object("b", b"1", headers={"x-oss-object-acl": "public-read"})
    assert anybody.get_object("b").read() == b"1"


def bucket_acls(own):
    assert own.get_bucket_acl().acl == oss2.BUCKET_ACL_PRIVATE
    own.put_object("a", b"1")
    anybody = bucket(None, own.bucket_name, "V1")
    own.put_bucket_acl(oss2.BUCKET_ACL_PUBLIC_READ)
    assert own.get_bucket_acl().acl == oss2.BUCKET_ACL_PUBLIC_READ
    assert anybody.get_object("a").read() == b"1"
    refused(lambda: anybody.put_object("b", b"1"), "403 AccessDenied")
    own.put_bucket_acl(oss2.BUCKET_ACL_PUBLIC_READ_WRITE)
    anybody.put_object("b", b"2")
    upload = anybody.init_multipart_upload("c")
    part = anybody.upload_part("c", upload.upload_id, 1, b"3")
    parts = [oss2.models.PartInfo(1, part.etag)]
    anybody.complete_multipart_upload("c", upload.upload_id, parts)
    assert own.get_object("b").read() + own.get_object("c").read() == b"23"
    own.put_object("private", b"1", headers={"x-oss-object-acl": "private"})
    refused(lambda: anybody.get_object("private"), "403 AccessDenied")
    own.put_bucket_acl(oss2.BUCKET_ACL_PRIVATE)
    refused(lambda: anybody.get_object("a"), "403 AccessDenied")


def ranges(own):
    own.put_object("a", DIGITS)
    for asked, status, body in RANGES:
        got = own.get_object("a", byte_range=asked)
        assert (got.status, got.read()) == (status, body), (asked, got.status)
    got = own.get_object("a", byte_range=(5, 99), headers=STANDARD)
    assert (got.status, got.read(), got.content_range) == (206, b"56789", "bytes 5-9/10")
    refused(lambda: own.get_object("a", byte_range=(10, 11), headers=STANDARD), "416 InvalidRange")
    several = own.get_object("a", headers={"Range": "bytes=0-1,4-5"})
    assert (several.status, several.read()) == (200, DIGITS)
    own.put_object("empty", b"")
    assert own.get_object("empty", byte_range=(0, 0)).read() == b""


def urls(own):
    """Headers of the answer by the URL, and headers that the URL is bound to."""
    headers = {"Content-Type": "text/x-a", "x-oss-meta-a": "b", "Cache-Control": "no-cache"}
    signed = {"Content-Type": "text/x-a", "x-oss-meta-a": "b"}
    url = own.sign_url("PUT", "a +é", 60, headers=signed, slash_safe=True)
    assert own.put_object_with_url(url, DIGITS, headers=headers).status == 200
    head = own.head_object("a +é")
    assert head.content_type == "text/x-a" and head.headers["x-oss-meta-a"] == "b", head.headers
    assert head.headers["Cache-Control"] == "no-cache", head.headers
    wishes = {
        "response-content-type": "text/y",
        "response-content-disposition": 'attachment; filename="é.txt"',
        "response-cache-control": "max-age=1",
    }
    answer = requests.get(own.sign_url("GET", "a +é", 60, params=wishes))
    assert (answer.status_code, answer.content) == (200, DIGITS), answer.text
    assert answer.headers["Content-Type"] == "text/y", answer.headers
    assert answer.headers["Cache-Control"] == "max-age=1", answer.headers
    url = own.sign_url("GET", "a +é", 60)
    got = own.get_object_with_url(url, byte_range=(1, 2))
    assert (got.status, got.read()) == (206, b"12")
    # Another method, another wish.
    assert requests.put(url, data=b"x").status_code == 403
    assert requests.get(f"{url}&response-content-type=text/z").status_code == 403
    assert requests.head(own.sign_url("HEAD", "a +é", 60)).headers["Content-Length"] == "10"
    assert requests.delete(own.sign_url("DELETE", "a +é", 60)).status_code == 204
    assert requests.get(url).status_code == 404


def progress(own):
    seen = []
    own.put_object("a", b"x" * 300_000, progress_callback=lambda done, all_: seen.append((done, all_)))
    assert seen == sorted(seen) and len(seen) > 2 and seen[-1] == (300_000, 300_000), seen
    seen.clear()
    own.get_object("a", progress_callback=lambda done, all_: seen.append(done)).read()
    assert seen[-1] == 300_000, seen


def files(own):
    """To and from files, in parts that several threads fetch."""
    with tempfile.TemporaryDirectory() as folder:
        given, got = Path(folder) / "given", Path(folder) / "got"
        given.write_bytes(os.urandom(2 * MEGABYTE + 3))
        own.put_object_from_file("whole", str(given))
        own.get_object_to_file("whole", str(got))
        assert got.read_bytes() == given.read_bytes()
        got.unlink()
        options = dict(multiget_threshold=1, part_size=MEGABYTE, num_threads=2)
        oss2.resumable_download(own, "whole", str(got), **options)
        assert got.read_bytes() == given.read_bytes()


def metadata(own):
    """What is said with an object is told with it."""
    told = {
        "Content-Type": "video/mp4",
        "Content-Disposition": "inline",
        "Content-Encoding": "identity",
        "Cache-Control": "no-store",
        "Expires": "Fri, 28 Feb 2042 05:38:42 GMT",
        "x-oss-meta-author": "alice",
        "x-oss-storage-class": "IA",
    }
    own.put_object("a", b"1", headers=told)
    upload = own.init_multipart_upload("b", headers=told)
    etag = own.upload_part("b", upload.upload_id, 1, b"1").etag
    own.complete_multipart_upload("b", upload.upload_id, [oss2.models.PartInfo(1, etag)])
    for key in ("a", "b"):
        headers = own.head_object(key).headers
        assert {name: headers.get(name) for name in told} == told, dict(headers)


def not_here(own):
    """What this cloud has not it does not pretend to have."""
    own.put_object("a", b"1")
    for attempt in [
        lambda: own.copy_object(own.bucket_name, "a", "b"),
        lambda: own.update_object_meta("a", {"x-oss-meta-a": "b"}),
        lambda: own.append_object("c", 0, b"1"),
        lambda: own.put_symlink("a", "d"),
        lambda: own.get_object_tagging("a"),
        lambda: own.restore_object("a"),
        lambda: own.get_bucket_stat(),
        lambda: own.get_bucket_lifecycle(),
        lambda: own.put_object("a", b"1", headers={"x-oss-callback": "e30="}),
        lambda: own.put_object("a", b"1", headers={"x-oss-server-side-encryption": "AES256"}),
    ]:
        refused(attempt, "400 NotImplemented")


def checks(own):
    """The client holds what it gets against its sums."""
    own.put_object("a", DIGITS)
    with cloud.fault("empty-body", operation="GetObject", times=1):
        got = own.get_object("a")
        try:
            assert got.read() != DIGITS
        except (oss2.exceptions.InconsistentError, oss2.exceptions.RequestError):
            pass
        except requests.exceptions.RequestException:
            pass
    assert own.get_object("a").read() == DIGITS


def main():
    for version in ("V1", "V4"):
        for name, flow in [
            ("access lists of objects", object_acls),
            ("access lists of buckets", bucket_acls),
            ("ranges that make no sense", ranges),
            ("URLs with headers and parameters", urls),
            ("progress", progress),
            ("files", files),
            ("headers of an object", metadata),
            ("what this cloud has not", not_here),
            ("an answer without its body", checks),
        ]:
            works(f"{name}/{version}", lambda: flow(own_bucket(version)))


main()
