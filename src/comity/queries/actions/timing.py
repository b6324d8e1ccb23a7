"""How long owners have on this node, set by its operator."""

from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import invalid
from comity.queries.clocks import LEAST_MINUTES, MOST_MINUTES, Urgency
from comity.queries.models import AnswerTime


@action("queries.set_answer_time")
def set_answer_time(
    act: ActDraft,
    urgency: Urgency,
    minutes: int,
    *,
    database: int | None,
    by: Actor,  # noqa: ARG001
) -> AnswerTime:
    """Set the time for questions asked from now on. database: its code, None for all."""
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        message = _("Give from %(least)s to %(most)s minutes.") % {
            "least": LEAST_MINUTES,
            "most": MOST_MINUTES,
        }
        raise invalid("minutes", "range", message)
    row, _made = AnswerTime.objects.update_or_create(
        database=database, urgency=int(urgency), defaults={"minutes": minutes}
    )
    act.databases = (database,) if database is not None else ()
    act.about, act.reason = f"answertime:{row.pk}", f"{urgency.name.lower()}: {minutes} min"
    return row
