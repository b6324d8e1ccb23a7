"""Pages of exports: at once, or by two persons where many records of persons would leave."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.kit.errors import Invalid
from comity.records.exporting import export as exporting
from comity.records.exporting.exports import Export, Step
from comity.records.listing.lists import sieve_of, sifted
from comity.records.loading.forms_importing import AskExportForm, DecideExportForm
from comity.records.record import Record
from comity.records.registry import by_code, by_slug
from comity.web.forms import show_errors


@require_GET
def download(request: HttpRequest, database: str) -> StreamingHttpResponse:
    """The own records that fit the filters, in the form that the address names."""
    actor, chosen = actor_of(request), by_slug(database)
    sieve = sieve_of(chosen, {name: str(value) for name, value in request.GET.items()})
    form = request.GET.get("form") or exporting.CSV
    return _file(chosen, form, exporting.export(chosen, sieve, form=form, by=actor))


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, database: str) -> HttpResponse:
    """How many fit the filters, the forms of a file, and where needed the question to a second person."""
    actor, chosen = actor_of(request), by_slug(database)
    require(actor, "records.export", database=chosen.code)
    sieve, status = sieve_of(chosen, {name: str(value) for name, value in request.GET.items()}), 200
    count = sifted(chosen, sieve, actor)[: exporting.MOST_EXPORTED + 1].count()
    form = AskExportForm(exporting.forms_of(chosen), request.POST or None)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                asked = exporting.ask(chosen, sieve, **form.cleaned_data, by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, _("Asked. A second person of your bureau decides within a day."))
                return redirect("records:export-page", asked.id)
    context = {
        "database": chosen,
        "count": count,
        "forms": exporting.forms_of(chosen),
        "two": exporting.needs_two(chosen, count, actor),
        "alone": exporting.ALONE,
        "most": exporting.MOST_EXPORTED,
        "address": request.GET.urlencode(),
        "form": form,
    }
    return render(request, "records/export_ask.html", context, status=status)


@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """What was asked for and what came of it, for whoever asked and whoever decides."""
    actor = actor_of(request)
    require(actor, "records.decide_export")
    rows = [(each, by_code(each.database)) for each in Export.visible_to(actor)[:100]]
    return render(request, "records/exports.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, export: UUID) -> HttpResponse:
    """One export: who asks for what and why, the decision, and the download."""
    actor, now, status = actor_of(request), timezone.now(), 200
    asked = exporting.own_export(export, by=actor)
    form = DecideExportForm(request.POST or None)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            approve = "approve" in request.POST
            try:
                exporting.decide(export, approve=approve, reason=form.cleaned_data["reason"], by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, _("Decided."))
                return redirect("records:export-page", export)
    is_own = asked.officer == actor.officer
    context = {
        "asked": asked,
        "database": by_code(asked.database),
        "form": form,
        "is_open": asked.is_open(now),
        "may_decide": not is_own
        and asked.step == Step.ASKED
        and asked.is_open(now)
        and bool(actor.may("records.decide_export", database=asked.database, now=now)),
        "may_take": is_own and asked.step == Step.APPROVED and asked.is_open(now),
        "form_words": exporting.FORMS[asked.form],
    }
    return render(request, "records/export.html", context, status=status)


@require_POST
def take(request: HttpRequest, export: UUID) -> StreamingHttpResponse:
    """Download what was approved, once."""
    actor = actor_of(request)
    lines = exporting.take(export, by=actor)
    asked = exporting.own_export(export, by=actor)
    return _file(by_code(asked.database), asked.form, lines)


def _file(database: type[Record], form: str, lines: Iterator[str]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type=exporting.KINDS[form])
    response["Content-Disposition"] = f'attachment; filename="{database.slug}.{exporting.SUFFIXES[form]}"'
    return response
