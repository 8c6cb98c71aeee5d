"""Every operation of VOD and STS by every signature scheme: what must be refused, and how.

The table is coverage.toml; what its cases mean stands in rpc_cases.py.
"""

import re
import uuid

import cloud
from cases import refused, rows, works
from cloud import ACCOUNT
from rpc_cases import CASES
from rpc_clients import SCHEMES

# What an operation needs so that it is reached at all.
SOME = {"AssumeRole": {"RoleArn": cloud.ROLE, "RoleSessionName": "clients"}}


class World:
    """What the cases talk about, made once."""

    def __init__(self):
        call = SCHEMES["V1-POST"]
        self.session, self.other_session = self.assume(), self.assume()
        self.narrow = self.assume(Policy=cloud.policy("Allow", "oss:GetObject"))
        self.denied = self.assume(Policy=cloud.policy("Deny", ["vod:*", "sts:AssumeRole"]))
        self.powerless = self.assume(RoleArn=cloud.role("without-policies"))
        self.video = call(ACCOUNT, "CreateUploadVideo", {"Title": "t", "FileName": "a.mp4"})
        self.image = call(ACCOUNT, "CreateUploadImage", {"ImageType": "default"})
        self.media = call(
            ACCOUNT, "CreateUploadAttachedMedia", {"BusinessType": "watermark", "MediaExt": "png"}
        )
        self.values = {
            "VideoId": self.video["VideoId"],
            "ImageId": self.image["ImageId"],
            "MediaId": self.media["MediaId"],
            "Other": uuid.uuid4().hex,
        }

    def assume(self, **more):
        role = {**SOME["AssumeRole"], **more}
        return cloud.session_key(SCHEMES["V1-POST"](ACCOUNT, "AssumeRole", role))

    def fill(self, parameters):
        """`{VideoId}` is the world's, `{Role name}` an ARN, `{129 x}` is 129 times x."""

        def value(found):
            first, _, rest = found[1].partition(" ")
            if first == "Role":
                return cloud.role(rest)
            return rest * int(first) if first.isdigit() else self.values[first]

        text = {name: str(value_) for name, value_ in parameters.items()}
        return {name: re.sub(r"\{([^{}\":]+)\}", value, one) for name, one in text.items()}


def main():
    world = World()
    for row in rows("rpc"):
        for operation in row["operations"]:
            for scheme in row["schemes"]:
                client = SCHEMES.get(scheme)
                if not client:
                    continue
                name = f"{operation}/{row['case']}/{scheme}"
                parameters = world.fill({**SOME.get(operation, {}), **row.get("parameters", {})})
                for dropped in row.get("leave", []):
                    parameters.pop(dropped)

                def call(key, client=client, operation=operation, parameters=parameters):
                    return client(key, operation, parameters)

                case = CASES.get(row["case"], lambda call, world: call(ACCOUNT))
                attempt = lambda case=case, call=call: case(call, world)
                if row["error"] == "200":
                    works(name, attempt)
                else:
                    refused(name, row["error"], attempt)


main()
