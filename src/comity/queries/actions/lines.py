"""A bureau's own lines under answers, written by its head."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comity.gate import epoch
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import invalid
from comity.kit.text import clean_line
from comity.queries.models import BureauLine
from comity.queries.rules import Outcome
from comity.records.registry import all_databases

LONGEST_LINE = 300


@action("queries.set_line")
def set_line(act: ActDraft, outcome: str, text: str, *, database: int | None, by: Actor) -> None:
    """Set the line shown with this answer of this database, or of all; an empty text takes it away.

    Raises: Invalid.
    """
    if outcome not in set(Outcome):
        raise invalid("outcome", "unknown-outcome", _("Choose one of the answers."))
    if database is not None and database not in {each.code for each in all_databases()}:
        raise invalid("database", "unknown-database", _("Choose one of the databases."))
    line = clean_line(text, field="text", longest=LONGEST_LINE)
    act.databases = (database,) if database is not None else ()
    act.about = f"line:{outcome}"
    key: dict[str, Any] = {"bureau": by.bureau, "database": database, "outcome": outcome}
    if line:
        BureauLine.objects.update_or_create(**key, defaults={"text": line})
    else:
        BureauLine.visible_to(by).filter(database=database, outcome=outcome).delete()
    epoch.bump()  # every process reads the lines once for each epoch
