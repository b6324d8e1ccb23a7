"""Calls to a node's API. A failed call is never an answer: it raises."""

import hashlib
import json
from typing import Any
from urllib.parse import urlencode

import urllib3
from django.utils.translation import gettext as _

from comity.cli.connection import Connection, find_connection
from comity.cli.language import language
from comity.cli.problems import NotAnswered, Refused

CONNECT_S, READ_S = 10.0, 60.0
PIECE_BYTES = 1 << 20
UNAVAILABLE = (502, 503, 504)
# Codes of a text that nobody could read: nothing was asked, so it is no refusal and never "no hit".
UNREAD = frozenset(("mrz-unread", "mrz-character", "nothing-recognised"))
FAULT = "fault"  # a mistake of the node's in the middle of a question: nobody knows either


class Api:
    """A node, asked as one officer or system."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.headers = {
            "Authorization": f"Bearer {connection.token}",
            "Accept-Language": language(),
            "Accept": "application/json",
            "User-Agent": "comity-cli",
        }
        if connection.acting:
            self.headers["Acting-Officer"] = connection.acting
        # No retries: a question that was answered late has left an act already.
        self.pool = urllib3.PoolManager(timeout=urllib3.Timeout(CONNECT_S, READ_S), retries=False)

    def get(self, path: str, **asked: object) -> Any:
        """The document at a path of the API. asked: what is neither None nor empty goes into the address."""
        words = {name: value for name, value in asked.items() if value not in (None, "")}
        return self._call("GET", path + (f"?{urlencode(words)}" if words else ""))

    def post(self, path: str, document: Any) -> Any:
        """The node's answer to a document."""
        return self._call("POST", path, json.dumps(document).encode())

    def send(self, path: str, content: bytes, kind: str) -> Any:
        """The node's answer to a file. kind: its media type."""
        return self._call("POST", path, content, kind)

    def digest(self, path: str) -> str:
        """The SHA-256, hexadecimal, of the file at a path, read as it comes. Raises: NotAnswered, Refused."""
        found = hashlib.sha256()
        try:
            answer = self.pool.request(
                "GET",
                f"{self.connection.url}/api/v1/{path}",
                headers=self.headers,
                preload_content=False,
                redirect=False,
            )
            if answer.status == 200:
                for piece in answer.stream(PIECE_BYTES):
                    found.update(piece)
                return found.hexdigest()
            raise Refused(_document(answer.data) or {}, answer.status)
        except urllib3.exceptions.HTTPError:
            sentence = _("%(url)s did not send the whole file.")
            raise NotAnswered(sentence % {"url": self.connection.url}) from None

    def put(self, path: str, document: Any) -> Any:
        """The node's answer to a document in place of another."""
        return self._call("PUT", path, json.dumps(document).encode())

    def delete(self, path: str) -> Any:
        """The node's answer to a taking back."""
        return self._call("DELETE", path)

    def _call(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> Any:
        """Raises: NotAnswered, Refused."""
        headers = self.headers | ({"Content-Type": kind} if body is not None else {})
        try:
            answer = self.pool.request(
                method, f"{self.connection.url}/api/v1/{path}", body=body, headers=headers, redirect=False
            )
        except urllib3.exceptions.HTTPError:
            sentence = _("%(url)s does not answer. Nothing is known: do not read this as “no hit”.")
            raise NotAnswered(sentence % {"url": self.connection.url}) from None
        document = _document(answer.data)
        if 200 <= answer.status < 300 and document is not None:
            return document
        problem = document if isinstance(document, dict) else {}
        if answer.status in UNAVAILABLE or problem.get("code") == FAULT:
            raise NotAnswered(str(problem.get("title") or _("The node is not available now. Ask again.")))
        if UNREAD & {each.get("code") for each in problem.get("errors", [])}:
            raise NotAnswered("\n".join(str(each["message"]) for each in problem["errors"]))
        raise Refused(problem, answer.status)


def connected() -> Api:
    """The node of this reader. Raises: Wrong when none is known."""
    return Api(find_connection())


def _document(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
