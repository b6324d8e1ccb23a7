"""The list of traces, the form and the page of a request, and its figures. Each form posts to a verb of its own."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid, Refused, invalid
from comity.tracing import actions, waiting
from comity.tracing.forms import AskForm, CloseForm, RequestForm
from comity.tracing.models import TraceRequest
from comity.tracing.pages import request_page
from comity.tracing.rules import BY_SLUG, STAGES
from comity.tracing.statistics import statistics
from comity.tracing.waiting import Show, Sieve
from comity.web.forms import show_errors

ON_A_PAGE = 50


@require_GET
def list_traces(request: HttpRequest) -> HttpResponse:
    """What is asked of us by clock, or our own requests; which list, state and bureau stand in the address."""
    actor = actor_of(request)
    require(actor, "tracing.view")
    asked = request.GET
    chosen = Show(asked["show"]) if asked.get("show") in set(Show) else Show.ANSWER
    sieve = Sieve(BY_SLUG.get(asked.get("state", "")), asked.get("bureau", "").strip().upper()[:12])
    if chosen.of_others:
        found: Any = waiting.asked_of_us(actor, sieve, over=chosen is Show.ANSWERED)
    else:
        found = waiting.requests(actor, sieve, closed=chosen is Show.CLOSED)
    page = Paginator(found, ON_A_PAGE).get_page(asked.get("page"))
    address = asked.copy()
    address.pop("page", None)
    context = {
        "shows": list(Show),
        "show": chosen,
        "sieve": sieve,
        "stages": [(stage.slug, words, stage) for stage, words in STAGES.items()],
        "page_of": page,
        "rows": (waiting.step_rows if chosen.of_others else waiting.request_rows)(page, actor),
        "address": address.urlencode(),
        "may_draft": bool(actor.may("tracing.draft", now=timezone.now())),
    }
    return render(request, "tracing/list.html", context)


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The own bureau's counts."""
    actor = actor_of(request)
    require(actor, "tracing.view")
    told = statistics(actor)
    pairs = zip(told.sent.said, told.received.said, strict=True)
    said = [(words, sent, received) for (_said, words, sent), (_same, _words, received) in pairs]
    return render(request, "tracing/statistics.html", {"told": told, "said": said})


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """The form of a new request. The button for more rows posts back and keeps nothing."""
    actor = actor_of(request)
    require(actor, "tracing.draft")
    form, status = RequestForm(request.POST or None, more=request.POST.get("more", "")), 200
    if request.method == "POST" and "more" not in request.POST:
        try:
            row = actions.draft(form.raw(), by=actor)
        except Invalid as refusal:
            form.show(refusal)
            status = 422
        else:
            messages.success(request, _("Kept as a draft. Nothing has left your bureau."))
            return redirect("tracing:page", row.pk)
    return render(request, "tracing/form.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same form, filled."""
    actor = actor_of(request)
    require(actor, "tracing.change")
    row, status = _chosen(actor, pk), 200
    if row.closed_at is not None:
        raise Refused(_("This request is closed."), code="closed")
    form = RequestForm(request.POST or None, body=row.body, more=request.POST.get("more", ""))
    seen = request.POST.get("seen", str(row.version))
    if request.method == "POST" and "more" not in request.POST:
        try:
            actions.change(row, form.raw(), seen=int(seen) if seen.isdigit() else 0, by=actor)
        except Invalid as refusal:
            form.show(refusal)
            status = 422
        else:
            messages.success(request, _("Changed. What was sent stays as it was sent."))
            return redirect("tracing:page", pk)
    return render(
        request, "tracing/form.html", {"form": form, "request_of": row, "seen": seen}, status=status
    )


@require_GET
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request: the chain, what is known, what to do next. Looking is an act."""
    actor = actor_of(request)
    row = _chosen(actor, pk)
    actions.view(row, by=actor)
    return show_page(request, row, actor)


@require_POST
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the next bureau."""
    actor = actor_of(request)
    require(actor, "tracing.send_step")
    row = _chosen(actor, pk)
    form = AskForm(request.POST, actor=actor)
    if form.is_valid():
        try:
            actions.send_step(row, form.ask(), by=actor)
        except Invalid as refusal:
            show_errors(form, _for_this_form(refusal, form))
        except Refused as refusal:
            form.add_error("bureau", str(refusal.message))
        else:
            messages.success(request, _("Sent. The bureau's clock runs."))
            return redirect("tracing:page", pk)
    return show_page(request, row, actor, forms={"ask": form}, status=422)


@require_POST
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw a draft away."""
    actor = actor_of(request)
    actions.drop(_chosen(actor, pk), by=actor)
    messages.success(request, _("The draft is gone."))
    return redirect("tracing:list")


@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End it."""
    actor = actor_of(request)
    row = _chosen(actor, pk)
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            actions.close(row, form.cleaned_data["note"], by=actor)
        except Invalid as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, _("Closed. Bureaus that had not answered were told."))
            return redirect("tracing:page", pk)
    return show_page(request, row, actor, forms={"close": form}, status=422)


def show_page(
    request: HttpRequest,
    row: TraceRequest,
    actor: Actor,
    *,
    forms: Mapping[str, Form] = MappingProxyType({}),
    status: int = 200,
    holder: tuple[UUID, str] | None = None,
) -> HttpResponse:
    """The page of a request. holder: the step whose sealed name was opened, and the name."""
    shown, moment = request_page(row, actor), timezone.now()
    context: dict[str, Any] = {"page_of": shown, "holder": holder}

    def allowed(right: str) -> bool:
        return bool(actor.may(right, now=moment))

    context["may_change"] = allowed("tracing.change") and not shown.is_closed
    context["may_drop"] = allowed("tracing.drop") and shown.is_draft
    context["may_open"] = allowed("tracing.open_holder")
    context["may_send"] = allowed("tracing.send_step") and not shown.is_closed
    if context["may_send"] and not shown.missing:
        proposed = shown.bureau.code if shown.bureau is not None else ""
        context["ask"] = AskForm(actor=actor, proposed=proposed, why=shown.proposal.why)
    if allowed("tracing.close") and not shown.is_closed and not shown.is_draft:
        context["close"] = CloseForm()
    return render(request, "tracing/request.html", context | dict(forms), status=status)


def _chosen(actor: Actor, pk: UUID) -> TraceRequest:
    return get_object_or_404(TraceRequest.visible_to(actor), pk=pk)


def _for_this_form(refusal: Invalid, form: Form) -> Invalid:
    """What concerns the request and no field of this form is one sentence on top."""
    if all(error.field in form.fields for error in refusal.errors):
        return refusal
    return invalid("", "incomplete", _("The request itself lacks something. Change it first."))
