"""The owner's side: a question about one of its records."""

from typing import Any
from uuid import UUID

from django.contrib import messages
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
from comity.queries import actions
from comity.queries.forms.hits import BUREAU, AnswerForm, DeskForm
from comity.queries.models import OWNER, Confirmation
from comity.queries.question_page import question_page
from comity.queries.views.hits import UNCHANGED
from comity.queries.views.pictures import shots_of
from comity.records.attached.attachments import of_record
from comity.web.forms import show_errors


@require_GET
def question(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A question to the reader's bureau. To open it is to tell the asker that a function did."""
    actor = actor_of(request)
    row = _chosen(actor, pk)
    actions.view_question(row, by=actor)
    return _page(request, row, actor)


@require_GET
def now(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The part of the page that moves by itself."""
    actor = actor_of(request)
    require(actor, "queries.view_question")
    page = question_page(_chosen(actor, pk), actor)
    if request.GET.get("seen") == page.stamp:
        return HttpResponse(status=UNCHANGED)
    return render(request, "queries/hits/question_now.html", {"page_of": page, "moved": True})


@require_POST
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer the asker."""
    actor = actor_of(request)
    row = _chosen(actor, pk)
    form = AnswerForm(request.POST, pictures=of_record(row.database, row.record))
    if form.is_valid():
        try:
            actions.answer(row, form.reply(), by=actor)
        except Invalid as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, _("Sent. The asker reads it now."))
            return redirect("queries:question", pk)
    return _page(request, row, actor, answer=form, status=422)


@require_POST
def desk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the question to one's own desk, or give it to another of the bureau."""
    actor = actor_of(request)
    row = _chosen(actor, pk)
    form = DeskForm(request.POST, actor=actor)
    if not form.is_valid():
        return _page(request, row, actor, desk=form, status=422)
    if "take" in request.POST:
        actions.take(row, by=actor)
    else:
        actions.give(row, form.desk(), by=actor)
    messages.success(request, _("Given."))
    return redirect("queries:question", pk)


@require_GET
def thread(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From a message to the page of the hit it is about, on the reader's own side."""
    actor = actor_of(request)
    rows = Confirmation.visible_to(actor).filter(thread=pk)
    row = get_object_or_404(rows.order_by("-side")[:1])
    if row.side == OWNER:
        return redirect("queries:question", row.pk)
    return redirect("queries:hit", row.hit_id)


def _chosen(actor: Actor, pk: UUID) -> Confirmation:
    return get_object_or_404(Confirmation.visible_to(actor), pk=pk, side=OWNER)


def _page(
    request: HttpRequest, row: Confirmation, actor: Actor, *, status: int = 200, **forms: Form
) -> HttpResponse:
    page = question_page(row, actor)
    may_answer = page.may_answer and actor.may("queries.answer", now=timezone.now())
    context: dict[str, Any] = {
        "page_of": page,
        "shots": shots_of(row, actor),
        "answer": AnswerForm(pictures=of_record(row.database, row.record)) if may_answer else None,
        "desk": DeskForm(actor=actor, initial={"unit": str(row.desk or BUREAU)}),
    }
    return render(request, "queries/hits/question.html", context | forms, status=status)
