"""Every operation of OSS by every signature scheme, with oss2: what must be refused, and how."""

import base64
import hashlib
import urllib.parse
import uuid

import cloud
import wire
from cases import refused, rows
from cloud import ACCOUNT
from oss_requests import Request, bucket, send
from rpc_clients import v1_post

SMALL = 102_400
BODY = b"bytes of a part"
CORS = (
    b"<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin>"
    b"<AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>"
)


def md5(body):
    return base64.b64encode(hashlib.md5(body).digest()).decode()


class World:
    """A bucket, a stored object and an upload that waits, and keys of every sort."""

    def __init__(self):
        created = self.create("a.mp4")
        address = cloud.decode(created["UploadAddress"])
        self.bucket, self.key = address["Bucket"], address["FileName"]
        self.upload_key = cloud.upload_key(created["UploadAuth"])
        self.other_key = cloud.decode(self.create("b.mp4")["UploadAddress"])["FileName"]
        role = {"RoleArn": cloud.ROLE, "RoleSessionName": "clients"}
        assume = lambda **more: cloud.session_key(v1_post(ACCOUNT, "AssumeRole", {**role, **more}))
        self.session, self.other_session = assume(), assume()
        self.denied = assume(Policy=cloud.policy("Deny", "oss:*"))
        self.narrow = assume(Policy=cloud.policy("Allow", "vod:*"))
        self.own = bucket(ACCOUNT, self.bucket, "V1")
        self.bare, self.full = self.own_bucket(), self.own_bucket()
        bucket(ACCOUNT, self.full, "V1").put_object("an object", BODY)
        self.stored = "stored/an object"
        self.own.put_object(self.stored, BODY)
        self.upload = self.own.init_multipart_upload(self.key)
        self.etag = self.own.upload_part(self.key, self.upload.upload_id, 1, BODY).etag

    def create(self, name):
        return v1_post(ACCOUNT, "CreateUploadVideo", {"Title": "t", "FileName": name})

    def own_bucket(self):
        name = f"clients-{uuid.uuid4().hex[:12]}"
        bucket(ACCOUNT, name, "V1").create_bucket()
        return name

    def parts(self, sizes):
        """A new upload with parts of these sizes."""
        upload_id = self.own.init_multipart_upload(self.key).upload_id
        etags = [
            self.own.upload_part(self.key, upload_id, number, b"x" * size).etag
            for number, size in enumerate(sizes, 1)
        ]
        return upload_id, list(enumerate(etags, 1))

    def request(self, operation):
        """The operation as it is right, on the upload that waits or the object that is there."""
        upload_id = {"uploadId": self.upload.upload_id}
        return {
            "PutObject": lambda: Request("PUT", body=BODY),
            "GetObject": lambda: Request("GET"),
            "HeadObject": lambda: Request("HEAD"),
            "GetObjectMeta": lambda: Request("HEAD", {"objectMeta": ""}),
            "DeleteObject": lambda: Request("DELETE"),
            "PutBucket": lambda: Request("PUT"),
            "DeleteBucket": lambda: Request("DELETE"),
            "GetBucketInfo": lambda: Request("GET", {"bucketInfo": ""}),
            "GetBucketLocation": lambda: Request("GET", {"location": ""}),
            "PutBucketCors": lambda: Request("PUT", {"cors": ""}, body=CORS),
            "GetBucketCors": lambda: Request("GET", {"cors": ""}),
            "DeleteBucketCors": lambda: Request("DELETE", {"cors": ""}),
            "ListObjects": lambda: Request("GET"),
            "ListObjectsV2": lambda: Request("GET", {"list-type": "2"}),
            "ListMultipartUploads": lambda: Request("GET", {"uploads": ""}),
            "InitiateMultipartUpload": lambda: Request("POST", {"uploads": ""}),
            "UploadPart": lambda: Request("PUT", {"partNumber": "1", **upload_id}, body=BODY),
            "ListParts": lambda: Request("GET", upload_id),
            "CompleteMultipartUpload": lambda: Request(
                "POST", upload_id, body=listed([(1, self.etag)])
            ),
            "AbortMultipartUpload": lambda: Request("DELETE", upload_id),
        }[operation]()


