"""A missing person was found: what the finder may answer, and what of it the bureau that asked learns. Pure.

Being found can kill: an adult is asked first, alone; for a child, child protection answers first. Source: practice 24
(binding).
"""

from dataclasses import dataclass
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import FieldError

Words = str | Promise


class Answer(IntEnum):
    """What the finder says. Closed set: numbers are never reused."""

    NO_CONTACT = 1
    ADULT_AGREES = 2
    CHILD_TOLD = 3
    CHILD_KEPT = 4

    @property
    def slug(self) -> str:
        """How the form and messages write it: "no-contact"."""
        return self.name.lower().replace("_", "-")

    @property
    def is_of_child(self) -> bool:
        return self in (Answer.CHILD_TOLD, Answer.CHILD_KEPT)


ANSWERS: dict[Answer, Words] = {
    Answer.NO_CONTACT: _("An adult: located and safe, does not want contact"),
    Answer.ADULT_AGREES: _("An adult: located, and agrees that whoever looks is told"),
    Answer.CHILD_TOLD: _("A child: located, and child protection agrees that whoever looks is told"),
    Answer.CHILD_KEPT: _("A child: located, and child protection has not decided, or says no"),
}
BY_SLUG = {each.slug: each for each in Answer}


@dataclass(frozen=True, slots=True)
class Report:
    """asked: the adult was asked alone. child_protection: which authority answered for a child, and when."""

    answer: Answer
    asked: bool = False
    child_protection: str = ""


def answers_for(*, is_child: bool, is_known: bool) -> tuple[Answer, ...]:
    """The answers that may be given. is_child: may the person be under age today? is_known: is any birth date?

    A child's wish to have no contact ends nothing: whoever finds a child speaks with child protection.
    """
    if is_child:
        return Answer.CHILD_TOLD, Answer.CHILD_KEPT
    return (Answer.NO_CONTACT, Answer.ADULT_AGREES) if is_known else tuple(Answer)


def faults(report: Report, allowed: tuple[Answer, ...]) -> list[FieldError]:
    """What is wrong with a report, by field."""
    if report.answer not in allowed:
        words = _("This answer does not fit the age of this person.")
        return [FieldError("answer", "age", words)]
    if report.answer.is_of_child and not report.child_protection:
        words = _("Child protection comes first: name the authority that you informed, and the day.")
        return [FieldError("child_protection", "required", words)]
    if not report.answer.is_of_child and not report.asked:
        words = _("Ask this person first, alone, and say that you did.")
        return [FieldError("asked", "required", words)]
    return []
