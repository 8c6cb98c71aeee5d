"""Uploads a video with oss2, resumes it after a break, and waits until VOD has it.

    python3 oss2_upload.py FILE [TITLE]

Reads UPLOAD_SERVER, UPLOAD_API_KEY, UPLOAD_STATE (a folder) and UPLOAD_MARGIN_SECONDS.
"""

import hashlib
import os
import sys
from pathlib import Path

import oss2
from oss2.credentials import Credentials, CredentialsProvider

from upload_functions import (
    EXPIRED,
    Refused,
    UploadFunctions,
    VideoCredential,
    check_clock,
    decoded,
)

MIB = 1024 * 1024


class Provider(CredentialsProvider):
    """oss2 asks it before it signs a request: each part, not only the first."""

    def __init__(self, credential):
        self._credential = credential

    def get_credentials(self):
        keys = self._credential.current()
        return Credentials(keys["AccessKeyId"], keys["AccessKeySecret"], keys["SecurityToken"])


def note_of(state, path):
    """Where the VideoId of this very file is written down. Another size or time is another file."""
    about = path.stat()
    name = f"{path.resolve()}|{about.st_size}|{about.st_mtime_ns}"
    return state / (hashlib.sha256(name.encode()).hexdigest()[:32] + ".video")


def grant_for(functions, path, title, note):
    """The grant of the upload that was begun before, or else a new one; `None`: it is all there."""
    if note.exists():
        video_id = note.read_text().strip()
        try:
            # It may have arrived while nobody looked: then there is nothing to send, nor to renew (409).
            if functions.video_status(video_id)["Uploaded"]:
                return video_id, None
            return video_id, functions.refresh_video(video_id)
        except Refused as refusal:
            if refusal.status != 404:
                raise
    grant = functions.create_video(
        FileName=path.name, Title=title, FileSize=path.stat().st_size
    )
    note.write_text(grant["VideoId"])
    return grant["VideoId"], grant


def send(path, grant, credential, state):
    address = decoded(grant["UploadAddress"])
    # The Endpoint has its scheme already. connect_timeout is oss2's read timeout as well.
    bucket = oss2.Bucket(
        oss2.ProviderAuth(Provider(credential)),
        address["Endpoint"],
        address["Bucket"],
        connect_timeout=60,
    )
    for attempts_left in reversed(range(5)):
        try:
            # Goes on with the parts that OSS lists, and compares CRC-64 of each part and of the
            # whole with what OSS has stored.
            return oss2.resumable_upload(
                bucket,
                address["FileName"],
                str(path),
                store=oss2.ResumableStore(root=str(state)),
                multipart_threshold=5 * MIB,
                part_size=5 * MIB,
                num_threads=3,
            )
        except oss2.exceptions.OssError as error:
            passing = error.status < 0 or error.status >= 500
            if attempts_left == 0 or not (passing or error.code in EXPIRED):
                raise
            if error.code in EXPIRED:
                credential.expired()


def main():
    path = Path(sys.argv[1])
    title = sys.argv[2] if len(sys.argv) > 2 else path.stem
    functions = UploadFunctions(
        os.environ.get("UPLOAD_SERVER", "http://127.0.0.1:7080"),
        os.environ.get("UPLOAD_API_KEY", "LocalApiKey1"),
    )
    state = Path(os.environ.get("UPLOAD_STATE", Path.home() / ".oss2-upload"))
    state.mkdir(parents=True, exist_ok=True)

    note = note_of(state, path)
    video_id, grant = grant_for(functions, path, title, note)
    print(f"VideoId {video_id}")
    if grant:
        check_clock(grant)
        margin = int(os.environ.get("UPLOAD_MARGIN_SECONDS", "300"))
        send(path, grant, VideoCredential(functions, grant, margin), state)
    status = functions.wait_for_video(video_id)
    if status["Size"] != path.stat().st_size:
        sys.exit(f"VOD has {status['Size']} bytes of {path.stat().st_size}")
    note.unlink()
    print(f"Status {status['Status']}, {status['Size']} bytes")


if __name__ == "__main__":
    main()
