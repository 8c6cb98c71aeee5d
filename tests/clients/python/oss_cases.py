"""Cases of OSS about what is asked."""

import uuid

import wire
from oss_world import SMALL, deleted, deletes, md5

CONFIGURATION = (
    b"<CreateBucketConfiguration><StorageClass>IA</StorageClass></CreateBucketConfiguration>"
)


def rule(inner):
    """The body of PutBucketCors."""
    return f"<CORSConfiguration>{inner}</CORSConfiguration>".encode()


def cors_rule(origin="*", method="GET"):
    inner = f"<AllowedOrigin>{origin}</AllowedOrigin><AllowedMethod>{method}</AllowedMethod>"
    return rule(f"<CORSRule>{inner}</CORSRule>")


def cut_name(one):
    """A bucket of two letters, which the client itself would refuse."""
    return wire.replace_in_url(one.world.bare, "ab")


def no_xml(one):
    if one.operation == "CompleteMultipartUpload":
        one.complete([10], lambda parts: b"<Complete")
    elif one.operation == "DeleteMultipleObjects":
        one.send(request=deletes(b"<Delete"))
    else:
        one.with_body(b"<CORS", name=one.world.bare)


def digest_of(one, body):
    return one.request.but({"Content-MD5": md5(body)})


CASES = {
    "unknown bucket": lambda one: one.send(name=f"nobody-{uuid.uuid4().hex[:12]}"),
    "unknown key of an object": lambda one: one.send(object_key="nothing/here"),
    "a key of 1023 bytes": lambda one: one.send(object_key="k" * 1023).read(),
    "a key of 1024 bytes": lambda one: one.send(object_key="k" * 1024),
    "altered body": lambda one: one.on(
        wire.set_body(b"BYTES of a part"), digest_of(one, one.request.body)
    ),
    "wrong digest": lambda one: one.send(request=digest_of(one, b"other bytes")),
    "digest that is none": lambda one: one.with_headers(Content_MD5="zzz"),
    "no digest": lambda one: one.send(request=one.request.without("Content-MD5")),
    "wrong CRC-64": lambda one: one.with_headers(x_oss_hash_crc64ecma="1"),
    "an ACL that is none": lambda one: one.send(
        request=one.request.but({"x-oss-acl": "all", "x-oss-object-acl": "all"}),
        name=one.world.bare if one.operation == "PutBucketAcl" else None,
    ),
    "encryption": lambda one: one.with_headers(x_oss_server_side_encryption="AES256"),
    "a storage class that is none": lambda one: one.with_headers(x_oss_storage_class="Hot"),
    "encoding-type that is none": lambda one: one.with_parameters(encoding_type="base64"),
    "not of this cloud": lambda one: one.send(),
    # Multipart uploads.
    "unknown upload": lambda one: one.with_parameters(uploadId="0" * 32),
    "upload of another object": lambda one: one.send(object_key=one.world.other_key),
    "part number 0": lambda one: one.with_parameters(partNumber="0"),
    "part number 10001": lambda one: one.with_parameters(partNumber="10001"),
    "no part number": lambda one: one.with_parameters(partNumber=""),
    "max-parts of 1001": lambda one: one.with_parameters(max_parts="1001"),
    "not to be overwritten": lambda one: one.over_another(),
    "bad part order": lambda one: one.complete([SMALL, SMALL, 10], lambda parts: parts[::-1]),
    "part twice": lambda one: one.complete([SMALL, 10], lambda parts: [parts[0], *parts]),
    "small part": lambda one: one.complete([SMALL - 1, 10], lambda parts: parts),
    "smallest part": lambda one: one.complete([SMALL, 10], lambda parts: parts),
    "small part not used": lambda one: one.complete([10, SMALL, 10], lambda parts: parts[1:]),
    "part never sent": lambda one: one.complete([10], lambda parts: [*parts, (7, parts[0][1])]),
    "wrong ETag": lambda one: one.complete([10], lambda parts: [(1, "0" * 32)]),
    "ETag of another part": lambda one: one.complete(
        [SMALL, 10], lambda parts: [(1, parts[1][1]), parts[1]]
    ),
    "number 10001 in the list": lambda one: one.complete(
        [10], lambda parts: [(10_001, parts[0][1])]
    ),
    "no parts": lambda one: one.complete([10], lambda parts: []),
    "all parts, without a list": lambda one: one.complete(
        [SMALL, 10], lambda parts: b"", {"x-oss-complete-all": "yes"}
    ),
    "all parts, and a list": lambda one: one.complete(
        [10], lambda parts: parts, {"x-oss-complete-all": "yes"}
    ),
    "all parts of none": lambda one: one.complete(
        [], lambda parts: b"", {"x-oss-complete-all": "yes"}
    ),
    "no XML": no_xml,
    "twice": lambda one: one.complete_twice(),
    # Reading.
    "range behind the end": lambda one: one.with_headers(
        Range="bytes=9999-", x_oss_range_behavior="standard"
    ),
    "If-Match of another": lambda one: one.with_headers(If_Match='"0"'),
    "changed since": lambda one: one.with_headers(
        If_Unmodified_Since="Thu, 01 Jan 2015 00:00:00 GMT"
    ),
    # Buckets.
    "a bucket of VOD": lambda one: one.send(),
    "again": lambda one: one.send(name=one.world.bare).read(),
    "again, of another class": lambda one: one.with_body(CONFIGURATION, name=one.world.bare),
    "a name of two letters": lambda one: one.on(cut_name(one), name=one.world.bare),
    "a bucket with objects": lambda one: one.send(name=one.world.full),
    "no rules": lambda one: one.send(name=one.world.own_bucket()),
    "a configuration without rules": lambda one: one.with_body(rule(""), name=one.world.bare),
    "a rule of PATCH": lambda one: one.with_body(cors_rule(method="PATCH"), name=one.world.bare),
    "two stars in an origin": lambda one: one.with_body(
        cors_rule(origin="https://*.*"), name=one.world.bare
    ),
    "max-keys of 0": lambda one: one.with_parameters(max_keys="0"),
    "max-keys of 1001": lambda one: one.with_parameters(max_keys="1001"),
    "max-uploads of 1001": lambda one: one.with_parameters(max_uploads="1001"),
    "a token that nobody gave": lambda one: one.with_parameters(continuation_token="?"),
    # DeleteMultipleObjects.
    "quiet": lambda one: one.send(request=deletes(deleted(["a"], "true"))).read(),
    "1000 keys": lambda one: one.send(request=deletes(deleted(["a"] * 1000))).read(),
    "1001 keys": lambda one: one.send(request=deletes(deleted(["a"] * 1001))),
    "no keys": lambda one: one.send(request=deletes(deleted([]))),
    "quiet that is neither": lambda one: one.send(request=deletes(deleted(["a"], "perhaps"))),
}
