"""Pages of the databases: own records opened, recorded, changed, withdrawn, recovered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from comity.bureaus.models import Bureau
from comity.bureaus.rules import owner_line
from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid
from comity.records import actions
from comity.records.attached.attachments import MOST_ATTACHED
from comity.records.between.agreements import TRANSFERABLE
from comity.records.between.between_lists import open_behalf, open_offer
from comity.records.document import body_of, told
from comity.records.ending.asked import AskedDeletion
from comity.records.ending.deleting import may_be_deleted
from comity.records.ending.reentries import deleted_before
from comity.records.feeding import waits_for_centre
from comity.records.forms import RecordForm
from comity.records.life.disputes import Block, Dispute
from comity.records.life.finds import Find
from comity.records.life.states import ENDED, Deed, may
from comity.records.life.withdrawing import elsewhere_of
from comity.records.listing.browsing import opened
from comity.records.listing.lists import MOST_COUNTED
from comity.records.reading import history
from comity.records.reasons import CorrectionForm
from comity.records.record import Record
from comity.records.registry import by_slug, databases
from comity.records.rules import DELETION_ORDERED, FEEDERS, HELD, AfterRecovery, Feeder, Status, extends_from
from comity.records.shown import envelope_of, facts_of, timeline
from comity.records.views.pictures import shots_of
from comity.records.watching.misled import MISLED, lowered
from comity.records.watching.quality_check import newer_than
from comity.records.watching.reviewing import is_closed_to_centre
from comity.web.forms import show_errors


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Every database: what it holds, who feeds it, how long it keeps, how many are one's own."""
    actor = actor_of(request)
    require(actor, "records.list")
    rows = [
        (database, FEEDERS[database.fed_by], database.owned_by(actor)[: MOST_COUNTED + 1].count())
        for database in databases()
        if actor.may("records.list", database=database.code, now=timezone.now())
    ]
    may_close = bool(actor.may("records.close_to", now=timezone.now()))
    may_decide = bool(actor.may("records.decide_export", now=timezone.now()))
    may_see_systems = bool(actor.may("records.view_systems", now=timezone.now()))
    context = {
        "rows": rows,
        "most": MOST_COUNTED,
        "may_close": may_close,
        "may_decide": may_decide,
        "may_see_systems": may_see_systems,
    }
    return render(request, "records/overview.html", context)


@require_GET
def libraries(request: HttpRequest) -> HttpResponse:
    """The reference libraries of the reader's unit, and how much each holds for it."""
    actor, now = actor_of(request), timezone.now()
    require(actor, "records.browse")
    rows = [
        (
            database,
            FEEDERS[database.fed_by],
            database.library_for(actor, today=now.date())[: MOST_COUNTED + 1].count(),
        )
        for database in databases()
        if database.reference and actor.may("records.browse", database=database.code, now=now)
    ]
    return render(request, "records/libraries.html", {"rows": rows, "most": MOST_COUNTED})


