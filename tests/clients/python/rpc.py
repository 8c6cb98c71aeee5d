"""Every operation of VOD and STS by every signature scheme: what must be refused, and how.

The table is coverage.toml; here is what its cases mean.
"""

import re
import uuid

import cloud
import wire
from cases import refused, rows, works
from cloud import ACCOUNT
from rpc_clients import SCHEMES

# What an operation needs so that it is reached at all.
SOME = {"AssumeRole": {"RoleArn": cloud.ROLE, "RoleSessionName": "clients"}}


class World:
    """What the cases talk about, made once."""

    def __init__(self):
        call = SCHEMES["V1-POST"]
        role = SOME["AssumeRole"]
        self.session = cloud.session_key(call(ACCOUNT, "AssumeRole", role))
        self.other_session = cloud.session_key(call(ACCOUNT, "AssumeRole", role))
        narrow = {**role, "Policy": cloud.policy("Allow", "oss:GetObject")}
        self.narrow = cloud.session_key(call(ACCOUNT, "AssumeRole", narrow))
        denied = {**role, "Policy": cloud.policy("Deny", ["vod:*", "sts:AssumeRole"])}
        self.denied = cloud.session_key(call(ACCOUNT, "AssumeRole", denied))
        self.video = call(ACCOUNT, "CreateUploadVideo", {"Title": "t", "FileName": "a.mp4"})
        self.image = call(ACCOUNT, "CreateUploadImage", {"ImageType": "default"})
        self.media = call(
            ACCOUNT, "CreateUploadAttachedMedia", {"BusinessType": "watermark", "MediaExt": "png"}
        )
        self.values = {
            "VideoId": self.video["VideoId"],
            "ImageId": self.image["ImageId"],
            "MediaId": self.media["MediaId"],
            "Role": cloud.ROLE,
            "Other": uuid.uuid4().hex,
        }

    def fill(self, parameters):
        """`{VideoId}` is the world's, `{129 x}` is 129 times x."""

        def value(found):
            word = found[1]
            times = re.fullmatch(r"(\d+) (.+)", word)
            return times[2] * int(times[1]) if times else self.values[word]

        text = {name: str(value_) for name, value_ in parameters.items()}
        return {name: re.sub(r"\{([^{}\":]+)\}", value, one) for name, one in text.items()}


def alter_query(request):
    """Another parameter than those that were signed, wherever they stand."""
    if request.body and b"=" in _bytes(request.body):
        wire.set_body(_bytes(request.body) + b"&Extra=1")(request)
    else:
        wire.add_to_query("Extra=1")(request)


def _bytes(body):
    return body.encode() if isinstance(body, str) else body


def drop_parameter(name):
    """Takes a parameter out of query and form, after it was signed."""

    def change(request):
        request.url = re.sub(rf"([?&]){name}=[^&]*&?", r"\1", request.url)
        if request.body:
            wire.set_body(re.sub(rf"(^|&){name}=[^&]*".encode(), rb"\1", _bytes(request.body)))(request)

    return change


GATEWAY = {
    "wrong secret": lambda call, world: call(ACCOUNT.but(secret="not this one")),
    "unknown key": lambda call, world: call(ACCOUNT.but(id="LTAInobody")),
    "date 16 minutes ago": lambda call, world: at(-16, call),
    "date 16 minutes ahead": lambda call, world: at(16, call),
    "replayed nonce": lambda call, world: on(wire.replayed(), call),
    "altered parameter": lambda call, world: on(wire.altered(alter_query), call),
    "altered body": lambda call, world: on(wire.altered(wire.set_form(b"Extra=1")), call),
    "wrong digest": lambda call, world: on(
        wire.altered(wire.set_header("x-acs-content-sha256", "0" * 64)), call
    ),
    "altered header": lambda call, world: on(
        wire.altered(wire.set_header("x-acs-signature-nonce", "another")), call
    ),
    "missing token": lambda call, world: call(world.session.but(token=None)),
    "foreign token": lambda call, world: call(world.session.but(token=world.other_session.token)),
    "token with a key that has none": lambda call, world: call(
        ACCOUNT.but(token=world.session.token)
    ),
    "expired token": lambda call, world: expired(call, world),
    "not in the session policy": lambda call, world: call(world.narrow),
    "denied by session policy": lambda call, world: call(world.denied),
    "no signature": lambda call, world: on(wire.altered(drop_parameter("Signature")), call),
    "no nonce": lambda call, world: on(wire.altered(drop_parameter("SignatureNonce")), call),
    "no timestamp": lambda call, world: on(wire.altered(drop_parameter("Timestamp")), call),
}


def at(minutes, call):
    with cloud.client_clock(minutes):
        call(ACCOUNT)


def on(wires, call):
    with wires:
        call(ACCOUNT)


def expired(call, world):
    with cloud.later(3601):
        call(world.session)


def main():
    world = World()
    for row in rows("rpc"):
        for operation in row["operations"]:
            for scheme in row["schemes"]:
                client = SCHEMES[scheme]
                name = f"{operation}/{row['case']}/{scheme}"
                parameters = world.fill({**SOME.get(operation, {}), **row.get("parameters", {})})
                for dropped in row.get("leave", []):
                    parameters.pop(dropped)

                def call(key, client=client, operation=operation, parameters=parameters):
                    return client(key, operation, parameters)

                if row["case"] in GATEWAY:
                    attempt = lambda row=row, call=call: GATEWAY[row["case"]](call, world)
                else:
                    attempt = lambda call=call: call(ACCOUNT)
                if row["error"] == "200":
                    works(name, attempt)
                else:
                    refused(name, row["error"], attempt)


main()
