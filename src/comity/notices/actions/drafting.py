"""The verbs of the bureau that asks: draft, change, drop, submit, answer, withdraw, look."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind, Say, standing_allows
from comity.bureaus.rules import Verb as StandingVerb
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Invalid, Refused, Stale, TooMany, invalid
from comity.matching.keys import Key
from comity.notices import rules
from comity.notices.actions.at_its_keeper import ask_keeper, refuse_kept_elsewhere
from comity.notices.actions.effects import take_back
from comity.notices.actions.filing import (
    STALE,
    demand,
    file,
    is_about,
    new_file,
    own,
    reason_of,
    seen_by,
    step,
)
from comity.notices.actions.publishing import publish
from comity.notices.actions.taking_in import corrected_by, refuse_not_standing
from comity.notices.audience import centre, closed_among
from comity.notices.corrections import waits_for_approval
from comity.notices.lagging import refuse_lagging
from comity.notices.models import Notice, SubjectKey
from comity.notices.path import WAS_OUT, State, Verb
from comity.notices.request import Request, read
from comity.notices.rules import is_closed
from comity.notices.sounds import SOUND, sounds_of
from comity.notices.weighing import factors_of, subject_keys, unmet_of
from comity.records.attached.attachments import Attachment, let_go
from comity.records.codes import Restriction

MOST_DRAFTS = 500  # of one bureau at once: a machine that begins and never submits stops here
MOST_ADDRESSEES = 250


@action("notices.draft")
def draft(
    act: ActDraft,
    kind: str,
    raw: Mapping[str, Any],
    *,
    diffusion: bool = False,
    addressees: Sequence[str] = (),
    by: Actor,
) -> Notice:
    """Begin a request; it may lack what reviewers need. Nobody but the own bureau sees it.

    Raises: Invalid; Refused where a bureau of this sort may not ask for this kind; TooMany.
    """
    now = timezone.now()
    request = read(kind, raw, diffusion=diffusion, addressees=addressees, today=now.date())
    row = begun(request, by, now)
    refuse_closed_addressees(row, now)
    row.save(force_insert=True)
    file(row, "notices.draft", by, now)
    is_about(act, row)
    return row


def begun(request: Request, by: Actor, now: datetime) -> Notice:
    """A new draft of this request; saving it is the verb's. Raises: Invalid, Refused, TooMany."""
    refuse_who_may_not(request, by)
    drafts = Notice.owned_by(by).filter(state=int(State.DRAFT))
    if drafts.count() >= MOST_DRAFTS:
        message = _("Your bureau has %(most)s drafts. Submit or drop some of them.") % {"most": MOST_DRAFTS}
        raise TooMany(message, code="too-many-drafts")
    row = new_file(by, now, unit=by.unit)
    write_request(row, request)
    return row


@action("notices.change")
def change(
    act: ActDraft,
    notice: Notice,
    raw: Mapping[str, Any],
    *,
    seen: int,
    sitting: UUID | None = None,
    diffusion: bool | None = None,
    addressees: Sequence[str] | None = None,
    by: Actor,
) -> Notice:
    """Put other values in their place. What was approved was other bytes: it is approved anew, or not at all.

    seen: the version that the caller saw. sitting: of the caller's page, which may have saved since. What was published
    or recalled is never changed.
    Raises: Invalid, Refused, Stale, NotFound.
    """
    row, now = own(notice, by), timezone.now()
    is_about(act, row)
    demand(row, Verb.CHANGE)
    if row.standing is not State.DRAFT:
        refuse_kept_elsewhere(row)
    refuse_older(row, seen, sitting)
    request = read(
        row.declaration.slug,
        raw,
        diffusion=row.diffusion if diffusion is None else diffusion,
        addressees=row.addressees if addressees is None else addressees,
        today=now.date(),
    )
    refuse_who_may_not(request, by)
    if row.corrects_id is not None and request.diffusion != row.diffusion:
        raise other_sort()
    before, unread = bytes(row.digest), row.unread
    write_request(row, request)
    if bytes(row.digest) == before and not unread:
        return row
    refuse_closed_addressees(row, now)
    row.version, row.sitting = row.version + 1, sitting
    if row.standing is not State.DRAFT:
        refuse_unmet(row, now)
        keep_keys(row)
    step(row, Verb.CHANGE, now)
    row.save()
    file(row, Verb.CHANGE, by, now)
    return row


