"""An act: one processing step, as columns, with its canonical bytes.

The canonical bytes are a wire format: a later Merkle log hashes them and commissions verify them years
later. A field is only ever added at the end, under a new format; none changes its meaning or its place.
Source: docs/spec/act.md; what is logged follows RPD Art. 126 and Directive (EU) 2016/680 Art. 25.
"""

import json
import secrets
from datetime import datetime, timedelta, timezone
from enum import IntEnum
from uuid import UUID

import msgspec
from msgspec.structs import replace

from comity.kit.ids import new_id

FORMAT = 2
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class Outcome(IntEnum):
    """How an act ended. Closed set: numbers are never reused."""

    DONE = 1
    REFUSED = 2
    NO_HIT = 3
    CANDIDATE = 4
    HIT = 5
    NOT_ANSWERED = 6
    ALARM = 7
    ADVICE = 8


class Touched(msgspec.Struct, frozen=True, order=True):
    """A record an act concerned, at the version seen or made."""

    database: int
    record: UUID
    version: int


class Listed(msgspec.Struct, frozen=True):
    """One subject of an act about several: its keyed tag (16 bytes), and how it ended for this one."""

    tag: bytes
    outcome: Outcome


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the journal. Names of officers and of persons are never here: ids, codes and keyed tags are.

    at: aware, UTC, microseconds. elapsed_us: microseconds. tag: keyed tag of the subject (16 bytes) or empty.
    words: what was typed, sealed for the asking bureau and the commission; word_key names the content key.
    about: the thing acted on that is no record (a hit, a token, a bureau's code as text).
    subjects: of an act about several, in the order asked; empty for an act about one.
    """

    verb: str
    bureau: str
    outcome: Outcome
    id: UUID = msgspec.field(default_factory=new_id)
    at: datetime = msgspec.field(default_factory=lambda: datetime.now(timezone.utc))
    node: str = ""
    officer: UUID | None = None
    token: UUID | None = None
    unit: UUID | None = None
    function: str = ""
    acting: str = ""
    terminal: str = ""
    purpose: str = ""
    case: str = ""
    legal_basis: str = ""
    databases: tuple[int, ...] = ()
    tag: bytes = b""
    words: bytes = b""
    word_key: UUID | None = None
    count: int = 0
    recipients: tuple[str, ...] = ()
    about: str = ""
    reason: str = ""
    rule_set: str = ""
    elapsed_us: int = 0
    salt: bytes = msgspec.field(default_factory=lambda: secrets.token_bytes(16))
    format: int = FORMAT
    records: tuple[Touched, ...] = ()
    subjects: tuple[Listed, ...] = ()


def _plain(value: object) -> object:
    match value:
        case None:
            return ""
        case UUID():
            return value.hex
        case bytes():
            return value.hex()
        case datetime():
            return (value - _EPOCH) // timedelta(microseconds=1)  # whole numbers: a float loses microseconds
        case tuple():
            return [_plain(each) for each in value]
        case Touched():
            return [value.database, value.record.hex, value.version]
        case Listed():
            return [value.tag.hex(), int(value.outcome)]
        case IntEnum():
            return int(value)
        case _:
            return value


# The order is the format. It is written out, so that reordering the class cannot change old proofs.
FIELDS = (
    "format", "id", "at", "node", "verb", "bureau", "unit", "officer", "token", "function", "acting", "terminal",
    "purpose", "case", "legal_basis", "databases", "tag", "words", "word_key", "outcome", "count", "recipients",
    "about", "reason", "rule_set", "elapsed_us", "salt", "records", "subjects",
)  # fmt: skip
# How many of them each format has. Format 1 said nothing of the subjects of a batch.
FIELDS_OF = {1: 28, 2: 29}


def canonical_bytes(act: Act) -> bytes:
    """The bytes that stand for this act: a JSON array in the order of FIELDS, UTF-8, no spaces, sorted records.

    act: with its records and subjects, as `ActRow.to_act` reads them. Raises: ValueError for an unknown format.
    """
    if act.format not in FIELDS_OF:
        raise ValueError(f"no act has format {act.format}")
    ordered = replace(act, records=tuple(sorted(act.records)))  # they have no order of their own
    row = [_plain(getattr(ordered, name)) for name in FIELDS[: FIELDS_OF[act.format]]]
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    return f"comity/act/v{act.format}\n{text}".encode()
