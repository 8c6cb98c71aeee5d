"""The clients of the RPC gateway at work: forms of answers, mixed parameters, what the errors tell."""

import json
import uuid
import xml.etree.ElementTree as ElementTree

from alibabacloud_tea_openapi.utils_models import Config
from alibabacloud_vod20170321.client import Client as VodClient
from alibabacloud_vod20170321 import models as vod_models
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkvod.request.v20170321.CreateUploadVideoRequest import CreateUploadVideoRequest
from aliyunsdkvod.request.v20170321.GetVideoInfoRequest import GetVideoInfoRequest

import cloud
import wire
from cases import works
from cloud import ACCOUNT, HOST, REGION
from rpc_clients import v1_get, v1_post

TITLE = "测试 a*b~c +%2F&=é"
USER_DATA = {"Extend": {"local id": "t 1", "n": "a*b~c", "quote": '"'}}


def client(secret=ACCOUNT.secret):
    return AcsClient(ACCOUNT.id, secret, REGION, auto_retry=False, timeout=30)


def pointed(request):
    request.set_protocol_type("http")
    request.set_endpoint(HOST)
    return request


def create(method="POST"):
    request = pointed(CreateUploadVideoRequest())
    request.set_method(method)
    request.set_Title("t")
    request.set_FileName("a.mp4")
    return request


def xml_answer():
    request = create()
    request.set_accept_format("XML")
    root = ElementTree.fromstring(client().do_action(request))
    assert root.tag == "CreateUploadVideoResponse", root.tag
    assert {child.tag for child in root} == {"RequestId", "VideoId", "UploadAddress", "UploadAuth"}


def xml_refusal():
    request = pointed(GetVideoInfoRequest())
    request.set_VideoId(uuid.uuid4().hex)
    request.set_accept_format("XML")
    root = ElementTree.fromstring(client().do_action(request))
    assert (root.tag, root.findtext("Code")) == ("Error", "InvalidVideo.NotFound")
    assert root.findtext("RequestId") and root.findtext("HostId") and root.findtext("Message")


def mixed():
    """Some in the query, some in the form: V1 signs both."""
    request = pointed(CreateUploadVideoRequest())
    request.set_Title(TITLE)
    request.add_body_params("FileName", "a b.mp4")
    request.add_body_params("UserData", json.dumps(USER_DATA))
    answer = json.loads(client().do_action_with_exception(request))
    info = v1_get(ACCOUNT, "GetVideoInfo", {"VideoId": answer["VideoId"]})["Video"]
    assert info["Title"] == TITLE, info


def fields():
    answer = v1_post(ACCOUNT, "CreateUploadVideo", {"Title": "t", "FileName": "a.mp4"})
    assert "Code" not in answer, answer
    uuid.UUID(answer["RequestId"])
    assert answer["RequestId"] == answer["RequestId"].upper()
    address, auth = cloud.decode(answer["UploadAddress"]), cloud.decode(answer["UploadAuth"])
    assert "://" in address["Endpoint"] and address["Bucket"] and address["FileName"], address
    assert auth["AccessKeyId"].startswith("STS.") and auth["SecurityToken"], auth
    assert auth["Expiration"] == "3000" and auth["ExpireUTCTime"].endswith("Z"), auth
    assert auth["Region"] == REGION, auth
    again = v1_post(ACCOUNT, "RefreshUploadVideo", {"VideoId": answer["VideoId"]})
    assert again["VideoId"] == answer["VideoId"]
    assert again["UploadAddress"] == answer["UploadAddress"]
    assert again["UploadAuth"] != answer["UploadAuth"]


def older_signature():
    """The newer client, told to sign as the older one does."""
    config = Config(
        access_key_id=ACCOUNT.id,
        access_key_secret=ACCOUNT.secret,
        endpoint=HOST,
        protocol="HTTP",
        signature_algorithm="v2",
    )
    request = vod_models.CreateUploadVideoRequest(title=TITLE, file_name="a.mp4")
    body = VodClient(config).create_upload_video(request).body
    info = v1_get(ACCOUNT, "GetVideoInfo", {"VideoId": body.video_id})["Video"]
    assert info["Title"] == TITLE, info


def typed_answer():
    config = Config(
        access_key_id=ACCOUNT.id,
        access_key_secret=ACCOUNT.secret,
        endpoint=HOST,
        protocol="HTTP",
    )
    vod = VodClient(config)
    request = vod_models.CreateUploadVideoRequest(
        title=TITLE, file_name="a.mp4", tags="a,b", user_data=json.dumps(USER_DATA)
    )
    created = vod.create_upload_video(request).body
    request = vod_models.GetVideoInfoRequest(video_id=created.video_id)
    video = vod.get_video_info(request).body.video
    assert (video.title, video.tags, video.status) == (TITLE, "a,b", "Uploading"), video
    assert video.creation_time, video


def what_is_wrong():
    """The client tells a wrong secret from an altered request by the server's string to sign."""
    try:
        client("not this one").do_action_with_exception(create())
        raise AssertionError("200")
    except ServerException as caught:
        assert caught.get_error_code() == "InvalidAccessKeySecret", caught
        assert caught.get_request_id(), caught
    try:
        with wire.altered(wire.add_to_query("Extra=1")):
            client().do_action_with_exception(create())
        raise AssertionError("200")
    except ServerException as caught:
        assert caught.get_error_code() == "SignatureDoesNotMatch", caught
        assert caught.get_error_msg().count(":") == 1, caught


def main():
    works("an answer in XML", xml_answer)
    works("a refusal in XML", xml_refusal)
    works("query and form mixed", mixed)
    works("the fields that clients read", fields)
    works("the newer client with the older signature", older_signature)
    works("an answer with types", typed_answer)
    works("a wrong secret is told from an altered request", what_is_wrong)


main()
