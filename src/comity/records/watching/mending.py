"""Whether a record still has the identifiers it had: where its owner mended them, it gives hits again."""

from collections.abc import Collection

from comity.matching.keys import Key
from comity.records.document import body_of
from comity.records.record import Record
from comity.records.watching.misled import Misled
from comity.records.ways import keys_of


def is_same(record: Record, found: Collection[Key]) -> bool:
    """Are these the identifiers by which a record is found now?"""
    return set(found) == set(keys_of(record.keys, body_of(record)))


def raise_where_mended(record: Record, found: Collection[Key]) -> None:
    """Let a record that misled give hits again when its owner changes or adds an identifier, inside the caller's verb.

    found: the keys it is going to have. Its old values still stand in it.
    """
    rows = Misled._default_manager.filter(database=record.code, record=record.id)
    if rows.exists() and not is_same(record, found):
        rows.delete()
