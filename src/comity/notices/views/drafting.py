"""Choosing a kind, and the form of a request with its conditions beside the fields, live where scripts run."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid, Refused, Stale
from comity.notices import actions, rules
from comity.notices.asked import Missing
from comity.notices.differences import Theirs
from comity.notices.forms import AudienceForm, RequestForm
from comity.notices.kinds import offered
from comity.notices.kinds.kind import Kind
from comity.notices.limits import limits
from comity.notices.models import LegalBasis, Notice, issued_by
from comity.notices.path import State, Verb, may
from comity.notices.request import read, sorted_out
from comity.notices.views.notices import asked_of, own, show_page
from comity.notices.views.typed import (
    audience_in,
    forms_for,
    kind_or_404,
    sitting_of,
    theirs_in,
    typed_in,
    version_in,
)
from comity.notices.weighing import unmet_of
from comity.web.forms import show_errors

BUTTONS = ("more", "check")  # they keep nothing


@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """The kinds of notices, with what each asks."""
    actor = actor_of(request)
    require(actor, "notices.draft")
    line = issued_by(LegalBasis.visible_to(actor).first())
    return render(request, "notices/kinds.html", {"kinds": offered().values(), "issued_by": line})


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, slug: str) -> HttpResponse:
    """A new request. The buttons for more rows and for checking post back and keep nothing."""
    actor, kind = actor_of(request), kind_or_404(slug)
    require(actor, "notices.draft")
    form, audience = forms_for(request, kind)
    if request.method == "POST" and not _only_looks(request):
        if not audience.is_valid():
            return _show(request, form, audience, status=422)
        try:
            row = _begun(form, audience, sitting_of(request), actor)
        except Invalid as refusal:
            return _again(request, form, audience, refusal)
        except Refused as refusal:
            audience.add_error(None, str(refusal.message))
            return _show(request, form, audience, status=422)
        messages.success(request, _("Kept as a draft. Nobody but your bureau sees it."))
        return redirect("notices:page", row.pk)
    return _show(request, form, audience)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same form, filled."""
    actor = actor_of(request)
    require(actor, "notices.change")
    row = own(actor, pk)
    if not may(row.standing, Verb.CHANGE):
        raise Refused(_("A notice that was published or has ended is never changed."), code="wrong-state")
    form, audience = forms_for(request, row.declaration, row)
    seen = request.POST.get("seen", str(row.version))
    if request.method == "POST" and not _only_looks(request):
        if not audience.is_valid():
            return _show(request, form, audience, row=row, seen=seen, status=422)
        saw, sitting = version_in(request), sitting_of(request)
        try:
            actions.change(row, form.raw(), seen=saw, sitting=sitting, by=actor, **audience_in(audience))
        except Invalid as refusal:
            return _again(request, form, audience, refusal, row=row, seen=seen)
        except Stale as refusal:
            audience.add_error(None, str(refusal.message))
            found = theirs_in(row, typed_in(form, audience))
            return _show(request, form, audience, row=row, seen=seen, theirs=found, status=422)
        except Refused as refusal:  # it has moved on: what was typed stays on the page
            audience.add_error(None, str(refusal.message))
            return _show(request, form, audience, row=row, seen=seen, status=422)
        messages.success(request, _("Changed. Whoever approved it before must look again."))
        return redirect("notices:page", pk)
    return _show(request, form, audience, row=row, seen=seen)


@require_POST
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """What is unmet in what stands in the form, as a part of the page. Keeps nothing."""
    actor, kind = actor_of(request), kind_or_404(slug)
    require(actor, "notices.draft")
    form, _audience_form = forms_for(request, kind)
    unmet, refusal = _unmet(kind, form)
    if refusal is not None:
        form.show(refusal)
    context = {"form": form, "unmet": unmet, "sections": form.sections(unmet), "live": True}
    return render(request, "notices/unmet.html", context)


@require_POST
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand it in. What is unmet stands on the form."""
    actor = actor_of(request)
    row = own(actor, pk)
    try:
        made = actions.submit(row, seen=row.version, by=actor)
    except Invalid as refusal:
        words = _("It cannot be submitted yet: %(count)s conditions are not met.")
        messages.error(request, words % {"count": len(refusal.errors)})
        return redirect("notices:change", pk)
    told = _("It is out: no review is needed.") if made.is_out else _("Submitted. The reviewers' clock runs.")
    messages.success(request, asked_of(made) or told)
    return show_page(request, made, actor) if made.is_out else redirect("notices:page", pk)


@require_POST
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw a draft away."""
    actor = actor_of(request)
    actions.drop(own(actor, pk), by=actor)
    messages.success(request, _("The draft is gone."))
    return redirect("notices:list")


def _begun(form: RequestForm, audience: AudienceForm, sitting: UUID, actor: Actor) -> Notice:
    """A new draft; or the one that this page saved already, where it never heard of it."""
    told = audience_in(audience)
    known = Notice.owned_by(actor).filter(sitting=sitting).first()
    if known is None:
        return actions.draft(form.kind.slug, form.raw(), by=actor, **told)
    return actions.change(known, form.raw(), seen=known.version, sitting=sitting, by=actor, **told)


def _only_looks(request: HttpRequest) -> bool:
    return any(name in request.POST for name in BUTTONS)


def _unmet(
    kind: Kind, form: RequestForm, row: Notice | None = None
) -> tuple[tuple[Missing, ...], Invalid | None]:
    """The unmet conditions of what was typed, or of the draft; and what is wrong in form with what was typed."""
    today = timezone.now().date()
    if not form.is_bound:
        return unmet_of(row, today) if row is not None else rules.missing(kind, {}, today, limits()), None
    raw, refusal = form.raw(), None
    body, unread = sorted_out(kind.slug, raw, today=today)
    if unread:
        try:
            read(kind.slug, raw, today=today)
        except Invalid as wrong:
            refusal = wrong
    found = rules.missing(kind, body.body, today, limits())
    return tuple(each for each in found if each.field not in unread), refusal


def _again(
    request: HttpRequest, form: RequestForm, audience: AudienceForm, refusal: Invalid, **more: Any
) -> HttpResponse:
    own_errors = [each for each in refusal.errors if each.field.partition(".")[0] not in audience.fields]
    others = [each for each in refusal.errors if each not in own_errors]
    if own_errors:
        form.show(Invalid(own_errors))
    if others:
        show_errors(audience, Invalid(others))
    return _show(request, form, audience, status=422, **more)


def _show(
    request: HttpRequest,
    form: RequestForm,
    audience: AudienceForm,
    *,
    row: Notice | None = None,
    seen: str = "",
    theirs: list[Theirs] | None = None,
    status: int = 200,
) -> HttpResponse:
    unmet, refusal = _unmet(form.kind, form, row)
    if refusal is not None and not form.errors:
        form.show(refusal)
    line = issued_by(LegalBasis.visible_to(actor_of(request)).first())
    context = {
        "form": form,
        "audience": audience,
        "kind": form.kind,
        "sections": form.sections(unmet),
        "unmet": unmet,
        "row": row,
        "seen": seen,
        "sitting": sitting_of(request),
        "theirs": theirs,
        "is_saved": theirs is None and (row is None or row.standing is State.DRAFT),
        "issued_by": line,
    }
    return render(request, "notices/form.html", context, status=status)
