"""What the cases of oss.py talk about: buckets, objects, uploads, keys, and each operation as it is
right."""

import base64
import hashlib
import uuid

import cloud
from cloud import ACCOUNT, KEYS
from oss_requests import Request, bucket
from rpc_clients import v1_post

SMALL = 102_400
BODY = b"bytes of a part"
CORS = (
    b"<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin>"
    b"<AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>"
)
LISTS = ("ListObjects", "ListObjectsV2", "ListMultipartUploads")
# Operations on a bucket, whose key is empty.
ON_BUCKET = (*LISTS, "ListBuckets", "DeleteMultipleObjects", "ListObjectVersions")
READS = ("GetObject", "HeadObject", "GetObjectMeta", "GetObjectAcl", "PutObjectAcl")


def md5(body):
    return base64.b64encode(hashlib.md5(body).digest()).decode()


def of_bucket(operation):
    return "Bucket" in operation or operation in ON_BUCKET


class World:
    """A bucket, a stored object and an upload that waits, and keys of every sort."""

    def __init__(self):
        created = self.create("a.mp4")
        address = cloud.decode(created["UploadAddress"])
        self.bucket, self.key = address["Bucket"], address["FileName"]
        self.upload_key = cloud.upload_key(created["UploadAuth"])
        self.other_key = cloud.decode(self.create("b.mp4")["UploadAddress"])["FileName"]
        self.session, self.other_session = self.assume(), self.assume()
        self.denied = self.assume(Policy=cloud.policy("Deny", "oss:*"))
        self.narrow = self.assume(Policy=cloud.policy("Allow", "vod:*"))
        self.powerless = self.assume(RoleArn=cloud.role("without-policies"))
        self.own = bucket(ACCOUNT, self.bucket, "V1")
        self.bare, self.full = self.own_bucket(), self.own_bucket()
        bucket(ACCOUNT, self.full, "V1").put_object("an object", BODY)
        self.stored = "stored/an object"
        self.own.put_object(self.stored, BODY)
        self.upload = self.own.init_multipart_upload(self.key)
        self.etag = self.own.upload_part(self.key, self.upload.upload_id, 1, BODY).etag

    def assume(self, **more):
        role = {"RoleArn": cloud.ROLE, "RoleSessionName": "clients", **more}
        return cloud.session_key(v1_post(KEYS["everything"], "AssumeRole", role))

    def create(self, name):
        return v1_post(ACCOUNT, "CreateUploadVideo", {"Title": "t", "FileName": name})

    def own_bucket(self, acl=None):
        name = f"clients-{uuid.uuid4().hex[:12]}"
        bucket(ACCOUNT, name, "V1").create_bucket(acl)
        return name

    def bucket_with_rules(self):
        name = self.own_bucket()
        bucket(ACCOUNT, name, "V1")._do("PUT", name, "", params={"cors": ""}, data=CORS)
        return name

    def object_of(self, acl, bucket_acl=None):
        """A bucket of this ACL and an object of that one, or of its bucket's."""
        name = self.own_bucket(bucket_acl)
        own = bucket(ACCOUNT, name, "V1")
        own.put_object("an object", BODY, headers={"x-oss-object-acl": acl})
        return name, "an object"

    def parts(self, sizes, key=None):
        """A new upload with parts of these sizes."""
        key = key or self.key
        upload_id = self.own.init_multipart_upload(key).upload_id
        etags = [
            self.own.upload_part(key, upload_id, number, b"x" * size).etag
            for number, size in enumerate(sizes, 1)
        ]
        return upload_id, list(enumerate(etags, 1))

    def request(self, operation):
        """The operation as it is right, on the upload that waits or the object that is there."""
        upload_id = {"uploadId": self.upload.upload_id}
        copied = {"x-oss-copy-source": f"/{self.bucket}/stored/an%20object"}
        return {
            "PutObject": lambda: Request("PUT", body=BODY),
            "GetObject": lambda: Request("GET"),
            "HeadObject": lambda: Request("HEAD"),
            "GetObjectMeta": lambda: Request("HEAD", {"objectMeta": ""}),
            "DeleteObject": lambda: Request("DELETE"),
            "GetObjectAcl": lambda: Request("GET", {"acl": ""}),
            "PutObjectAcl": lambda: Request("PUT", {"acl": ""}, {"x-oss-object-acl": "private"}),
            "ListBuckets": lambda: Request("GET", service=True),
            "PutBucket": lambda: Request("PUT"),
            "DeleteBucket": lambda: Request("DELETE"),
            "GetBucketInfo": lambda: Request("GET", {"bucketInfo": ""}),
            "GetBucketLocation": lambda: Request("GET", {"location": ""}),
            "GetBucketAcl": lambda: Request("GET", {"acl": ""}),
            "PutBucketAcl": lambda: Request("PUT", {"acl": ""}, {"x-oss-acl": "private"}),
            "PutBucketCors": lambda: Request("PUT", {"cors": ""}, body=CORS),
            "GetBucketCors": lambda: Request("GET", {"cors": ""}),
            "DeleteBucketCors": lambda: Request("DELETE", {"cors": ""}),
            "ListObjects": lambda: Request("GET"),
            "ListObjectsV2": lambda: Request("GET", {"list-type": "2"}),
            "ListMultipartUploads": lambda: Request("GET", {"uploads": ""}),
            "DeleteMultipleObjects": lambda: deletes(deleted(["nothing/here"])),
            "InitiateMultipartUpload": lambda: Request("POST", {"uploads": ""}),
            "UploadPart": lambda: Request("PUT", {"partNumber": "1", **upload_id}, body=BODY),
            "ListParts": lambda: Request("GET", upload_id),
            "CompleteMultipartUpload": lambda: Request(
                "POST", upload_id, body=listed([(1, self.etag)])
            ),
            "AbortMultipartUpload": lambda: Request("DELETE", upload_id),
            # What this cloud has not.
            "AppendObject": lambda: Request("POST", {"append": "", "position": "0"}, body=BODY),
            "CopyObject": lambda: Request("PUT", headers=copied),
            "UploadPartCopy": lambda: Request("PUT", {"partNumber": "1", **upload_id}, copied),
            "GetObjectTagging": lambda: Request("GET", {"tagging": ""}),
            "PutSymlink": lambda: Request("PUT", {"symlink": ""}, {"x-oss-symlink-target": "a"}),
            "RestoreObject": lambda: Request("POST", {"restore": ""}),
            "ListObjectVersions": lambda: Request("GET", {"versions": ""}),
            "GetBucketStat": lambda: Request("GET", {"stat": ""}),
            "GetBucketLifecycle": lambda: Request("GET", {"lifecycle": ""}),
        }[operation]()


def listed(parts):
    """The body of CompleteMultipartUpload."""
    inner = "".join(
        f'<Part><PartNumber>{number}</PartNumber><ETag>"{etag}"</ETag></Part>'
        for number, etag in parts
    )
    return f"<CompleteMultipartUpload>{inner}</CompleteMultipartUpload>".encode()


def deleted(keys, quiet="false"):
    """The body of DeleteMultipleObjects."""
    inner = "".join(f"<Object><Key>{key}</Key></Object>" for key in keys)
    return f"<Delete><Quiet>{quiet}</Quiet>{inner}</Delete>".encode()


def deletes(body):
    """DeleteMultipleObjects with this list."""
    return Request("POST", {"delete": ""}, {"Content-MD5": md5(body)}, body)
