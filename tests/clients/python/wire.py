"""What happens to a request between a client and the cloud."""

import contextlib

import aliyunsdkcore.vendored.requests.adapters as vendored
import requests.adapters as adapters

_CLASSES = [vendored.HTTPAdapter, adapters.HTTPAdapter]


@contextlib.contextmanager
def _instead(send):
    """Every request goes through `send(original, adapter, request, **options)`."""
    originals = [one.send for one in _CLASSES]

    def replacement(original):
        return lambda adapter, request, **options: send(original, adapter, request, **options)

    for one, original in zip(_CLASSES, originals):
        one.send = replacement(original)
    try:
        yield
    finally:
        for one, original in zip(_CLASSES, originals):
            one.send = original


def altered(change):
    """`change(request)` alters what was signed."""

    def send(original, adapter, request, **options):
        change(request)
        return original(adapter, request, **options)

    return _instead(send)


def replayed():
    """Every request arrives twice, and the client sees the second answer."""

    def send(original, adapter, request, **options):
        original(adapter, request, **options).content
        return original(adapter, request, **options)

    return _instead(send)


@contextlib.contextmanager
def answers():
    """Gives the list that every answer is added to."""
    seen = []

    def send(original, adapter, request, **options):
        answer = original(adapter, request, **options)
        seen.append(answer)
        return answer

    with _instead(send):
        yield seen


def set_header(name, value):
    def change(request):
        request.headers[name] = value

    return change


def drop_header(name):
    return lambda request: request.headers.pop(name, None)


def add_to_query(text):
    def change(request):
        request.url += ("&" if "?" in request.url else "?") + text

    return change


def replace_in_url(old, new):
    def change(request):
        assert old in request.url, request.url
        request.url = request.url.replace(old, new)

    return change


def set_form(body):
    """Another form than the one that was signed."""

    def change(request):
        set_body(body)(request)
        request.headers["Content-Type"] = "application/x-www-form-urlencoded"

    return change


def set_body(body):
    """Another body than the one that was signed."""

    def change(request):
        request.body = body
        request.headers["Content-Length"] = str(len(body))

    return change
