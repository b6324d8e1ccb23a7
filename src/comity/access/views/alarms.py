"""Pages of alarms and budgets."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from comity.access import actions
from comity.access.budgets import (
    DEFAULTS,
    HOLDER_LABELS,
    MEASURE_LABELS,
    WINDOW_LABELS,
    HolderKind,
    Measure,
    Window,
)
from comity.access.forms import BudgetForm, NoteForm
from comity.access.models import Alarm, BudgetLimit, Officer, Unit
from comity.access.views.doing import done, status_of
from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of

ON_A_PAGE = 50


@require_GET
def alarms(request: HttpRequest) -> HttpResponse:
    """What a security officer must look at; open ones first."""
    actor = actor_of(request)
    require(actor, "access.read_alarms")
    found = Alarm.visible_to(actor).order_by(
        "-closed_at", "-last_at", "about"
    )  # PostgreSQL puts open ones first
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    officers = Officer.visible_to(actor).in_bulk([alarm.officer for alarm in page if alarm.officer])
    units = Unit.visible_to(actor).in_bulk([alarm.unit for alarm in page if alarm.unit])
    rows = [(alarm, officers.get(alarm.officer), units.get(alarm.unit)) for alarm in page]
    return render(request, "access/alarms.html", {"rows": rows, "page_of": page})


@require_http_methods(["GET", "POST"])
def close_alarm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what an alarm turned out to be."""
    actor = actor_of(request)
    require(actor, "access.close_alarm")
    alarm = get_object_or_404(Alarm.visible_to(actor), pk=pk)
    form = NoteForm(request.POST or None)
    if done(request, form, lambda: actions.close_alarm(alarm, note=form.cleaned_data["note"], by=actor)):
        messages.success(request, _("The alarm is closed."))
        return redirect("access:alarms")
    return render(request, "access/alarm_close.html", {"form": form, "alarm": alarm}, status=status_of(form))


@require_http_methods(["GET", "POST"])
def budget(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """The budgets of one officer, unit or token."""
    actor = actor_of(request)
    require(actor, "access.set_budget")
    if kind.upper() not in HolderKind.__members__:
        raise Http404
    holder_kind = HolderKind[kind.upper()]
    form = BudgetForm(request.POST or None)

    def set_it() -> bool:
        actions.set_budget(holder_kind, pk, **form.limit(), by=actor)
        return True

    if done(request, form, set_it):
        messages.success(request, _("The budget counts from the next query on."))
        return redirect("access:budget", kind=kind, pk=pk)
    context = {
        "form": form,
        "holder_label": HOLDER_LABELS[holder_kind],
        "rows": _rows(actor, holder_kind, pk),
    }
    return render(request, "access/budget.html", context, status=status_of(form))


def _rows(actor: Actor, kind: HolderKind, holder: UUID) -> list[dict[str, object]]:
    own = {
        (row.measure, row.in_window): row.amount
        for row in BudgetLimit.visible_to(actor).filter(kind=kind, holder=holder)
    }
    return [
        {
            "measure": MEASURE_LABELS[measure],
            "window": WINDOW_LABELS[window],
            "usual": DEFAULTS[kind][measure][window - 1],
            "own": own.get((measure, window)),
        }
        for measure in Measure
        for window in Window
    ]