def listed(parts):
    """The body of CompleteMultipartUpload."""
    inner = "".join(
        f'<Part><PartNumber>{number}</PartNumber><ETag>"{etag}"</ETag></Part>'
        for number, etag in parts
    )
    return f"<CompleteMultipartUpload>{inner}</CompleteMultipartUpload>".encode()


def path_style(request, name):
    """The bucket in the path, and a host that wants it in front."""
    parts = urllib.parse.urlsplit(request.url)
    host = parts.netloc.removeprefix(f"{name}.")
    path = parts.path if parts.path.startswith(f"/{name}/") else f"/{name}{parts.path}"
    request.url = parts._replace(netloc=host, path=path).geturl()
    request.headers["Host"] = f"oss-{cloud.REGION}.aliyuncs.com"


LISTS = ("ListObjects", "ListObjectsV2", "ListMultipartUploads")


class Case:
    """One operation by one scheme."""

    def __init__(self, world, operation, scheme):
        self.world, self.operation, self.scheme = world, operation, scheme
        if operation in ("GetObject", "HeadObject", "GetObjectMeta"):
            self.key = world.stored
        else:
            self.key = "" if "Bucket" in operation or operation in LISTS else world.key
        self.request = world.request(operation)

    def send(self, key=ACCOUNT, object_key=None, request=None, name=None, **options):
        name = name or self.world.bucket
        object_key = self.key if object_key is None else object_key
        return send(self.scheme, key, name, object_key, request or self.request, **options)

    def at(self, minutes, **options):
        with cloud.client_clock(minutes):
            request = self.request
            self.send(request=request, **options)

    def on(self, change, request=None):
        with wire.altered(change):
            self.send(request=request)

    def expired_url(self):
        # Signed a quarter of an hour ago, for a minute.
        with cloud.client_clock(-14):
            self.send(lives=60)

    def expired(self, key):
        with cloud.later(3601):
            self.send(key, lives=600)

    def complete(self, sizes, change):
        upload_id, parts = self.world.parts(sizes)
        body = change(parts)
        body = body if isinstance(body, bytes) else listed(body)
        self.send(request=Request("POST", {"uploadId": upload_id}, body=body))

    def complete_twice(self):
        upload_id, parts = self.world.parts([10])
        request = Request("POST", {"uploadId": upload_id}, body=listed(parts))
        self.send(request=request).read()
        self.send(request=request)

    def complete_over(self):
        key = self.world.stored
        upload_id = self.world.own.init_multipart_upload(key).upload_id
        etag = self.world.own.upload_part(key, upload_id, 1, BODY).etag
        self.send(
            object_key=key,
            request=Request(
                "POST",
                {"uploadId": upload_id},
                {"x-oss-forbid-overwrite": "true"},
                listed([(1, etag)]),
            ),
        )


