"""What happens to one person's name in files: the pairs that are one person."""

import random
from collections.abc import Callable
from functools import cache

from tools.names.invented import CHAINS, FAMILY_FIRST, TWO_FAMILIES, Person, any_name

from comity.matching.names import words
from comity.matching.names.spelling import NEAR_KEYS
from comity.matching.names.weights import nicknames, variants

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def slip(word: str, chance: random.Random) -> str:
    """One slip of pen or keyboard."""
    if len(word) < 3:
        return word
    place = chance.randrange(1, len(word))
    sort = chance.random()
    if sort < 0.28:
        return word[:place] + word[place + 1 :]
    if sort < 0.5 and place < len(word) - 1:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if sort < 0.65:
        return word[:place] + word[place - 1] + word[place:]
    if sort < 0.85:
        near = [letter for letter in LETTERS if word[place].lower() + letter in NEAR_KEYS]
        return word[:place] + chance.choice(near or list(LETTERS)) + word[place + 1 :]
    return word[:place] + chance.choice(LETTERS) + word[place:]


@cache
def respellings() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for (one, other), bits in variants().items():
        if bits <= 5:
            table.setdefault(one, []).append(other)
            table.setdefault(other, []).append(one)
    return table


def respelled(word: str, chance: random.Random) -> str:
    """Another spelling that people bear, or a usual change of letters."""
    known = respellings().get(word.lower())
    if known and chance.random() < 0.8:
        return chance.choice(known).capitalize()
    changes = [(a, b) for a, b in _changes() if a in word.lower()]
    if not changes:
        return slip(word, chance)
    one, other = chance.choice(changes)
    return word.lower().replace(one, other, 1).capitalize()


# What is written for what: the left side of the sign becomes the right one.
_CHANGES = (
    "kh>h ou>u u>ou oo>u ee>i i>ee y>i i>y w>v v>w sh>ch ch>tch zh>j ts>c k>c c>k q>k j>y y>j ss>s "
    "s>ss mm>m ll>l ph>f f>ph e>a a>e o>u ei>ey ae>a ii>y iy>i dj>j j>dj th>t x>ks z>s ck>k nn>n "
    "tt>t "
)


@cache
def _changes() -> list[tuple[str, str]]:
    return [(one, other) for one, _, other in (change.partition(">") for change in _CHANGES.split())]


def nicknamed(word: str, chance: random.Random) -> str | None:
    """A short form of it, or None."""
    known = sorted(nicknames().get(word.lower(), ()))
    return chance.choice(known).capitalize() if known else None


# -------------------------------------------------------------------------------


def deviated(who: Person, chance: random.Random) -> tuple[str, str]:
    """Another way in which this person stands in a file, and the kind of change. One change, sometimes two."""
    kinds = chance.sample(sorted(CHANGES), k=1 if chance.random() < 0.7 else 2)
    tokens, done = who.written().split(), []
    for kind in kinds:
        changed = CHANGES[kind](who, list(tokens), chance)
        if changed is not None and changed != tokens:
            tokens = changed
            done.append(kind)
    return " ".join(tokens), " and ".join(done) or "same"


Change = Callable[[Person, list[str], random.Random], list[str] | None]


def _slipped(who: Person, tokens: list[str], chance: random.Random) -> list[str] | None:
    place = chance.randrange(len(tokens))
    if len(tokens[place]) < 4:
        return None
    tokens[place] = slip(tokens[place], chance)
    return tokens


def _written_otherwise(who: Person, tokens: list[str], chance: random.Random) -> list[str] | None:
    for place in range(len(tokens)):
        if tokens[place] not in words.LINKS and chance.random() < 0.6:
            tokens[place] = respelled(tokens[place], chance)
    return tokens


def _middle_left_out(who: Person, tokens: list[str], chance: random.Random) -> list[str] | None:
    if len(tokens) < 3 or who.region in FAMILY_FIRST:
        return None
    if who.linked and who.fathers:
        return [token for token in tokens if token.lower() not in words.LINKS]
    if who.region in TWO_FAMILIES and len(who.families) > 1 and chance.random() < 0.6:
        return tokens[:-1]
    del tokens[chance.randrange(1, len(tokens) - 1)]
    return tokens


def _first_cut(who: Person, tokens: list[str], chance: random.Random) -> list[str] | None:
    place = 0 if who.region not in FAMILY_FIRST and chance.random() < 0.6 else 1
    if len(tokens) < 2 or who.region in FAMILY_FIRST or (place == 1 and len(tokens) < 3) or who.linked:
        return None
    tokens[place] = tokens[place][0] + chance.choice(("", "."))
    return tokens


def _nickname(who: Person, tokens: list[str], chance: random.Random) -> list[str] | None:
    short = nicknamed(tokens[0], chance)
    return [short, *tokens[1:]] if short else None


def _moved(who: Person, tokens: list[str], chance: random.Random) -> list[str] | None:
    if who.linked:
        return None
    if who.region in FAMILY_FIRST:
        return [*tokens[1:], tokens[0]]
    moved = max(1, len(who.families))
    front = [*tokens[-moved:], *tokens[:-moved]]
    if chance.random() < 0.5:
        front[moved - 1] += ","
    return front


def _glued(who: Person, tokens: list[str], chance: random.Random) -> list[str] | None:
    if len(who.given) < 2:
        return None
    place = 1 if who.region in FAMILY_FIRST else 0
    sign = chance.choice(("", "-"))
    tail = tokens[place + 1].lower() if not sign else tokens[place + 1]
    return [*tokens[:place], tokens[place] + sign + tail, *tokens[place + 2 :]]


def _titled(who: Person, tokens: list[str], chance: random.Random) -> list[str] | None:
    return [
        chance.choice(("Dr.", "Mr." if who.sort == "man" else "Mrs.", "Sheikh", "Prof.", "Haji")),
        *tokens,
    ]


def _article(who: Person, tokens: list[str], chance: random.Random) -> list[str] | None:
    if who.region not in ("arabic",) or not who.families:
        return None
    return [*tokens[:-1], chance.choice(("al-", "Al ", "el-", "Al-")) + tokens[-1]]


def _for_a_man(who: Person, tokens: list[str], chance: random.Random) -> list[str] | None:
    if who.sort == "woman" and who.region in ("russian", "polish") and who.families:
        last = tokens[-1]
        return [*tokens[:-1], last[:-1] + "i" if last.endswith("ska") else last.removesuffix("a")]
    return None


def _more(who: Person, tokens: list[str], chance: random.Random) -> list[str] | None:
    if who.region in FAMILY_FIRST or who.linked:
        return None
    extra = any_name(
        who.region, "man" if who.region in CHAINS else who.sort if chance.random() < 0.5 else "family", chance
    )
    place = chance.randrange(1, len(tokens)) if chance.random() < 0.7 else len(tokens)
    return [*tokens[:place], extra, *tokens[place:]]


def _capitals(who: Person, tokens: list[str], chance: random.Random) -> list[str] | None:
    return [token.upper() for token in tokens]


CHANGES: dict[str, Change] = {
    "slip": _slipped,
    "slip again": _slipped,
    "written otherwise": _written_otherwise,
    "transcribed": _written_otherwise,
    "middle left out": _middle_left_out,
    "initial": _first_cut,
    "nickname": _nickname,
    "order": _moved,
    "joined": _glued,
    "title": _titled,
    "article": _article,
    "for a man": _for_a_man,
    "one more": _more,
    "capitals": _capitals,
}
