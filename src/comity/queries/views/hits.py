"""The list of hits and the page of one, as its finder sees it. Each form posts to a verb of its own."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid
from comity.messages.shown import names_of
from comity.queries import actions, telling, waiting
from comity.queries.actions.confirming import minutes_for
from comity.queries.forms.hits import BUREAU, AskForm, DeskForm, DoneForm, MoreForm
from comity.queries.forms.judging import JudgeForm
from comity.queries.forms.referring import ReferForm
from comity.queries.hit_page import HitPage, hit_page
from comity.queries.judging import SLUGS as JUDGED_SLUGS
from comity.queries.judging import Judged
from comity.queries.models import Confirmation, Hit
from comity.queries.outcomes import SLUGS, Done
from comity.queries.timeliness import COUNTED, answering
from comity.queries.traces import may_be_traced, trace_of
from comity.queries.views.pictures import may_attach, shots_of
from comity.queries.waiting import Show
from comity.records.attached.attachments import of_hit
from comity.records.parts import Reference
from comity.records.registry import all_databases
from comity.records.shown import Words, shown
from comity.tracing.models import TraceRequest
from comity.web.forms import show_errors

ON_A_PAGE = 50
UNCHANGED = 204
OF_OTHERS = (Show.ANSWER, Show.ANSWERED)


@require_GET
def list_hits(request: HttpRequest) -> HttpResponse:
    """Hits by clock; which list, database, bureau and desk stand in the address."""
    actor = actor_of(request)
    require(actor, "queries.view_hit")
    asked = request.GET
    told = {name: str(value) for name, value in asked.items()}
    show, sieve = waiting.asked_of(told)
    chosen = show or _first(actor)
    if chosen in OF_OTHERS:
        questions = waiting.questions(actor, sieve, closed=chosen is Show.ANSWERED)
        page: Any = Paginator(questions, ON_A_PAGE).get_page(asked.get("page"))
        rows = waiting.question_rows(page, actor)
    else:
        page = Paginator(waiting.hits(actor, chosen, sieve), ON_A_PAGE).get_page(asked.get("page"))
        rows = waiting.hit_rows(page, actor)
    address = asked.copy()
    address.pop("page", None)
    context = {
        "shows": [each for each in Show if each not in OF_OTHERS or waiting.may_answer(actor)],
        "show": chosen,
        "sieve": sieve,
        "slug": told.get("database", ""),
        "view_address": urlencode(waiting.address_of({**told, "show": chosen.value})),
        "databases": all_databases(),
        "page_of": page,
        "rows": rows,
        "address": address.urlencode(),
    }
    return render(request, "queries/hits/list.html", context)


def _first(actor: Actor) -> Show:
    return Show.ANSWER if waiting.may_answer(actor) else Show.ASKED


@require_GET
def timeliness(request: HttpRequest) -> HttpResponse:
    """How quickly each bureau answers about its records: the same table for everybody."""
    actor = actor_of(request)
    require(actor, "queries.view_hit")
    lines = answering(timezone.now())
    names = names_of({line.owner for line in lines}, actor)
    rows = [(names[line.owner], line) for line in lines]
    return render(request, "queries/hits/timeliness.html", {"rows": rows, "days": COUNTED.days})


@require_GET
def hit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One hit: what was asked, what is on record, what the owner says, what to do. Looking is an act."""
    actor = actor_of(request)
    chosen = _chosen(actor, pk)
    actions.view_hit(chosen, by=actor)
    return _page(request, chosen, actor)


