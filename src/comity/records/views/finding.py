"""Pages of a find: reporting that one has what another bureau recorded, and one report with the owner's answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.bureaus.models import Bureau
from comity.gate.action import require
from comity.gate.door import actor_of
from comity.kit.errors import Invalid, NotFound
from comity.records.document import body_of
from comity.records.life import disputing, finding
from comity.records.life.finds import Find
from comity.records.life.forms_finding import FindAnswerForm, FindForm
from comity.records.life.matters import matter_of
from comity.records.registry import by_slug
from comity.records.rules import AfterRecovery
from comity.records.shown import facts_in
from comity.records.views.disputing import names_of
from comity.web.forms import show_errors


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, database: str, pk: UUID) -> HttpResponse:
    """Ask what the declaration asks of a finder, then tell the owner."""
    actor, chosen = actor_of(request), by_slug(database)
    require(actor, "records.report_found", database=chosen.code)
    found, status = disputing.found_by(chosen, pk, actor), 200
    if not chosen.found_asks:
        raise NotFound()
    posted = request.POST if request.method == "POST" else None
    form = FindForm(chosen, posted)
    if posted is not None:
        typed = posted.get("seen", "")
        seen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
        try:
            row = finding.report_found(chosen, pk, form.raw(), seen=seen, by=actor)
        except Invalid as refusal:
            status = 422
            form.is_valid()
            show_errors(form, refusal)
        else:
            messages.success(request, _("Reported. Its owner was told, and its clock runs."))
            return redirect("records:find-page", row.id)
    context = {
        "database": chosen,
        "record": found,
        "seen": found.version if posted is None else posted.get("seen", ""),
        "title": chosen.headline(body_of(found)),
        "owner": Bureau.visible_to(actor).get(pk=found.owner),
        "form": form,
    }
    return render(request, "records/report_found.html", context, status=status)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One report, for either side; the owner accepts it here or says why not."""
    actor, status = actor_of(request), 200
    row = get_object_or_404(Find.visible_to(actor), pk=pk)
    matter, own = matter_of(row, actor), row.owner == actor.bureau
    if own:
        require(actor, "records.list_matters")
        if matter.record is None:
            raise NotFound()  # above the reader's clearance
    form = FindAnswerForm(request.POST or None)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                finding.answer_found(pk, accept=said["accept"], answer=said["answer"], by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, _("Answered. The finder was told."))
                return redirect("records:find-page", pk)
    answers = own and row.is_open and bool(actor.may("records.answer_found", now=timezone.now()))
    context = {
        "matter": matter,
        "facts": facts_in(matter.database.found_asks, row.body),
        "names": names_of({row.bureau, row.owner}, actor),
        "own": own,
        "stays": matter.database.after_recovery is AfterRecovery.STAYS_A_HIT,
        "form": form if answers else None,
    }
    return render(request, "records/find_page.html", context, status=status)
