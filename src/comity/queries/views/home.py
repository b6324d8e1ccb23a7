"""What waits: the first page of a bureau and of a unit, and the hand-over of a shift."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.access.models import Alarm, Officer
from comity.bureaus.signed.state import directory_state
from comity.gate.actor import Actor
from comity.gate.acts import visible_acts
from comity.gate.door import actor_of
from comity.journal.acts import Outcome
from comity.kit.errors import Invalid
from comity.kit.figures import count
from comity.messages.mailboxes import Sieve as MailSieve
from comity.messages.mailboxes import inbox, unread
from comity.messages.shown import names_of, show_list
from comity.queries import actions, waiting
from comity.queries.actions.desks import open_hits_at_desk, open_questions_at_desk
from comity.queries.changed_by_others import changes, unseen_count
from comity.queries.forms.hits import HandOverForm
from comity.queries.hit_page import desk_name
from comity.queries.models import Confirmation, HandOver, Hit
from comity.queries.waiting import Show, Sieve
from comity.records.between import between_lists
from comity.records.ending.near_end import endings_of
from comity.records.life.matters import to_answer
from comity.records.listing.lists import MOST_COUNTED
from comity.records.watching import reviewing
from comity.store.errors import StoreError
from comity.store.plan import Plan
from comity.store.results import read_results
from comity.web.clock_difference import measure_clock_difference, warn_of_difference
from comity.web.forms import show_errors
from comity.web.operation import remarks, sentence_of

FEW = 6
OUTCOME_WORDS = {
    Outcome.HIT: "hit",
    Outcome.CANDIDATE: "candidate",
    Outcome.ADVICE: "advice",
    Outcome.NO_HIT: "no-hit",
    Outcome.NOT_ANSWERED: "not-answered",
    Outcome.REFUSED: "refused",
}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the reader's bureau, or with `?of=unit` for their desk alone; by clock."""
    actor = actor_of(request)
    moment = timezone.now()
    whole = bool(actor.may("queries.view_bureau_hits", now=moment))
    of_unit = not whole or request.GET.get("of") == "unit"
    place = desk_name(actor.unit, actor) if of_unit else names_of({actor.bureau}, actor)[actor.bureau]
    context: dict[str, Any] = {
        "place": place,
        "of_unit": of_unit,
        "whole": whole,
        "ending": endings_of(actor),
        "most_ending": MOST_COUNTED,
        "held": reviewing.held_of(actor),
        "mine": _mine(actor),
        **_changed(actor),
        "may_record": bool(actor.may("records.create", now=moment)),
        "now": moment,
    }
    if actor.may("records.list_matters", now=moment):
        context["matters"] = to_answer(actor)
    if actor.may("records.list_waiting", now=moment):
        context |= {"may_review": True, "to_review": count(*reviewing.waiting_here(actor))}
    if actor.may("records.view_between", now=moment):
        context["between"] = count(*between_lists.waits_here(actor))
    if actor.may("access.view_node", now=moment):
        context |= _node()
    if actor.may("access.enrol_officer", now=moment):
        context["people"] = _people(actor)
    if actor.may("queries.view_hit", now=moment):
        context |= _hits(actor, Sieve(desk=of_unit))
    if actor.may("messages.read", now=moment):
        letters = [row.message for row in inbox(actor, MailSieve(unread=True))[:FEW]]
        context |= {"may_read": True, "mail": show_list(letters, actor), "unread": unread(actor).count()}
    return render(request, "queries/home.html", context)


def _people(actor: Actor) -> dict[str, int]:
    """How many work in the reader's bureau, and how many alarms about them are open."""
    return {
        "officers": Officer.visible_to(actor).filter(is_active=True).count(),
        "alarms": Alarm.visible_to(actor).filter(closed_at=None).count(),
    }


