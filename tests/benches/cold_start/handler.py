"""The same function as create-upload-video, as its seed in Python has it: aliyun-python-sdk-vod
behind a loop over the Lambda Runtime API, with nothing but the standard library beside it."""

import base64
import hashlib
import hmac
import http.client
import json
import os

from aliyunsdkcore.client import AcsClient
from aliyunsdkvod.request.v20170321.CreateUploadVideoRequest import CreateUploadVideoRequest

CLIENT = AcsClient(
    os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
    os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    os.environ["VOD_REGION"],
)
ENDPOINT = os.environ["VOD_ENDPOINT"].removeprefix("http://").rstrip("/")
NEXT = "/2018-06-01/runtime/invocation/next"


def handle(event):
    key = event["headers"].get("authorization", "").removeprefix("Bearer ")
    digest = hashlib.sha256(key.encode()).hexdigest()
    if not hmac.compare_digest(digest, os.environ["API_KEY_HASHES"]):
        return 401, {"Code": "InvalidApiKey"}
    body = event.get("body", "")
    if event.get("isBase64Encoded"):
        body = base64.b64decode(body)
    try:
        fields = json.loads(body)
        file_name, title = fields["FileName"], fields["Title"]
    except (KeyError, TypeError, ValueError) as error:
        return 400, {"Code": "MalformedJson", "Message": str(error)}
    request = CreateUploadVideoRequest()
    request.set_accept_format("JSON")
    request.set_endpoint(ENDPOINT)
    request.set_FileName(file_name)
    request.set_Title(title)
    return 200, json.loads(CLIENT.do_action_with_exception(request))


def main():
    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    while True:
        connection.request("GET", NEXT)
        invocation = connection.getresponse()
        request_id = invocation.headers["Lambda-Runtime-Aws-Request-Id"]
        status, answer = handle(json.loads(invocation.read()))
        reply = {"statusCode": status, "body": json.dumps(answer), "isBase64Encoded": False}
        path = f"/2018-06-01/runtime/invocation/{request_id}/response"
        connection.request("POST", path, json.dumps(reply))
        connection.getresponse().read()


main()
