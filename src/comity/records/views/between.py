"""Pages of records between two bureaus: what waits, and the owner's word on what the centre recorded for it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid, NotFound
from comity.records.between import behalf as verbs
from comity.records.between import between_lists
from comity.records.between.agreed import OnBehalf
from comity.records.between.forms_between import AnswerForm, RequestForm
from comity.records.document import told
from comity.records.forms import RecordForm
from comity.records.listing.browsing import opened
from comity.records.record import Record
from comity.records.registry import by_code, by_slug
from comity.records.shown import envelope_of, facts_of
from comity.records.views.pictures import shots_of
from comity.web.forms import show_errors


@require_GET
def between(request: HttpRequest) -> HttpResponse:
    """What waits for the reader's word, what the bureau waits for, and what came of it."""
    actor = actor_of(request)
    require(actor, "records.view_between")
    context = {
        "recorded": between_lists.recorded_for_us(actor),
        "offered": between_lists.offered_to_us(actor),
        "offers": between_lists.offered_by_us(actor),
        "before": between_lists.offered_before(actor),
        "settled": between_lists.recorded_before(actor),
        "bureau": actor.bureau,
    }
    return render(request, "records/between.html", context)


@require_http_methods(["GET", "POST"])
def recorded(request: HttpRequest, behalf: UUID) -> HttpResponse:
    """One record made on behalf of its owner: the request, the record, and the owner's word."""
    actor, now = actor_of(request), timezone.now()
    row = agreed(behalf, actor)
    form, status = AnswerForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if "accept" in request.POST:
                    verbs.accept_recorded(behalf, by=actor)
                else:
                    verbs.reject_recorded(behalf, reason=form.cleaned_data["reason"], by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, _("Decided. The centre was told."))
                return redirect("records:recorded", behalf)
    context = {"row": row, "database": by_code(row.database), "form": form}
    if row.owner == actor.bureau:
        context |= _for_owner(row, actor)
        context["may_decide"] = row.is_open(now) and bool(actor.may("records.reject_recorded", now=now))
    return render(request, "records/recorded.html", context, status=status)


@require_http_methods(["GET", "POST"])
def record_for(request: HttpRequest, database: str) -> HttpResponse:
    """The form of a record on behalf of another bureau: the request first, then the record."""
    actor, chosen = actor_of(request), by_slug(database)
    require(actor, "records.record_for", database=chosen.code)
    if not verbs.may_record_for(actor, chosen):
        raise NotFound()
    posted = request.POST if request.method == "POST" else None
    asked, status = RequestForm(posted, actor), 200
    form = RecordForm(chosen, posted, more=request.POST.get("more", ""))
    if posted is not None and "more" not in posted:
        status = 422
        if asked.is_valid():
            try:
                verbs.record_for(chosen, form.raw(), asked.request(), by=actor)
            except Invalid as refusal:
                if rest := asked.show(refusal):
                    form.show(Invalid(rest))
            else:
                messages.success(request, _("Recorded. Its owner was told."))
                return redirect("records:between")
    context = {"database": chosen, "form": form, "asked": asked}
    return render(request, "records/record_for.html", context, status=status)


def agreed(behalf: UUID, actor: Actor) -> OnBehalf:
    """A row that this actor may see. Raises: NotAllowed; NotFound for any other."""
    require(actor, "records.view_between")
    row = OnBehalf.visible_to(actor).filter(pk=behalf).first()
    if row is None:
        raise NotFound()
    return row


def _for_owner(row: OnBehalf, actor: Actor) -> dict[str, object]:
    """The record, as its owner reads it: an act."""
    database: type[Record] = by_code(row.database)
    record = opened(database, row.record, by=actor)
    body = told(record, actor.bureau)
    return {
        "record": record,
        "title": database.headline(body),
        "facts": facts_of(database, body),
        "envelope": envelope_of(body),
        "shots": shots_of(record, actor),
    }
