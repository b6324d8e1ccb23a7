"""What the asker must know of how a question was read, and of how far it looked: sentences beside the answer."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from comity.matching.mrz_repairs import check_errors
from comity.matching.names.index import Mode as Reach
from comity.matching.subjects import MrzSubject, PersonSubject, Subject, VehicleSubject
from comity.matching.vins import vin_number, vin_repair
from comity.queries.naming import Named


def notes_of(subject: Subject) -> tuple[str, ...]:
    """Of one subject as it was read: wrong check digits and what was meant, an unusual reach."""
    if isinstance(subject, PersonSubject):
        return _of_person(subject)
    if isinstance(subject, VehicleSubject) and vin_repair(subject.vin):
        words = {"number": vin_number(subject.vin)}
        return (_("No VIN holds I, O or Q: read as %(number)s, and found by that.") % words,)
    if not isinstance(subject, MrzSubject) or subject.mrz.is_right:
        return ()
    return tuple(str(error.message) for error in check_errors(subject.mrz))


def _of_person(person: PersonSubject) -> tuple[str, ...]:
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
