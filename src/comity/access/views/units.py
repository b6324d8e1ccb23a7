"""Pages of units: the tree, one unit, open, change, close; shared terminals."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.access import actions
from comity.access.actors import hours_of, scope_of, unit_path
from comity.access.forms import LabelForm, ReasonForm, UnitForm, unit_as_typed
from comity.access.labels import scope_words
from comity.access.models import Officer, Terminal, Token, Unit
from comity.access.reach import reaches
from comity.access.scope import effective
from comity.access.terminals import COOKIE, COOKIE_AGE_S
from comity.access.tree import tree_of
from comity.access.views.doing import done, status_of
from comity.gate.action import require
from comity.gate.door import actor_of


@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """The tree of the reader's bureau."""
    actor = actor_of(request)
    require(actor, "access.read_units")
    rows = [(branch, scope_words(branch.scope), range(branch.depth)) for branch in tree_of(actor)]
    return render(request, "access/units.html", {"rows": rows})


@require_GET
def unit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One unit: what it may, who works there, its terminals and tokens."""
    actor = actor_of(request)
    require(actor, "access.read_units")
    chosen = get_object_or_404(Unit.visible_to(actor), pk=pk)
    path = unit_path(chosen.id)
    administers = bool(actor.may("access.read_officers", now=timezone.now())) and reaches(actor, chosen.id)
    context = {
        "unit": chosen,
        "path": path,
        "scope": effective(scope_of(each) for each in path),
        "scope_words": scope_words(effective(scope_of(each) for each in path)),
        "hours": hours_of(path),
        "administers": administers,
        "officers": Officer.visible_to(actor).filter(unit=chosen).order_by("full_name", "pk")
        if administers
        else [],
        "terminals": Terminal.visible_to(actor).filter(unit=chosen, closed_at=None) if administers else [],
        "tokens": Token.visible_to(actor).filter(unit=chosen, revoked_at=None) if administers else [],
        "terminal_form": LabelForm(),
    }
    return render(request, "access/unit.html", context)


@require_http_methods(["GET", "POST"])
def open_unit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open a unit below this one."""
    actor = actor_of(request)
    require(actor, "access.open_unit")
    parent = get_object_or_404(Unit.visible_to(actor), pk=pk)
    form = UnitForm(request.POST or None, initial={"full_view": True})
    opened = done(request, form, lambda: actions.open_unit(form.draft(), parent=parent, by=actor))
    if opened is not None:
        messages.success(request, _("The unit is open."))
        return redirect("access:unit", pk=opened.id)
    return render(request, "access/unit_form.html", {"form": form, "parent": parent}, status=status_of(form))


@require_http_methods(["GET", "POST"])
def change_unit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what a unit is and may."""
    actor = actor_of(request)
    require(actor, "access.change_unit")
    chosen = get_object_or_404(Unit.visible_to(actor), pk=pk)
    form = UnitForm(request.POST or None, initial=unit_as_typed(chosen))
    if done(request, form, lambda: actions.change_unit(chosen, form.draft(), by=actor)) is not None:
        messages.success(request, _("It counts from the next request on, here and in every unit below."))
        return redirect("access:unit", pk=pk)
    context = {"form": form, "unit": chosen, "parent": chosen.parent}
    return render(request, "access/unit_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def close_unit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close a unit and all below it."""
    actor = actor_of(request)
    require(actor, "access.close_unit")
    chosen = get_object_or_404(Unit.visible_to(actor), pk=pk)
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda: actions.close_unit(chosen, reason=form.cleaned_data["reason"], by=actor)):
        messages.success(request, _("The unit is closed. Nobody there has access any more."))
        return redirect("access:units")
    return render(request, "access/unit_close.html", {"form": form, "unit": chosen}, status=status_of(form))


@require_POST
def open_terminal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make this very browser a shared terminal of the unit."""
    actor = actor_of(request)
    chosen = get_object_or_404(Unit.visible_to(actor), pk=pk)
    form = LabelForm(request.POST)
    opened = done(
        request, form, lambda: actions.open_terminal(chosen, label=form.cleaned_data["label"], by=actor)
    )
    if opened is None:
        messages.error(request, _("Write where the terminal stands."))
        return redirect("access:unit", pk=pk)
    messages.success(request, _("This browser is now a shared terminal of the unit."))
    response = redirect("access:unit", pk=pk)
    response.set_cookie(
        COOKIE,
        opened.secret,
        max_age=COOKIE_AGE_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


@require_POST
def close_terminal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nobody changes shift there any more."""
    actor = actor_of(request)
    terminal = get_object_or_404(Terminal.visible_to(actor), pk=pk)
    actions.close_terminal(terminal, by=actor)
    messages.success(request, _("The terminal is closed."))
    return redirect("access:unit", pk=terminal.unit_id)
