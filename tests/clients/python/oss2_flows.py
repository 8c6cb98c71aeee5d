"""oss2 at work, with both versions of the signature and, with TLS, on virtual-hosted addresses."""

import os
import tempfile
import uuid
from pathlib import Path

import oss2
import requests

import cloud
from cases import works
from cloud import ACCOUNT
from oss_requests import bucket
from rpc_clients import v1_post

MEGABYTE = 1024 * 1024
KEYS = ["a b", "a+b", "a%b", "a%2Fb", "a//b", "a/../b", "视频/测试.mp4", "a?b#c&d=e", "'\"<>!*()~", "é"]


class Interrupted(Exception):
    pass


class Flows:
    """What one version of the signature is used for."""

    def __init__(self, version):
        self.version = version
        created = v1_post(ACCOUNT, "CreateUploadVideo", {"Title": "t", "FileName": "a.mp4"})
        self.address = cloud.decode(created["UploadAddress"])
        self.upload_key = cloud.upload_key(created["UploadAuth"])
        self.video_id = created["VideoId"]
        self.bucket = bucket(ACCOUNT, self.address["Bucket"], version)

    def key(self, name):
        return f"{self.version}/{name}"

    def put_and_get(self):
        key = self.key("put and get")
        put = self.bucket.put_object(key, b"0123456789", headers={"x-oss-meta-author": "alice"})
        assert put.etag == "781E5E245D69B566979B86E28D23F2C7", put.etag
        head = self.bucket.head_object(key)
        assert (head.content_length, head.object_type) == (10, "Normal"), vars(head)
        assert head.headers["x-oss-meta-author"] == "alice"
        meta = self.bucket.get_object_meta(key)
        assert (meta.content_length, meta.etag) == (10, put.etag)
        assert self.bucket.get_object(key).read() == b"0123456789"
        ranged = self.bucket.get_object(key, byte_range=(2, 4))
        assert (ranged.status, ranged.read()) == (206, b"234")
        assert self.bucket.get_object(key, byte_range=(None, 3)).read() == b"789"
        assert self.bucket.object_exists(key)
        assert not self.bucket.object_exists(key + " of nobody")

    def empty(self):
        key = self.key("empty")
        put = self.bucket.put_object(key, b"")
        assert (put.etag, put.crc) == ("D41D8CD98F00B204E9800998ECF8427E", 0), vars(put)
        assert self.bucket.get_object(key).read() == b""

    def keys(self):
        for name in KEYS:
            key = self.key(name)
            self.bucket.put_object(key, key.encode())
            assert self.bucket.get_object(key).read() == key.encode(), key
            # `requests` would resolve the dots of a path.
            url = self.bucket.sign_url("GET", key, 60, slash_safe=".." not in key)
            answer = requests.get(url)
            assert (answer.status_code, answer.content) == (200, key.encode()), key

    def chunked(self):
        key = self.key("chunked")
        self.bucket.put_object(key, (b"x" * 1000 for _ in range(300)))
        assert self.bucket.head_object(key).content_length == 300_000

    def not_modified(self):
        key = self.key("not modified")
        etag = self.bucket.put_object(key, b"1").etag
        try:
            self.bucket.get_object(key, headers={"If-None-Match": f'"{etag}"'})
            raise AssertionError("200")
        except oss2.exceptions.NotModified as caught:
            assert caught.status == 304

    def presigned_put(self):
        key = self.key("presigned")
        headers = {"Content-Type": "video/mp4", "x-oss-meta-a": "b"}
        url = self.bucket.sign_url("PUT", key, 60, headers=headers)
        assert requests.put(url, data=b"123", headers=headers).status_code == 200
        assert self.bucket.head_object(key).content_type == "video/mp4"
        wrong = requests.put(url, data=b"123", headers={**headers, "Content-Type": "video/ogg"})
        assert wrong.status_code == 403 and "SignatureDoesNotMatch" in wrong.text, wrong.text

    def multipart(self):
        key = self.key("multipart")
        upload = self.bucket.init_multipart_upload(key)
        bodies = [bytes([number]) * 102_400 for number in range(1, 6)]
        # Out of order, one of them twice.
        for number in [3, 1, 5, 2, 4, 3]:
            self.bucket.upload_part(key, upload.upload_id, number, bodies[number - 1])
        first = self.bucket.list_parts(key, upload.upload_id, max_parts=2)
        assert first.is_truncated and first.next_marker == "2", vars(first)
        parts = list(oss2.PartIterator(self.bucket, key, upload.upload_id, max_parts=2))
        assert [part.part_number for part in parts] == [1, 2, 3, 4, 5]
        done = self.bucket.complete_multipart_upload(key, upload.upload_id, parts)
        assert done.etag.endswith("-5"), done.etag
        whole = b"".join(bodies)
        crc = oss2.utils.Crc64(0)
        crc.update(whole)
        assert done.crc == crc.crc, (done.crc, crc.crc)
        assert self.bucket.get_object(key).read() == whole
        assert self.bucket.head_object(key).object_type == "Multipart"

    def abort(self):
        key = self.key("abort")
        upload = self.bucket.init_multipart_upload(key)
        self.bucket.upload_part(key, upload.upload_id, 1, b"1")
        assert self.bucket.abort_multipart_upload(key, upload.upload_id).status == 204
        try:
            self.bucket.list_parts(key, upload.upload_id)
            raise AssertionError("200")
        except oss2.exceptions.NoSuchUpload:
            pass

    def delete(self):
        key = self.key("deleted")
        self.bucket.put_object(key, b"1")
        assert self.bucket.delete_object(key).status == 204
        assert not self.bucket.object_exists(key)
        # Nothing there is nothing to complain of.
        assert self.bucket.delete_object(key).status == 204
        keys = [self.key(f"many/{number} +&<é") for number in range(3)]
        for key in keys:
            self.bucket.put_object(key, b"1")
        assert sorted(self.bucket.batch_delete_objects(keys).deleted_keys) == sorted(keys)
        assert not any(self.bucket.object_exists(key) for key in keys)

    def own_bucket(self):
        return bucket(ACCOUNT, f"clients-{uuid.uuid4().hex[:12]}", self.version)

    def bucket_life(self):
        own = self.own_bucket()
        own.create_bucket()
        info = own.get_bucket_info()
        assert (info.name, info.location) == (own.bucket_name, f"oss-{cloud.REGION}"), vars(info)
        assert own.get_bucket_location().location == f"oss-{cloud.REGION}"
        names = [one.name for one in oss2.BucketIterator(self.service())]
        assert own.bucket_name in names, names
        own.delete_bucket()
        try:
            own.get_bucket_info()
            raise AssertionError("200")
        except oss2.exceptions.NoSuchBucket:
            pass

    def service(self):
        own = self.bucket
        return oss2.Service(own.auth, own.endpoint, region=cloud.REGION)

    def lists(self):
        own = self.own_bucket()
        own.create_bucket()
        keys = [f"a/{number} +é" for number in range(5)] + ["b/1", "b/2", "c"]
        for key in keys:
            own.put_object(key, b"1")
        assert [one.key for one in oss2.ObjectIterator(own, max_keys=2)] == keys
        assert [one.key for one in oss2.ObjectIteratorV2(own, max_keys=3)] == keys
        seen = [(one.key, one.is_prefix()) for one in oss2.ObjectIterator(own, delimiter="/")]
        assert seen == [("a/", True), ("b/", True), ("c", False)], seen
        page = own.list_objects(prefix="a/", max_keys=2)
        assert page.is_truncated and [one.key for one in page.object_list] == keys[:2]
        one = page.object_list[0]
        assert (one.size, one.type, one.storage_class) == (1, "Normal", "Standard"), vars(one)
        assert one.etag == "C4CA4238A0B923820DCC509A6F75849B" and one.last_modified > 0

    def open_uploads(self):
        own = self.own_bucket()
        own.create_bucket()
        keys = [f"open/{number} +é" for number in range(3)]
        opened = [(key, own.init_multipart_upload(key).upload_id) for key in keys]
        seen = [
            (one.key, one.upload_id) for one in oss2.MultipartUploadIterator(own, max_uploads=2)
        ]
        assert seen == opened, seen
        for key, upload_id in opened:
            own.abort_multipart_upload(key, upload_id)
        assert not list(oss2.MultipartUploadIterator(own))

    def cors(self):
        """The rules of a bucket, and what a browser sees of them."""
        own = self.own_bucket()
        own.create_bucket()
        rule = oss2.models.CorsRule(
            allowed_origins=["https://*.example.com"],
            allowed_methods=["GET", "PUT"],
            allowed_headers=["x-oss-*"],
            expose_headers=["ETag"],
            max_age_seconds=60,
        )
        own.put_bucket_cors(oss2.models.BucketCors([rule]))
        (got,) = own.get_bucket_cors().rules
        assert vars(got) == vars(rule), vars(got)
        own.put_object("a", b"1")
        url = own.sign_url("GET", "a", 60)
        asks = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "x-oss-a"}
        for origin, allowed in [("https://a.example.com", True), ("https://example.org", False)]:
            preflight = requests.options(url, headers={"Origin": origin, **asks})
            assert (preflight.status_code == 200) == allowed, preflight.text
            assert ("AccessForbidden" in preflight.text) != allowed, preflight.text
            answer = requests.get(url, headers={"Origin": origin})
            assert answer.status_code == 200
            assert ("Access-Control-Allow-Origin" in answer.headers) == allowed, answer.headers
        own.delete_bucket_cors()
        try:
            own.get_bucket_cors()
            raise AssertionError("200")
        except oss2.exceptions.NoSuchCors:
            pass

    def resumable(self):
        """The upload credential of a video, a file in parts, broken off and taken up again."""
        bucket_ = bucket(self.upload_key, self.address["Bucket"], self.version)
        key = self.address["FileName"]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "a.mp4"
            file.write_bytes(os.urandom(3 * MEGABYTE + 17))
            store = oss2.ResumableStore(root=folder)
            sent = []

            def stop(done, total):
                sent.append(done)
                if 0 < done < total and done > MEGABYTE:
                    raise Interrupted

            options = dict(store=store, multipart_threshold=1, part_size=MEGABYTE, num_threads=1)
            try:
                oss2.resumable_upload(bucket_, key, file, progress_callback=stop, **options)
                raise AssertionError("it was not broken off")
            except Interrupted:
                pass
            again = []
            done = oss2.resumable_upload(
                bucket_, key, file, progress_callback=lambda at, _: again.append(at), **options
            )
            assert again[0] >= MEGABYTE, again
            assert self.bucket.get_object(key).read() == file.read_bytes()
            assert done.etag.endswith("-4"), done.etag
        info = v1_post(ACCOUNT, "GetVideoInfo", {"VideoId": self.video_id})["Video"]
        assert info["Status"] in ("UploadSucc", "Transcoding", "Normal"), info
        mezzanine = v1_post(ACCOUNT, "GetMezzanineInfo", {"VideoId": self.video_id})["Mezzanine"]
        assert mezzanine["Size"] == 3 * MEGABYTE + 17, mezzanine


def main():
    for version in ("V1", "V4"):
        flows = Flows(version)
        works(f"put, head, get, ranges/{version}", flows.put_and_get)
        works(f"an empty object/{version}", flows.empty)
        works(f"keys are bytes as sent/{version}", flows.keys)
        works(f"a chunked body/{version}", flows.chunked)
        works(f"not modified/{version}", flows.not_modified)
        works(f"a presigned PUT/{version}", flows.presigned_put)
        works(f"parts out of order and twice/{version}", flows.multipart)
        works(f"an aborted upload/{version}", flows.abort)
        works(f"a resumed upload/{version}", flows.resumable)
        works(f"deleted objects are gone/{version}", flows.delete)
        works(f"a bucket from its making to its end/{version}", flows.bucket_life)
        works(f"lists in pages, with folders/{version}", flows.lists)
        works(f"open uploads in pages/{version}", flows.open_uploads)
        works(f"CORS rules/{version}", flows.cors)


main()
