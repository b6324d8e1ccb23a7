"""The package: lines of JSON in a sealed file, the last one signed by the centre. Format: docs/spec/move.md, 3.

It is read twice: whole, to believe it, and again, to do what it says. So nothing is kept of a package that was cut,
changed, written by anybody else or sealed for another node.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BufferedReader
from typing import IO, Any, Protocol

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import Refused
from comity.seal.errors import NotOpened, SealError
from comity.seal.files import is_sealed, opened
from comity.seal.signed import Signer
from comity.seal.signing import sign, verify

FORMAT, CONTEXT = "comity/move/v1", b"comity/move/v1"
LONGEST_LINE_BYTES = 16 * 1024 * 1024  # a message's or a picture's row
HEAD, KEY, ROW, FILE, BYTES, END = "head", "key", "row", "file", "bytes", "end"


class Output(Protocol):
    def write(self, content: bytes, /) -> object: ...


@dataclass(frozen=True, slots=True)
class Head:
    """The first line. entry: digest of the new node's entry. form: of the rows. by: the centre that hands over."""

    bureau: str
    by: str
    entry: str
    form: str
    made: int
    scheme: int


class Writing:
    """Lines on their way into a package."""

    def __init__(self, output: Output, head: Head) -> None:
        self._output, self._digest = output, sha256()
        self.counts: dict[str, int] = {}
        self.line(HEAD, {"format": FORMAT} | {name: getattr(head, name) for name in Head.__slots__})

    def line(self, kind: str, *told: Any) -> None:
        self._put(json.dumps([kind, *told], ensure_ascii=False, separators=(",", ":")))

    def row(self, part: str, row: str) -> None:
        """row: JSON already."""
        self.counts[part] = self.counts.get(part, 0) + 1
        self._put(f'["{ROW}",{json.dumps(part)},{row}]')

    def end(self, signer: Signer) -> None:
        """Nothing follows: how many rows of each part there were, and the signature over all lines."""
        told = json.dumps(self.counts, sort_keys=True)
        signature = sign(_signed(self._digest.digest(), told), signer.seed, context=CONTEXT)
        self.line(END, told, signer.key_id, signature.hex())

    def _put(self, text: str) -> None:
        line = text.encode() + b"\n"
        self._digest.update(line)
        self._output.write(line)


@dataclass(frozen=True, slots=True)
class Package:
    """One that was believed. stream: its content, to be read from the begin. counts: rows by part."""

    head: Head
    counts: dict[str, int]
    stream: BufferedReader

    def lines(self) -> Iterator[tuple[str, list[Any], str]]:
        """Kind, what it tells, and its text; without the first and the last."""
        self.stream.seek(0)
        for kind, told, text in _lines(self.stream):
            if kind not in (HEAD, END):
                yield kind, told, text


def open_package(file: IO[bytes], private: Sequence[bytes]) -> tuple[Head, BufferedReader]:
    """Who hands over what, not yet believed, and the content. private: seeds of which one opens it. Raises: Refused."""
    if not is_sealed(file):
        raise unreadable("package-form")
    for seed in private:
        file.seek(0)
        with suppress(NotOpened):
            stream = opened(file, seed)
            return _head(stream), stream
    raise Refused(_("This package is cut, changed, or sealed for another node."), code="package-not-opened")


def believe(head: Head, stream: BufferedReader, keys: dict[str, bytes]) -> Package:
    """Read all of it, and go on only where the centre signed it. keys: of the centre, by their id. Raises: Refused."""
    digest, before = sha256(), b""
    stream.seek(0)
    try:
        while line := stream.readline(LONGEST_LINE_BYTES + 1):
            digest.update(before)
            before = line
    except NotOpened:
        raise Refused(
            _("This package is cut, changed, or sealed for another node."), code="package-not-opened"
        ) from None
    kind, told = _read(before)
    if kind != END or len(told) != 3:
        raise unreadable("package-cut")
    counts, key_id, signature = told
    public = keys.get(str(key_id))
    if public is None:
        raise Refused(_("This package was signed by nobody whom this node knows."), code="package-signer")
    try:
        verify(_signed(digest.digest(), str(counts)), bytes.fromhex(signature), public, context=CONTEXT)
        return Package(head, {str(name): int(many) for name, many in json.loads(counts).items()}, stream)
    except (SealError, ValueError, TypeError, AttributeError):
        raise Refused(_("This package is not what the centre signed."), code="package-signature") from None


def unreadable(code: str) -> Refused:
    return Refused(_("This is no package that this version reads."), code=code)


def _signed(digest: bytes, counts: str) -> bytes:
    return digest + sha256(counts.encode()).digest()


def _head(stream: BufferedReader) -> Head:
    kind, told = _read(stream.readline(LONGEST_LINE_BYTES + 1))
    if kind != HEAD or len(told) != 1 or not isinstance(told[0], dict) or told[0].get("format") != FORMAT:
        raise unreadable("package-form")
    found = told[0]
    if found.keys() != {*Head.__slots__, "format"}:
        raise unreadable("package-form")
    return Head(
        bureau=str(found["bureau"]),
        by=str(found["by"]),
        entry=str(found["entry"]),
        form=str(found["form"]),
        made=int(found["made"]),
        scheme=int(found["scheme"]),
    )


def _lines(stream: BufferedReader) -> Iterator[tuple[str, list[Any], str]]:
    while line := stream.readline(LONGEST_LINE_BYTES + 1):
        kind, told = _read(line)
        yield kind, told, line.decode()


def _read(line: bytes) -> tuple[str, list[Any]]:
    try:
        kind, *told = json.loads(line)
    except (ValueError, TypeError):
        raise unreadable("package-cut") from None
    return str(kind), told
