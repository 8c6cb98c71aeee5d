"""What else alibabacloud-oss-v2 is used for: paginators, files, checkpoints, access lists, buckets."""

import os
import tempfile
import uuid
from pathlib import Path

import alibabacloud_oss_v2 as oss

import cloud
from cases import describe, works
from cloud import ACCOUNT
from oss_v2_client import client
from rpc_clients import v1_post

MEGABYTE = 1024 * 1024


def refused(attempt, expected):
    try:
        attempt()
    except Exception as caught:
        assert describe(caught) == expected, describe(caught)
    else:
        raise AssertionError(f"200, instead of {expected}")


class Stage:
    """A bucket of its own."""

    def __init__(self):
        self.client = client(ACCOUNT)
        self.bucket = f"clients-{uuid.uuid4().hex[:12]}"
        self.client.put_bucket(oss.PutBucketRequest(bucket=self.bucket))

    def put(self, key, body=b"0123456789", **fields):
        return self.client.put_object(
            oss.PutObjectRequest(bucket=self.bucket, key=key, body=body, **fields)
        )

    def get(self, key, **fields):
        got = self.client.get_object(oss.GetObjectRequest(bucket=self.bucket, key=key, **fields))
        return got.status_code, got.body.content


def paginators(stage):
    keys = [f"a/{number} +é" for number in range(5)] + ["b"]
    for key in keys:
        stage.put(key)
    for paginator, request in [
        (stage.client.list_objects_paginator, oss.ListObjectsRequest),
        (stage.client.list_objects_v2_paginator, oss.ListObjectsV2Request),
    ]:
        pages = list(paginator(limit=2).iter_page(request(bucket=stage.bucket)))
        assert [one.key for page in pages for one in page.contents] == keys, pages
        assert len(pages) == 3, len(pages)
    upload = stage.client.initiate_multipart_upload(
        oss.InitiateMultipartUploadRequest(bucket=stage.bucket, key="p +é")
    )
    for number in (1, 2, 3):
        stage.client.upload_part(
            oss.UploadPartRequest(
                bucket=stage.bucket,
                key="p +é",
                upload_id=upload.upload_id,
                part_number=number,
                body=b"x",
            )
        )
    request = oss.ListPartsRequest(bucket=stage.bucket, key="p +é", upload_id=upload.upload_id)
    pages = stage.client.list_parts_paginator(limit=2).iter_page(request)
    assert [one.part_number for page in pages for one in page.parts] == [1, 2, 3]
    request = oss.ListMultipartUploadsRequest(bucket=stage.bucket)
    pages = stage.client.list_multipart_uploads_paginator(limit=1).iter_page(request)
    assert [one.key for page in pages for one in page.uploads] == ["p +é"]
    pages = stage.client.list_buckets_paginator().iter_page(oss.ListBucketsRequest())
    assert stage.bucket in [one.name for page in pages for one in page.buckets or []]


def files(stage):
    """Up and down again, in parts, by several threads, with progress."""
    seen = []
    with tempfile.TemporaryDirectory() as folder:
        given, got = Path(folder) / "given", Path(folder) / "got"
        given.write_bytes(os.urandom(2 * MEGABYTE + 3))
        request = oss.PutObjectRequest(
            bucket=stage.bucket,
            key="whole",
            progress_fn=lambda n, done, all_: seen.append((done, all_)),
        )
        uploader = stage.client.uploader(part_size=MEGABYTE, parallel_num=2)
        uploader.upload_file(request, str(given))
        assert seen[-1] == (2 * MEGABYTE + 3, 2 * MEGABYTE + 3), seen[-1]
        downloader = stage.client.downloader(part_size=MEGABYTE, parallel_num=2)
        request = oss.GetObjectRequest(bucket=stage.bucket, key="whole")
        downloader.download_file(request, str(got))
        assert got.read_bytes() == given.read_bytes()


def checkpoint(stage):
    """The credential of a video expires in the middle; the upload goes on from its checkpoint."""
    created = v1_post(ACCOUNT, "CreateUploadVideo", {"Title": "t", "FileName": "a.mp4"})
    address = cloud.decode(created["UploadAddress"])
    request = oss.PutObjectRequest(bucket=address["Bucket"], key=address["FileName"])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.mp4"
        file.write_bytes(os.urandom(3 * MEGABYTE + 5))

        def upload(auth):
            options = dict(enable_checkpoint=True, checkpoint_dir=folder, parallel_num=1)
            uploader = client(cloud.upload_key(auth)).uploader(part_size=MEGABYTE, **options)
            uploader.upload_file(request, str(file))

        with cloud.fault("credential-expires-during-part", skip=2, times=1):
            refused(lambda: upload(created["UploadAuth"]), "403 SecurityTokenExpired")
        again = v1_post(ACCOUNT, "RefreshUploadVideo", {"VideoId": created["VideoId"]})
        with cloud.fault("latency", operation="UploadPart", delay_ms=0) as sent:
            upload(again["UploadAuth"])
            assert sent() == 2, sent()
    mezzanine = v1_post(ACCOUNT, "GetMezzanineInfo", {"VideoId": created["VideoId"]})["Mezzanine"]
    assert mezzanine["Size"] == 3 * MEGABYTE + 5, mezzanine


