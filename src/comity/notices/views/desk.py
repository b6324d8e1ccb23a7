"""The desk of reviewers: the queue by clock, taking, deciding."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid, Refused
from comity.notices import actions, lists
from comity.notices.forms import DECISIONS, DecisionForm
from comity.notices.models import LegalBasis, Notice, issued_by
from comity.notices.path import Verb
from comity.notices.views.notices import ON_A_PAGE, seen, show_page
from comity.web.forms import show_errors

Decide = Callable[[Notice, DecisionForm, Actor], Any]


def _reason(form: DecisionForm) -> str:
    return str(form.cleaned_data["reason"])


DO: dict[Verb, Decide] = {
    Verb.APPROVE: lambda row, form, by: actions.approve(row, _reason(form), digest=form.digest_read, by=by),
    Verb.ASK_MORE: lambda row, form, by: actions.ask_more(row, _reason(form), by=by),
    Verb.REFUSE: lambda row, form, by: actions.refuse(
        row, _reason(form), ground=form.ground_chosen, digest=form.digest_read, by=by
    ),
    Verb.SUSPEND: lambda row, form, by: actions.suspend(row, reason=_reason(form), by=by),
    Verb.RESUME: lambda row, form, by: actions.resume(row, reason=_reason(form), by=by),
    Verb.CANCEL: lambda row, form, by: actions.cancel(
        row, ground=form.ground_chosen, reason=_reason(form), by=by
    ),
}


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, what is due first on top."""
    actor = actor_of(request)
    require(actor, "notices.take")
    page = Paginator(lists.desk(actor), ON_A_PAGE).get_page(request.GET.get("page"))
    line = issued_by(LegalBasis.visible_to(actor).first())
    return render(request, "notices/desk.html", {"page_of": page, "issued_by": line})


@require_POST
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin to review."""
    actor = actor_of(request)
    row = seen(actor, pk)
    try:
        actions.take(row, by=actor)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Taken. Read it, weigh the factors, then decide."))
    return redirect("notices:page", pk)


@require_POST
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Approve, ask for more, refuse; suspend, publish again, cancel."""
    actor = actor_of(request)
    row, now = seen(actor, pk), timezone.now()
    require(actor, "notices.view_all")
    allowed = [verb for verb in DECISIONS if actor.may(verb.value, now=now)]
    form = DecisionForm(request.POST, state=row.standing, allowed=allowed, digest="")
    if form.is_valid():
        try:
            made = DO[form.verb](row, form, actor)
        except Invalid as refusal:
            show_errors(form, _on_reason(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _told(form.verb, made))
            return redirect("notices:page", pk)
    return show_page(request, row, actor, forms={"decide": form}, status=422)


def _on_reason(refusal: Invalid) -> Invalid:
    """The verbs call it text or reason; the form has one field for both."""
    return Invalid([type(each)("reason", each.code, each.message) for each in refusal.errors])


def _told(verb: Verb, made: Notice) -> str:
    if verb is Verb.APPROVE and not made.is_out:
        return _("Approved. Somebody else must approve the same before it is out.")
    told = {
        Verb.APPROVE: _("Approved, and out."),
        Verb.ASK_MORE: _("Asked. The bureau's clock runs."),
        Verb.REFUSE: _("Refused. Its bureau reads the ground and the reason."),
        Verb.SUSPEND: _("Suspended. Every bureau is asked to take it out."),
        Verb.RESUME: _("Published again."),
        Verb.CANCEL: _("Cancelled. Every bureau is asked to take it out."),
    }
    return told[verb]
