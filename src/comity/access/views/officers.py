"""Pages of officers: the list of the own bureau, one officer, enrol, roles, suspend, reset."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.access import actions
from comity.access.forms import OfficerForm, ReasonForm, RoleForm, UnitChoiceForm
from comity.access.models import Grant, Officer
from comity.access.reach import reaches
from comity.access.roles import Role
from comity.access.rules import ROLES
from comity.access.tree import units_within_reach
from comity.access.views.doing import done, status_of
from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of

ON_A_PAGE = 50


@require_GET
def officers(request: HttpRequest) -> HttpResponse:
    """Officers of the own bureau; filter and page stand in the address."""
    actor = actor_of(request)
    require(actor, "access.read_officers")
    words, out = request.GET.get("q", "").replace("\0", "").strip(), request.GET.get("state") == "suspended"
    found = (
        Officer.visible_to(actor).filter(is_active=not out).select_related("unit").order_by("full_name", "id")
    )
    if words:
        named = Q(full_name__icontains=words) | Q(badge__iexact=words) | Q(sign_in_name__icontains=words)
        found = found.filter(named | Q(unit__name__icontains=words))
    address = request.GET.copy()
    address.pop("page", None)
    context = {
        "page_of": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "suspended": out,
        "address": address.urlencode(),
        "may_enrol": actor.may("access.enrol_officer", now=timezone.now()),
    }
    return render(request, "access/officers.html", context)


@require_GET
def officer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One officer of the own bureau, with roles past and present."""
    actor, now = actor_of(request), timezone.now()
    require(actor, "access.read_officers")
    chosen = _chosen(actor, pk)
    return render(request, "access/officer.html", _shown(chosen, actor, now, roles=_role_form(actor, now)))


@require_http_methods(["GET", "POST"])
@never_cache
def enrol(request: HttpRequest) -> HttpResponse:
    """Enrol a person; the one-time password is shown once."""
    actor = actor_of(request)
    require(actor, "access.enrol_officer")
    form = OfficerForm(request.POST or None)
    where = UnitChoiceForm(request.POST or None, units=units_within_reach(actor))
    if request.method == "POST" and where.is_valid():
        made = done(request, form, lambda: actions.enrol_officer(form.draft(), unit=where.chosen, by=actor))
        if made is not None:
            return render(request, "access/password_once.html", {"made": made, "is_new": True})
    return render(request, "access/enrol.html", {"form": form, "where": where}, status=status_of(form))


@require_POST
def grant_role(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a role for days."""
    actor, now = actor_of(request), timezone.now()
    chosen = _chosen(actor, pk)
    form = _role_form(actor, now, request.POST)

    def grant() -> Grant:
        typed = form.cleaned_data
        return actions.grant_role(
            chosen, Role(typed["role"]), begins_on=typed["begins_on"], ends_on=typed["ends_on"], by=actor
        )

    if done(request, form, grant) is None:
        return render(request, "access/officer.html", _shown(chosen, actor, now, roles=form), status=422)
    messages.success(request, _("The role is given."))
    return redirect("access:officer", pk=pk)


@require_http_methods(["GET", "POST"])
def revoke_role(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a role away, with a reason."""
    actor = actor_of(request)
    require(actor, "access.revoke_role")
    grant = get_object_or_404(Grant.visible_to(actor).select_related("officer"), pk=pk)
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda: actions.revoke_role(grant, reason=form.cleaned_data["reason"], by=actor)):
        messages.success(request, _("The role is taken away, from the next request on."))
        return redirect("access:officer", pk=grant.officer_id)
    return render(request, "access/role_revoke.html", {"form": form, "grant": grant}, status=status_of(form))


@require_http_methods(["GET", "POST"])
def suspend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take every access, with a reason."""
    actor = actor_of(request)
    require(actor, "access.suspend_officer")
    chosen = _chosen(actor, pk)
    form = ReasonForm(request.POST or None)
    if done(
        request, form, lambda: actions.suspend_officer(chosen, reason=form.cleaned_data["reason"], by=actor)
    ):
        messages.success(request, _("The officer has no access any more, from the next request on."))
        return redirect("access:officer", pk=pk)
    return render(request, "access/suspend.html", {"form": form, "officer": chosen}, status=status_of(form))


@require_POST
def restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a suspended officer sign in again."""
    actor = actor_of(request)
    actions.restore_officer(_chosen(actor, pk), by=actor)
    messages.success(request, _("The officer may sign in again."))
    return redirect("access:officer", pk=pk)


@require_POST
@never_cache
def reset_password(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new one-time password, shown once."""
    actor = actor_of(request)
    made = actions.reset_password(_chosen(actor, pk), by=actor)
    return render(request, "access/password_once.html", {"made": made, "is_new": False})


@require_POST
def reset_second_factor(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget passkeys and code devices; the next sign-in enrols anew."""
    actor = actor_of(request)
    actions.reset_second_factor(_chosen(actor, pk), by=actor)
    messages.success(request, _("Passkeys, code devices and recovery codes are forgotten."))
    return redirect("access:officer", pk=pk)


@require_POST
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move an officer to another unit within reach."""
    actor, now = actor_of(request), timezone.now()
    chosen = _chosen(actor, pk)
    form = UnitChoiceForm(request.POST, units=units_within_reach(actor))
    if done(request, form, lambda: actions.move_officer(chosen, unit=form.chosen, by=actor)) is None:
        context = _shown(chosen, actor, now, roles=_role_form(actor, now)) | {"where": form}
        return render(request, "access/officer.html", context, status=422)
    messages.success(request, _("The officer works in another unit now."))
    return redirect("access:officer", pk=pk)


def _chosen(actor: Actor, pk: UUID) -> Officer:
    return get_object_or_404(Officer.visible_to(actor).select_related("unit"), pk=pk)


def _role_form(actor: Actor, now: datetime, typed: object = None) -> RoleForm:
    roles = [role for role, rule in ROLES.items() if actor.may(rule.given_under, now=now)]
    return RoleForm(typed, roles=roles, initial={"begins_on": now.date()})


def _shown(chosen: Officer, actor: Actor, now: datetime, *, roles: RoleForm) -> dict[str, object]:
    return {
        "officer": chosen,
        "grants": Grant.visible_to(actor).filter(officer=chosen).order_by("-begins_on", "-granted_at", "pk"),
        "today": now.date(),
        "administers": reaches(actor, chosen.unit_id) and chosen.id != actor.officer,
        "role_form": roles,
        "where": UnitChoiceForm(units=units_within_reach(actor), initial={"unit": str(chosen.unit_id)}),
    }
