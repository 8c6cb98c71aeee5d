"""One call by each signature scheme of the RPC gateway, made by an official client."""

import importlib
import json
import re

from alibabacloud_sts20150401.client import Client as StsClient
from alibabacloud_sts20150401 import models as sts_models
from alibabacloud_tea_openapi.utils_models import Config
from alibabacloud_vod20170321.client import Client as VodClient
from alibabacloud_vod20170321 import models as vod_models
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.auth.credentials import AccessKeyCredential, StsTokenCredential
from aliyunsdkcore.request import CommonRequest
from darabonba.runtime import RuntimeOptions

from cloud import HOST, REGION

STS = ("AssumeRole", "GetCallerIdentity")


def v1_get(key, operation, parameters):
    """aliyun-python-sdk-core with -vod or -sts, everything in the query."""
    return _v1(key, operation, parameters, "GET")


def v1_post(key, operation, parameters):
    """The same, what it says in the form of a POST."""
    return _v1(key, operation, parameters, "POST")


def _v1(key, operation, parameters, method):
    if key.token:
        credential = StsTokenCredential(key.id, key.secret, key.token)
    else:
        credential = AccessKeyCredential(key.id, key.secret)
    client = AcsClient(region_id=REGION, credential=credential, auto_retry=False, timeout=30)
    request = _request(operation)
    request.set_method(method)
    request.set_protocol_type("http")
    request.set_endpoint(HOST)
    add = request.add_query_param if method == "GET" else request.add_body_params
    for name, value in parameters.items():
        add(name, value)
    return json.loads(client.do_action_with_exception(request))


def _request(operation):
    package, version = (
        ("aliyunsdksts", "v20150401") if operation in STS else ("aliyunsdkvod", "v20170321")
    )
    try:
        module = importlib.import_module(f"{package}.request.{version}.{operation}Request")
    except ModuleNotFoundError:
        request = CommonRequest(version="2015-04-01" if operation in STS else "2017-03-21")
        request.set_action_name(operation)
        return request
    return getattr(module, f"{operation}Request")()


def acs3(key, operation, parameters):
    """alibabacloud-vod20170321 or -sts20150401."""
    config = Config(
        access_key_id=key.id,
        access_key_secret=key.secret,
        security_token=key.token,
        endpoint=HOST,
        protocol="HTTP",
        region_id=REGION,
    )
    client, models = (
        (StsClient, sts_models) if operation in STS else (VodClient, vod_models)
    )
    method = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
    # Without retries: they would hide the first answer.
    options = RuntimeOptions(autoretry=False, max_attempts=1)
    call = getattr(client(config), f"{method}_with_options")
    model = getattr(models, f"{operation}Request", None)
    if model is None:
        return call(options).body.to_map()
    filled = model().from_map(dict(parameters))
    # What the page calls mandatory is the service's to refuse.
    filled.validate = lambda: None
    return call(filled, options).body.to_map()


SCHEMES = {"V1-GET": v1_get, "V1-POST": v1_post, "ACS3": acs3}
