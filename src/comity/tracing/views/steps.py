"""One step: the asked bureau's page with its answer, and the seizing bureau's verbs about it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid
from comity.tracing import actions
from comity.tracing.forms import AcceptForm, AnswerForm
from comity.tracing.models import ASKED, SEIZER, TraceStep
from comity.tracing.pages import step_page
from comity.tracing.views.requests import show_page
from comity.web.forms import show_errors


@require_GET
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The question, and the answer to it. To open it is to tell the bureau that asked."""
    actor = actor_of(request)
    row = _asked(actor, pk)
    actions.view_step(row, by=actor)
    return _page(request, row, actor)


@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that somebody works on it."""
    actor = actor_of(request)
    row, form = _asked(actor, pk), AcceptForm(request.POST)
    if form.is_valid():
        try:
            actions.accept(row, by=actor, reference=form.cleaned_data["reference"])
        except Invalid as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, _("Accepted. The bureau that asked was told."))
            return redirect("tracing:step", pk)
    return _page(request, row, actor, forms={"accept": form}, status=422)


@sensitive_post_parameters("holder", "dealer", "text")
@require_POST
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer it."""
    actor = actor_of(request)
    row, form = _asked(actor, pk), AnswerForm(request.POST)
    if form.is_valid():
        try:
            actions.answer(row, form.answer(), by=actor)
        except Invalid as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, _("Answered. The bureau that asked was told."))
            return redirect("tracing:step", pk)
    return _page(request, row, actor, forms={"answer": form}, status=422)


@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a step back."""
    actor = actor_of(request)
    row = _sent(actor, pk)
    actions.withdraw_step(row, by=actor)
    messages.success(request, _("Taken back. The bureau was told."))
    return redirect("tracing:page", row.request_id)


@require_POST
def give_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close a step that brought no answer."""
    actor = actor_of(request)
    row = _sent(actor, pk)
    actions.give_up(row, by=actor)
    messages.success(request, _("The step is closed. A late answer still reaches you."))
    return redirect("tracing:page", row.request_id)


@require_POST
def holder(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the sealed name of a holder; that is an act."""
    actor = actor_of(request)
    row = _sent(actor, pk)
    name = actions.open_holder(row, by=actor)
    assert row.request is not None  # a constraint of the table
    return show_page(request, row.request, actor, holder=(row.pk, name))


@require_GET
def thread(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From a message to the page of its step, on either side."""
    row = get_object_or_404(TraceStep.visible_to(actor_of(request)), thread=pk)
    return redirect("tracing:step", row.pk) if row.side == ASKED else redirect("tracing:page", row.request_id)


def _asked(actor: Actor, pk: UUID) -> TraceStep:
    return get_object_or_404(TraceStep.visible_to(actor), pk=pk, side=ASKED)


def _sent(actor: Actor, pk: UUID) -> TraceStep:
    rows = TraceStep.visible_to(actor).select_related("request")
    return get_object_or_404(rows, pk=pk, side=SEIZER)


def _page(
    request: HttpRequest,
    row: TraceStep,
    actor: Actor,
    *,
    forms: Mapping[str, Form] = MappingProxyType({}),
    status: int = 200,
) -> HttpResponse:
    shown, moment = step_page(row, actor), timezone.now()
    context: dict[str, Any] = {"page_of": shown}
    if shown.may_accept and actor.may("tracing.accept", now=moment):
        context["accept"] = AcceptForm()
    if shown.may_answer and actor.may("tracing.answer", now=moment):
        context["answer"] = AnswerForm()
    return render(request, "tracing/step.html", context | dict(forms), status=status)
