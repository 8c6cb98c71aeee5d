"""Why a request was refused: what /_local/explain tells of the requests of official clients."""

import hashlib
import re
import urllib.error

import oss2
from aliyunsdkcore.acs_exception.exceptions import ServerException

import cloud
from cases import works
from cloud import ACCOUNT, KEYS
from oss_requests import Request, bucket, send
from rpc_clients import SCHEMES, v1_post

CREATE = {"Title": "t ü", "FileName": "a.mp4"}


def refusal(attempt):
    """The RequestId that the client tells of."""
    try:
        attempt()
    except oss2.exceptions.OssError as caught:
        return caught.request_id
    except ServerException as caught:
        return caught.get_request_id()
    except Exception as caught:
        return caught.data["RequestId"]
    raise AssertionError("200")


def explain(request_id):
    told = cloud.local(f"explain/{request_id}")
    assert told["RequestId"] == request_id, told
    text = str(told)
    secrets = [ACCOUNT.secret, *(key.secret for key in KEYS.values())]
    assert not any(secret in text for secret in secrets), "a secret is told"
    return told


def wrong_secret(scheme):
    wrong = ACCOUNT.but(secret="not this one")
    told = explain(refusal(lambda: SCHEMES[scheme](wrong, "CreateUploadVideo", CREATE)))
    signature = told["Signature"]
    assert (told["Operation"], told["Status"]) == ("CreateUploadVideo", 400), told
    assert told["Refused"]["Check"] == "signature" and not signature["Matches"], told
    assert signature["AccessKeyId"] == ACCOUNT.id, signature
    if scheme == "ACS3":
        canonical, to_sign = signature["CanonicalRequest"], signature["StringToSign"]
        assert "\nx-acs-action:CreateUploadVideo\n" in canonical, canonical
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        assert to_sign == f"ACS3-HMAC-SHA256\n{digest}", to_sign
    else:
        method = "GET" if scheme == "V1-GET" else "POST"
        assert signature["StringToSign"].startswith(f"{method}&%2F&AccessKeyId%3D"), signature


def served(scheme):
    body = SCHEMES[scheme](ACCOUNT, "CreateUploadVideo", CREATE)
    told = explain(body["RequestId"])
    assert told["Signature"]["Matches"] and told["Refused"] is None, told
    assert told["Permission"][0]["Action"] == "vod:CreateUploadVideo", told


def denied(scheme, key, words):
    told = explain(refusal(lambda: SCHEMES[scheme](key, "CreateUploadVideo", CREATE)))
    assert told["Refused"]["Check"] == "permission" and told["Signature"]["Matches"], told
    (asked,) = told["Permission"]
    assert asked["Action"] == "vod:CreateUploadVideo" and words in asked["Decision"], asked


class Stage:
    def __init__(self):
        created = v1_post(ACCOUNT, "CreateUploadVideo", CREATE)
        address = cloud.decode(created["UploadAddress"])
        self.bucket, self.key = address["Bucket"], address["FileName"]
        self.credential = cloud.upload_key(created["UploadAuth"])
        role = {"RoleArn": cloud.ROLE, "RoleSessionName": "clients"}
        denies = {**role, "Policy": cloud.policy("Deny", ["vod:*", "oss:*"])}
        narrow = {**role, "Policy": cloud.policy("Allow", "sts:*")}
        self.denied = cloud.session_key(v1_post(ACCOUNT, "AssumeRole", denies))
        self.narrow = cloud.session_key(v1_post(ACCOUNT, "AssumeRole", narrow))

    def put(self, scheme, key, object_key=None):
        request = Request("PUT", headers={"x-oss-meta-a": "b"}, body=b"1")
        return send(scheme, key, self.bucket, object_key or self.key, request)

    def wrong_secret(self, scheme):
        """What the server signed is in its answer, and in the explanation."""
        seen = []
        wrong = self.credential.but(secret="not this one")

        def attempt():
            try:
                self.put(scheme, wrong)
            except oss2.exceptions.SignatureDoesNotMatch as caught:
                seen.append(caught.details)
                raise

        told = explain(refusal(attempt))
        assert (told["Operation"], told["Status"]) == ("PutObject", 403), told
        signature = told["Signature"]
        assert told["Refused"]["Check"] == "signature" and not signature["Matches"], told
        token = lambda text: re.sub(
            r"(security-token[:=])[^\n&]+", r"\1<SecurityToken>", text
        )
        if scheme.startswith("V1"):
            assert signature["StringToSign"] == token(seen[0]["StringToSign"]), told
        else:
            assert signature["StringToSign"] == seen[0]["StringToSign"], told
            assert signature["CanonicalRequest"].startswith("PUT\n/"), told
            assert "x-oss-meta-a:b\n" in signature["CanonicalRequest"], told
        assert self.credential.token not in str(told), "a token is told"

    def served(self, scheme):
        told = explain(self.put(scheme, self.credential).headers["x-oss-request-id"])
        assert told["Signature"]["Matches"] and told["Refused"] is None, told

    def denied_by(self, scheme, key, words, object_key=None):
        told = explain(refusal(lambda: self.put(scheme, key, object_key)))
        assert told["Refused"]["Check"] == "permission" and told["Signature"]["Matches"], told
        (asked,) = told["Permission"]
        assert asked["Action"] == "oss:PutObject" and words in asked["Decision"], asked

    def expired(self, scheme):
        with cloud.later(3001):
            told = explain(refusal(lambda: self.put(scheme, self.credential)))
        assert told["Refused"]["Check"] == "security token", told
        assert told["Signature"]["Matches"] is None, told

    def nothing_there(self, scheme):
        own = bucket(ACCOUNT, self.bucket, scheme.split("-")[0])
        told = explain(refusal(lambda: own.get_object("nothing/here")))
        assert told["Refused"]["Check"] == "operation", told
        assert told["Refused"]["Code"] == "NoSuchKey", told


def unknown():
    try:
        cloud.local("explain/nobody")
        raise AssertionError("200")
    except urllib.error.HTTPError as caught:
        assert caught.code == 404, caught


def main():
    stage = Stage()
    for scheme in SCHEMES:
        works(f"a wrong secret/{scheme}", lambda: wrong_secret(scheme))
        works(f"a call that is served/{scheme}", lambda: served(scheme))
        works(
            f"denied by a user's policy/{scheme}",
            lambda: denied(scheme, KEYS["denied"], "denied by Statement[1] of but"),
        )
        works(
            f"no policy that allows it/{scheme}",
            lambda: denied(scheme, KEYS["without-policies"], "no statement allows it"),
        )
        works(
            f"denied by a session policy/{scheme}",
            lambda: denied(scheme, stage.denied, "(SessionPolicy)"),
        )
    for scheme in ("V1-header", "V1-URL", "V4-header", "V4-URL"):
        works(f"a wrong secret/{scheme}", lambda: stage.wrong_secret(scheme))
        works(f"a request that is served/{scheme}", lambda: stage.served(scheme))
        works(f"a credential that expired/{scheme}", lambda: stage.expired(scheme))
        works(
            f"denied by a session policy/{scheme}",
            lambda: stage.denied_by(scheme, stage.denied, "denied by Statement[0]"),
        )
        works(
            f"another object than the credential's/{scheme}",
            lambda: stage.denied_by(scheme, stage.credential, "no statement allows it", "b.mp4"),
        )
        works(
            f"denied by a user's policy/{scheme}",
            lambda: stage.denied_by(scheme, KEYS["denied"], "denied by Statement[1] of but"),
        )
        works(f"nothing there/{scheme}", lambda: stage.nothing_there(scheme))
    works("a request that nobody sent", unknown)


main()
