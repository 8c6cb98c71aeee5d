"""alibabacloud-oss-v2 at work, with its default signature V4: in the header and in the URL."""

import os
import tempfile
from pathlib import Path

import alibabacloud_oss_v2 as oss
import requests

import cloud
from cases import works
from cloud import ACCOUNT
from oss_v2_client import client
from rpc_clients import v1_post

MEGABYTE = 1024 * 1024


class Flows:
    def __init__(self):
        created = v1_post(ACCOUNT, "CreateUploadVideo", {"Title": "t", "FileName": "a.mp4"})
        address = cloud.decode(created["UploadAddress"])
        self.bucket, self.key = address["Bucket"], address["FileName"]
        self.upload_key = cloud.upload_key(created["UploadAuth"])
        self.video_id = created["VideoId"]
        self.client = client(ACCOUNT)

    def put(self, object_key, **fields):
        request = oss.PutObjectRequest(
            bucket=self.bucket, key=object_key, body=b"0123456789", **fields
        )
        return self.client.put_object(request)

    def put_and_get(self):
        for name in ["v2/a b+c%d", "v2/视频//测试", "v2/a%2Fb"]:
            put = self.put(object_key=name, metadata={"author": "alice"})
            assert put.status_code == 200 and put.hash_crc64, vars(put)
            got = self.client.get_object(
                oss.GetObjectRequest(bucket=self.bucket, key=name, range_header="bytes=2-4")
            )
            assert (got.status_code, got.body.content) == (206, b"234"), got.status_code
            head = self.client.head_object(oss.HeadObjectRequest(bucket=self.bucket, key=name))
            assert (head.content_length, head.metadata["author"]) == (10, "alice"), vars(head)
            meta = self.client.get_object_meta(
                oss.GetObjectMetaRequest(bucket=self.bucket, key=name)
            )
            assert meta.content_length == 10
        assert self.client.is_object_exist(self.bucket, "v2/a%2Fb")
        assert not self.client.is_object_exist(self.bucket, "v2/nobody")

    def multipart(self):
        key = "v2/multi part/视频+"
        upload = self.client.initiate_multipart_upload(
            oss.InitiateMultipartUploadRequest(bucket=self.bucket, key=key)
        )
        assert upload.key == key, upload.key
        for number in (2, 1):
            self.client.upload_part(
                oss.UploadPartRequest(
                    bucket=self.bucket,
                    key=key,
                    upload_id=upload.upload_id,
                    part_number=number,
                    body=bytes([number]) * 102_400,
                )
            )
        listed = self.client.list_parts(
            oss.ListPartsRequest(bucket=self.bucket, key=key, upload_id=upload.upload_id)
        )
        assert listed.key == key and len(listed.parts) == 2, vars(listed)
        parts = [
            oss.UploadPart(part_number=part.part_number, etag=part.etag) for part in listed.parts
        ]
        done = self.client.complete_multipart_upload(
            oss.CompleteMultipartUploadRequest(
                bucket=self.bucket,
                key=key,
                upload_id=upload.upload_id,
                complete_multipart_upload=oss.CompleteMultipartUpload(parts=parts),
            )
        )
        assert done.key == key and done.hash_crc64, vars(done)

    def uploader(self):
        """The credential of a video, with the client's own uploader and its checkpoint."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "a.mp4"
            file.write_bytes(os.urandom(2 * MEGABYTE + 5))
            uploader = client(self.upload_key).uploader(
                part_size=MEGABYTE, parallel_num=2, enable_checkpoint=True, checkpoint_dir=folder
            )
            done = uploader.upload_file(
                oss.PutObjectRequest(bucket=self.bucket, key=self.key), str(file)
            )
            assert done.status_code == 200, vars(done)
        info = v1_post(ACCOUNT, "GetMezzanineInfo", {"VideoId": self.video_id})["Mezzanine"]
        assert info["Size"] == 2 * MEGABYTE + 5, info

    def presigned(self):
        self.put(object_key="v2/presigned+ü")
        signed = self.client.presign(
            oss.GetObjectRequest(bucket=self.bucket, key="v2/presigned+ü"), expires=None
        )
        assert requests.get(signed.url).content == b"0123456789"
        signed = self.client.presign(
            oss.PutObjectRequest(bucket=self.bucket, key="v2/presigned", content_type="video/mp4")
        )
        put = requests.put(signed.url, data=b"1", headers=dict(signed.signed_headers))
        assert put.status_code == 200, put.text


def main():
    flows = Flows()
    works("put, head, get, ranges", flows.put_and_get)
    works("parts, with encoding-type=url", flows.multipart)
    works("its uploader, with the credential of a video", flows.uploader)
    works("presigned URLs", flows.presigned)


main()
