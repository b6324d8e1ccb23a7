"""Pages of a dispute: what waits between bureaus, disputing another's record, one dispute with its answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from comity.bureaus.models import Bureau
from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid, NotFound
from comity.records.document import body_of
from comity.records.life import disputing
from comity.records.life.disputes import Dispute
from comity.records.life.matters import list_matters, matter_of
from comity.records.reasons import DisputeAnswerForm, DisputeForm
from comity.records.registry import by_slug
from comity.web.forms import show_errors


@require_GET
def matters(request: HttpRequest) -> HttpResponse:
    """What others say of the own records, by clock, and what the own bureau said of theirs."""
    actor = actor_of(request)
    found = list_matters(by=actor)
    codes = {each.row.bureau for each in (*found.disputes, *found.finds, *found.answered)}
    codes |= {each.row.owner for each in found.ours}
    return render(request, "records/matters.html", {"found": found, "names": names_of(codes, actor)})


@require_http_methods(["GET", "POST"])
def dispute(request: HttpRequest, database: str, pk: UUID) -> HttpResponse:
    """Ask what is wrong with another bureau's record, then tell its owner."""
    actor, chosen = actor_of(request), by_slug(database)
    require(actor, "records.dispute", database=chosen.code)
    found, status = disputing.found_by(chosen, pk, actor), 200
    form = DisputeForm(request.POST or None, initial={"seen": found.version})
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                row = disputing.dispute(chosen, pk, evidence=said["evidence"], seen=said["seen"], by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, _("Disputed. Its owner was told, and its clock runs."))
                return redirect("records:dispute-page", row.id)
    context = {
        "database": chosen,
        "record": found,
        "title": chosen.headline(body_of(found)),
        "owner": Bureau.visible_to(actor).get(pk=found.owner),
        "days": disputing.DAYS_TO_ANSWER,
        "form": form,
    }
    return render(request, "records/dispute.html", context, status=status)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One dispute, for either side; its owner answers here."""
    actor, status = actor_of(request), 200
    require(actor, "records.list_matters")
    row = get_object_or_404(Dispute.visible_to(actor), pk=pk)
    matter = matter_of(row, actor)
    ours_to_answer = row.owner == actor.bureau and row.is_open
    if row.owner == actor.bureau and matter.record is None:
        raise NotFound()  # above the reader's clearance
    form = DisputeAnswerForm(request.POST or None)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                disputing.answer_dispute(pk, upheld=said["upheld"], answer=said["answer"], by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, _("Answered. Whoever disputed it was told."))
                return redirect("records:matters")
    may_answer = bool(actor.may("records.answer_dispute", now=timezone.now()))
    context = {
        "matter": matter,
        "names": names_of({row.bureau, row.owner}, actor),
        "own": row.owner == actor.bureau,
        "form": form if ours_to_answer and may_answer else None,
    }
    return render(request, "records/dispute_page.html", context, status=status)


def names_of(codes: set[str], actor: Actor) -> dict[str, str]:
    """Names of bureaus by code; the clock has none."""
    known = {each.code: each.name for each in Bureau.visible_to(actor).filter(code__in=codes)}
    return {code: known.get(code, code) for code in codes}
