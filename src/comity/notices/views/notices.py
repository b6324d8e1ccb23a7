"""The lists of notices, the page of one, and what its own bureau does with it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid, NotFound, Refused
from comity.notices import actions, lists
from comity.notices.actions.correcting import can_be_corrected
from comity.notices.actions.finding import REPORTED, possible_answers
from comity.notices.differing import difference_of
from comity.notices.findings import Finding
from comity.notices.forms import DECISIONS, AnswerForm, DecisionForm, ExtendForm, FoundForm, ReasonForm
from comity.notices.kinds import offered
from comity.notices.kinds.kind import Subject
from comity.notices.lists import Sieve
from comity.notices.models import LegalBasis, Notice, issued_by
from comity.notices.not_taken import why_not_taken
from comity.notices.pages import notice_page
from comity.notices.path import BY_SLUG, STATES, State, Verb
from comity.notices.pictures import all_shown, hints_about
from comity.records.attached.attachments import MOST_ATTACHED, Attachment
from comity.records.attached.links import Shot, shots
from comity.web.forms import show_errors

ON_A_PAGE = 50
SHOWS = {"others": gettext_lazy("Of other bureaus"), "own": gettext_lazy("Of our bureau")}


@require_GET
def list_notices(request: HttpRequest) -> HttpResponse:
    """What others have out, or our own; which list, state and kind stand in the address."""
    actor = actor_of(request)
    require(actor, "notices.view")
    asked, now = request.GET, timezone.now()
    show = asked["show"] if asked.get("show") in SHOWS else "others"
    sieve = Sieve(BY_SLUG.get(asked.get("state", "")) if show == "own" else None, asked.get("kind", ""))
    found = lists.own(actor, sieve) if show == "own" else lists.of_others(actor, sieve)
    address = asked.copy()
    address.pop("page", None)
    context = {
        "shows": SHOWS,
        "show": show,
        "words": SHOWS[show],
        "sieve": sieve,
        "states": [(state.slug, words, state) for state, words in STATES.items()],
        "kinds": offered().values(),
        "page_of": Paginator(found, ON_A_PAGE).get_page(asked.get("page")),
        "address": address.urlencode(),
        "issued_by": issued_by(LegalBasis.visible_to(actor).first()),
        "may_draft": bool(actor.may("notices.draft", now=now)),
        "may_review": bool(actor.may("notices.take", now=now)),
        "keeps_list": lists.keeps_list(actor),
        "recalls": lists.recalls(actor, open_only=True).count()
        + lists.corrections(actor, open_only=True).count()
        + lists.told_and_waiting(actor).count(),
        "kept_elsewhere": lists.told(actor).exists(),
    }
    return render(request, "notices/list.html", context)


@require_GET
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One notice, as far as the reader may see it. Looking is an act."""
    actor = actor_of(request)
    row = seen(actor, pk)
    return show_page(request, actions.view(row, by=actor), actor)


@require_POST
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer what reviewers asked."""
    actor, form = actor_of(request), AnswerForm(request.POST)
    row = own(actor, pk)
    if form.is_valid():
        try:
            actions.answer(row, form.cleaned_data["text"], by=actor)
        except Invalid as refusal:
            show_errors(form, refusal)
        else:
            answered = _("Answered. The request is back with the reviewers.")
            messages.success(request, asked_of(row) or answered)
            return redirect("notices:page", pk)
    return show_page(request, row, actor, forms={"answer": form}, status=422)


@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take it back; what was out is recalled."""
    actor, form = actor_of(request), ReasonForm(request.POST)
    row = own(actor, pk)
    if form.is_valid():
        try:
            actions.withdraw(row, reason=form.cleaned_data["reason"], by=actor)
        except Invalid as refusal:
            show_errors(form, refusal)
        else:
            withdrawn = _("Withdrawn. Every bureau that received it is asked to take it out.")
            messages.success(request, asked_of(row) or withdrawn)
            return redirect("notices:page", pk)
    return show_page(request, row, actor, forms={"withdraw": form}, status=422)


@require_POST
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin to correct it: on to the form of the correction."""
    actor = actor_of(request)
    try:
        made = actions.correct(own(actor, pk), by=actor)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("notices:page", pk)
    messages.success(request, _("Put right what is wrong, then submit the correction."))
    return redirect("notices:change", made.pk)


@require_POST
def extend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let it live longer, with a reason."""
    actor, form = actor_of(request), ExtendForm(request.POST)
    row = own(actor, pk)
    if form.is_valid():
        until = form.cleaned_data["until"] or timezone.now().date()
        try:
            actions.extend(row, until=until, reason=form.cleaned_data["reason"], seen=row.version, by=actor)
        except Invalid as refusal:
            show_errors(form, refusal)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, asked_of(row) or _("Extended."))
            return redirect("notices:page", pk)
    return show_page(request, row, actor, forms={"extend": form}, status=422)


