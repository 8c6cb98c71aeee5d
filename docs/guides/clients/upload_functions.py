"""What both Python samples share: asking the upload functions, and keeping a credential alive."""

import base64
import json
import random
import threading
import time
import uuid
from datetime import datetime, timedelta

import requests

# Passing trouble: the same request may work in a moment.
PASSING = {429, 503, 504}
ATTEMPTS = 5

# What OSS says when the keys are dead. It does not always call them expired.
EXPIRED = {"SecurityTokenExpired", "InvalidAccessKeyId", "InvalidSecurityToken.Expired"}


class Refused(Exception):
    """An answer other than 200: `code` for programs, the text for people, `request_id` for the log."""

    def __init__(self, answer):
        try:
            body = answer.json()
        except ValueError:
            body = {}
        self.status = answer.status_code
        self.code = body.get("Code", "")
        self.request_id = answer.headers.get("X-Request-Id", "")
        super().__init__(
            f"{self.status} {self.code}: {body.get('Message', answer.reason)} ({self.request_id})"
        )


class UploadFunctions:
    """The routes, with the API key. For a program of your own, never for one that users install."""

    def __init__(self, server, api_key):
        self._server = server.rstrip("/")
        self._session = requests.Session()
        self._session.headers["X-Api-Key"] = api_key

    def call(self, method, path, body=None):
        for attempt in range(1, ATTEMPTS + 1):
            wait = min(0.5 * 2**attempt, 20)
            try:
                answer = self._session.request(method, self._server + path, json=body, timeout=35)
            except (requests.ConnectionError, requests.Timeout):
                if attempt == ATTEMPTS:
                    raise
            else:
                if answer.ok:
                    return answer.json()
                if answer.status_code not in PASSING or attempt == ATTEMPTS:
                    raise Refused(answer)
                wait = max(wait, float(answer.headers.get("Retry-After", 0)))
            # Many clients that failed together must not come back together.
            time.sleep(wait * random.uniform(0.5, 1.0))

    def create_video(self, **fields):
        """A grant for a new video. However often it is repeated inside, one video comes of it."""
        fields.setdefault("ReferenceId", uuid.uuid4().hex)
        try:
            return self.call("POST", "/upload/video", fields)
        except Refused as refusal:
            if refusal.status != 409:
                raise
            # The first attempt did arrive, and its answer was lost.
            return self.call("POST", "/upload/video/refresh", {"ReferenceId": fields["ReferenceId"]})

    def refresh_video(self, video_id):
        return self.call("POST", "/upload/video/refresh", {"VideoId": video_id})

    def video_status(self, video_id):
        return self.call("GET", f"/upload/video/{video_id}")

    def wait_for_video(self, video_id, until="Uploaded", patience=120):
        """Polls, ever less often, until the field `Uploaded` or `Final` is true."""
        end, pause = time.monotonic() + patience, 1.0
        while not (status := self.video_status(video_id))[until]:
            if time.monotonic() + pause > end:
                raise TimeoutError(f"{video_id} is {status['Status']} after {patience} seconds")
            time.sleep(pause)
            pause = min(pause * 1.5, 15.0)
        return status


class VideoCredential:
    """The upload credential of one video, renewed before it dies. Safe to share between threads."""

    def __init__(self, functions, grant, margin=300):
        self._functions = functions
        self._video_id = grant["VideoId"]
        self._margin = margin
        self._lock = threading.Lock()
        self._next_attempt = 0.0
        self._take(grant)

    def current(self):
        """AccessKeyId, AccessKeySecret, SecurityToken (and Region, if VOD told it)."""
        # All threads wait for one renewal, and none sees the new moment before the new keys.
        with self._lock:
            now = time.monotonic()
            if now > self._dies_at - self._margin and now >= self._next_attempt:
                try:
                    self._take(self._functions.refresh_video(self._video_id))
                except (Refused, requests.RequestException):
                    # The old keys are good until they die: go on with them and ask again later.
                    if now >= self._dies_at:
                        raise
                    self._next_attempt = now + 15
            return self._keys

    def expired(self):
        """Says that OSS refused these keys: the next `current()` renews them."""
        with self._lock:
            self._dies_at = self._next_attempt = 0.0

    def _take(self, grant):
        self._keys = decoded(grant["UploadAuth"])
        # Both moments are the server's, so a wrong clock on this machine does not matter.
        life = moment(grant["Expiration"]) - moment(grant["ServerTime"])
        self._dies_at = time.monotonic() + life.total_seconds()


def decoded(blob):
    """UploadAddress and UploadAuth are JSON in base64."""
    return json.loads(base64.b64decode(blob))


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def check_clock(grant):
    """OSS refuses signatures that are 15 minutes off, and neither Python SDK corrects its clock."""
    server_time = moment(grant["ServerTime"])
    error = datetime.now(server_time.tzinfo) - server_time
    if abs(error) > timedelta(minutes=10):
        raise SystemExit(f"This machine's clock is wrong by {error}; set it.")
