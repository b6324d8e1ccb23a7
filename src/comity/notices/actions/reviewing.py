"""The verbs of reviewers: take, ask for more, approve, refuse. Nothing is out before enough of them approved the same.

Source: RPD Art. 86 (as our facts have it); issue 5, item 3.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import Bureau
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import Refused
from comity.notices import rules, telling
from comity.notices.actions.effects import basis_or_refuse, send, tell_owner
from comity.notices.actions.filing import (
    demand,
    file,
    is_about,
    reason_of,
    refuse_stale,
    seen_by,
    step,
    wrote_it,
)
from comity.notices.actions.publishing import publish
from comity.notices.actions.taking_in import corrected_by, refuse_not_standing
from comity.notices.limits import limits
from comity.notices.models import Notice
from comity.notices.path import Ground, Verb
from comity.notices.weighing import factors_of, is_protected


@action("notices.take")
def take(act: ActDraft, notice: Notice, *, by: Actor) -> Notice:
    """Begin to review. Others may join. Raises: Refused, NotFound."""
    row, now = _to_review(act, notice, Verb.TAKE, by), timezone.now()
    step(row, Verb.TAKE, now)
    row.save()
    file(row, Verb.TAKE, by, now, shown=False)
    return row


@action("notices.ask_more")
def ask_more(act: ActDraft, notice: Notice, text: str, *, by: Actor) -> Notice:
    """Ask the bureau for more; its clock runs. Raises: Invalid, Refused, NotFound."""
    row, now = _to_review(act, notice, Verb.ASK_MORE, by), timezone.now()
    told = reason_of(text, field="text")
    step(row, Verb.ASK_MORE, now)
    row.save()
    file(row, Verb.ASK_MORE, by, now, text=told)
    send(telling.MORE, [row.bureau], {"text": told[:2000]}, row)
    return row


@action("notices.approve")
def approve(act: ActDraft, notice: Notice, reason: str, *, digest: bytes, by: Actor) -> Notice:
    """Approve the request with this digest; when enough people have, it is out in the same moment.

    digest: SHA-256 of what the reviewer read. reason: why Articles 2 and 3 are kept; the owner never reads it.
    Raises: Stale where it was changed since; Refused; Invalid; NotFound.
    """
    row, now = _to_review(act, notice, Verb.APPROVE, by), timezone.now()
    refuse_stale(row, digest)
    if row.corrects_id is not None:
        refuse_not_standing(corrected_by(row))
    _refuse_gone_bad(row, now)
    basis_or_refuse()
    refuse_protected(row)
    told = reason_of(reason)
    who = by.officer or by.token
    approved = row.deeds.filter(verb=Verb.APPROVE.value, digest=row.digest)
    if approved.filter(officer=who).exists():
        message = _("You have approved this already. Somebody else must look too.")
        raise Refused(message, code="already-approved")
    file(row, Verb.APPROVE, by, now, text=told, shown=False)
    if approvals_of(row) >= needed_for(row, now):
        publish(act, row, by=by, now=now)
        if row.corrects_id is None:  # of a correction it reads what went out
            tell_owner(row, "published")
    return row


@action("notices.refuse")
def refuse(act: ActDraft, notice: Notice, reason: str, *, ground: Ground, digest: bytes, by: Actor) -> Notice:
    """Refuse it, with a coded ground and a reason that its bureau reads. Raises: Stale, Refused, Invalid, NotFound."""
    row, now = _to_review(act, notice, Verb.REFUSE, by), timezone.now()
    refuse_stale(row, digest)
    told = reason_of(reason)
    step(row, Verb.REFUSE, now)
    row.ground = int(ground)
    row.save()
    file(row, Verb.REFUSE, by, now, text=told, ground=ground)
    tell_owner(row, "refused", ground=ground.slug, text=told)
    return row


def approvals_of(row: Notice) -> int:
    """How many people approved these very bytes."""
    rows = row.deeds.filter(verb=Verb.APPROVE.value, digest=row.digest)
    return rows.values("officer").distinct().count()


def needed_for(row: Notice, now: datetime) -> int:
    """How many must, as the factors stand now."""
    return rules.reviewers_needed(row.declaration, factors_of(row, now.date()))


def refuse_own_matter(row: Notice, by: Actor) -> None:
    """Raises: Refused for one's own draft, bureau, country or national."""
    if wrote_it(row, by):
        raise Refused(_("Whoever drafted a request never reviews it."), code="own-draft")
    bureaus = Bureau.objects.in_bulk([row.bureau, by.bureau])
    mine = bureaus[by.bureau].country if by.bureau in bureaus else ""
    concerned = rules.countries_of(row.body, bureaus[row.bureau].country)
    if rules.is_own_matter(by.bureau, mine, row.bureau, concerned):
        message = _("This concerns your own bureau or country: a reviewer of another one decides.")
        raise Refused(message, code="own-country")


def refuse_protected(row: Notice) -> None:
    """Raises: Refused where a bureau protects this person. Source: resolution GA-2017-86-RES-09 (practice 2)."""
    if is_protected(row):
        message = _("A bureau has confirmed that this person is protected: refuse or cancel it.")
        raise Refused(message, code="protected")


def _to_review(act: ActDraft, notice: Notice, verb: Verb, by: Actor) -> Notice:
    """The locked row, where this person may review it now. Raises: NotFound, Refused."""
    row = seen_by(notice, by)
    is_about(act, row)
    demand(row, verb)
    refuse_own_matter(row, by)
    return row


def _refuse_gone_bad(row: Notice, now: datetime) -> None:
    """What was complete when it was submitted may not be today: a warrant has ended. Raises: Refused."""
    if rules.missing(row.declaration, row.body, now.date(), limits()):
        message = _("A condition is no longer met. Ask the bureau for more, or refuse.")
        raise Refused(message, code="unmet")
