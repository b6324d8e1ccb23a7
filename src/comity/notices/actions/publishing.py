"""The moment a notice is out. Called by the verbs that lead there, inside their transaction; no door calls it."""

from datetime import datetime

from comity.gate.action import ActDraft
from comity.gate.actor import Actor
from comity.notices import rules
from comity.notices.actions.effects import basis_or_refuse, put_out
from comity.notices.actions.filing import file, step
from comity.notices.actions.taking_in import take_in
from comity.notices.models import Notice
from comity.notices.path import Verb


def publish(act: ActDraft, row: Notice, *, by: Actor, now: datetime) -> None:
    """Put it out: state, keys, messages; a correction is taken into the notice that it corrects.

    Raises: Refused without a legal basis of the node, or where what is corrected does not stand; Stale.
    """
    if row.corrects_id is not None:
        take_in(act, row, by=by, now=now)
        return
    basis = basis_or_refuse()
    step(row, Verb.PUBLISH, now)
    row.published_at, row.expires_on = now, rules.lasts_until(row.declaration, now.date())
    put_out(act, row, basis, now)
    row.save()
    file(row, Verb.PUBLISH, by, now)
