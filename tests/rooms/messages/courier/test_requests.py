"""Requests between nodes: only what a listed node signed, as it stands, for this address, now, and once."""

import base64
from datetime import datetime, timedelta, timezone
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.test import override_settings
from django.utils import timezone as clock

from comity.kit.ids import new_id
from comity.messages.courier import door, taking
from comity.messages.courier.requests import NotBelieved, base_of, believe_request, sign_request
from comity.messages.courier.rules import Parcel, ParcelKind
from comity.messages.courier.tables import Incoming
from comity.messages.courier.wire import read_answers, write_batch

NOW = datetime(2026, 11, 28, 2, tzinfo=timezone.utc)
SEED, NONCE = b"t" * 32, "0" * 32
ADDRESS = "https://node.example/courier/v1/batch"
PUBLIC = Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()


def keys(node):
    return PUBLIC if node == "UNM-A" else None


def signed(body=b"body", *, node="UNM-A", seed=SEED, now=NOW) -> tuple[str, str, str]:
    found = sign_request("POST", ADDRESS, body, node=node, seed=seed, now=now, nonce=NONCE)
    return found["Content-Digest"], found["Signature-Input"], found["Signature"]


def test_the_signature_base_is_that_of_rfc_9421():
    """Appendix B.2.6: a signature with the test key for Ed25519, made by others."""
    components = {
        "date": "Tue, 20 Apr 2021 02:07:55 GMT",
        "@method": "POST",
        "@path": "/foo",
        "@authority": "example.com",
        "content-type": "application/json",
        "content-length": "18",
    }
    named = " ".join(f'"{name}"' for name in components)
    params = f'({named});created=1618884473;keyid="test-key-ed25519"'
    key = base64.b64decode("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=")
    signature = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="

    Ed25519PublicKey.from_public_bytes(key).verify(base64.b64decode(signature), base_of(components, params))


def test_what_a_listed_node_signed_is_believed():
    believed = believe_request("POST", ADDRESS, b"body", signed(), keys=keys, now=NOW)

    assert (believed.node, believed.nonce) == ("UNM-A", NONCE)
    assert believed.until > NOW.timestamp()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"method": "PUT"}, "request-signature"),
        ({"address": "https://other.example/courier/v1/batch"}, "request-signature"),
        ({"body": b"Body"}, "request-digest"),
        ({"headers": ("", "", "")}, "request-unsigned"),
        ({"headers": signed(node="XXA")}, "request-unknown-node"),
        ({"headers": signed(seed=b"x" * 32)}, "request-signature"),
        ({"now": NOW + timedelta(minutes=7)}, "request-time"),
        ({"now": NOW - timedelta(minutes=7)}, "request-time"),
    ],
)
def test_what_is_otherwise_is_not(change, code):
    asked = {"method": "POST", "address": ADDRESS, "body": b"body", "headers": signed(), "now": NOW} | change
    with pytest.raises(NotBelieved) as refused:
        believe_request(
            asked["method"], asked["address"], asked["body"], asked["headers"], keys=keys, now=asked["now"]
        )
    assert refused.value.code == code


def test_four_minutes_of_difference_between_two_clocks_do_not_matter():
    for now in (NOW - timedelta(minutes=4), NOW + timedelta(minutes=4)):
        believe_request("POST", ADDRESS, b"body", signed(), keys=keys, now=now)


def test_nobody_chooses_what_a_signature_covers():
    digest, told, signature = signed()
    with pytest.raises(NotBelieved):
        believe_request(
            "POST",
            ADDRESS,
            b"body",
            (digest, told.replace(' "content-digest"', ""), signature),
            keys=keys,
            now=NOW,
        )


def call(path, body=b"", headers=(), method="POST") -> tuple[str, bytes]:
    """What the door answers: status and body."""
    environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "CONTENT_LENGTH": str(len(body))}
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in dict(headers).items()}
    found = []
    answer = door.answer(
        {**environ, "wsgi.input": BytesIO(body)}, lambda status, _headers: found.append(status)
    )
    return found[0], b"".join(answer)


def a_batch(*contents):
    ends = int(clock.now().timestamp()) + 3600
    return [Parcel(new_id(), ParcelKind.ENVELOPE, 1, ends, each) for each in contents]


@override_settings(NODE_URL="https://node.example")
def test_the_door_takes_a_batch_once_and_keeps_what_it_says_it_has(mission):
    parcels = a_batch(b"one", b"two")
    body = write_batch(parcels)
    headers = sign_request(
        "POST", ADDRESS, body, node="UNM-A", seed=mission.request_seed, now=clock.now(), nonce=NONCE
    )

    status, answer = call("/courier/v1/batch", body, headers)
    assert status == "200 OK"
    assert read_answers(answer) == {each.id: "have" for each in parcels}
    assert Incoming.objects.count() == 2

    status, answer = call("/courier/v1/batch", body, headers)
    assert (status, answer) == ("401 Unauthorized", b'{"code": "request-repeated"}')


@override_settings(NODE_URL="https://node.example")
@pytest.mark.parametrize("path", ["/courier/v1/batch", "/courier/v1/else", "/courier/"])
def test_without_a_signature_the_door_says_nothing(mission, path):
    status, _answer = call(path, write_batch(a_batch(b"one")))

    assert status in ("401 Unauthorized", "404 Not Found")
    assert not Incoming.objects.exists()


@override_settings(NODE_URL="https://node.example")
def test_a_body_that_is_no_batch_is_refused_with_its_code(mission):
    body = b"\x00\x00"
    headers = sign_request(
        "POST", ADDRESS, body, node="UNM-A", seed=mission.request_seed, now=clock.now(), nonce=NONCE
    )

    assert call("/courier/v1/batch", body, headers) == ("400 Bad Request", b'{"code": "trailing-bytes"}')


def test_each_parcel_has_its_own_answer(mission, monkeypatch):
    monkeypatch.setattr(taking, "MOST_PARCEL_BYTES", 20)
    monkeypatch.setattr(taking, "MOST_STORED_BYTES", 30)
    id = new_id()

    assert mission.hands_over(b"1" * 18, b"2" * 21, b"3" * 18, b"4" * 5) == [
        "have",
        "too-large",
        "no-room",
        "have",
    ]
    assert mission.hands_over(b"5", ids=[id]) == ["have"]
    assert mission.hands_over(b"6", ids=[id]) == ["another-parcel"]
