"""Lists of passengers: the unit's lists, a new one, and the worklist of one. Names travel in bodies only."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.kit.errors import ComityError, Invalid, NotAllowed, TooMany, invalid
from comity.queries import actions
from comity.queries.forms.lists import LinesForm, ListForm
from comity.queries.forms.question import purposes_of
from comity.queries.lists import MARK_SLUGS, PassengerLine, PassengerList
from comity.queries.manifest import MEANS, Means, written
from comity.queries.views.asking import reader
from comity.queries.worklist import given, rows_of, summaries, worklist
from comity.web.forms import show_errors


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """The unit's lists, the next departure first; those over at the end."""
    actor = actor_of(request)
    require(actor, "queries.view_list")
    context = {
        "lists": summaries(actor),
        "may_submit": bool(actor.may("queries.submit_list", now=timezone.now())),
    }
    return render(request, "queries/lists/lists.html", context)


@sensitive_post_parameters("lines")
@require_http_methods(["GET", "POST"])
def new_list(request: HttpRequest) -> HttpResponse:
    """The form of a list; after a POST the list is kept, asked, and shown as a worklist."""
    actor = actor_of(request)
    require(actor, "queries.submit_list")
    form = ListForm(request.POST or None, request.FILES or None, purposes=purposes_of(actor))
    if request.method == "POST" and form.is_valid():
        with _shown(form):
            row = actions.submit_list(form.journey(), form.entries(), by=actor)
            return _ask(request, row)
    return render(request, "queries/lists/new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def one_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The worklist, sorted by evidence: hits first."""
    actor = actor_of(request)
    row = get_object_or_404(PassengerList.visible_to(actor), pk=pk)
    shown = worklist(rows_of(actions.view_list(row, by=actor), actor))
    now = timezone.now()
    context = {
        "list": row,
        "means": MEANS[Means(row.means)],
        "given": given(row),
        "gone": timezone.now() >= row.departs_at,
        "work": shown,
        "marks": [(slug, mark.label) for slug, mark in MARK_SLUGS.items() if mark],
        "may_correct": not row.is_over and bool(actor.may("queries.correct_list", now=now)),
        "may_mark": bool(actor.may("queries.mark_line", now=now)),
    }
    return render(request, "queries/lists/list.html", context)


@sensitive_post_parameters("lines")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The lines as they stand, to be corrected; only what is new is asked."""
    actor = actor_of(request)
    require(actor, "queries.correct_list")
    row = get_object_or_404(PassengerList.visible_to(actor), pk=pk)
    if request.method == "POST":
        form = LinesForm(request.POST, request.FILES)
        if form.is_valid():
            with _shown(form):
                new = actions.correct_list(row, form.entries(), by=actor)
                if not new:
                    messages.success(request, _("Nothing in it is new, so nothing was asked."))
                return _ask(request, row)
    else:
        lines = actions.view_list(row, by=actor)
        form = LinesForm(initial={"lines": written([entry for line, entry in lines if not line.gone])})
    context = {"form": form, "list": row}
    return render(request, "queries/lists/correct.html", context, status=422 if form.errors else 200)


@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask again what was not answered."""
    actor = actor_of(request)
    require(actor, "queries.correct_list")
    return _ask(request, get_object_or_404(PassengerList.visible_to(actor), pk=pk))


@require_POST
def mark(request: HttpRequest, pk: UUID, line: UUID) -> HttpResponse:
    """Say that a line was seen, compared or let go."""
    actor = actor_of(request)
    row = get_object_or_404(PassengerLine.visible_to(actor), pk=line, passenger_list_id=pk)
    word = MARK_SLUGS.get(request.POST.get("mark", ""))
    if word is None:
        raise invalid("mark", "unknown-mark", _("Choose seen, compared or let go."))
    actions.mark_line(row, word, by=actor)
    return redirect("queries:list", pk)


def _ask(request: HttpRequest, row: PassengerList) -> HttpResponse:
    """Ask it now; where that fails it is kept, and asked again by itself."""
    try:
        actions.ask_list(row, by=reader(request))
    except (OperationalError, InterfaceError):
        messages.warning(request, _("Nothing was answered yet. It is asked again by itself."))
    except ComityError as refusal:
        messages.warning(request, str(refusal.message))
    return redirect("queries:list", row.pk)


@contextmanager
def _shown(form: LinesForm) -> Iterator[None]:
    """Hang what refuses a list on its form."""
    try:
        yield
    except Invalid as refusal:
        show_errors(form, refusal)
    except (NotAllowed, TooMany) as refusal:
        form.add_error(None, str(refusal.message))