@require_POST
def protect(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that this person is protected here."""
    actor = actor_of(request)
    actions.confirm_protection(seen(actor, pk), by=actor)
    messages.success(
        request, _("Noted. The notice is suspended, and nobody learns which bureau protects this person.")
    )
    return redirect("notices:list")


@require_GET
def of_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From an entry that a question found to the notice that it was made of."""
    actor = actor_of(request)
    require(actor, "notices.view")
    row = lists.of_entry(actor, pk)
    if row is None:
        raise NotFound
    return redirect("notices:page", row.pk)


def show_page(
    request: HttpRequest,
    row: Notice,
    actor: Actor,
    *,
    forms: Mapping[str, Form] = MappingProxyType({}),
    status: int = 200,
) -> HttpResponse:
    """The page of a notice with the forms that this reader may use now."""
    shown, now = notice_page(row, actor), timezone.now()

    def may(verb: Verb) -> bool:
        return shown.can(verb) and bool(actor.may(verb.value, now=now))

    pictures = pictures_for(row, actor, may_detach=shown.ours and may(Verb.CHANGE))
    context: dict[str, Any] = {"page_of": shown, "kind": row.declaration, "shots": pictures}
    if shown.ours:
        is_there = bool(row.keeper) and row.standing is not State.DRAFT
        context["may_change"], context["may_drop"] = may(Verb.CHANGE) and not is_there, may(Verb.DROP)
        context["may_submit"] = may(Verb.SUBMIT)
        context["may_attach"] = context["may_change"] and not row.keeper and len(pictures) < MOST_ATTACHED
        context["hints"] = hints_about(row) if context["may_change"] else []
        context["answer"] = AnswerForm() if may(Verb.ANSWER) and not row.asked else None
        is_asked_back = row.asked == Verb.WITHDRAW.value
        context["withdraw"] = ReasonForm() if may(Verb.WITHDRAW) and not is_asked_back else None
        context["not_taken"] = why_not_taken(row)
        context["may_correct"] = may(Verb.CORRECT) and can_be_corrected(row)
        context["extend"] = ExtendForm() if may(Verb.EXTEND) and shown.ends_soon and not row.asked else None
    elif shown.reviews:
        allowed = [verb for verb in DECISIONS if actor.may(verb.value, now=now)]
        decision = DecisionForm(state=row.standing, allowed=allowed, digest=shown.digest)
        context["may_take"] = row.standing is State.SUBMITTED and may(Verb.TAKE)
        context["decide"] = None if decision.is_empty else decision
        context["around"] = None if row.has_ended else actions.compare(row, by=actor)
        context["may_read"] = bool(actor.may("records.read", now=now))
        context["may_board"] = row.published_at is not None
    if shown.ours or shown.reviews:
        context["correction"] = lists.correction_of(actor, row)
        context["difference"] = difference_of(row)
    if not shown.ours and row.is_out and row.declaration.finds and actor.may(REPORTED, now=now):
        context["found"] = FoundForm(allowed=possible_answers(row))
        context["finding"] = Finding.visible_to(actor).filter(notice=row).first()
    if not shown.ours and row.is_out and row.declaration.subject is Subject.PERSON:
        context["may_protect"] = bool(actor.may("notices.confirm_protection", now=now))
    return render(request, "notices/notice.html", context | dict(forms), status=status)


def pictures_for(row: Notice, actor: Actor, *, may_detach: bool) -> list[Shot]:
    """The pictures that this reader may see, with buttons for whoever may take them off."""

    def detach_of(each: Attachment) -> str:
        return reverse("notices:detach", args=[row.pk, each.pk]) if may_detach else ""

    return shots(all_shown(row, actor), actor, detach=detach_of)


def asked_of(row: Notice) -> str:
    """What is said of a notice that another node keeps: it is asked, and signs when it is done; "" of one kept here."""
    words = _(
        "%(keeper)s keeps this notice and is asked. It is done when that node has signed; the page says so."
    )
    return words % {"keeper": row.keeper} if row.keeper else ""


def own(actor: Actor, pk: UUID) -> Notice:
    return get_object_or_404(Notice.owned_by(actor), pk=pk)


def seen(actor: Actor, pk: UUID) -> Notice:
    return get_object_or_404(Notice.visible_to(actor), pk=pk)
