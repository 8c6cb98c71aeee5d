"""One case: an operation by a signature scheme, as it is right, and how it can be spoilt."""

import uuid

import cloud
import wire
from cloud import ACCOUNT
from oss_requests import Request, send
from oss_world import BODY, READS, listed, of_bucket


class Case:
    """One operation by one scheme."""

    def __init__(self, world, operation, scheme):
        self.world, self.operation, self.scheme = world, operation, scheme
        if operation in READS:
            self.key = world.stored
        else:
            self.key = "" if of_bucket(operation) else world.key
        self.request = world.request(operation)

    def send(self, key=ACCOUNT, object_key=None, request=None, name=None, **options):
        name = name or self.world.bucket
        object_key = self.key if object_key is None else object_key
        return send(self.scheme, key, name, object_key, request or self.request, **options)

    def right(self, key=ACCOUNT):
        """As it succeeds, on things of its own where it changes or ends them."""
        world, operation = self.world, self.operation
        name, object_key, request = world.bucket, self.key, self.request
        if operation in ("CompleteMultipartUpload", "AbortMultipartUpload"):
            upload_id, parts = world.parts([10])
            body = listed(parts) if operation.startswith("Complete") else b""
            request = Request(request.method, {"uploadId": upload_id}, body=body)
        elif operation == "DeleteObject":
            object_key = "made/and deleted"
            world.own.put_object(object_key, BODY)
        elif operation == "PutBucket":
            name = f"clients-{uuid.uuid4().hex[:12]}"
        elif operation == "DeleteBucket":
            name = world.own_bucket()
        elif operation in ("GetBucketCors", "DeleteBucketCors"):
            name = world.bucket_with_rules()
        elif of_bucket(operation):
            name = world.bare
        self.send(key, object_key, request, name).read()

    def with_headers(self, **headers):
        """With these headers beside, `_` being `-`, before it is signed."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.send(request=self.request.but(named)).read()

    def with_parameters(self, **parameters):
        """With these in the query, `_` being `-`, before it is signed."""
        named = {name.replace("_", "-"): value for name, value in parameters.items()}
        self.send(request=self.request.but(parameters=named)).read()

    def with_body(self, body, **options):
        self.send(request=self.request.but(body=body), **options).read()

    def at(self, minutes, **options):
        with cloud.client_clock(minutes):
            self.send(**options)

    def on(self, change, request=None, **options):
        """Changed on its way, after it was signed."""
        with wire.altered(change):
            self.send(request=request, **options)

    def expired_url(self):
        # Signed a quarter of an hour ago, for a minute.
        with cloud.client_clock(-14):
            self.send(lives=60)

    def expired(self, key):
        with cloud.later(3601):
            self.send(key, lives=600)

    def open_to_all(self, acl, bucket_acl=None, key=None):
        """On an object of this ACL, in a bucket of that one. `key` is nobody's where it is None."""
        name, object_key = self.world.object_of(acl, bucket_acl)
        self.send(key, self.key and object_key, name=name).read()

    def complete(self, sizes, change, headers=None):
        upload_id, parts = self.world.parts(sizes)
        body = change(parts)
        body = body if isinstance(body, bytes) else listed(body)
        self.send(request=Request("POST", {"uploadId": upload_id}, headers, body)).read()

    def complete_twice(self):
        upload_id, parts = self.world.parts([10])
        request = Request("POST", {"uploadId": upload_id}, body=listed(parts))
        self.send(request=request).read()
        self.send(request=request)

    def over_another(self):
        """The object is there, and must not be overwritten."""
        key, forbid = self.world.stored, {"x-oss-forbid-overwrite": "true"}
        request = self.request.but(forbid)
        if self.operation == "CompleteMultipartUpload":
            upload_id, parts = self.world.parts([10], key)
            request = Request("POST", {"uploadId": upload_id}, forbid, listed(parts))
        self.send(object_key=key, request=request)
