"""The local cloud that a script works against, and what has to be made there first."""

import base64
import contextlib
import datetime
import json
import os
import socket
import urllib.parse
import urllib.request
from pathlib import Path

import time_machine

ADDRESS = os.environ["CLOUD"]
HOST = urllib.parse.urlsplit(ADDRESS).netloc
REGION = os.environ.get("REGION", "cn-shanghai")
ROLE = os.environ["ROLE_ARN"]
# With a certificate authority OSS is called by its own names, over HTTPS.
TLS = "TLS_CA" in os.environ
OSS_ADDRESS = f"https://oss-{REGION}.aliyuncs.com" if TLS else ADDRESS


def _divert():
    """The names of the cloud, and those of buckets before localhost, lead to this machine."""
    original = socket.getaddrinfo
    name, port = HOST.split(":")

    def getaddrinfo(host, asked, *rest, **more):
        text = host.decode() if isinstance(host, bytes) else host or ""
        if text.endswith(".aliyuncs.com"):
            asked_of.append(text)
            return original(name, int(port), *rest, **more)
        return original(name if text.endswith(".localhost") else host, asked, *rest, **more)

    socket.getaddrinfo = getaddrinfo


# The names of the cloud that were asked for.
asked_of = []
_divert()


class Key:
    """An AccessKey, with the token of a temporary one."""

    def __init__(self, id, secret, token=None):
        self.id, self.secret, self.token = id, secret, token

    def but(self, **changed):
        return Key(**{**vars(self), **changed})


# The key of a user that may do everything. Its name is older than the file of the others.
ACCOUNT = Key(os.environ["ACCESS_KEY_ID"], os.environ["ACCESS_KEY_SECRET"])


def _given():
    """The keys of ram.json, by their ids without the prefix."""
    ram = json.loads((Path(__file__).parent.parent / "ram.json").read_text())
    keys = ram["account_access_keys"] + [
        key for user in ram["users"] for key in user["access_keys"]
    ]
    return {key["id"].removeprefix("LTAI-"): Key(key["id"], key["secret"]) for key in keys}


# `account` is the account's own, `disabled` one that may do everything and is switched off.
KEYS = _given()


def role(name):
    """A role of the account, by its name."""
    return f"{ROLE.rpartition('/')[0]}/{name}"


def decode(text):
    """UploadAddress or UploadAuth."""
    return json.loads(base64.b64decode(text, validate=True))


def upload_key(auth):
    """The key of an UploadAuth."""
    fields = decode(auth)
    return Key(fields["AccessKeyId"], fields["AccessKeySecret"], fields["SecurityToken"])


def session_key(answer):
    """The key of AssumeRole."""
    fields = answer["Credentials"]
    return Key(fields["AccessKeyId"], fields["AccessKeySecret"], fields["SecurityToken"])


def policy(effect, action, resource="*"):
    statement = {"Effect": effect, "Action": action, "Resource": resource}
    return json.dumps({"Version": "1", "Statement": [statement]})


@contextlib.contextmanager
def client_clock(minutes):
    """The client's clock goes wrong by so many minutes."""
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    with time_machine.travel(moment, tick=True):
        yield


def local(path, body=None, method=None):
    """What the local cloud says from its own side: `/_local`."""
    body = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{ADDRESS}/_local/{path}", body, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read() or "null")


def _move(change):
    local("clock", change)


@contextlib.contextmanager
def frozen():
    """The cloud's time stands still; `advance(seconds)` moves it."""
    _move({"freeze": True})
    try:
        yield lambda seconds: _move({"advance_seconds": seconds})
    finally:
        _move({"reset": True})


@contextlib.contextmanager
def fault(name, **wish):
    """Something goes wrong as long as this lasts; gives a function that tells how often it did."""
    id = local("faults", {"name": name, **wish})["id"]
    try:
        yield lambda: next(one["fired"] for one in local("faults")["Faults"] if one["id"] == id)
    finally:
        local(f"faults/{id}", method="DELETE")


@contextlib.contextmanager
def later(seconds):
    """Time goes by, for the cloud and for the client."""
    _move({"advance_seconds": seconds})
    try:
        with client_clock(seconds / 60):
            yield
    finally:
        _move({"reset": True})
