"""What the cases of coverage.toml mean that do not lie in parameters: who calls, and how often."""

import itertools
import re

import cloud
import wire
from cases import THROTTLED, describe
from cloud import ACCOUNT, KEYS


def alter_query(request):
    """Another parameter than those that were signed, wherever they stand."""
    if request.body and b"=" in _bytes(request.body):
        wire.set_body(_bytes(request.body) + b"&Extra=1")(request)
    else:
        wire.add_to_query("Extra=1")(request)


def _bytes(body):
    return body.encode() if isinstance(body, str) else body


def alter_body(request):
    """Another body; with V1, which signs forms, another form."""
    signed = "x-acs-content-sha256" in request.headers
    (wire.set_body if signed else wire.set_form)(b"Extra=1")(request)


def drop_parameter(name):
    """Takes a parameter out of query and form, after it was signed."""

    def change(request):
        request.url = re.sub(rf"([?&]){name}=[^&]*&?", r"\1", request.url)
        if request.body:
            wire.set_body(re.sub(rf"(^|&){name}=[^&]*".encode(), rb"\1", _bytes(request.body)))(request)

    return change


def set_parameter(name, value):
    """Another value of a parameter, in query and form, after it was signed."""

    def change(request):
        request.url = re.sub(rf"([?&]){name}=[^&]*", rf"\1{name}={value}", request.url)
        if request.body:
            body = re.sub(rf"(^|&){name}=[^&]*".encode(), rf"\1{name}={value}".encode(), _bytes(request.body))
            wire.set_body(body)(request)

    return change


def set_both(parameter, header, value):
    """The same, and in the header that stands for it with ACS3 and is sent with V1 too."""

    def change(request):
        if header in request.headers:
            wire.set_header(header, value)(request)
        set_parameter(parameter, value)(request)

    return change


def drop_both(parameter, header):
    def change(request):
        wire.drop_header(header)(request)
        drop_parameter(parameter)(request)

    return change


def leave_unsigned(name):
    """SignedHeaders of ACS3 without this header."""

    def change(request):
        authorization = request.headers["Authorization"]
        authorization = authorization.decode() if isinstance(authorization, bytes) else authorization
        assert f"{name};" in authorization, authorization
        request.headers["Authorization"] = authorization.replace(f"{name};", "")

    return change


def use_method(method):
    def change(request):
        request.method = method

    return change


def altered(change):
    return lambda call, world: on(wire.altered(change), call)


def at(minutes, call):
    with cloud.client_clock(minutes):
        call(ACCOUNT)


def on(wires, call):
    with wires:
        call(ACCOUNT)


def expired(call, world):
    with cloud.later(3601):
        call(world.session)


# The largest quota, and some more.
MOST_CALLS = 120


def until_throttled(call):
    """Calls within one second of the cloud until it is too often; what else it says is not asked."""
    for done in itertools.count():
        assert done < MOST_CALLS, "it is never too often"
        try:
            call(ACCOUNT)
        except Exception as caught:
            if describe(caught) == THROTTLED:
                raise


def over_quota(call):
    with cloud.frozen():
        until_throttled(call)


def second_after(call):
    with cloud.frozen() as advance:
        try:
            until_throttled(call)
        except AssertionError:
            raise
        except Exception:
            advance(1)
        call(ACCOUNT)


CASES = {
    "wrong secret": lambda call, world: call(ACCOUNT.but(secret="not this one")),
    "unknown key": lambda call, world: call(ACCOUNT.but(id="LTAInobody")),
    "disabled key": lambda call, world: call(KEYS["disabled"]),
    "date 16 minutes ago": lambda call, world: at(-16, call),
    "date 16 minutes ahead": lambda call, world: at(16, call),
    "replayed nonce": lambda call, world: on(wire.replayed(), call),
    "altered parameter": altered(alter_query),
    "altered body": altered(alter_body),
    "a form that is not signed": altered(wire.set_form(b"Extra=1")),
    "wrong digest": altered(wire.set_header("x-acs-content-sha256", "0" * 64)),
    "altered header": altered(wire.set_header("x-acs-signature-nonce", "another")),
    "missing token": lambda call, world: call(world.session.but(token=None)),
    "foreign token": lambda call, world: call(world.session.but(token=world.other_session.token)),
    "unknown token": lambda call, world: call(world.session.but(token="CAISnothing")),
    "token with a key that has none": lambda call, world: call(
        ACCOUNT.but(token=world.session.token)
    ),
    "expired token": lambda call, world: expired(call, world),
    "not in the session policy": lambda call, world: call(world.narrow),
    "denied by session policy": lambda call, world: call(world.denied),
    "no signature": altered(drop_parameter("Signature")),
    "no nonce": altered(drop_parameter("SignatureNonce")),
    "no timestamp": altered(drop_parameter("Timestamp")),
    "no access key": altered(drop_parameter("AccessKeyId")),
    "no action": altered(drop_both("Action", "x-acs-action")),
    "no version": altered(drop_both("Version", "x-acs-version")),
    "another signature method": altered(set_parameter("SignatureMethod", "HMAC-MD5")),
    "another signature version": altered(set_parameter("SignatureVersion", "2.0")),
    "a date that is none": altered(set_both("Timestamp", "x-acs-date", "today")),
    "unknown action": altered(set_both("Action", "x-acs-action", "CreateNothing")),
    "unknown version": altered(set_both("Version", "x-acs-version", "2000-01-01")),
    "the method PUT": altered(use_method("PUT")),
    "torn Authorization": altered(wire.set_header("Authorization", "ACS3-HMAC-SHA256 Credential=x")),
    "a header that is not signed": altered(leave_unsigned("x-acs-action")),
    "the account's own key": lambda call, world: call(KEYS["account"]),
    "user that may do everything": lambda call, world: call(KEYS["everything"]),
    "user without a policy": lambda call, world: call(KEYS["without-policies"]),
    "user with a Deny": lambda call, world: call(KEYS["denied"]),
    "user of another network": lambda call, world: call(KEYS["elsewhere"]),
    "user that may only read": lambda call, world: call(KEYS["reader"]),
    "user that may only read, who reads": lambda call, world: call(KEYS["reader"]),
    "a role that the user may not assume": lambda call, world: call(KEYS["reader"]),
    "a role that the user may assume": lambda call, world: call(KEYS["reader"]),
    "session of a role without policies": lambda call, world: call(world.powerless),
    "over the quota": lambda call, world: over_quota(call),
    "in the second after a full one": lambda call, world: second_after(call),
}
