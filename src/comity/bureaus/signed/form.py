"""Reading a small JSON document of others: every name known, every value of its kind and size, or a refusal."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Any

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import Refused

_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
HEX = re.compile("[0-9a-f]{64}")


class EntryRefused(Refused):
    """What the directory says cannot be used. `code` is the machine's word for why (docs/spec/directory.md, 7)."""

    code = "entry-form"


def unreadable(code: str = "entry-form") -> EntryRefused:
    """The one answer to a document that has not the form it must have."""
    return EntryRefused(_("This document has not the form that the directory's documents have."), code=code)


def document(raw: bytes | str, *, most_bytes: int) -> dict[str, Any]:
    """A JSON object without doubled names, at most so long. Raises: EntryRefused."""
    if len(raw) > most_bytes:
        raise EntryRefused(_("This document of the directory is too long."), code="entry-long")
    try:
        found = json.loads(raw, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise unreadable() from None
    if not isinstance(found, dict):
        raise unreadable()
    return found


def only(found: object, names: Iterable[str]) -> None:
    """An object of exactly these names: one that we do not know might mean that we must not go on.

    Raises: EntryRefused.
    """
    if not isinstance(found, dict) or set(found) != set(names):
        raise unreadable()


def text(value: object, *, most: int, form: str = "") -> str:
    """A text of at most so many characters, without control characters. Raises: EntryRefused."""
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        raise unreadable()
    if form and not re.fullmatch(form, value):
        raise unreadable()
    return value


def truth(value: object) -> bool:
    """Yes or no. Raises: EntryRefused."""
    if not isinstance(value, bool):
        raise unreadable()
    return value


def number(value: object, *, least: int = 1, most: int = 2**31 - 1) -> int:
    """A whole number. Raises: EntryRefused."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise unreadable()
    return value


def listed(value: object, *, most: int) -> list[Any]:
    """A list of at most so many. Raises: EntryRefused."""
    if not isinstance(value, list) or len(value) > most:
        raise unreadable()
    return value


def moment(value: object) -> datetime:
    """A moment in UTC, to the second. Raises: EntryRefused."""
    try:
        return datetime.strptime(text(value, most=20), _MOMENT).replace(tzinfo=timezone.utc)
    except ValueError:
        raise unreadable() from None


def key(value: object, *, bytes_long: int) -> bytes:
    """Bytes of this length, as Base64. Raises: EntryRefused."""
    try:
        found = b64decode(text(value, most=bytes_long * 2 + 4), validate=True)
    except ValueError:
        raise unreadable() from None
    if len(found) != bytes_long or as_base64(found) != value:
        raise unreadable()
    return found


def as_base64(value: bytes) -> str:
    """How a key stands in a document."""
    return b64encode(value).decode()


def as_moment(value: datetime) -> str:
    """How a moment stands in a document. value: aware."""
    return value.astimezone(timezone.utc).strftime(_MOMENT)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found
