"""For `schemathesis run`: who calls, uploads that exist, and each documented refusal.

What schemathesis makes up by itself finds no upload and no conflict. So each operation gets examples
of ours beside its own: one that succeeds and one for each 4xx that a library can send. Every answer is
noted in the file SEEN; the test that runs this demands that none of the documented ones is missing.
"""

import base64
import hashlib
import hmac
import json
import os
import time
from email.utils import formatdate

import requests
import schemathesis
from hypothesis import strategies

FUNCTIONS = os.environ["FUNCTIONS"].rstrip("/")
CLOUD = os.environ["CLOUD"].rstrip("/")
# Tokens by role: a user, another one, an operator, and a role that may do nothing.
TOKENS = json.loads(os.environ["TOKENS"])
CALLBACK_KEY = os.environ["CALLBACK_KEY"]
SEEN = os.environ["SEEN"]

SCENARIO = "X-Scenario"
TICKET = "x-upload-ticket"
UNKNOWN = "0" * 32
CALLBACK = "/callback/vod"
IDS = {"video": "VideoId", "image": "ImageId", "attached-media": "MediaId"}
SMALLEST = {
    "video": {"FileName": "holiday.mp4", "Title": "Holiday"},
    "image": {"ImageType": "default"},
    "attached-media": {"BusinessType": "subtitle", "MediaExt": "srt"},
}
# Ids whose file has not arrived. An event that says otherwise is ahead of the truth: it is answered with
# 503, so that it comes again, which is right and no failure.
UPLOADING = set()
# The shortest limit of a text, in bytes (Tags), and that of UserData.Extend.
SHORTEST_TEXT = 32
EXTEND_BYTES = 352


def bearer(role):
    return {"Authorization": f"Bearer {TOKENS[role]}"}


def signed(seconds_ago=0):
    """Headers of VOD's callback."""
    timestamp = str(int(time.time()) - seconds_ago)
    text = f"{FUNCTIONS}{CALLBACK}|{timestamp}|{CALLBACK_KEY}"
    return {"X-VOD-TIMESTAMP": timestamp, "X-VOD-SIGNATURE": hashlib.md5(text.encode()).hexdigest()}


def created(kind):
    """The answer to a create call of the user."""
    url = f"{FUNCTIONS}/upload/{kind}"
    answer = requests.post(url, json=SMALLEST[kind], headers=bearer("user"), timeout=30)
    answer.raise_for_status()
    UPLOADING.add(answer.json()[IDS[kind]])
    return answer.json()


def arrived(kind):
    """An upload whose file is there: put with its credential, signed as OSS V1 has it."""
    grant = created(kind)
    address = json.loads(base64.b64decode(grant["UploadAddress"]))
    auth = json.loads(base64.b64decode(grant["UploadAuth"]))
    bucket, key = address["Bucket"], address["FileName"]
    date = formatdate(usegmt=True)
    token = f"x-oss-security-token:{auth['SecurityToken']}"
    text = f"PUT\n\n\n{date}\n{token}\n/{bucket}/{key}"
    digest = hmac.new(auth["AccessKeySecret"].encode(), text.encode(), hashlib.sha1).digest()
    headers = {
        "Date": date,
        "Host": f"{bucket}.localhost:{CLOUD.rsplit(':', 1)[1]}",
        "x-oss-security-token": auth["SecurityToken"],
        "Authorization": f"OSS {auth['AccessKeyId']}:{base64.b64encode(digest).decode()}",
    }
    requests.put(f"{CLOUD}/{key}", data=b"0123456789", headers=headers, timeout=30).raise_for_status()
    UPLOADING.discard(grant[IDS[kind]])
    return grant


def credentials(path):
    """What the user shows, or VOD."""
    return signed() if path == CALLBACK else bearer("user")


def on(kind, grant, **headers):
    """A case about an upload that exists, with its ticket."""
    return {
        "path_parameters": {"id": grant[IDS[kind]]},
        "headers": {TICKET: grant["Ticket"], **headers},
    }


def with_body(body, **headers):
    return {"body": body, "headers": headers}


def of_create(kind):
    smallest = SMALLEST[kind]
    elsewhere = {**smallest, "StorageLocation": "elsewhere.oss-cn-shanghai.aliyuncs.com"}
    yield "good", with_body(smallest)
    yield "unknown field", with_body({**smallest, "Nope": 1})
    yield "field of others", with_body({**smallest, "AppId": "app-2"})
    yield "role without rights", with_body(smallest, **bearer("nobody"))
    yield "no such storage", with_body(elsewhere, **bearer("operator"))
    if kind == "video":
        twice = {**smallest, "ReferenceId": f"twice-{time.time_ns()}"}
        requests.post(f"{FUNCTIONS}/upload/video", json=twice, headers=bearer("user"), timeout=30)
        yield "reference id taken", with_body(twice)


def of_refresh():
    grant = created("video")
    yield "good", with_body({"VideoId": grant["VideoId"], "Ticket": grant["Ticket"]})
    yield "by its owner", with_body({"VideoId": grant["VideoId"]})
    yield "neither id", with_body({})
    yield "no such video", with_body({"VideoId": UNKNOWN})
    yield "another's", with_body({"VideoId": grant["VideoId"]}, **bearer("other"))
    yield "role without rights", with_body({"VideoId": grant["VideoId"]}, **bearer("nobody"))
    yield "arrived", with_body({"VideoId": arrived("video")["VideoId"]})


