"""What is done to a notice that is out: suspend, publish again, cancel, extend. Source: RPD Art. 81 and 49 to 51 as our
facts have them."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import Refused, invalid
from comity.notices import rules
from comity.notices.actions.at_its_keeper import ask_keeper
from comity.notices.actions.effects import (
    basis_or_refuse,
    entries_of,
    put_out_again,
    take_back,
    tell_owner,
)
from comity.notices.actions.filing import demand, file, is_about, own, reason_of, seen_by, step
from comity.notices.actions.reviewing import refuse_own_matter, refuse_protected
from comity.notices.limits import limits
from comity.notices.models import Notice
from comity.notices.path import Ground, Verb
from comity.records import keys
from comity.records.actions import keep_former
from comity.records.document import body_of
from comity.records.ways import keys_of


@action("notices.suspend")
def suspend(act: ActDraft, notice: Notice, *, reason: str, by: Actor) -> Notice:
    """Nobody finds it until somebody decides; everybody is asked to take it out. Raises: Invalid, Refused, NotFound."""
    row, now = seen_by(notice, by), timezone.now()
    is_about(act, row)
    demand(row, Verb.SUSPEND)
    told = reason_of(reason)
    step(row, Verb.SUSPEND, now)
    row.save()
    file(row, Verb.SUSPEND, by, now, text=told)
    take_back(act, row, now)
    tell_owner(row, "suspended", text=told)
    return row


@action("notices.resume")
def resume(act: ActDraft, notice: Notice, *, reason: str, by: Actor) -> Notice:
    """Publish a suspended one again, unchanged, where its conditions still hold. Raises: Invalid, Refused, NotFound."""
    row, now = seen_by(notice, by), timezone.now()
    is_about(act, row)
    demand(row, Verb.RESUME)
    refuse_own_matter(row, by)
    refuse_protected(row)
    told, basis = reason_of(reason), basis_or_refuse()
    if rules.missing(row.declaration, row.body, now.date(), limits()):
        raise Refused(_("A condition is no longer met: it cannot be published again."), code="unmet")
    step(row, Verb.RESUME, now)
    row.save()
    file(row, Verb.RESUME, by, now, text=told)
    put_out_again(act, row, basis, now)
    tell_owner(row, "published-again", text=told)
    return row


@action("notices.cancel")
def cancel(act: ActDraft, notice: Notice, *, ground: Ground, reason: str, by: Actor) -> Notice:
    """End it for good, by reviewers or the commission. Raises: Invalid, Refused, NotFound."""
    row, now = seen_by(notice, by), timezone.now()
    is_about(act, row)
    demand(row, Verb.CANCEL)
    told = reason_of(reason)
    step(row, Verb.CANCEL, now)
    row.ground = int(ground)
    row.save()
    file(row, Verb.CANCEL, by, now, text=told, ground=ground)
    take_back(act, row, now)
    tell_owner(row, "cancelled", ground=ground.slug, text=told)
    return row


@action("notices.extend")
def extend(act: ActDraft, notice: Notice, *, until: date, reason: str, seen: int, by: Actor) -> Notice:
    """Let it live longer: in its last six months, with a reason, where every condition still holds.

    Source: NGM on Art. 50 (domain facts 2.3). Raises: Invalid, Refused, NotFound, Stale.
    """
    row, now = own(notice, by), timezone.now()
    is_about(act, row)
    demand(row, Verb.EXTEND)
    told, today = reason_of(reason), now.date()
    assert row.expires_on is not None  # a constraint of what is out
    if today < rules.warned_from(row.expires_on):
        words = {"day": rules.warned_from(row.expires_on).isoformat()}
        raise Refused(_("It can be extended from %(day)s on, not sooner.") % words, code="too-early")
    latest = rules.lasts_until(row.declaration, today)
    if not row.expires_on < until <= latest:
        words = {"latest": latest.isoformat()}
        raise invalid("until", "retention", _("Choose a later day, at most %(latest)s.") % words)
    if rules.missing(row.declaration, row.body, today, limits()):
        raise Refused(_("A condition is no longer met: it cannot be extended."), code="unmet")
    if row.version != seen:
        raise invalid("seen", "stale", _("Somebody has changed it meanwhile. Look at it again."))
    if row.keeper:
        body = {"until": until.isoformat(), "reason": told}
        return ask_keeper(act, row, Verb.EXTEND, body, by, text=told)
    row.expires_on, row.warned_on = until, None
    row.save()
    file(row, Verb.EXTEND, by, now, text=told)
    for record in entries_of(row):
        keep_former(record, record.version, now)
        record.kept_until = until
        record.save(force_update=True)
        keys.rewrite(record, keys_of(record.keys, body_of(record)))
        act.touches(database=record.code, record=record.id, version=record.version)
    return row
