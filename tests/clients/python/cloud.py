"""The local cloud that a script works against, and what has to be made there first."""

import base64
import contextlib
import datetime
import json
import os
import socket
import urllib.parse
import urllib.request

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


ACCOUNT = Key(os.environ["ACCESS_KEY_ID"], os.environ["ACCESS_KEY_SECRET"])


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


def _move(change):
    body = json.dumps(change).encode()
    request = urllib.request.Request(f"{ADDRESS}/_local/clock", body, method="POST")
    urllib.request.urlopen(request).close()


@contextlib.contextmanager
def later(seconds):
    """Time goes by, for the cloud and for the client."""
    _move({"advance_seconds": seconds})
    try:
        with client_clock(seconds / 60):
            yield
    finally:
        _move({"reset": True})