def of_status(kind):
    yield "good", on(kind, created(kind))
    yield "arrived", on(kind, arrived(kind))
    yield "no such id", {"path_parameters": {"id": UNKNOWN}, "headers": {}}
    yield "another's", on(kind, created(kind), **bearer("other"))
    yield "role without rights", on(kind, created(kind), **bearer("nobody"))


def of_cancel(kind):
    yield "good", on(kind, created(kind))
    yield "arrived", on(kind, arrived(kind))
    yield "no such id", {"path_parameters": {"id": UNKNOWN}, "headers": {}}
    yield "another's", on(kind, created(kind), **bearer("other"))
    yield "role without rights", on(kind, created(kind), **bearer("nobody"))


def of_callback():
    event = {"EventType": "FileUploadComplete", "VideoId": arrived("video")["VideoId"]}
    yield "good", with_body(event)
    yield "of another type", with_body({"EventType": "SomethingNew"})
    yield "no event", with_body({"VideoId": "v"})
    yield "stale", with_body(event, **signed(seconds_ago=4_000))
    yield "forged", with_body(event, **{**signed(), "X-VOD-SIGNATURE": "0" * 32})
    yield "unsigned", with_body(event, **{"X-VOD-TIMESTAMP": "soon", "X-VOD-SIGNATURE": ""})


def of_token(method):
    yield "good", with_body({}) if method == "post" else {"headers": {}}
    yield "role without rights", {"headers": bearer("nobody")}
    if method == "post":
        yield "unknown field", with_body({"Policy": "{}"})


def kind_of(path):
    return path.split("/")[2] if path.startswith("/upload/") else None


def scenarios(operation):
    """Cases by name, for this operation."""
    path, method = operation.path, operation.method.lower()
    kind = kind_of(path)
    if path == "/upload/video/refresh":
        yield from of_refresh()
    elif kind and method == "post":
        yield from of_create(kind)
    elif kind and method == "get":
        yield from of_status(kind)
    elif kind:
        yield from of_cancel(kind)
    elif path == CALLBACK:
        yield from of_callback()
    else:
        yield from of_token(method)


def of_every(operation):
    """Cases that each operation has, made of one that would be good."""
    path = operation.path
    if path == CALLBACK:
        yield "large", with_body({"EventType": "SomethingNew"})
        yield "other method", with_body({"EventType": "SomethingNew"})
        return
    _, good = next(scenarios(operation))

    def with_headers(headers):
        return {**good, "headers": {**good["headers"], **headers}}

    yield "bad token", with_headers({"Authorization": "Bearer a.b.c"})
    yield "no such key", with_headers({"X-Api-Key": "nobody's"})
    yield "large", good
    yield "other method", good
    # A token of STS is kept: once there is one, nobody is asked for another.
    if kind_of(path):
        yield "throttled", good


@schemathesis.hook
def before_add_examples(context, examples):
    operation = context.operation
    for name, arguments in [*of_every(operation), *scenarios(operation)]:
        headers = {**credentials(operation.path), **arguments["headers"], SCENARIO: name}
        body = {"media_type": "application/json"} if "body" in arguments else {}
        examples.append(operation.Case(**{**arguments, "headers": headers}, **body))


def faults(method, **arguments):
    requests.request(method, f"{CLOUD}/_local/faults", timeout=30, **arguments).raise_for_status()


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.path == CALLBACK and isinstance(case.body, dict):
        for name, value in case.body.items():
            if isinstance(value, str) and value.strip() in UPLOADING:
                case.body[name] = UNKNOWN
    scenario = case.headers.pop(SCENARIO, None)
    if scenario == "large":
        kwargs["data"] = b" " * 65_537
    elif scenario == "other method":
        case.method = "PATCH"
    elif scenario == "throttled":
        faults("POST", json={"name": "throttling"})


@schemathesis.hook
def after_call(context, case, response):
    faults("DELETE")
    if response.request.method == "OPTIONS":
        return
    operation = case.operation.definition.raw["operationId"]
    try:
        answer = response.json()
    except ValueError:
        answer = {}
    if case.operation.method.upper() == "POST" and "UploadAuth" in answer:
        UPLOADING.update(answer[name] for name in IDS.values() if name in answer)
    code = answer.get("Code")
    line = {"operation": operation, "status": response.status_code, "code": code}
    with open(SEEN, "a", encoding="utf-8") as seen:
        seen.write(json.dumps(line) + "\n")


@schemathesis.auth(refresh_interval=None, retry_on=[])
class Caller:
    """The user, or VOD: whoever the operation is for."""

    def get(self, case, context):
        return credentials(case.path)

    def set(self, case, data, context):
        case.headers.update(data)


def texts(value):
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from texts(member)


@schemathesis.hook
def filter_body(context, body):
    """Leaves out what JSON Schema takes and the service does not: texts that are too long in bytes and
    not in characters, and whole numbers with a point (`1.0`)."""
    if not isinstance(body, dict):
        return True
    if any(isinstance(value, float) and value.is_integer() for value in body.values()):
        return False
    beyond_ascii = (text for text in texts(body) if not text.isascii())
    if any(len(text.encode()) > SHORTEST_TEXT for text in beyond_ascii):
        return False
    return len(json.dumps(body.get("UserData"), ensure_ascii=False).encode()) <= EXTEND_BYTES


schemathesis.openapi.format("json-object", strategies.just("{}"))
