"""Pages of the mailbox."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid
from comity.kit.language import spoken
from comity.messages import actions
from comity.messages.forms import AnswerForm
from comity.messages.mailboxes import (
    Box,
    Sieve,
    address_of,
    box_of,
    due,
    inbox,
    outbox,
    page_of,
    still_unread,
    threads_of,
    unread,
)
from comity.messages.models import Message
from comity.messages.notes import ATTENTIONS, NOTE, WARNING
from comity.messages.rules import LONGEST_CASE, State
from comity.messages.shown import ON_A_PAGE, Shown, show, show_list
from comity.messages.things import things_of


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """A box of the reader's bureau; box, filters and page stand in the address."""
    actor = actor_of(request)
    require(actor, "messages.read")
    asked = {name: str(value) for name, value in request.GET.items()}
    box, sieve = box_of(asked)
    page, rows = _page(box, sieve, actor, asked.get("page"))
    context = {
        "box": box,
        "boxes": list(Box),
        "sieve": sieve,
        "page_of": page,
        "rows": rows,
        "unread": unread(actor).count(),
        "attentions": list(ATTENTIONS.items()),
        "may_write": bool(actor.may("messages.save_draft", now=timezone.now())),
        "may_choose_mail": bool(actor.may("messages.choose_mail", now=timezone.now())),
        "may_release": bool(actor.may("messages.list_waiting", now=timezone.now())),
        "address": _address_without_page(request),
        "view_address": urlencode(address_of(asked)),
    }
    return render(request, "messages/mailbox.html", context)


@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A message in its conversation, page by page. To open one is to read all that it shows; POST answers a note."""
    actor = actor_of(request)
    chosen = get_object_or_404(Message.visible_to(actor), pk=pk)
    form, status = AnswerForm(request.POST or None), 200
    page = page_of(chosen, actor, request.GET.get("page"), ON_A_PAGE)
    if request.method == "POST":
        if form.is_valid() and _answered(chosen, form, actor):
            return redirect("messages:page", pk=pk)
        status = 422
    else:
        # The message itself always: that its sender looked at it again is an act, too.
        others = [each for each in still_unread(page, actor) if each.pk != pk]
        for shown in (chosen, *others):
            actions.read(shown, by=actor)
    thread = show(page, actor)
    here = next((each for each in thread if each.message.pk == pk), None) or show([chosen], actor)[0]
    context = {
        "here": here,
        "thing": things_of([chosen], actor).get(pk, ""),
        "thread": thread,
        "page_of": page,
        "form": form if _may_answer(here) else None,
        "may_write": bool(actor.may("messages.save_draft", now=timezone.now())) and bool(chosen.sender),
        "may_prove": bool(actor.may("messages.prove", now=timezone.now())),
        "warning": WARNING,
    }
    return render(request, "messages/message.html", context, status=status)


@require_GET
def case(request: HttpRequest) -> HttpResponse:
    """All conversations of the reader's bureau under one case reference, each with what was said last."""
    actor = actor_of(request)
    require(actor, "messages.read")
    asked = request.GET.get("case", "").replace("\0", "").strip()[:LONGEST_CASE]
    rows = threads_of(asked, actor) if asked else Message.visible_to(actor).none()
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "case": asked,
        "threads": show_list(page, actor),
        "page_of": page,
        "address": urlencode({"case": asked}),
    }
    return render(request, "messages/case.html", context)


@require_GET
def recipients(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far a message came, recipient by recipient, with a count for each level; for an addressee its own row."""
    actor = actor_of(request)
    chosen = get_object_or_404(Message.visible_to(actor), pk=pk)
    actions.read(chosen, by=actor)
    (here,) = show([chosen], actor)
    level = next((each for each in State if each.slug == request.GET.get("level")), None)
    counts = Counter(party.delivery.level for party in here.parties)
    context = {
        "here": here,
        "thing": things_of([chosen], actor).get(pk, ""),
        "levels": [(each, counts[each]) for each in State],
        "level": level,
        "parties": [party for party in here.parties if level in (None, party.delivery.level)],
    }
    return render(request, "messages/recipients.html", context)


def _page(box: Box, sieve: Sieve, actor: Actor, number: str | None) -> tuple[Page[Any], list[Shown]]:
    page: Page[Any]
    if box in (Box.IN, Box.DUE):
        rows = due(actor, sieve) if box is Box.DUE else inbox(actor, sieve)
        page = Paginator(rows, ON_A_PAGE).get_page(number)
        return page, show_list([delivery.message for delivery in page], actor)
    page = Paginator(outbox(actor, sieve, waiting=box is Box.WAITING), ON_A_PAGE).get_page(number)
    return page, show_list(page, actor)


def _may_answer(here: Shown) -> bool:
    """Only notes are answered in free words; the rooms above answer their own kinds on their own pages."""
    return here.own is not None and here.message.kind == NOTE and here.own.level is not State.ANSWERED


def _answered(chosen: Message, form: AnswerForm, actor: Actor) -> bool:
    """Send the answer; what does not fit goes back to the form."""
    body = {
        "subject": chosen.content.get("subject", ""),
        "text": form.cleaned_data["text"],
        "language": spoken(),
    }
    try:
        actions.answer(chosen, body, by=actor, kind=NOTE)
    except Invalid as error:
        for each in error.errors:
            form.add_error("text", str(each.message))
        return False
    return True


def _address_without_page(request: HttpRequest) -> str:
    """The filters as they stand, for the links to other pages of the box."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return asked.urlencode()
