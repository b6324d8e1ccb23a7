"""Questions that look further than for what was named: a part of a number, the looks of a thing, a person asked wide.

Only for a case, with a written reason, and alone. Pure. Source: practice 6.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.bureaus.purposes import needs_case
from comity.kit.errors import FieldError
from comity.queries.asked import Asked

# Of the reason.
LEAST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Words:
    """What is said where something is missing, each beside its field."""

    purpose: str | Promise
    case: str | Promise
    reason: str | Promise
    alone: str | Promise


OF_NUMBERS = Words(
    purpose=_("A border control asks for whole numbers. Choose the purpose of your case."),
    case=_("Name the case for which you need a partial search."),
    reason=_("Write in a few words why a whole number is not enough."),
    alone=_("Ask for a part of a number, or by a description, alone: without other subjects."),
)
OF_PERSONS = Words(
    purpose=_("A border control does not ask wide. Choose the purpose of your case."),
    case=_("Name the case for which you look so far."),
    reason=_("Write in a few words why the usual reach is not enough."),
    alone=_("Ask wide about one person alone, without other subjects."),
)


def faults(asked: Asked) -> list[FieldError]:
    """What such a question lacks; nothing where it may be asked."""
    words = OF_NUMBERS if any(each.is_loose for each in asked.subjects) else OF_PERSONS
    found = []
    if not needs_case(asked.purpose):
        found.append(FieldError("purpose", "partial-purpose", words.purpose))
    if not asked.case.strip():
        found.append(FieldError("case", "required", words.case))
    if len(asked.reason.split()) < LEAST_WORDS:
        found.append(FieldError("reason", "required", words.reason))
    if len(asked.subjects) != 1:
        found.append(FieldError("subjects", "partial-alone", words.alone))
    return found
