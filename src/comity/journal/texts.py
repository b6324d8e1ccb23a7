"""What people write in an act about records: sealed under a key of that act, which goes when a record of it goes.

Acts are insert-only, so words about a person would outlive the record in them for years. The row keeps the sealed
bytes, which prove what was written as long as the key is there; without it they say nothing to anybody.
Source: practice 21 and 16; docs/decisions/0019-how-a-record-ends.md.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from msgspec.structs import replace

from comity.journal.acts import Act, Outcome
from comity.journal.models import ActKey, ActRecord, ActRow
from comity.seal.words import new_own_key, open_own, seal_words


@dataclass(frozen=True, slots=True)
class Texts:
    """What an act says in words. gone: a record of it was deleted, and the words with it."""

    reason: str = ""
    case: str = ""
    legal_basis: str = ""
    gone: bool = False


def with_sealed_texts(act: Act) -> tuple[Act, bytes]:
    """The act without clear words, and the key that opens them; b"" for one that concerned no record.

    The code of a refusal is no word of a person and stays.
    """
    if not act.records or act.words:
        return act, b""
    said = {"case": act.case, "legal_basis": act.legal_basis}
    if act.outcome is not Outcome.REFUSED:
        said["reason"] = act.reason
    words = {name: text for name, text in said.items() if text}
    if not words:
        return act, b""
    key = new_own_key(act.id)
    sealed = seal_words(key, json.dumps(words, ensure_ascii=False), act.id)
    return replace(act, **dict.fromkeys(words, ""), words=sealed, word_key=act.id), key.key


def texts_of(rows: Iterable[ActRow]) -> dict[UUID, Texts]:
    """What each of these acts says, by its id; one query however many they are."""
    found = list(rows)
    keys = ActKey.objects.in_bulk([row.id for row in found if is_sealed(row)])
    return {row.id: _texts(row, keys.get(row.id)) for row in found}


def is_sealed(row: ActRow) -> bool:
    """Are the words of this act those of `with_sealed_texts`, and no question's?"""
    return row.word_key == row.id


def drop_keys(database: int, record: UUID) -> int:
    """Let go, for good, of what was written in every act that concerned this record; in how many there was something.

    An act about several records loses its words with the first of them: they may be about any.
    """
    acts = ActRecord.objects.filter(database=database, record=record)
    gone, _each = ActKey.objects.filter(act__in=acts.values("act")).delete()
    return gone


def _texts(row: ActRow, key: ActKey | None) -> Texts:
    clear = Texts(row.reason, row.case, row.legal_basis, gone=is_sealed(row) and key is None)
    if key is None:
        return clear
    opened = json.loads(open_own(bytes(key.key), bytes(row.words), row.id))
    return Texts(**{"reason": row.reason, "case": row.case, "legal_basis": row.legal_basis} | opened)
