"""What became of a record since a hit on it, in the words for its finder. Reads only.

Source: practice 21 and 8; what a finder may learn is decided in records/life/happened.py.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.queries.forwarding.copies import heard_of
from comity.queries.models import Hit
from comity.queries.steps import BAD, GOOD, WARN, Step
from comity.records.life.happened import Told, told_as
from comity.records.life.happenings import Happening
from comity.records.registry import by_code
from comity.records.scope import Scope

_END = _("End what rests on this hit, then record what was done.")
STEPS: dict[Told, Step] = {
    Told.ENTERED_IN_ERROR: Step(BAD, _("Entered in error: this record should never have been there."), _END),
    Told.WITHDRAWN: Step(BAD, _("The owner withdrew this record."), _END),
    Told.CORRECTED: Step(
        BAD,
        _("The owner corrected what this record is found by."),
        _("Ask again with what you have in hand. Until then nothing may rest on this hit."),
    ),
    Told.FOUND: Step(
        WARN,
        _("The owner says that it was found again."),
        _("Read what the record answers now, and ask the owner before you act."),
    ),
    Told.BLOCKED: Step(
        BAD, _("This record is blocked: it answers nobody."), _("Nothing may rest on this hit meanwhile.")
    ),
    Told.DISPUTED: Step(
        WARN, _("The owner's data are disputed."), _("Ask the owner before you act on this hit.")
    ),
    Told.STANDS: Step(
        GOOD, _("This record stands again."), _("It answers as before. It is still the owner's to confirm.")
    ),
    Told.GONE: Step(
        BAD,
        _("This hit stands no longer."),
        _("Its owner took the record back or closed it. End what rests on this hit."),
    ),
}
# After these the page of a hit leads with nothing else.
LEADING = frozenset({Told.ENTERED_IN_ERROR, Told.WITHDRAWN, Told.CORRECTED, Told.BLOCKED, Told.GONE})


@dataclass(frozen=True, slots=True)
class News:
    """One thing that became of a record. at: UTC."""

    told: Told
    at: datetime

    @property
    def lead(self) -> str | Promise:
        return STEPS[self.told].lead


def news_of(hit: Hit, scope: Scope) -> list[News]:
    """What this reader may know of the record since the hit, newest first."""
    if hit.kept_at:
        return [News(each.what, each.at) for each in reversed(heard_of(hit))]
    rows = list(Happening.since(hit.database, hit.record, hit.seen))
    if not rows:
        return []
    database = by_code(hit.database)
    record = database._default_manager.filter(pk=hit.record).first()
    is_open = record is not None and record.is_open_to(scope)
    found = [
        (told_as(row.happened, is_open=is_open, after_recovery=database.after_recovery), row.at)
        for row in rows
    ]
    news = [News(told, at) for told, at in found if told is not None]
    if news and not is_open:  # one that is closed learns once that its hit stands no longer, not how often
        news = news[:1]
    return news[::-1]


def leads(news: list[News], *, is_there: bool) -> Step | None:
    """The step with which the page of a hit must lead; None where what was known goes on.

    is_there: does the record still answer this reader?
    """
    if news and (news[0].told in LEADING or not is_there):
        return STEPS[news[0].told]
    return None
