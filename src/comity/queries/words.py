"""The words of a question, sealed, and the keyed tag of its subject: what the journal keeps instead of either.

Content keys are written outside the caller's transaction: a key that was used and not stored would lose the words.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection
from django.utils import timezone

from comity.journal.models import WordKey
from comity.kit.ids import new_id
from comity.seal.keys import hosted_private_key, public_key
from comity.seal.tags import lasting_tag, subject_tag
from comity.seal.words import ContentKey, ContentKeys, new_content_key, open_words, seal_words
from comity.store.home import node_secret

COMMISSION = "commission"
_INSERT = (
    "INSERT INTO word_keys (id, bureau, made_at, for_bureau, for_commission) VALUES (%s, %s, %s, %s, %s)"
)


@cache
def _secret() -> bytes:
    return node_secret(settings.HOME)


def tag_of(bureau: str, now: datetime, text: str) -> bytes:
    """The keyed tag of a subject for this bureau in this month (UTC), 16 bytes. Source: practice 16."""
    return subject_tag(_secret(), bureau, f"{now.year:04}-{now.month:02}", text)


def lasting_tag_of(bureau: str, text: str) -> bytes:
    """The tag by which this bureau finds again, within a year, what it examined about a subject."""
    return lasting_tag(_secret(), bureau, text)


def seal(bureau: str, now: datetime, words: str, act: UUID) -> tuple[UUID, bytes]:
    """The content key's id and the sealed words of an act."""
    key = _keys.of(bureau, now)
    return key.id, seal_words(key, words, act)


def _make(bureau: str) -> ContentKey:
    key = new_content_key(
        new_id(),
        bureau=public_key(hosted_private_key(_secret(), bureau)),
        commission=public_key(hosted_private_key(_secret(), COMMISSION)),
    )
    row = (key.id, bureau, timezone.now(), key.wrapped_bureau, key.wrapped_commission)
    if connection.in_atomic_block:
        with psycopg.connect(**connection.get_connection_params()) as own:
            own.execute(_INSERT, row)
    else:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, row)
    return key


_keys = ContentKeys(_make)
forget = _keys.forget


def open_for_bureau(key: UUID, sealed: bytes, identity: UUID, *, bureau: str) -> str:
    """The words that this hosted bureau sealed. Raises: NotOpened; LookupError where the key was deleted."""
    wrapped = bytes(_kept(key, bureau).for_bureau)
    return open_words(hosted_private_key(_secret(), bureau), wrapped, sealed, identity)


def open_all_for_bureau(rows: Sequence[tuple[UUID, bytes, UUID]], *, bureau: str) -> list[str]:
    """Many words that this hosted bureau sealed, each as (content key, sealed, id): their keys are read at once.

    Raises: NotOpened; LookupError where a key was deleted.
    """
    keys = WordKey.objects.filter(bureau=bureau).in_bulk({key for key, _sealed, _identity in rows})
    private = hosted_private_key(_secret(), bureau)
    return [
        open_words(private, bytes(keys[key].for_bureau), sealed, identity) for key, sealed, identity in rows
    ]


def open_for_commission(key: UUID, sealed: bytes, identity: UUID, *, bureau: str) -> str:
    """The same words under the commission's own key. Raises: NotOpened; LookupError where the key was deleted."""
    wrapped = bytes(_kept(key, bureau).for_commission)
    return open_words(hosted_private_key(_secret(), COMMISSION), wrapped, sealed, identity)


def _kept(key: UUID, bureau: str) -> WordKey:
    row = WordKey.objects.filter(id=key, bureau=bureau).first()
    if row is None:
        raise LookupError("this content key is no longer kept")
    return row