@action("notices.drop")
def drop(act: ActDraft, notice: Notice, *, by: Actor) -> None:
    """Throw a draft away. What was submitted is withdrawn, and keeps its file. Raises: Refused, NotFound."""
    row = own(notice, by)
    is_about(act, row)
    demand(row, Verb.DROP)
    let_go(Attachment._default_manager.filter(notice=row.pk))
    row.delete()


@action("notices.submit")
def submit(act: ActDraft, notice: Notice, *, seen: int, by: Actor) -> Notice:
    """Hand it in. Every unmet condition is named with its rule; none may be left.

    A diffusion that asks for nobody's arrest, of a bureau in normal standing and without a factor that somebody must
    weigh, is out at once; everything else waits for reviewers. Raises: Invalid, Refused, Stale, NotFound.
    """
    row, now = own(notice, by), timezone.now()
    is_about(act, row)
    demand(row, Verb.SUBMIT)
    if row.version != seen:
        raise Stale(STALE)
    refuse_closed_addressees(row, now)
    refuse_unmet(row, now)
    row.submitted_at = now
    if row.keeper:
        return _submit_to_keeper(act, row, now, by)
    keep_keys(row)
    if _is_out_at_once(row, now):
        publish(act, row, by=by, now=now)
        return row
    _refuse_closed_to_reviewers(row)
    step(row, Verb.SUBMIT, now)
    row.save()
    file(row, Verb.SUBMIT, by, now)
    return row


def _submit_to_keeper(act: ActDraft, row: Notice, now: datetime, by: Actor) -> Notice:
    """A correction of what another node keeps: reviewed there, under the same id. Raises: Refused, Invalid."""
    noticed = corrected_by(row)
    refuse_not_standing(noticed)
    if bytes(noticed.digest) == bytes(row.digest):
        raise nothing_corrected()
    step(row, Verb.SUBMIT, now)
    body = {"correction": str(row.pk), "base": row.base, "document": row.body, "addressees": row.addressees}
    return ask_keeper(act, row, Verb.SUBMIT, body, by, about=noticed.pk)


def nothing_corrected() -> Refused:
    return Refused(_("Nothing is corrected yet."), code="nothing-corrected")


def _is_out_at_once(row: Notice, now: datetime) -> bool:
    """Need nobody review it? Raises: Refused, Invalid for a correction that cannot be handed in."""
    if row.corrects_id is not None:
        noticed = corrected_by(row)
        refuse_not_standing(noticed)
        if noticed.diffusion != row.diffusion:
            raise other_sort()
        if bytes(noticed.digest) == bytes(row.digest):
            raise nothing_corrected()
        _refuse_closed_to_reviewers(row)
        if not waits_for_approval(noticed.request, row.request):
            return True
    waits = rules.waits_for_review(
        row.declaration, diffusion=row.diffusion, pre_moderated=is_pre_moderated(row.bureau, now)
    )
    return not waits and not any(each.two for each in factors_of(row, now.date()))


def other_sort() -> Invalid:
    """The refusal of a correction that would be another sort of thing than what it corrects."""
    message = _("A correction changes no notice into a diffusion, nor back: withdraw it, and ask anew.")
    return invalid("diffusion", "correction", message)


def _refuse_closed_to_reviewers(row: Notice) -> None:
    """Raises: Invalid where those who review, suspend and cancel could not see it."""
    if is_closed(centre(), row.closed):
        message = _("You closed this to the centre, so nobody there can review it.")
        raise invalid("restriction", "closed-to-centre", message)


@action("notices.answer")
def answer(act: ActDraft, notice: Notice, text: str, *, by: Actor) -> Notice:
    """Answer what reviewers asked; the request goes back to them. Raises: Invalid, Refused, NotFound."""
    row, now = own(notice, by), timezone.now()
    is_about(act, row)
    demand(row, Verb.ANSWER)
    told = reason_of(text, field="text")
    if row.keeper:
        return ask_keeper(act, row, Verb.ANSWER, {"text": told}, by, text=told)
    step(row, Verb.ANSWER, now)
    row.save()
    file(row, Verb.ANSWER, by, now, text=told)
    return row


