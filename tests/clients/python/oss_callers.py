"""Cases of OSS about who asks, and whether they may."""

import re
import urllib.parse

import cloud
import wire
from cloud import ACCOUNT, KEYS


def path_style(request, name):
    """The bucket in the path, and a host that wants it in front."""
    parts = urllib.parse.urlsplit(request.url)
    host = parts.netloc.removeprefix(f"{name}.")
    path = parts.path if parts.path.startswith(f"/{name}/") else f"/{name}{parts.path}"
    request.url = parts._replace(netloc=host, path=path).geturl()
    request.headers["Host"] = f"oss-{cloud.REGION}.aliyuncs.com"


def date_header(one):
    return "x-oss-date" if one.scheme.startswith("V4") else "Date"


def without_date(request):
    for name in ("Date", "x-oss-date"):
        wire.drop_header(name)(request)


def other_day(request):
    """Another day in the scope of V4 than that of the date."""
    authorization = request.headers.get("Authorization")
    if authorization:
        authorization = authorization.decode() if isinstance(authorization, bytes) else authorization
        request.headers["Authorization"] = re.sub(r"/\d{8}/", "/20200101/", authorization)
    else:
        request.url = re.sub(r"%2F\d{8}%2F", "%2F20200101%2F", request.url)


def torn(one):
    """An Authorization header that is none."""
    scheme = "OSS4-HMAC-SHA256 Credential=" if one.scheme.startswith("V4") else "OSS "
    return wire.set_header("Authorization", f"{scheme}x")


def token_twice(one):
    token = one.world.session.token
    one.on(wire.set_header("x-oss-security-token", token), key=one.world.session)


CALLERS = {
    "all that is needed": lambda one: one.right(),
    "a temporary key": lambda one: one.right(one.world.session),
    "the account's own key": lambda one: one.right(KEYS["account"]),
    "upload credential on its object": lambda one: one.right(one.world.upload_key),
    "user that may only read, who reads": lambda one: one.right(KEYS["reader"]),
    "wrong secret": lambda one: one.send(ACCOUNT.but(secret="not this one")),
    "unknown key": lambda one: one.send(ACCOUNT.but(id="LTAInobody")),
    "disabled key": lambda one: one.send(KEYS["disabled"]),
    "date 16 minutes ago": lambda one: one.at(-16),
    "date 16 minutes ahead": lambda one: one.at(16),
    "no date": lambda one: one.on(without_date),
    "a date that is none": lambda one: one.on(wire.set_header(date_header(one), "yesterday")),
    "scope of another day": lambda one: one.on(other_day),
    "torn Authorization": lambda one: one.on(torn(one)),
    "signed in the URL too": lambda one: one.on(
        wire.add_to_query("OSSAccessKeyId=a&Expires=1&Signature=b")
    ),
    "expired URL": lambda one: one.expired_url(),
    "URL of 16 minutes ahead": lambda one: one.at(16),
    "URL of eight days": lambda one: one.send(lives=8 * 86_400),
    "URL without its end": lambda one: one.on(wire.replace_in_url("Expires=", "Expired=")),
    "altered header": lambda one: one.on(wire.set_header("x-oss-meta-extra", "1")),
    "altered key": lambda one: one.on(
        wire.replace_in_url(one.key.rsplit("/")[-1].replace(" ", "%20")[:6], "sixsix")
    ),
    "altered part number": lambda one: one.on(wire.replace_in_url("partNumber=1", "partNumber=2")),
    "wrong payload digest": lambda one: one.on(wire.set_header("x-oss-content-sha256", "0" * 64)),
    "wrong region": lambda one: one.send(region="cn-beijing"),
    "path style under the cloud's name": lambda one: one.on(
        lambda request: path_style(request, one.world.bucket)
    ),
    "missing token": lambda one: one.send(one.world.session.but(token=None)),
    "foreign token": lambda one: one.send(
        one.world.session.but(token=one.world.other_session.token)
    ),
    "unknown token": lambda one: one.send(one.world.session.but(token="CAISnothing")),
    "token with a key that has none": lambda one: one.send(
        ACCOUNT.but(token=one.world.session.token)
    ),
    "token in header and URL": token_twice,
    "expired token": lambda one: one.expired(one.world.session),
    "expired upload credential": lambda one: one.expired(one.world.upload_key),
    "other object": lambda one: one.send(one.world.upload_key, one.world.other_key),
    "upload credential": lambda one: one.send(one.world.upload_key),
    "upload credential for something else": lambda one: one.send(
        one.world.upload_key, one.world.key
    ),
    "denied by session policy": lambda one: one.send(one.world.denied),
    "not in the session policy": lambda one: one.send(one.world.narrow),
    "session of a role without policies": lambda one: one.send(one.world.powerless),
    "user without a policy": lambda one: one.send(KEYS["without-policies"]),
    "user with a Deny": lambda one: one.send(KEYS["denied"]),
    "user that may only read": lambda one: one.send(KEYS["reader"]),
    "user of another network": lambda one: one.send(KEYS["elsewhere"]),
    # Without a signature, or of users that RAM says nothing about.
    "private": lambda one: one.send(),
    "object for everybody to read": lambda one: one.open_to_all("public-read"),
    "bucket for everybody to read": lambda one: one.open_to_all("default", "public-read"),
    "bucket for everybody to write": lambda one: one.open_to_all("default", "public-read-write"),
    "private object in a public bucket": lambda one: one.open_to_all("private", "public-read"),
    "public object, user without a policy": lambda one: one.open_to_all(
        "public-read", key=KEYS["without-policies"]
    ),
    "public object, user with a Deny": lambda one: one.open_to_all(
        "public-read", key=KEYS["denied"]
    ),
}
