"""One request to another node: signed, short of breath, and believed in nothing but its form."""

import json
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import urllib3

from comity.messages.courier.doors import code_of, pool_of_doors
from comity.messages.courier.requests import sign_request
from comity.messages.courier.rules import LONGEST_CODE

PATH = "/courier/v1"
CONNECT_S, READ_S = 10.0, 60.0
MOST_ANSWER_BYTES = 256 * 1024
LONGEST_PROBLEM_BYTES = 4096
BROKEN_OFF, TIMED_OUT = "broken-off", "timed-out"
MEDIA_TYPE = "application/cbor"


class NoAnswer(Exception):
    """The other node gave no answer that can be used. `code` says how."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Client:
    """Speaks for one node. One connection to each other node is kept open."""

    node: str
    seed: bytes
    pool: urllib3.PoolManager

    def post(
        self, address: str, path: str, body: bytes, now: datetime, *, most_bytes: int = MOST_ANSWER_BYTES
    ) -> bytes:
        """The answer's body, at most so long. address: of a node, from the directory alone. Raises: NoAnswer."""
        whole = f"{address}{PATH}{path}"
        headers = sign_request(
            "POST", whole, body, node=self.node, seed=self.seed, now=now, nonce=secrets.token_hex(16)
        )
        try:
            answer = self.pool.request(
                "POST",
                whole,
                body=body,
                headers=headers | {"Content-Type": MEDIA_TYPE},
                preload_content=False,
            )
            try:
                data = answer.read(most_bytes + 1)
            finally:
                answer.release_conn()
        except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError):
            raise NoAnswer("not-reached") from None
        except urllib3.exceptions.ReadTimeoutError:  # it took the connection, and then said nothing
            raise NoAnswer(TIMED_OUT) from None
        except urllib3.exceptions.SSLError as error:
            raise NoAnswer(code_of(error)) from None
        except (urllib3.exceptions.HTTPError, OSError):
            raise NoAnswer(BROKEN_OFF) from None
        if answer.status != 200:
            raise NoAnswer(code_of_refusal(answer.status, data))
        if len(data) > most_bytes:
            raise NoAnswer("answer-too-long")
        return bytes(data)


def code_of_refusal(status: int, data: bytes) -> str:
    """The code in the other node's refusal; its status where there is none that can be read."""
    with suppress(ValueError, KeyError, TypeError):
        code = json.loads(data[:LONGEST_PROBLEM_BYTES])["code"]
        if isinstance(code, str) and code.replace("-", "").isalpha() and len(code) <= LONGEST_CODE:
            return code
    return f"status-{status}"


def make_pool() -> urllib3.PoolManager:
    """One connection to each other node."""
    return pool_of_doors(num_pools=256, maxsize=1, timeout=urllib3.Timeout(connect=CONNECT_S, read=READ_S))