@require_GET
def now(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The part of the page that moves by itself; nothing where nothing moved since `seen`."""
    actor = actor_of(request)
    require(actor, "queries.view_hit")
    page = hit_page(_chosen(actor, pk), actor)
    if request.GET.get("seen") == page.stamp:
        return HttpResponse(status=UNCHANGED)
    return render(request, "queries/hits/now.html", {"page_of": page, "moved": True})


@require_POST
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer "May the owner be told?", and ask it where that is a yes."""
    actor = actor_of(request)
    chosen = _chosen(actor, pk)
    form = _ask_form(hit_page(chosen, actor), request.POST)

    if "trace" in request.POST and form.is_valid():
        try:
            begun = actions.offer_trace(chosen, form.question(), by=actor)
        except Invalid as refusal:
            show_errors(form, refusal)
            return _page(request, chosen, actor, forms={"ask": form}, status=422)
        return _to_trace(request, begun)

    def verb() -> str:
        sent = actions.ask_confirmation(chosen, form.question(), by=actor)
        return _("Sent. The owner's clock runs.") if sent else _("Kept. Nothing has left your bureau.")

    return _do(request, chosen, actor, form, verb, name="ask")


@require_POST
def trace(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin a trace of the firearm."""
    actor = actor_of(request)
    return _to_trace(request, actions.offer_trace(_chosen(actor, pk), by=actor))


def _to_trace(request: HttpRequest, begun: TraceRequest) -> HttpResponse:
    messages.success(
        request, _("A trace request is begun. Fill in what is missing, then ask the first bureau.")
    )
    return redirect("tracing:page", begun.pk)


@require_POST
def more(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write to the owner."""
    actor = actor_of(request)
    chosen = _chosen(actor, pk)
    form, row = MoreForm(request.POST), _confirmation(chosen, actor)

    def verb() -> str:
        actions.send_more(row, form.cleaned_data["text"], by=actor)
        return _("Sent.")

    return _do(request, chosen, actor, form, verb, name="more")


@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the question back."""
    actor = actor_of(request)
    chosen = _chosen(actor, pk)
    actions.take_back(_confirmation(chosen, actor), by=actor)
    messages.success(request, _("Taken back. The owner was told."))
    return redirect("queries:hit", pk)


@require_POST
def done(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record what was done, and close where that was ticked."""
    actor = actor_of(request)
    chosen = _chosen(actor, pk)
    form = DoneForm(request.POST)

    def verb() -> str:
        row = actions.record_outcome(chosen, form.was(), by=actor)
        return _("Recorded. The hit is closed.") if row.closed_at else _("Recorded.")

    return _do(request, chosen, actor, form, verb, name="done")


@require_POST
def refer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note where else this hit is recorded."""
    actor = actor_of(request)
    chosen = _chosen(actor, pk)
    form = ReferForm(request.POST)

    def verb() -> str:
        try:
            actions.refer(chosen, actions.referred(chosen, form.reference()), by=actor)
        except Invalid as refusal:  # the fault is of the last one, which was typed
            raise Invalid(
                [replace(each, field=each.field.rpartition(".")[2]) for each in refusal.errors]
            ) from None
        return _("Noted.")

    return _do(request, chosen, actor, form, verb, name="refer")


@require_POST
def judge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say whether it is the same."""
    actor = actor_of(request)
    chosen = _chosen(actor, pk)
    form = _judge_form(hit_page(chosen, actor), request.POST)

    def verb() -> str:
        typed = form.cleaned_data
        shared = typed.get("shared", False)
        actions.judge(chosen, form.word(), version=typed["version"], shared=shared, by=actor)
        return _("Recorded.")

    return _do(request, chosen, actor, form, verb, name="judge")


@require_POST
def desk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the hit to one's own desk, or give it to another of the bureau."""
    actor = actor_of(request)
    chosen = _chosen(actor, pk)
    form = DeskForm(request.POST, actor=actor)

    def verb() -> str:
        if "take" in request.POST:
            actions.take(chosen, by=actor)
            return _("The hit is on your desk now.")
        actions.give(chosen, form.desk(), by=actor)
        return _("Given.")

    return _do(request, chosen, actor, form, verb, name="desk")


@require_POST
def reason(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the sealed reason why the owner may not be told; that is an act."""
    actor = actor_of(request)
    chosen = _chosen(actor, pk)
    if chosen.bureau != actor.bureau:  # the commission says first why it wants to know
        return redirect("queries:open-sealed", pk)
    return _page(request, chosen, actor, reason=actions.open_reason(chosen, by=actor))


def _chosen(actor: Actor, pk: UUID) -> Hit:
    return get_object_or_404(Hit.visible_to(actor), pk=pk)


def _confirmation(chosen: Hit, actor: Actor) -> Confirmation:
    return get_object_or_404(Confirmation.visible_to(actor), hit=chosen)


def _do(
    request: HttpRequest, chosen: Hit, actor: Actor, form: Form, verb: Callable[[], str], *, name: str
) -> HttpResponse:
    """Run a verb and go back to the page; what does not fit comes back beside the fields, with what was typed."""
    if form.is_valid():
        try:
            messages.success(request, verb())
        except Invalid as refusal:
            show_errors(form, refusal)
        else:
            return redirect("queries:hit", chosen.pk)
    return _page(request, chosen, actor, forms={name: form}, status=422)


def _page(
    request: HttpRequest,
    chosen: Hit,
    actor: Actor,
    *,
    forms: Mapping[str, Form] = MappingProxyType({}),
    status: int = 200,
    reason: str = "",
) -> HttpResponse:
    page = hit_page(chosen, actor)
    own = chosen.bureau == actor.bureau
    context: dict[str, Any] = {"page_of": page, "own": own, "reason": reason}
    context |= {"shots": shots_of(chosen, actor), "may_attach": may_attach(chosen, actor)}
    if own and may_be_traced(chosen):
        context["trace"] = trace_of(chosen, actor)
        context["may_trace"] = bool(actor.may("queries.offer_trace", now=timezone.now()))
    context["may_card"] = own and page.may_make_card and actor.may("queries.make_card", now=timezone.now())
    if own:
        context |= _forms(page, actor) | dict(forms)
        context["references"] = [_referred(each) for each in chosen.references]
    return render(request, "queries/hits/hit.html", context, status=status)


def _forms(page: HitPage, actor: Actor) -> dict[str, Form | None]:
    """The forms this reader may use here; None where a verb is not theirs or not now."""
    chosen, moment = page.hit, timezone.now()

    def allowed(right: str) -> bool:
        return bool(actor.may(right, now=moment))

    first = chosen.telling == telling.Telling.NOT_SAID
    may_ask = page.talk is None and page.record is not None and allowed("queries.ask_confirmation")
    may_ask = may_ask and (first or not page.needs_desk or allowed("queries.disclose"))
    return {
        "ask": _ask_form(page) if may_ask and chosen.closed_at is None else None,
        "more": MoreForm() if page.may_write and allowed("queries.send_more") else None,
        "judge": _judge_form(page) if page.may_judge and allowed("queries.judge") else None,
        "done": DoneForm(initial=_was(chosen)) if allowed("queries.record_outcome") else None,
        "refer": ReferForm() if allowed("queries.refer") and not chosen.is_emptied else None,
        "desk": DeskForm(actor=actor, initial={"unit": str(chosen.desk or BUREAU)})
        if allowed("queries.give")
        else None,
    }


def _referred(reference: dict[str, str]) -> tuple[Words, dict[str, str], Words]:
    """A reference with the words of its system and state."""
    pieces = {name: piece.value for name, piece in Reference.pieces()}
    system = reference.get("name") or shown(pieces["system"], reference["system"]).text
    state = reference.get("state")
    return system, reference, shown(pieces["state"], state).text if state else ""


def _ask_form(page: HitPage, typed: Any = None) -> AskForm:
    default = telling.Telling(page.hit.telling) or page.default
    return AskForm(
        typed, default=default, minutes=minutes_for(page.hit.database), pictures=of_hit(page.hit.id)
    )


def _judge_form(page: HitPage, typed: Any = None) -> JudgeForm:
    first: dict[str, object] = {
        "version": page.record.version if page.record is not None else 0,
        "shared": page.shared,
    }
    if page.verdict is not None:
        first["judged"] = JUDGED_SLUGS[Judged(page.verdict.judged)]
    return JudgeForm(typed, may_be_known=page.may_be_known, initial=first)


def _was(chosen: Hit) -> dict[str, object]:
    if chosen.done is None:
        return {}
    return {"done": SLUGS[Done(chosen.done)], "held_since": chosen.held_since, "note": chosen.done_note}
