"""The finder of a missing person answers. Source: practice 24 (binding); docs/decisions/0040-found.md."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import Invalid, Refused
from comity.kit.text import clean_text
from comity.notices import telling
from comity.notices.actions.effects import send, take_back, tell_owner, voice
from comity.notices.actions.filing import file, out_of_another, step
from comity.notices.asked import Asked
from comity.notices.conditions.identity import is_child
from comity.notices.finding import Answer, Report, answers_for, faults
from comity.notices.findings import Finding
from comity.notices.limits import limits
from comity.notices.models import Notice
from comity.notices.path import Ground, Verb

REPORTED = "notices.report_found"
LONGEST = 200


@action("notices.report_found")
def report_found(act: ActDraft, notice: Notice, report: Report, *, by: Actor) -> Finding:
    """Say that whom it looks for was found here, and what he or she wants.

    An adult who wants no contact ends the notice: its bureau learns that, and no place, day, paper or finder. Whoever
    agrees, or for whom child protection agrees, stops being looked for: the notice is suspended, and its bureau learns
    whom to ask. Where child protection does not agree, nothing changes and nobody is told.
    Raises: Invalid; Refused for one's own notice or another kind; NotFound for what is not out for the actor.
    """
    row, now = out_of_another(act, notice, by), timezone.now()
    if not row.declaration.finds:
        raise Refused(_("A notice of this kind looks for no missing person."), code="not-missing")
    place = clean_text(report.child_protection, field="child_protection", longest=LONGEST)
    told = Report(report.answer, report.asked, place if report.answer.is_of_child else "")
    if found := faults(told, possible_answers(row)):
        raise Invalid(found)
    said = {"answer": int(told.answer), "child_protection": told.child_protection}
    made, _is_new = Finding._default_manager.update_or_create(
        notice=row, bureau=by.bureau, defaults={**said, "at": now, "function": by.function[:80]}
    )
    if told.answer is Answer.NO_CONTACT:
        _end(act, row, now)
    elif told.answer is not Answer.CHILD_KEPT:
        _stop(act, row, told.answer, now, by)
    return made


def _end(act: ActDraft, row: Notice, now: datetime) -> None:
    """In the centre's name: neither the file nor a message says who found, where, or when."""
    step(row, Verb.CANCEL, now)
    row.ground = int(Ground.LOCATED_SAFE)
    row.save()
    file(row, Verb.CANCEL, voice(), now, ground=Ground.LOCATED_SAFE)
    take_back(act, row, now)
    tell_owner(row, "cancelled", ground=Ground.LOCATED_SAFE.slug)


def _stop(act: ActDraft, row: Notice, answer: Answer, now: datetime, by: Actor) -> None:
    """Nobody looks for this person any more; its bureau asks the finder's, and withdraws it, or reviewers decide."""
    step(row, Verb.SUSPEND, now)
    row.save()
    file(row, REPORTED, by, now)
    take_back(act, row, now)
    send(telling.FOUND, [row.bureau], {"what": answer.slug, "bureau": by.bureau}, row)


def possible_answers(row: Notice) -> tuple[Answer, ...]:
    """The answers that fit what the notice says of the person's age today."""
    asked = Asked(row.body, timezone.now().date(), limits())
    return answers_for(is_child=is_child(asked), is_known=asked.says("born"))
