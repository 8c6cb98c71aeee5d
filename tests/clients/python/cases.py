"""What every script shares: the table of coverage, and one line of output a case.

A line is `case TAB ok|FAIL TAB what the client saw`: "200", or the status and the code of a refusal.
"""

import os
import time
import tomllib
import traceback
from pathlib import Path

COVERAGE = Path(__file__).parent.parent / "coverage.toml"
_only = os.environ.get("ONLY", "")


class Seen(Exception):
    """A refusal in a form that all clients share."""

    def __init__(self, status, code):
        super().__init__(f"{status} {code}")


def rows(kind):
    """The rows of one kind of service, with groups of operations spelt out."""
    table = tomllib.loads(COVERAGE.read_text())
    groups = table["operations"]
    for row in table[kind]:
        wanted = row["operations"]
        names = [name for group in wanted for name in groups.get(group, [group])]
        without = row.get("without", [])
        yield {**row, "operations": [name for name in names if name not in without]}


def say(case, result, detail):
    text = str(detail).replace("\t", " ").replace("\n", " | ")
    print(f"{case}\t{result}\t{text[:1500]}", flush=True)


def wanted(case):
    """With ONLY in the environment, other cases than those that hold its text are left out."""
    return _only in case


THROTTLED = "400 Throttling.User"


def within_quota(attempt, times=5):
    """Quotas count calls a second (Throttling.User); who is told so tries again in the next one."""
    for _ in range(times):
        try:
            return attempt()
        except Exception as caught:
            if describe(caught) != THROTTLED:
                raise
        time.sleep(1)
    return attempt()


def refused(case, error, attempt):
    """The attempt must end in this refusal."""
    if not wanted(case):
        return
    try:
        attempt() if error == THROTTLED else within_quota(attempt)
    except Exception as caught:
        seen = describe(caught)
        say(case, "ok" if seen == error else "FAIL", seen)
    else:
        say(case, "FAIL", f"200, instead of {error}")


def works(case, attempt):
    """The attempt must come to its end."""
    if not wanted(case):
        return
    try:
        within_quota(attempt)
    except Exception as caught:
        trace = traceback.extract_tb(caught.__traceback__)[-1]
        say(case, "FAIL", f"{type(caught).__name__} {describe(caught)} at {trace.filename}:{trace.lineno}")
    else:
        say(case, "ok", "200")


def describe(error):
    """Status and code of a refusal, as the client's own exception tells them."""
    if isinstance(error, Seen):
        return str(error)
    # alibabacloud-oss-v2 wraps the service's error once or twice.
    inner = error
    while inner is not None and not hasattr(inner, "status_code"):
        inner = getattr(inner, "kwargs", {}).get("error") if hasattr(inner, "kwargs") else None
    if inner is not None and getattr(inner, "status_code", None):
        return f"{inner.status_code} {inner.code}"
    if hasattr(error, "get_http_status"):
        code = error.get_error_code()
        # The client's own word, where the server signed the same text with another secret.
        code = "SignatureDoesNotMatch" if code == "InvalidAccessKeySecret" else code
        return f"{error.get_http_status()} {code}"
    if hasattr(error, "statusCode"):
        return f"{error.statusCode} {error.code}"
    if hasattr(error, "status") and hasattr(error, "details"):
        return f"{error.status} {error.code or error.details}"
    return f"{type(error).__name__}: {error}"
