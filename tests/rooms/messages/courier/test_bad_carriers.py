"""A node that takes a connection and never answers; a full disk under the database."""

import socket
import time
from io import BytesIO
from uuid import uuid4

import psycopg
import pytest
import urllib3
from django.db import OperationalError
from django.utils import timezone

from comity.messages.courier import door
from comity.messages.courier.client import Client, NoAnswer
from comity.messages.courier.requests import sign_request
from comity.messages.courier.wire import write_batch
from tests.rooms.messages.courier.far import Far


def test_a_node_that_takes_a_connection_and_never_answers_is_left_alone_after_its_time():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        pool = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=1.0, read=0.3))
        begun = time.monotonic()
        with pytest.raises(NoAnswer) as told:
            Client("FRA", bytes(32), pool).post(
                f"http://127.0.0.1:{silent.getsockname()[1]}", "/batch", b"x", timezone.now()
            )
        assert told.value.code == "timed-out"
        assert time.monotonic() - begun < 5


def test_a_full_disk_under_the_database_is_said_and_nothing_is_taken(
    mission: Far,
    settings,
    monkeypatch,
):
    settings.NODE_URL = "https://node.example"

    def full(*_words, **_more):
        raise OperationalError("no space left") from psycopg.errors.DiskFull("no space left")

    monkeypatch.setattr(door, "take", full)
    body, path = write_batch([]), "/courier/v1/batch"
    headers = sign_request(
        "POST",
        settings.NODE_URL + path,
        body,
        node="UNM-A",
        seed=mission.request_seed,
        now=timezone.now(),
        nonce=uuid4().hex,
    )
    environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    environ |= {"PATH_INFO": path, "REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(body))}
    found = []
    answer = door.answer(
        {**environ, "wsgi.input": BytesIO(body)}, lambda status, _headers: found.append(status)
    )

    assert (found, b"".join(answer)) == (["503 Service Unavailable"], b'{"code": "no-room"}')
