"""The table of coverage for OSS once more, with alibabacloud-oss-v2 and its default signature V4."""

import alibabacloud_oss_v2 as oss

from cases import refused, rows, works
from cloud import ACCOUNT, REGION
from oss_callers import CALLERS
from oss_case import Case
from oss_cases import CASES
from oss_v2_client import client
from oss_world import World

MEANINGS = {**CALLERS, **CASES}
SCHEME = "V4-header"
# It does not send a name that no bucket can have.
LEFT_OUT = ("a name of two letters",)
# Who asks is judged before what is asked: a few operations show it for all.
FEW = ("PutObject", "GetObject", "UploadPart", "ListObjects", "PutBucketCors", "ListBuckets")


class CaseV2(Case):
    """The same request, signed and sent by the newer client."""

    def send(self, key=ACCOUNT, object_key=None, request=None, name=None, region=REGION, lives=60):
        request = request or self.request
        object_key = self.key if object_key is None else object_key
        asked = oss.OperationInput(
            op_name=self.operation,
            method=request.method,
            bucket=None if request.service else name or self.world.bucket,
            key=object_key or None,
            parameters=dict(request.parameters),
            headers=dict(request.headers),
            body=request.body or None,
        )
        return Answer(client(key, region).invoke_operation(asked))


class Answer:
    """What was answered, in the manner of oss2."""

    def __init__(self, output):
        self.output = output

    def read(self):
        return self.output.http_response.content


def main():
    world = World()
    for row in rows("oss"):
        if SCHEME not in row["schemes"] or row["case"] in LEFT_OUT:
            continue
        few = row["case"] in CALLERS and row["error"] != "200"
        for operation in row["operations"]:
            if few and operation not in FEW:
                continue
            attempt = lambda: MEANINGS[row["case"]](CaseV2(world, operation, SCHEME))
            name = f"{operation}/{row['case']}/{SCHEME}"
            if row["error"] == "200":
                works(name, attempt)
            else:
                refused(name, row["error"], attempt)


main()
