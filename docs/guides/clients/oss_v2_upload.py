"""Uploads a video with alibabacloud-oss-v2 and waits until VOD has it.

    python3 oss_v2_upload.py FILE [TITLE]

Reads UPLOAD_SERVER, UPLOAD_API_KEY, UPLOAD_REGION and UPLOAD_MARGIN_SECONDS.
"""

import os
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import alibabacloud_oss_v2 as oss

from upload_functions import EXPIRED, UploadFunctions, VideoCredential, check_clock, decoded

MIB = 1024 * 1024


def client_for(address, credential):
    def keys():
        current = credential.current()
        return oss.credentials.Credentials(
            current["AccessKeyId"], current["AccessKeySecret"], current["SecurityToken"]
        )

    config = oss.config.load_default()
    config.credentials_provider = oss.credentials.CredentialsProviderFunc(keys)
    config.endpoint = address["Endpoint"]
    # This SDK signs with V4, which names the region; only UploadAuth tells it, and not always.
    config.region = credential.current().get("Region") or os.environ.get(
        "UPLOAD_REGION", "cn-shanghai"
    )
    # The local cloud: BUCKET.localhost is a name that only browsers resolve by themselves.
    config.use_path_style = urlsplit(address["Endpoint"]).hostname == "localhost"
    return oss.Client(config)


def service_error(error):
    """What OSS said, if it was OSS: the SDK wraps it several times."""
    while error and not isinstance(error, oss.exceptions.ServiceError):
        error = error.unwrap() if hasattr(error, "unwrap") else None
    return error


def send(path, grant, credential):
    address = decoded(grant["UploadAddress"])
    request = oss.PutObjectRequest(bucket=address["Bucket"], key=address["FileName"])
    with tempfile.TemporaryDirectory() as folder:
        # The checkpoint lets a second attempt go on behind the parts that OSS lists.
        uploader = client_for(address, credential).uploader(
            part_size=5 * MIB, parallel_num=3, enable_checkpoint=True, checkpoint_dir=folder
        )
        for attempts_left in reversed(range(5)):
            try:
                # Compares CRC-64 of each part and of the whole with what OSS has stored.
                return uploader.upload_file(request, str(path))
            except oss.exceptions.BaseError as error:
                refusal = service_error(error)
                if attempts_left == 0 or not refusal or refusal.code not in EXPIRED:
                    raise
                credential.expired()


def main():
    path = Path(sys.argv[1])
    title = sys.argv[2] if len(sys.argv) > 2 else path.stem
    functions = UploadFunctions(
        os.environ.get("UPLOAD_SERVER", "http://127.0.0.1:7080"),
        os.environ.get("UPLOAD_API_KEY", "LocalApiKey1"),
    )
    grant = functions.create_video(
        FileName=path.name, Title=title, FileSize=path.stat().st_size
    )
    print(f"VideoId {grant['VideoId']}")
    check_clock(grant)
    margin = int(os.environ.get("UPLOAD_MARGIN_SECONDS", "300"))
    send(path, grant, VideoCredential(functions, grant, margin))
    status = functions.wait_for_video(grant["VideoId"])
    if status["Size"] != path.stat().st_size:
        sys.exit(f"VOD has {status['Size']} bytes of {path.stat().st_size}")
    print(f"Status {status['Status']}, {status['Size']} bytes")


if __name__ == "__main__":
    main()
