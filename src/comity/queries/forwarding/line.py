"""The line to the centre's node: one signed request, one sealed answer, and never longer than a fixed time.

A page waits for this. So a centre that is stuck holds it for two seconds once, and is then left alone for a moment.
Nothing is sent a second time by itself: a question that timed out may have been asked there.
Source: docs/spec/forwarding.md, 4.
"""

import secrets
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from time import monotonic

import urllib3

from comity.messages.courier.client import MEDIA_TYPE, PATH, NoAnswer, code_of_refusal
from comity.messages.courier.doors import UNTRUSTED, WRONG_DOOR, code_of, pool_of_doors
from comity.messages.courier.requests import sign_request
from comity.seal.questions import MOST_ANSWER_BYTES

ANSWERED_WITHIN_S = 2.0  # a question of one officer, who waits at a page
LIST_ANSWERED_WITHIN_S = 10.0  # a thousand travellers at once
MOST_AT_ONCE = 16  # questions under way in one process; one more is not sent
FAILURES, LEFT_ALONE_S = 2, 5.0  # after so many in a row the centre is not asked for so long


@dataclass(slots=True)
class Line:
    """Requests to one other node, from one process. failures: in a row; again_at: monotonic."""

    pool: urllib3.PoolManager = field(
        default_factory=lambda: pool_of_doors(num_pools=4, maxsize=MOST_AT_ONCE)
    )
    threads: ThreadPoolExecutor | None = None
    lock: Lock = field(default_factory=Lock)
    under_way: int = 0
    failures: int = 0
    again_at: float = 0.0

    def post(
        self, address: str, path: str, body: bytes, *, node: str, seed: bytes, now: datetime, within_s: float
    ) -> bytes:
        """The answer's body. address: of the other node, from the directory alone. Raises: NoAnswer, within `within_s`.

        Codes: timed-out, not-reached, broken-off, tls, tls-pin, left-alone, busy, answer-too-long, and what the other
        side says.
        """
        whole = f"{address}{PATH}{path}"
        nonce = secrets.token_hex(16)
        headers = sign_request("POST", whole, body, node=node, seed=seed, now=now, nonce=nonce)
        self._begin()
        # A thread, because names are looked up and bytes may drip without any end that a socket's time-out sees.
        asked = self._threads().submit(self._post, whole, body, headers, within_s)
        try:
            answer = asked.result(timeout=within_s)
        except NotInTime:
            self._failed()
            raise NoAnswer("timed-out") from None
        except NoAnswer as error:
            if error.code in ("timed-out", "not-reached", "broken-off", UNTRUSTED, WRONG_DOOR):
                self._failed()
            raise
        self.failures = 0
        return answer

    def forget(self) -> None:
        """As if nothing had been asked yet."""
        self.failures, self.again_at = 0, 0.0

    def _begin(self) -> None:
        with self.lock:
            if self.failures >= FAILURES and monotonic() < self.again_at:
                raise NoAnswer("left-alone")
            if self.under_way >= MOST_AT_ONCE:
                raise NoAnswer("busy")
            self.under_way += 1

    def _failed(self) -> None:
        with self.lock:
            self.failures += 1
            self.again_at = monotonic() + LEFT_ALONE_S

    def _threads(self) -> ThreadPoolExecutor:
        with self.lock:
            self.threads = self.threads or ThreadPoolExecutor(MOST_AT_ONCE, "centre")
            return self.threads

    def _post(self, whole: str, body: bytes, headers: dict[str, str], within_s: float) -> bytes:
        """In a thread of its own. Raises: NoAnswer."""
        ends = monotonic() + within_s
        try:
            answer = self.pool.request(
                "POST",
                whole,
                body=body,
                headers=headers | {"Content-Type": MEDIA_TYPE},
                preload_content=False,
                timeout=urllib3.Timeout(total=within_s),
            )
            try:
                data = _read(answer, ends)
            finally:
                answer.close() if monotonic() > ends else answer.release_conn()
        except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError):
            raise NoAnswer("not-reached") from None
        except urllib3.exceptions.TimeoutError:
            raise NoAnswer("timed-out") from None
        except urllib3.exceptions.SSLError as error:
            raise NoAnswer(code_of(error)) from None
        except (urllib3.exceptions.HTTPError, OSError):
            raise NoAnswer("broken-off") from None
        finally:
            with self.lock:
                self.under_way -= 1
        if answer.status != 200:
            raise NoAnswer(code_of_refusal(answer.status, data))
        return data


def _read(answer: urllib3.BaseHTTPResponse, ends: float) -> bytes:
    """The body, no longer than it may be and no later. Raises: NoAnswer."""
    found = bytearray()
    while chunk := answer.read1(64 * 1024):
        found += chunk
        if len(found) > MOST_ANSWER_BYTES + 1024:
            raise NoAnswer("answer-too-long")
        if monotonic() > ends:
            raise NoAnswer("timed-out")
    return bytes(found)


CENTRE = Line()
