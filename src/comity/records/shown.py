"""How the values of a record are shown to people: labels, words of closed sets, names of countries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.bureaus import countries
from comity.kit.dates import parse_partial
from comity.records.codes import Issuer, Restriction
from comity.records.envelope import ENVELOPE, Declared
from comity.records.parts import Many
from comity.records.reading import State
from comity.records.record import Body, Record
from comity.records.values import Choice, Day, Flag, Line, Number, PartialDay, Sentence

Words = str | Promise
YES_OR_NO: dict[bool, Words] = {True: _("yes"), False: _("no")}


@dataclass(frozen=True, slots=True)
class Shown:
    """One value: `text` for people, `code` for what must not be translated, `day` for a day the reader's way."""

    text: Words = ""
    code: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A field with its value. parts: rows of labelled values, where the field is repeated."""

    name: str
    label: Words
    value: Shown
    parts: tuple[tuple[tuple[Words, Shown], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs between two states; None where it was or is not said."""

    label: Words
    before: Fact | None
    after: Fact | None


def shown(kind: Any, value: Any) -> Shown:
    """One canonical value as people read it."""
    match kind:
        case Choice():
            return _of_a_set(kind, value)
        case Issuer():
            return Shown(countries.name(value), value)
        case Flag():
            return Shown(YES_OR_NO[bool(value)])
        case Day():
            return Shown(code=value, day=date.fromisoformat(value))
        case PartialDay():
            known = parse_partial(value, field="")
            return Shown(code=value, day=known.earliest if known.is_full else None)
        case Sentence():
            return Shown(_(value))
        case Line(upper=True) | Number() | Restriction():
            return Shown(code=str(value))
        case _:
            return Shown(str(value))


def _of_a_set(kind: Choice, value: Any) -> Shown:
    """A former state may say, in free words, what is a closed set today."""
    try:
        return Shown(kind.label_of(value))
    except KeyError:
        return Shown(str(value))


def facts_of(database: type[Record], body: Body) -> list[Fact]:
    """The database's own fields that are filled, in the order of the declaration."""
    return facts_in(database.declared(), body)


def envelope_of(body: Body) -> list[Fact]:
    """The filled fields of the envelope."""
    return facts_in(ENVELOPE, body)


def cells_of(database: type[Record], body: Body) -> list[Shown]:
    """What a list shows of a record: its columns; of repeated parts the first value."""
    kinds = {each.name: each.value for each in database.declared()}
    return [_cell(kinds[name], body.get(name)) for name in database.columns]


def heads_of(database: type[Record]) -> list[Words]:
    """The labels over `cells_of`."""
    labels = {each.name: each.label for each in database.declared()}
    return [labels[name] for name in database.columns]


def changes(database: type[Record], former: Body, present: Body) -> list[Change]:
    """The fields that differ between two states of one record."""
    return changes_in((*database.declared(), *ENVELOPE), former, present)


def changes_in(declared: Iterable[Declared], former: Body, present: Body) -> list[Change]:
    """Those of these fields that differ between two states, in their order."""
    return [
        Change(each.label, _fact(each, former), _fact(each, present))
        for each in declared
        if former.get(each.name) != present.get(each.name)
    ]


def timeline(database: type[Record], states: list[State]) -> list[tuple[State, list[Change]]]:
    """Each state with what it changed against the one before it."""
    pairs = zip(states, [*states[1:], None], strict=True)
    return [(now, changes(database, then.body, now.body) if then else []) for now, then in pairs]


def facts_in(declared: Iterable[Declared], body: Body) -> list[Fact]:
    """Those of these fields that are filled, in their order."""
    return [fact for each in declared if (fact := _fact(each, body)) is not None]


def _fact(declared: Declared, body: Body) -> Fact | None:
    if declared.name not in body:
        return None
    value, kind = body[declared.name], declared.value
    if not isinstance(kind, Many):
        return Fact(declared.name, declared.label, shown(kind, value))
    if not isinstance(value, list):  # a former state, from before the field was repeated
        return Fact(declared.name, declared.label, Shown(str(value)))
    parts = tuple(
        tuple(
            (piece.label, shown(piece.value, part[name]))
            for name, piece in kind.part.pieces()
            if name in part
        )
        for part in value
    )
    return Fact(declared.name, declared.label, Shown(), parts)


def _cell(kind: Any, value: Any) -> Shown:
    if value is None:
        return Shown()
    if not isinstance(kind, Many):
        return shown(kind, value)
    pieces = dict(kind.part.pieces())
    name, first = next(iter(value[0].items()))
    cell = shown(pieces[name].value, first)
    more = len(value) - 1
    return cell if not more else Shown(f"{cell.text or cell.code} (+{more})")
