"""By what a name is found again among notices where it is written otherwise: how its words sound. Pure."""

from collections.abc import Iterator

from comity.matching.names.index.wording import skeleton, worded
from comity.records.record import Body

# The kind of such a key, beside those of matching.keys; its values begin so, and are never those of another kind.
SOUND, SIGN = 0, "~"
MOST_SOUNDS = 200


def sounds_of(body: Body) -> list[str]:
    """Of each word of each name its consonants, in Latin letters too where it is of another script; else the word."""
    found = dict.fromkeys(
        form for name in body.get("names", ()) for form in _forms(str(name.get("text", "")))
    )
    return list(found)[:MOST_SOUNDS]


def _forms(name: str) -> Iterator[str]:
    wording = worded(name)
    for place in (*wording.places, *wording.read):
        yield from (SIGN + (skeleton(form) or form) for form in place)
