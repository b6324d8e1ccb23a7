"""A bureau's own record stands here and, shared, at the centre too: it is one find, shown once, and says so.

Only the bureau's own: a record of somebody else under the same id here would be none that this bureau shared.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from comity.queries.answers import DatabaseAnswer, SubjectAnswer
from comity.queries.found import Found
from comity.queries.rules import INSTRUCTIONS, Outcome, leading


def take_twins_out(
    there: Sequence[SubjectAnswer], here: Sequence[SubjectAnswer | None], bureau: str, centre: str
) -> list[Found]:
    """Leave out of the centre's answer what was found here as well, and say beside the find here that it is there too.

    there, here: of the same question, each subject with its place. centre: its name. What was left out.
    """
    own = {each.place: _own(each, bureau) for each in here if each is not None}
    twins: list[Found] = []
    for subject in there:
        known, before = own.get(subject.place, {}), len(twins)
        for answer in subject.answers:
            doubled = [each for each in answer.found if each.owner == bureau and each.record in known]
            if doubled:
                answer.found = [each for each in answer.found if each not in doubled]
                _say_again(answer)
                twins += doubled
                for each in doubled:
                    _say_beside(known[each.record], centre)
        if len(twins) > before:
            subject.outcome = leading([each.outcome for each in subject.answers])
    return twins


def nothing_else(centre: str) -> str:
    """The sentence of a centre that found nothing but what is here."""
    return _("%(centre)s has nothing else: what was found here stands there too.") % {"centre": centre}


def _own(subject: SubjectAnswer, bureau: str) -> dict[object, Found]:
    return {each.record: each for answer in subject.answers for each in answer.found if each.owner == bureau}


def _say_again(answer: DatabaseAnswer) -> None:
    """What this database answers without them. What was not answered stays so."""
    if answer.outcome not in (Outcome.HIT, Outcome.CANDIDATE, Outcome.ADVICE):
        return
    answer.outcome = leading([each.outcome for each in answer.found]) if answer.found else Outcome.NO_HIT
    answer.instruction = str(INSTRUCTIONS[answer.outcome])


def _say_beside(found: Found, centre: str) -> None:
    remark = _("The same record stands at %(centre)s, where other bureaus find it.") % {"centre": centre}
    if remark not in found.remarks:
        found.remarks = [*found.remarks, remark]
