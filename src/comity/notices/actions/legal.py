"""Under which rules this node publishes: its operator records it, before the first notice."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Invalid, invalid
from comity.kit.text import clean_line
from comity.notices.models import LegalBasis


@action("notices.record_legal_basis")
def record_legal_basis(
    act: ActDraft, *, body: str, title: str, organ: str, adopted_on: date, by: Actor
) -> LegalBasis:
    """Record the issuing body, the rules, the organ that adopted them and the day. A newer one counts from now on.

    Source: practice 11 (binding). Raises: Invalid.
    """
    now = timezone.now()
    given = {"body": (body, 160), "title": (title, 200), "organ": (organ, 160)}
    told = {name: clean_line(text, field=name, longest=longest) for name, (text, longest) in given.items()}
    if lacking := [name for name, text in told.items() if not text]:
        raise Invalid([FieldError(name, "required", _("This is needed.")) for name in lacking])
    if adopted_on > now.date():
        raise invalid("adopted_on", "date-ahead", _("Rules that are not adopted yet are no basis."))
    row = LegalBasis.objects.create(**told, adopted_on=adopted_on, recorded_at=now, function=by.function[:80])
    act.about, act.count = f"legalbasis:{row.pk}", 1
    return row
