"""What a part of an envelope must be: each taken out by name and kind, or refused. Nothing is guessed or converted."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from comity.seal.errors import Malformed, UnknownHeader, WrongVersion

BUREAU = re.compile(r"[A-Z0-9][A-Z0-9-]{1,11}")
KEY_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
KIND = re.compile(r"[a-z][a-z0-9._-]{0,39}")


def whole(value: Any, least: int, most: int) -> int:
    """A number within its bounds. Raises: Malformed."""
    if type(value) is not int or not least <= value <= most:
        raise Malformed(f"A number from {least} to {most} is missing.")
    return value


def octets(value: Any, least: int, most: int | None = None) -> bytes:
    """So many bytes; exactly `least` where no `most` is named. Raises: Malformed."""
    if not isinstance(value, bytes) or not least <= len(value) <= (least if most is None else most):
        raise Malformed(f"{least} bytes are missing.")
    return value


def text(value: Any, shape: re.Pattern[str]) -> str:
    """A text of this shape, and nothing around it. Raises: Malformed."""
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise Malformed("A text is missing, or not of its shape.")
    return value


def items(value: Any, least: int, most: int | None = None) -> list[Any]:
    """A list of so many values. Raises: Malformed."""
    if not isinstance(value, list) or not least <= len(value) <= (least if most is None else most):
        raise Malformed(f"A list of {least} is missing.")
    return value


def parts_of(value: Any, form: str, count: int) -> list[Any]:
    """What follows the name of a format, as `comity/envelope/v1`. Raises: WrongVersion for `v2`, Malformed."""
    family = form.rpartition("/")[0] + "/v"
    if not isinstance(value, list) or not value or not isinstance(value[0], str):
        raise Malformed(f"No {form} begins here.")
    if value[0] != form and value[0].startswith(family):
        raise WrongVersion("This is of another version of the format.")
    if value[0] != form:
        raise Malformed(f"No {form} begins here.")
    return items(value[1:], count)


def names(value: Any, wanted: Iterable[int | str]) -> dict[int | str, Any]:
    """A map with exactly these names. Raises: UnknownHeader for one more, Malformed for one less."""
    if not isinstance(value, dict):
        raise Malformed("A map is missing.")
    wanted = set(wanted)
    if unknown := value.keys() - wanted:
        raise UnknownHeader(f"This version does not know the header {sorted(map(str, unknown))[0][:40]}.")
    if wanted - value.keys():
        raise Malformed("A header is missing.")
    return value


def key_id(value: Any) -> tuple[str, str]:
    """Bureau and name of a key, from `FRA/2026-11` as bytes. Raises: Malformed."""
    return _key_id(octets(value, 1, 77))


@lru_cache(maxsize=1024)  # an envelope to all names 195 keys, and the next one the same
def _key_id(value: bytes) -> tuple[str, str]:
    try:
        bureau, slash, name = value.decode("ascii").partition("/")
    except UnicodeDecodeError:
        raise Malformed("A key id is not of its shape.") from None
    if not slash:
        raise Malformed("A key id is not of its shape.")
    return text(bureau, BUREAU), text(name, KEY_NAME)