def access_lists(stage):
    stage.put("a")
    of = dict(bucket=stage.bucket, key="a")
    get = lambda: stage.client.get_object_acl(oss.GetObjectAclRequest(**of)).acl
    assert get() == "default", get()
    stage.client.put_object_acl(oss.PutObjectAclRequest(acl="public-read", **of))
    assert get() == "public-read", get()
    stage.client.put_bucket_acl(oss.PutBucketAclRequest(bucket=stage.bucket, acl="public-read"))
    acl = stage.client.get_bucket_acl(oss.GetBucketAclRequest(bucket=stage.bucket)).acl
    assert acl == "public-read", acl
    wrong = oss.PutObjectAclRequest(acl="all", **of)
    refused(lambda: stage.client.put_object_acl(wrong), "400 InvalidArgument")


def many(stage):
    keys = ["x/1", "x/2 +&<é", "x/3"]
    for key in keys:
        stage.put(key)
    objects = [oss.DeleteObject(key=key) for key in keys]
    request = oss.DeleteMultipleObjectsRequest(bucket=stage.bucket, objects=objects)
    deleted = stage.client.delete_multiple_objects(request).deleted_objects
    assert [one.key for one in deleted] == keys, deleted
    assert not any(stage.client.is_object_exist(stage.bucket, key) for key in keys)
    request = oss.DeleteMultipleObjectsRequest(bucket=stage.bucket, objects=objects, quiet=True)
    assert not stage.client.delete_multiple_objects(request).deleted_objects


def life(stage):
    of = dict(bucket=stage.bucket)
    info = stage.client.get_bucket_info(oss.GetBucketInfoRequest(**of)).bucket_info
    assert (info.name, info.location) == (stage.bucket, f"oss-{cloud.REGION}"), vars(info)
    location = stage.client.get_bucket_location(oss.GetBucketLocationRequest(**of)).location
    assert location == f"oss-{cloud.REGION}", location
    assert stage.client.is_bucket_exist(stage.bucket)
    stage.put("a")
    refused(lambda: stage.client.delete_bucket(oss.DeleteBucketRequest(**of)), "409 BucketNotEmpty")
    stage.client.delete_object(oss.DeleteObjectRequest(key="a", **of))
    stage.client.delete_bucket(oss.DeleteBucketRequest(**of))
    assert not stage.client.is_bucket_exist(stage.bucket)


def reads(stage):
    stage.put("a", metadata={"a": "b"}, content_type="text/plain", storage_class="IA")
    assert stage.get("a", range_header="bytes=0-0") == (206, b"0")
    assert stage.get("a", range_header="bytes=-3") == (206, b"789")
    assert stage.get("a", range_header="bytes=5-99") == (200, b"0123456789")
    standard = dict(range_behavior="standard")
    assert stage.get("a", range_header="bytes=5-99", **standard) == (206, b"56789")
    refused(lambda: stage.get("a", range_header="bytes=10-", **standard), "416 InvalidRange")
    refused(lambda: stage.get("a", if_match='"0"'), "412 PreconditionFailed")
    refused(lambda: stage.get("nothing"), "404 NoSuchKey")
    head = oss.HeadObjectRequest(bucket=stage.bucket, key="a")
    told = stage.client.head_object(head)
    assert (told.storage_class, told.content_type) == ("IA", "text/plain"), vars(told)
    head = oss.HeadObjectRequest(bucket=stage.bucket, key="nothing")
    refused(lambda: stage.client.head_object(head), "404 NoSuchKey")


def settings(stage):
    """The older signature, paths instead of hosts, headers that are signed beside."""
    for changed in [
        {"signature_version": "v1"},
        {"use_path_style": True},
        {"additional_headers": ["host", "content-length"]},
    ]:
        stage.client = client(ACCOUNT, **changed)
        assert stage.put("a b").status_code == 200, changed
        assert stage.get("a b") == (200, b"0123456789"), changed


def not_here(stage):
    """What this cloud has not it does not pretend to have."""
    stage.put("a")
    of = dict(bucket=stage.bucket, key="b")
    for attempt in [
        lambda: stage.client.describe_regions(oss.DescribeRegionsRequest()),
        lambda: stage.client.append_object(oss.AppendObjectRequest(position=0, body=b"1", **of)),
        lambda: stage.client.copy_object(oss.CopyObjectRequest(source_key="a", **of)),
        lambda: stage.put("b", tagging="a=b"),
        lambda: stage.put("b", server_side_encryption="AES256"),
        lambda: stage.put("b", callback="e30="),
    ]:
        refused(attempt, "400 NotImplemented")


def main():
    for name, flow in [
        ("paginators", paginators),
        ("files", files),
        ("a checkpoint and a new credential", checkpoint),
        ("access lists", access_lists),
        ("many are deleted at once", many),
        ("a bucket from its making to its end", life),
        ("ranges and conditions", reads),
        ("settings of the client", settings),
        ("what this cloud has not", not_here),
    ]:
        works(name, lambda: flow(Stage()))


main()
