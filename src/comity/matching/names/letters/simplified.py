"""Traditional Chinese characters as the mainland writes them: two ways to write one name."""

from functools import lru_cache

import msgspec

from comity.matching.names.letters.files import read


class Simplified(msgspec.Struct, frozen=True):
    """characters: simplified by traditional."""

    about: dict[str, str]
    characters: dict[str, str]


@lru_cache(maxsize=1)
def _file() -> dict[str, str]:
    return read("simplified.json.gz", Simplified).characters


@lru_cache(maxsize=1)
def traditional() -> dict[str, str]:
    return {simple: character for character, simple in _file().items()}


def simplified(character: str) -> str:
    """The character as the mainland writes it."""
    return _file().get(character, character)


def other_form(character: str) -> str:
    """Its traditional form, or its simplified one; itself where there is one form."""
    return traditional().get(character) or simplified(character)
