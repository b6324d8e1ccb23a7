"""Somebody else with nearly the same name: the pairs that are two persons."""

import random
from collections.abc import Callable

from tools.names.changes import CHANGES, respellings
from tools.names.invented import CHAINS, PATRONYMS, Person, any_name, of_woman, person, pool

from comity.matching.names.weights import nicknames

# ----------------------------------------------------------------------------


def another(who: Person, chance: random.Random) -> tuple[str, str]:
    """Somebody else whom a search would show beside this person, and in what they differ."""
    kind = chance.choice(sorted(OTHERS))
    other = OTHERS[kind](who, chance)
    if other is None or other.written() == who.written():
        return another(who, chance)
    name = other.written()
    if chance.random() < 0.3:
        changed = CHANGES[
            chance.choice(("slip", "written otherwise", "order", "middle left out", "capitals"))
        ](other, name.split(), chance)
        name = " ".join(changed) if changed else name
    here, there = set(who.written().lower().split()), set(name.lower().replace(",", "").split())
    return another(who, chance) if here <= there or there <= here else (name, kind)


Other = Callable[[Person, random.Random], Person | None]


def _with(who: Person, **parts: tuple[str, ...]) -> Person:
    return Person(**{**who.__dict__, **parts})  # type: ignore[arg-type]


def _new(old: str, region: str, sort: str, chance: random.Random) -> str | None:
    """Another name of the pool that is no form of the old one; often one that begins alike."""
    known = pool(region, sort)
    forms = {old.lower(), *respellings().get(old.lower(), ()), *nicknames().get(old.lower(), ())}
    others = [name for name in known if name.lower() not in forms]
    alike = [name for name in others if name[:2] == old[:2] or name[-3:] == old[-3:]]
    if alike and chance.random() < 0.35:
        return chance.choice(alike)
    return chance.choice(others) if others else None


def _other_given(who: Person, chance: random.Random) -> Person | None:
    new = _new(who.given[0], who.region, who.sort, chance)
    return _with(who, given=(new, *who.given[1:])) if new else None


def _other_sex(who: Person, chance: random.Random) -> Person | None:
    new = _new(who.given[0], who.region, "woman" if who.sort == "man" else "man", chance)
    return _with(who, given=(new, *who.given[1:])) if new else None


def _only_family(who: Person, chance: random.Random) -> Person | None:
    new = _new(who.given[0], who.region, who.sort, chance)
    return _with(who, given=(new,), fathers=()) if new and who.families else None


def _other_family(who: Person, chance: random.Random) -> Person | None:
    if not who.families:
        return None
    new = _new(who.families[0].removesuffix("a"), who.region, "family", chance)
    return _with(who, families=(of_woman(new, who.region, who.sort), *who.families[1:])) if new else None


def _only_given(who: Person, chance: random.Random) -> Person | None:
    other = _other_family(who, chance)
    return _with(other, given=who.given[:1], fathers=(), families=other.families[:1]) if other else None


def _other_second(who: Person, chance: random.Random) -> Person | None:
    if len(who.given) < 2:
        return None
    new = _new(who.given[1], who.region, who.sort, chance)
    return _with(who, given=(who.given[0], new)) if new else None


def _other_father(who: Person, chance: random.Random) -> Person | None:
    if not who.fathers:
        return None
    if who.region in PATRONYMS:
        ending = PATRONYMS[who.region][who.sort == "woman"]
        new = any_name(who.region, "man", chance).rstrip("aiy") + ending
    else:
        new = _new(who.fathers[0], who.region, "man", chance) or ""
    return _with(who, fathers=(new, *who.fathers[1:])) if new and new != who.fathers[0] else None


def _father_and_child(who: Person, chance: random.Random) -> Person | None:
    if who.region not in CHAINS or len(who.fathers) != 1 or not who.linked:
        return None
    return _with(who, given=who.fathers[:1], fathers=who.given[:1])


def _second_family(who: Person, chance: random.Random) -> Person | None:
    if len(who.families) < 2:
        return None
    new = _new(who.families[1], who.region, "family", chance)
    return _with(who, families=(who.families[0], new)) if new else None


def _near_given(who: Person, chance: random.Random) -> Person | None:
    """A first name of one letter's difference that other people bear."""
    known = [
        name
        for sort in ("man", "woman")
        for name in pool(who.region, sort)
        if _one_apart(name.lower(), who.given[0].lower())
    ]
    forms = {*respellings().get(who.given[0].lower(), ()), *nicknames().get(who.given[0].lower(), ())}
    known = [name for name in known if name.lower() not in forms]
    return _with(who, given=(chance.choice(known), *who.given[1:])) if known else None


def _one_apart(one: str, other: str) -> bool:
    if one == other or abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    return (
        one[start + 1 :] == other[start + 1 :]
        or one[start:] == other[start + 1 :]
        or one[start + 1 :] == other[start:]
    )


def _shuffled(who: Person, chance: random.Random) -> Person | None:
    """Somebody who bears one of the names in another place."""
    other = person(chance)
    if other.region != who.region or not who.families:
        return None
    return _with(other, given=(who.families[0], *other.given[1:]))


OTHERS: dict[str, Other] = {
    "first name": _other_given,
    "first name too": _other_given,
    "first name of other sex": _other_sex,
    "only the family": _only_family,
    "family": _other_family,
    "only the first name": _only_given,
    "second name": _other_second,
    "father": _other_father,
    "father and child": _father_and_child,
    "second family": _second_family,
    "near first name": _near_given,
    "near first name too": _near_given,
    "name in another place": _shuffled,
}
