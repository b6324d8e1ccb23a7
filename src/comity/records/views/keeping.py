"""Pages of the months before a record ends: what nears its end, one kept longer, many kept longer together."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid, Stale
from comity.records import actions
from comity.records.document import body_of
from comity.records.ending.endings import may_extend_together
from comity.records.ending.extending import MOST_TOGETHER, extend, extend_many
from comity.records.ending.forms_keeping import KeepForm, TogetherForm
from comity.records.ending.near_end import SOON, endings_of, near_end
from comity.records.listing.lists import MOST_COUNTED
from comity.records.record import Record
from comity.records.registry import by_slug
from comity.records.rules import years_after
from comity.records.shown import cells_of, heads_of
from comity.web.forms import show_errors


@require_GET
def endings(request: HttpRequest) -> HttpResponse:
    """How many own records of each database near their end."""
    actor = actor_of(request)
    require(actor, "records.list")
    return render(
        request,
        "records/endings.html",
        {"endings": endings_of(actor), "days": SOON.days, "most_ending": MOST_COUNTED},
    )


@require_http_methods(["GET", "POST"])
def ending(request: HttpRequest, database: str) -> HttpResponse:
    """The own records of a database that near their end, the first first; POST keeps the chosen ones longer."""
    actor, chosen = actor_of(request), by_slug(database)
    require(actor, "records.list", database=chosen.code)
    form, status = TogetherForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                count = extend_many(chosen, _chosen(request), **form.asked(), by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            except Stale as refusal:
                form.add_error(None, str(refusal))
                status = refusal.status
            else:
                words = ngettext(
                    "%(count)s record is kept longer.", "%(count)s records are kept longer.", count
                )
                messages.success(request, words % {"count": count})
                return redirect("records:ending", chosen.slug)
    return render(request, "records/ending.html", _context(request, chosen, actor, form), status=status)


def _context(request: HttpRequest, chosen: type[Record], actor: Actor, form: TogetherForm) -> dict[str, Any]:
    now = timezone.now()
    rows = near_end(chosen, actor, now.date())
    may_extend = bool(actor.may("records.extend", database=chosen.code, now=now))
    picked = set(request.POST.getlist("chosen"))
    return {
        "database": chosen,
        "heads": heads_of(chosen),
        "rows": [
            (record, cells_of(chosen, body_of(record)), f"{record.id}:{record.version}" in picked)
            for record in rows[:MOST_TOGETHER]
        ],
        "count": rows.count(),
        "most": MOST_TOGETHER,
        "latest": years_after(now.date(), chosen.kept_years),
        "may_extend": may_extend,
        "together": may_extend and may_extend_together(personal=chosen.personal),
        "form": form,
    }


@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest, database: str, pk: UUID) -> HttpResponse:
    """Ask what was looked at again, why and until when, then keep it longer."""
    actor, chosen = actor_of(request), by_slug(database)
    require(actor, "records.extend", database=chosen.code)
    found, status = actions.own(chosen, pk, by=actor), 200
    form = KeepForm(chosen, request.POST or None, initial={"seen": found.version})
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                extend(chosen, pk, **form.asked(), by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, _("It is kept longer."))
                return redirect("records:page", chosen.slug, pk)
    body = body_of(found)
    context = {
        "database": chosen,
        "record": found,
        "title": chosen.headline(body),
        "legal_basis": body.get("legal_basis", ""),
        "latest": years_after(timezone.now().date(), chosen.kept_years),
        "form": form,
    }
    return render(request, "records/extend.html", context, status=status)


def _chosen(request: HttpRequest) -> list[tuple[UUID, int]]:
    """The ticked rows, as ids and versions seen; what is neither was typed by nobody."""
    found = []
    for each in request.POST.getlist("chosen")[: MOST_TOGETHER + 1]:
        identity, _colon, version = each.partition(":")
        try:
            found.append((UUID(identity), int(version)))
        except ValueError:
            continue
    return found
