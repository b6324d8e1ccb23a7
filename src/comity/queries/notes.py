"""What the asker must know of how a question was read, and of how far it looked: sentences beside the answer."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.kit.text import visible
from comity.matching.birth_dates import Birth, Way, read_birth
from comity.matching.mrz import Mrz
from comity.matching.mrz_repairs import check_errors
from comity.matching.names import Note, prepare
from comity.matching.names.index import Mode as Reach
from comity.matching.subjects import MrzSubject, PersonSubject, Subject, VehicleSubject
from comity.matching.vins import vin_number, vin_repair
from comity.queries.asked import AskedSubject, Person
from comity.queries.naming import Named
from comity.web import moments

# Between the first and the last of the days that one day of the Islamic calendar may be.
TAKEN_DAYS = 2

# Why the holder of machine-readable lines was not asked about.
NO_RIGHT = gettext_lazy("Only the document was asked: you may not ask for persons.")
NO_BUDGET = gettext_lazy(
    "Only the document was asked: your budget for persons is used up. Ask your security officer."
)
NO_DATE = gettext_lazy("Only the document was asked: a name needs the full birth date.")


def notes_of(subject: Subject, asked: AskedSubject, today: date) -> tuple[str, ...]:
    """Of one subject as it was read: wrong check digits and what was meant, another calendar, an unusual reach.

    today: UTC, the day on which it was asked.
    """
    if isinstance(subject, PersonSubject):
        typed = asked.person
        return (*(_of_person(typed, subject, today) if typed is not None else ()), *_of_reach(subject))
    if isinstance(subject, VehicleSubject) and vin_repair(subject.vin):
        words = {"number": vin_number(subject.vin)}
        return (_("No VIN holds I, O or Q: read as %(number)s, and found by that.") % words,)
    return tuple(_of_zone(subject.mrz)) if isinstance(subject, MrzSubject) else ()


def _of_zone(mrz: Mrz) -> Iterator[str]:
    """What was put right in machine-readable lines, and which of their check digits are wrong."""
    if mrz.mended:
        words = {"format": mrz.format, "issuer": mrz.issuer, "number": mrz.number}
        yield (
            _("The lines were damaged. Read as %(format)s, %(issuer)s %(number)s: compare with the document.")
            % words
        )
    for error in check_errors(mrz):
        yield str(error.message)


def _of_person(typed: Person, read: PersonSubject, today: date) -> Iterator[str]:
    """Where what was asked is not what was typed, letter for letter."""
    if visible(typed.name) != typed.name:
        yield _("Signs that nobody sees were left out of the name.")
    name = prepare(read.name).name
    words = {"words": " ".join(token.text for token in name.tokens)}
    if Note.MIXED in name.notes:
        yield _("Letters of two scripts stand in one word. Read as: %(words)s.") % words
    if Note.DIGITS in name.notes:
        yield _("Digits stand among letters. Read as: %(words)s.") % words
    if Note.NUMBERS in name.notes:
        yield _("Numbers are no part of a name. Read as: %(words)s.") % words
    if typed.born.strip():
        birth = read_birth(typed.born, today=today)
        if birth.way is not Way.PLAIN:
            yield _of_birth(birth)


def _of_birth(birth: Birth) -> str:
    first, last = birth.date.earliest, birth.date.latest
    typed = f"\N{FIRST STRONG ISOLATE}{birth.typed}\N{POP DIRECTIONAL ISOLATE}"  # it runs as it was typed
    words = {"typed": typed, "first": moments.day(first), "last": moments.day(last)}
    if birth.way is Way.ISLAMIC and (last - first).days == TAKEN_DAYS:
        words["day"] = moments.day(first + (last - first) / 2)
        return _("Born “%(typed)s”: read as %(day)s, give or take a day (Islamic calendar).") % words
    if birth.way is Way.ISLAMIC:
        return _("Born “%(typed)s”: read as %(first)s to %(last)s (Islamic calendar).") % words
    if birth.way is Way.PERSIAN and first == last:
        return _("Born “%(typed)s”: read as %(first)s (Persian calendar).") % words
    if birth.way is Way.PERSIAN:
        return _("Born “%(typed)s”: read as %(first)s to %(last)s (Persian calendar).") % words
    if birth.way is Way.DAY_FIRST:
        sentence = _(
            "Born “%(typed)s”: read as %(first)s, the day first. Day and month exchanged count as a slip."
        )
        return sentence % words
    if first == last:
        return _("Born “%(typed)s”: read as %(first)s.") % words
    return _("Born “%(typed)s”: read as %(first)s to %(last)s.") % words


def _of_reach(person: PersonSubject) -> tuple[str, ...]:
    if person.reach is Reach.STRICT:
        return (_("Asked strictly: who is written otherwise is not shown."),)
    if person.reach is Reach.WIDE:
        return (_("Asked wide: much of what is found will be somebody else."),)
    return ()


def notes_by_place(notes: Sequence[tuple[str, ...]], named: Sequence[Named]) -> dict[int, list[str]]:
    """The notes of every subject that has any, with what comparing names adds."""
    found = {place: list(each) for place, each in enumerate(notes) if each}
    for place, each in enumerate(named):
        if each.is_cut:
            more = _("More names fit than could be looked at: write more letters, or what else is known.")
            found.setdefault(place, []).append(more)
    return found