@action("notices.withdraw")
def withdraw(act: ActDraft, notice: Notice, *, reason: str, by: Actor) -> Notice:
    """Take it back, at any time. What was out is recalled from everybody. Source: RPD Art. 7 and 81 (as our facts have
    them). Raises: Invalid, Refused, NotFound.
    """
    row, now = own(notice, by), timezone.now()
    is_about(act, row)
    demand(row, Verb.WITHDRAW)
    told, was_out = reason_of(reason), row.standing in WAS_OUT
    if row.keeper:
        return ask_keeper(act, row, Verb.WITHDRAW, {"reason": told}, by, text=told)
    step(row, Verb.WITHDRAW, now)
    row.save()
    file(row, Verb.WITHDRAW, by, now, text=told)
    if was_out:
        take_back(act, row, now)
    return row


@action("notices.view")
def view(act: ActDraft, notice: Notice, *, by: Actor) -> Notice:
    """Look at a notice that one may see; that is an act. Raises: NotFound; NotAllowed for a system that lags."""
    row = seen_by(notice, by)
    is_about(act, row)
    if row.bureau != by.bureau:
        refuse_lagging(by)
    return row


def is_pre_moderated(bureau: str, now: datetime) -> bool:
    """Do the diffusions of this bureau go through the centre?"""
    standing = Bureau.objects.get(pk=bureau).standing_on(now.date())
    return standing_allows(standing, StandingVerb.SUBMIT_NOTICE) is not Say.YES


def refuse_older(row: Notice, seen: int, sitting: UUID | None) -> None:
    """Raises: Stale where somebody else changed it since. What one's own page saved is no other's change, even
    where its answer was lost on the way.
    """
    if row.version != seen and (sitting is None or row.sitting != sitting):
        raise Stale(STALE)


def refuse_who_may_not(request: Request, by: Actor) -> None:
    """Raises: Refused for a sort of bureau that does not ask for this kind; Invalid for such a diffusion."""
    bureau = Bureau.objects.filter(pk=by.bureau).first()
    if bureau is None or not rules.may_be_asked_by(request.kind, BureauKind(bureau.kind)):
        raise Refused(_("A bureau of your sort does not ask for this kind of notice."), code="not-your-kind")
    if request.diffusion and not request.kind.diffusions:
        raise invalid("diffusion", "no-diffusion", _("There are no diffusions of this kind."))
    if len(request.addressees) > MOST_ADDRESSEES:
        raise invalid("addressees", "too-many", _("Give at most %(most)s.") % {"most": MOST_ADDRESSEES})


def write_request(row: Notice, request: Request) -> None:
    """Put a request in; the digest is of it with the pictures that hang on the notice."""
    row.kind, row.diffusion = request.kind.number, request.diffusion
    row.addressees, row.body = list(request.addressees), request.body
    row.closed, row.unread = Restriction().store(request.body.get("restriction")), {}
    row.digest = row.request.sha256


def refuse_closed_addressees(row: Notice, now: datetime) -> None:
    """Raises: Invalid for an addressee that the directory lacks, that is the sender, or to whom it is closed."""
    known = set(Bureau.objects.filter(code__in=row.addressees).values_list("code", flat=True))
    errors = []
    for code in row.addressees:
        if code not in known:
            message = _("The directory has no bureau %(code)s.") % {"code": code}
            errors.append(FieldError("addressees", "unknown-bureau", message))
        elif code == row.bureau:
            errors.append(FieldError("addressees", "own-bureau", _("This is your own bureau.")))
    for code in closed_among(row, sorted(known), now.date()):
        message = _("You closed this to %(code)s: open it, or leave that bureau out.") % {"code": code}
        errors.append(FieldError("addressees", "closed-to", message))
    if errors:
        raise Invalid(errors)


def refuse_unmet(row: Notice, now: datetime) -> None:
    """Raises: Invalid with every unmet condition: field, code, and the sentence with its rule."""
    found = unmet_of(row, now.date())
    if found:
        raise Invalid(
            [
                FieldError(
                    each.field,
                    each.code,
                    _("%(sentence)s (%(rule)s)") % {"sentence": each.sentence, "rule": each.law.label},
                )
                for each in found
            ]
        )


def keep_keys(row: Notice) -> None:
    found: list[Key] = subject_keys(row)
    row.keys.all().delete()
    values = [(int(each.kind), each.value) for each in found]
    values += [(SOUND, value) for value in sounds_of(row.body)]
    SubjectKey.objects.bulk_create([SubjectKey(notice=row, kind=kind, value=value) for kind, value in values])