CASES = {
    "wrong secret": lambda one: one.send(ACCOUNT.but(secret="not this one")),
    "unknown key": lambda one: one.send(ACCOUNT.but(id="LTAInobody")),
    "date 16 minutes ago": lambda one: one.at(-16),
    "date 16 minutes ahead": lambda one: one.at(16),
    "expired URL": lambda one: one.expired_url(),
    "URL of 16 minutes ahead": lambda one: one.at(16),
    "altered header": lambda one: one.on(wire.set_header("x-oss-meta-extra", "1")),
    "altered key": lambda one: one.on(
        wire.replace_in_url(one.key.rsplit("/")[-1].replace(" ", "%20")[:6], "sixsix")
    ),
    "altered part number": lambda one: one.on(wire.replace_in_url("partNumber=1", "partNumber=2")),
    "altered body": lambda one: one.on(
        wire.set_body(b"BYTES of a part"),
        one.request.but({"Content-MD5": md5(one.request.body)}),
    ),
    "wrong digest": lambda one: one.send(
        request=one.request.but({"Content-MD5": md5(b"other bytes")})
    ),
    "digest that is none": lambda one: one.send(request=one.request.but({"Content-MD5": "zzz"})),
    "wrong CRC-64": lambda one: one.send(
        request=one.request.but({"x-oss-hash-crc64ecma": "1"})
    ),
    "wrong payload digest": lambda one: one.on(
        wire.set_header("x-oss-content-sha256", hashlib.sha256(one.request.body).hexdigest())
    ),
    "wrong region": lambda one: one.send(region="cn-beijing"),
    "path style under the cloud's name": lambda one: one.on(
        lambda request: path_style(request, one.world.bucket)
    ),
    "missing token": lambda one: one.send(one.world.session.but(token=None)),
    "foreign token": lambda one: one.send(
        one.world.session.but(token=one.world.other_session.token)
    ),
    "unknown token": lambda one: one.send(one.world.session.but(token="CAISnothing")),
    "expired token": lambda one: one.expired(one.world.session),
    "expired upload credential": lambda one: one.expired(one.world.upload_key),
    "other object": lambda one: one.send(one.world.upload_key, one.world.other_key),
    "denied by session policy": lambda one: one.send(one.world.denied),
    "not in the session policy": lambda one: one.send(one.world.narrow),
    "unknown bucket": lambda one: one.send(name=f"nobody-{uuid.uuid4().hex[:12]}"),
    "unknown key of an object": lambda one: one.send(object_key="nothing/here"),
    "unknown upload": lambda one: one.send(
        request=one.request.but(parameters={"uploadId": "0" * 32})
    ),
    "upload of another object": lambda one: one.send(object_key=one.world.other_key),
    "part number 0": lambda one: one.send(request=one.request.but(parameters={"partNumber": "0"})),
    "part number 10001": lambda one: one.send(
        request=one.request.but(parameters={"partNumber": "10001"})
    ),
    "not to be overwritten": lambda one: (
        one.complete_over()
        if one.operation == "CompleteMultipartUpload"
        else one.send(
            object_key=one.world.stored,
            request=one.request.but({"x-oss-forbid-overwrite": "true"}),
        )
    ),
    "bad part order": lambda one: one.complete([SMALL, SMALL, 10], lambda parts: parts[::-1]),
    "part twice": lambda one: one.complete([SMALL, 10], lambda parts: [parts[0], *parts]),
    "small part": lambda one: one.complete([SMALL - 1, 10], lambda parts: parts),
    "part never sent": lambda one: one.complete([10], lambda parts: [*parts, (7, parts[0][1])]),
    "wrong ETag": lambda one: one.complete([10], lambda parts: [(1, "0" * 32)]),
    "no parts": lambda one: one.complete([10], lambda parts: []),
    "no XML": lambda one: (
        one.send(request=one.request.but(body=b"<CORS"), name=one.world.bare)
        if one.operation == "PutBucketCors"
        else one.complete([10], lambda parts: b"<Complete")
    ),
    "upload credential": lambda one: one.send(one.world.upload_key),
    "a bucket with objects": lambda one: one.send(name=one.world.full),
    "no rules": lambda one: one.send(name=one.world.bare),
    "twice": lambda one: one.complete_twice(),
    "range behind the end": lambda one: one.send(
        request=one.request.but({"Range": "bytes=9999-", "x-oss-range-behavior": "standard"})
    ),
    "If-Match of another": lambda one: one.send(request=one.request.but({"If-Match": '"0"'})),
}


def main():
    world = World()
    for row in rows("oss"):
        attempt = CASES[row["case"]]
        for operation in row["operations"]:
            for scheme in row["schemes"]:
                name = f"{operation}/{row['case']}/{scheme}"
                one = Case(world, operation, scheme)
                refused(name, row["error"], lambda: attempt(one))


main()