@require_GET
def record(request: HttpRequest, database: str, pk: UUID) -> HttpResponse:
    """One record: what it says, how it may be handled, what it said before."""
    actor, chosen = actor_of(request), by_slug(database)
    found = opened(chosen, pk, by=actor)
    body, own = told(found, actor.bureau), found.owner == actor.bureau
    states = timeline(chosen, history(found, reader=actor)) if own else []
    made_here = chosen.fed_by is not Feeder.NODE
    context = {
        "database": chosen,
        "record": found,
        "title": chosen.headline(body),
        "facts": facts_of(chosen, body),
        "envelope": envelope_of(body),
        "remarks": _remarks(found, actor),
        "own": own,
        "shots": shots_of(found, actor),
        "enough": MOST_ATTACHED,
        "extendable": own and made_here and extends_from(found.kept_until) <= timezone.now().date(),
        "deletable": made_here and may_be_deleted(found, actor),
        "goes": own and AskedDeletion.of(found).exists(),
        "timeline": states,
        "elsewhere": elsewhere_of(found, actor),
        "prepared": own and found.status == Status.PREPARED,
        "failed": states[0][0].reason if states and states[0][0].verb == "records.fail_check" else "",
        "newer": newer_than(found, actor),
        "deleted_before": deleted_before(found, actor),
        "behalf": open_behalf(found, actor),
        "offered": open_offer(found, actor),
        "transferable": own and made_here and found.status in TRANSFERABLE,
        "held": own and found.status in HELD,
        "sent_back": states[0][0].reason if states and found.status == Status.SENT_BACK else "",
        "closed_to_centre": own and found.status == Status.DRAFT and is_closed_to_centre(found, actor),
        "stays": chosen.after_recovery is AfterRecovery.STAYS_A_HIT,
        "finds": Find.open_on(found) if own else [],
        "disputes": Dispute.open_on(found) if own else [],
        # Not called `block`: in a template that is the block which is being rendered, and always there.
        "blocked": Block.open_on(found) if own else None,
        "may_dispute": not own
        and may(Status(found.status), Deed.DISPUTE)
        and bool(actor.may("records.dispute", database=chosen.code, now=timezone.now())),
        "can": {"recover": may(Status(found.status), Deed.RECOVER)},
        "may": may_of(actor, chosen) if own and made_here and found.status not in ENDED else {},
    }
    return render(request, "records/record.html", context)


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, database: str) -> HttpResponse:
    """The form of a new record. The button for more rows posts back and records nothing."""
    actor, chosen = actor_of(request), by_slug(database)
    require(actor, "records.create", database=chosen.code)
    form, status = _form(request, chosen), 200
    if request.method == "POST" and "more" not in request.POST:
        try:
            made = actions.create(chosen, form.raw(), by=actor)
        except Invalid as refusal:
            form.show(refusal)
            status = 422
        else:
            waits = made.status in HELD
            messages.success(request, _("Recorded. It waits for the centre.") if waits else _("Recorded."))
            return redirect("records:page", chosen.slug, made.id)
    context = {"database": chosen, "form": form, "waits": waits_for_centre(actor.bureau)}
    return render(request, "records/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, database: str, pk: UUID) -> HttpResponse:
    """The form of an own record, as it is now or as it was typed."""
    actor, chosen = actor_of(request), by_slug(database)
    require(actor, "records.change", database=chosen.code)
    found = actions.own(chosen, pk, by=actor)
    body = body_of(found)
    form, status = _form(request, chosen, body=body), 200
    correction = CorrectionForm(request.POST or None)
    if request.method == "POST" and "more" not in request.POST:
        reason, saw = request.POST.get("reason", ""), _number(request.POST.get("seen"))
        digest = _digest(request.POST.get("digest"))
        try:
            made = actions.change(
                chosen, pk, form.raw(), seen=saw, seen_digest=digest, reason=reason, by=actor
            )
        except Invalid as refusal:
            is_reason = refusal.errors[0].field == "reason"
            show_errors(correction, refusal) if is_reason else form.show(refusal)
            status = 422
        else:
            former = _("Changed. The former state stays in the history.")
            aside = _("Saved. Only your bureau sees this, so the version stays.")
            messages.success(request, former if made.version != found.version else aside)
            return redirect("records:page", chosen.slug, pk)
    seen = request.POST.get("seen", found.version)
    context = {
        "database": chosen,
        "form": form,
        "record": found,
        "title": chosen.headline(body),
        "seen": seen,
        "digest": request.POST.get("digest", bytes(found.sha256).hex()),
        "correction": correction,
        "waits": found.status in HELD or waits_for_centre(actor.bureau),
    }
    return render(request, "records/form.html", context, status=status)


def _form(request: HttpRequest, database: type[Record], body: dict[str, Any] | None = None) -> RecordForm:
    posted = request.POST if request.method == "POST" else None
    return RecordForm(database, posted, body=body, more=request.POST.get("more", ""))


def may_of(actor: Actor, database: type[Record]) -> dict[str, bool]:
    """What the buttons of a page may offer; the verbs ask again."""
    verbs = (
        *("create", "change", "submit", "withdraw", "mark_error", "recover", "extend", "offer"),
        *("export", "upload"),
    )
    now = timezone.now()
    return {verb: bool(actor.may(f"records.{verb}", database=database.code, now=now)) for verb in verbs}


def _remarks(record: Record, actor: Actor) -> list[Any]:
    """The lines of a record; of another bureau's, what its owner's standing says too."""
    today = timezone.now().date()
    owner = Bureau.visible_to(actor).get(pk=record.owner)
    line = owner_line(owner.standing_on(today)) if record.owner != actor.bureau else ""
    misled = MISLED if lowered(record.code, [record.id]) else ""
    ordered = ""
    if record.owner == actor.bureau and any(
        each.get("note") == DELETION_ORDERED for each in record.references
    ):
        ordered = _(
            "The commission ordered its deletion: it is gone at the centre and is never shared again. Delete it "
            "here, too."
        )
    return [each for each in (line, misled, ordered, *record.remarks(today)) if each]


def _digest(text: str | None) -> bytes:
    """The digest that a form carries; of anything else one that fits nothing."""
    try:
        return bytes.fromhex(text or "")
    except ValueError:
        return b"?"


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
