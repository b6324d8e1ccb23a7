"""Pages of an import: the file, its columns, what would happen, progress, the report, undo."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.kit.errors import Invalid, NotFound
from comity.records.loading import importing
from comity.records.loading.forms_importing import CheckForm, ColumnsForm, SaidForm, UploadForm
from comity.records.loading.imports import Import, State
from comity.records.loading.undoing import WHY
from comity.records.loading.uploaded import ENTITIES
from comity.records.loading.working import lines_read
from comity.records.reasons import ReasonForm
from comity.records.registry import by_code, by_slug
from comity.web.forms import show_errors


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, database: str) -> HttpResponse:
    """The form of a file, and one's own files of this database."""
    actor, chosen = actor_of(request), by_slug(database)
    require(actor, "records.upload", database=chosen.code)
    form, status = UploadForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            sent = form.cleaned_data["file"]
            try:
                made = importing.upload(chosen, sent.chunks(), file_name=sent.name, by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                if not made.heads and made.kind != ENTITIES:  # each row names its own fields
                    importing.check(made.id, by=actor)
                return redirect("records:import", made.id)
    own = Import.visible_to(actor).filter(database=chosen.code, ends_at__gte=timezone.now())
    context = {"database": chosen, "form": form, "imports": own}
    return render(request, "records/import_upload.html", context, status=status)


@require_GET
def page(request: HttpRequest, upload: UUID) -> HttpResponse:
    """Where an import stands, whatever that is."""
    actor = actor_of(request)
    require(actor, "records.upload")
    found = importing.own_import(upload, by=actor)
    if found.step is State.UPLOADED:
        return redirect("records:import-columns", found.id)
    database = by_code(found.database)
    rows = found.preview if found.step is State.CHECKED else []
    labels = ColumnsForm.labels(database)
    fields = [field for field in found.mapping if field] or [each.name for each in database.declared()]
    order = _errors_first(rows, len(fields))
    context = {
        "upload": found,
        "database": database,
        "heads": [labels.get(fields[place], fields[place]) for place in order],
        "rows": [_shown(row, order) for row in rows],
        "good": found.counts.get("recorded", 0) + found.counts.get("changed", 0),
        "line": lines_read(found) if found.is_working else 0,
        "stayed": [(each, WHY[each["why"]]) for each in found.undone.get("stayed", ())],
        "may_undo": found.may_be_undone(timezone.now()),
    }
    return render(request, "records/import.html", context)


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, upload: UUID) -> HttpResponse:
    """What each column is, as proposed or as chosen; of a file of entities what they do not say."""
    actor = actor_of(request)
    require(actor, "records.check_import")
    found, status = importing.own_import(upload, by=actor), 200
    if not found.heads and found.kind != ENTITIES:
        raise NotFound()
    database, kind = by_code(found.database), SaidForm if found.kind == ENTITIES else ColumnsForm
    form: CheckForm = kind(found, database, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            importing.check(found.id, **form.told(), change=form.cleaned_data["change"], by=actor)
        except Invalid as refusal:
            form.show(refusal)
        else:
            return redirect("records:import", found.id)
    if request.method == "POST":
        status = 422
    context = {"upload": found, "database": database, "form": form}
    return render(request, form.template, context, status=status)


@require_POST
def start(request: HttpRequest, upload: UUID) -> HttpResponse:
    """Record every good row."""
    importing.start(upload, by=actor_of(request))
    return redirect("records:import", upload)


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, upload: UUID) -> HttpResponse:
    """Ask why, then take the whole import back."""
    actor = actor_of(request)
    require(actor, "records.undo_import")
    found, status = importing.own_import(upload, by=actor), 200
    form = ReasonForm(request.POST or None, initial={"seen": 1})
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                importing.undo(upload, reason=form.cleaned_data["reason"], by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                return redirect("records:import", upload)
    context = {"upload": found, "database": by_code(found.database), "form": form}
    return render(request, "records/import_undo.html", context, status=status)


@require_POST
def drop(request: HttpRequest, upload: UUID) -> HttpResponse:
    """Delete the file and what was said of it."""
    actor = actor_of(request)
    database = by_code(importing.own_import(upload, by=actor).database)
    importing.drop(upload, by=actor)
    messages.success(request, _("Deleted. What was recorded stays."))
    return redirect("records:import-file", database.slug)


@require_GET
def report(request: HttpRequest, upload: UUID) -> StreamingHttpResponse:
    """The refused rows with line, field and reason, as CSV."""
    found = importing.own_import(upload, by=actor_of(request))
    if found.step not in (State.DONE, State.UNDOING, State.UNDONE):
        raise NotFound()
    response = StreamingHttpResponse(importing.report_of(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{found.id}.csv"'
    return response


def _errors_first(rows: list[dict[str, Any]], columns: int) -> list[int]:
    """The columns in the order of the file, but those with something wrong before the others."""
    return sorted(range(columns), key=lambda place: not any(row["errors"][place] for row in rows))


def _shown(row: dict[str, Any], order: list[int]) -> dict[str, Any]:
    """A row of the preview with each cell beside what is wrong with it."""
    return {
        "line": row["line"],
        "whole": row["whole"],
        "cells": [(row["cells"][place], row["errors"][place]) for place in order],
        "is_good": not row["whole"] and not any(row["errors"]),
    }
