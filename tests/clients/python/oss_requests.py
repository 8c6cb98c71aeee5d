"""One OSS request by each signature scheme, signed and sent by oss2."""

import oss2
import requests
from oss2.credentials import StaticCredentialsProvider

from cloud import OSS_ADDRESS, REGION


class Request:
    """What is signed: a verb on a key, on the bucket where the key is empty, or on the service."""

    def __init__(self, method, parameters=None, headers=None, body=b"", service=False):
        self.method, self.body, self.service = method, body, service
        self.parameters, self.headers = dict(parameters or {}), dict(headers or {})

    def but(self, headers=None, parameters=None, body=None):
        return Request(
            self.method,
            {**self.parameters, **(parameters or {})},
            {**self.headers, **(headers or {})},
            self.body if body is None else body,
            self.service,
        )

    def without(self, header):
        headers = {name: value for name, value in self.headers.items() if name != header}
        return Request(self.method, self.parameters, headers, self.body, self.service)


def bucket(key, name, version, region=REGION, address=OSS_ADDRESS, **options):
    """oss2's own Bucket, with this key and this version of the signature; nobody's without one."""
    if key is None:
        auth = oss2.AnonymousAuth()
    else:
        provider = StaticCredentialsProvider(key.id, key.secret, key.token)
        auth = {"V1": oss2.ProviderAuth, "V4": oss2.ProviderAuthV4}[version](provider)
    return oss2.Bucket(auth, address, name, region=region, connect_timeout=30, **options)


def send(scheme, key, name, object_key, request, region=REGION, lives=60):
    """Sends it and gives the answer, or raises oss2's exception."""
    if scheme == "anonymous":
        key, scheme = None, "V1-header"
    version, place = scheme.split("-")
    client = bucket(key, name, version, region)
    if place == "header":
        return client._do(
            request.method,
            "" if request.service else name,
            object_key,
            params=request.parameters,
            headers=oss2.CaseInsensitiveDict(request.headers),
            data=request.body,
        )
    headers = oss2.CaseInsensitiveDict(request.headers)
    url = client.sign_url(
        request.method, object_key, lives, headers=headers, params=dict(request.parameters)
    )
    with requests.Session() as session:
        # What `requests` adds by itself is not signed, and None keeps it from adding.
        sent = {**request.headers, "Accept-Encoding": None}
        answer = oss2.http.Response(
            session.request(request.method, url, headers=sent, data=request.body, stream=True)
        )
        if answer.status // 100 != 2:
            raise oss2.exceptions.make_exception(answer)
        return answer
