"""A node is spoken to through the TLS door whose key the directory names, and through no other."""

import ssl
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone

from comity.messages.courier.client import Client, NoAnswer
from comity.messages.courier.doors import pin_of, pool_of_doors
from comity.messages.courier.listed import DIRECTORY
from tests.rooms.messages.courier.far import Far


class Door(BaseHTTPRequestHandler):
    """Takes everything, and remembers it."""

    came: list[bytes] = []

    def do_POST(self) -> None:
        self.came.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    """Its address and the pin of its key, which no certificate authority vouches for."""
    key, now = ec.generate_private_key(ec.SECP256R1()), timezone.now()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "node")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("door") / "node.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    server = HTTPServer(("127.0.0.1", 0), Door)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, pin_of(certificate.public_bytes(serialization.Encoding.DER))
    server.shutdown()
    thread.join()
    server.server_close()


def posts(door, *pins: str) -> bytes:
    port, _pin = door
    asked = []

    def named(host: str, at: int) -> tuple[str, ...]:
        asked.append((host, at))
        return pins

    Door.came.clear()
    client = Client("FRA", bytes(32), pool_of_doors(named, timeout=5))
    try:
        return client.post(f"https://127.0.0.1:{port}", "/batch", b"sealed", timezone.now())
    finally:
        client.pool.clear()
        assert asked == [("127.0.0.1", port)]


def test_the_key_that_the_directory_names_opens_the_door(door):
    assert posts(door, "00" * 32, door[1]) == b"ok"
    assert Door.came == [b"sealed"]


def test_through_a_door_with_another_key_nothing_is_sent(door):
    with pytest.raises(NoAnswer) as refused:
        posts(door, "00" * 32)

    assert refused.value.code == "tls-pin"
    assert Door.came == []


def test_without_a_named_key_somebody_must_vouch_for_the_door(door):
    with pytest.raises(NoAnswer) as refused:
        posts(door)

    assert refused.value.code == "tls"
    assert Door.came == []


def test_the_directory_says_which_keys_are_at_which_place(here):
    far = Far("UNM-A", tls_pins=("ab" * 32,)).listed()

    assert DIRECTORY.address_of("UNM-A") == f"https://{far.code.lower()}.example"
    assert DIRECTORY.pins_at("unm-a.example", 443) == {"ab" * 32}
    assert DIRECTORY.pins_at("unm-a.example", 8443) == frozenset()
    assert DIRECTORY.pins_at("other.example", 443) == frozenset()