def _node() -> dict[str, Any]:
    """For its operator: what became of the node's backups, what its directory lacks, whether its clocks differ."""
    results = read_results(settings.HOME)
    try:
        looks = remarks(Plan.of(settings.HOME), settings.HOME, results, timezone.localtime())
    except StoreError as error:
        looks = [str(error)]
    done = [(each.good, sentence_of(each)) for each in results.values()]
    directory = directory_state(timezone.now())
    looks = [*looks, *(map(str, directory.remarks) if directory.signed_at else ())]
    if differs := warn_of_difference(measure_clock_difference()):
        looks = [differs, *looks]
    return {"sees_node": True, "node_done": done, "node_looks": looks}


def _hits(actor: Actor, sieve: Sieve) -> dict[str, Any]:
    """The lists of hits on the home page, and how many each holds."""
    questions = waiting.questions(actor, sieve)
    lists = {each: waiting.hits(actor, each, sieve) for each in (Show.ASKED, Show.FINISH, Show.DECIDE)}
    return {
        "sees_hits": True,
        "may_answer": waiting.may_answer(actor),
        "questions": waiting.question_rows(questions[:FEW], actor),
        "questions_count": questions.count(),
        "counts": {each.value: rows.count() for each, rows in lists.items()},
        "mend": waiting.question_rows(waiting.to_mend(actor, timezone.now())[:FEW], actor),
        "handovers": waiting.hand_overs(actor)[:FEW],
        **{each.value: waiting.hit_rows(rows[:FEW], actor) for each, rows in lists.items()},
    }


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest) -> HttpResponse:
    """The open work of the reader's desk and a note, for the next shift."""
    actor = actor_of(request)
    form, status = HandOverForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = actions.hand_over(form.cleaned_data["note"], by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, _("Written. The next shift signs for it."))
                return redirect("queries:handover", row.pk)
    context = {
        "form": form,
        "hits": waiting.hit_rows(open_hits_at_desk(actor).select_related("confirmation"), actor),
        "questions": waiting.question_rows(open_questions_at_desk(actor), actor),
        "place": desk_name(actor.unit, actor),
    }
    return render(request, "queries/hits/hand_over.html", context, status=status)


@require_GET
def handover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One hand-over: the list as it was, the note, who signed."""
    actor = actor_of(request)
    row = get_object_or_404(HandOver.visible_to(actor), pk=pk)
    hits = Hit.visible_to(actor).filter(pk__in=row.hits).select_related("confirmation")
    questions = Confirmation.visible_to(actor).filter(pk__in=row.confirmations)
    context = {
        "handover": row,
        "place": desk_name(row.desk, actor),
        "hits": waiting.hit_rows(hits, actor),
        "questions": waiting.question_rows(questions, actor) if waiting.may_answer(actor) else [],
        "may_sign": row.signed_at is None and (row.officer is None or row.officer != actor.officer),
    }
    return render(request, "queries/hits/handover.html", context)


@require_POST
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The next shift signs."""
    actor = actor_of(request)
    actions.sign_hand_over(get_object_or_404(HandOver.visible_to(actor), pk=pk), by=actor)
    messages.success(request, _("Signed. This work is yours now."))
    return redirect("queries:handover", pk)


def _changed(actor: Actor) -> dict[str, Any]:
    """What others changed that this desk has not seen: the newest, and how much."""
    rows = changes(actor, unseen=True).select_related("message")
    return {
        "changed": show_list([row.message for row in rows[:FEW]], actor),
        "changed_count": unseen_count(actor),
    }


def _mine(actor: Actor) -> list[tuple[Any, str]]:
    """The reader's own questions of today, newest first, each with the word of its answer."""
    begin = datetime.combine(timezone.localdate(), time(), timezone.get_current_timezone())
    rows = visible_acts(actor).filter(verb="queries.ask", at__gte=begin)
    rows = rows.filter(officer=actor.officer) if actor.officer else rows.filter(token=actor.token)
    return [(row, OUTCOME_WORDS.get(Outcome(row.outcome), "done")) for row in rows[:FEW]]
