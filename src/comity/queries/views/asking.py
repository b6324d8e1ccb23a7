"""The query page: ask, and read the answer. A question travels in the body only, never in an address or a log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from comity.access import actors
from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid, NotAllowed, NotAnswered, NotSignedIn, TooMany
from comity.matching.subjects import Subject
from comity.queries.actions import Answers, ask_everywhere
from comity.queries.answers import Answer
from comity.queries.forms.question import PersonForm, QuestionForm, purposes_of
from comity.queries.forwarding.shown import far_shown
from comity.queries.shown import Shown, shown
from comity.queries.side_by_side import side_by_side
from comity.web.forms import show_errors

REMEMBERED = "queries_purpose"
EXAMPLES = (
    (_("Document"), "FRA passport 12AB34567"),
    (_("Plate"), "FRA AB123CD"),
    (_("VIN"), "VF1RFB00X57123456"),
    (_("Person"), "Benali Amina 1987-03-14"),
)


@dataclass(frozen=True, slots=True)
class AskingPage:
    """A page that asks and answers. right: to open it. show: the answer as it draws it. more: what it needs beside."""

    form: type[QuestionForm]
    template: str
    right: str
    show: Callable[[Answer, list[Subject], Actor], Shown]
    more: Mapping[str, object] = field(default_factory=dict)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The form; after a POST the answer beside it, with what was asked still there."""
        actor = actor_of(request)
        require(actor, self.right)
        purposes = purposes_of(actor)
        in_part = bool(actor.may("queries.ask_partial", now=timezone.now()))
        first = request.session.get(REMEMBERED) or (purposes[0][0] if purposes else "")
        if request.method != "POST":
            form = self.form(purposes=purposes, in_part=in_part, initial={"purpose": first})
            return _page(request, self, form)
        form = self.form(_typed(request, first), purposes=purposes, in_part=in_part)
        if not form.is_valid():
            return _page(request, self, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        return _answer(request, self, form)


QUESTION = AskingPage(QuestionForm, "queries/ask.html", "queries.ask", shown, {"examples": EXAMPLES})
PERSON = AskingPage(PersonForm, "queries/person.html", "queries.ask_person", side_by_side)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def ask_page(request: HttpRequest) -> HttpResponse:
    """A question about anything."""
    return QUESTION.answer(request)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def person_page(request: HttpRequest) -> HttpResponse:
    """A question about a person; whoever may be meant stands side by side with it."""
    return PERSON.answer(request)


def _answer(request: HttpRequest, page: AskingPage, form: QuestionForm) -> HttpResponse:
    try:
        answers = ask_everywhere(form.asked(), by=reader(request))
    except Invalid as refusal:
        show_errors(form, refusal)
        return _page(request, page, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    except (NotAllowed, TooMany) as refusal:
        form.add_error(None, str(refusal.message))
        if opens := getattr(refusal, "opens", ""):
            form.add_error(None, str(opens))
        return _page(request, page, form, HTTPStatus(refusal.status))
    except (NotAnswered, OperationalError, InterfaceError):
        request.calm = True  # type: ignore[attr-defined]  # the frame must not ask the store that is gone
        return _page(request, page, form, HTTPStatus(NotAnswered.status), lost=True)
    request.session[REMEMBERED] = form.cleaned_data["purpose"]
    return _page(request, page, form, answers=answers)


def _typed(request: HttpRequest, purpose: str) -> QueryDict:
    """What was typed: in the form, in the bar's box (`q`), or a repaired reading that was chosen (`reading`)."""
    typed = request.POST.copy()
    if reading := typed.get("reading") or typed.get("q"):
        typed["text"] = reading
    typed.setdefault("purpose", purpose)
    return typed


def reader(request: HttpRequest) -> Callable[[bool], Actor]:
    """Gives the actor of this session; reads it again when its rights have moved."""
    here: Any = actor_of(request)

    def read(fresh: bool) -> Actor:
        if not fresh:
            return here  # type: ignore[no-any-return]
        again = actors.of_officer(
            here.officer, second_factor=here.second_factor, terminal=here.terminal, fresh=True
        )
        if again is None:
            raise NotSignedIn(_("Sign in first."))
        return again

    return read


def _page(
    request: HttpRequest,
    page: AskingPage,
    form: QuestionForm,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    answers: Answers | None = None,
    lost: bool = False,
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "form": form,
        "lost": lost,
        "answer": page.show(answers.here, form.subjects, actor) if answers else None,
        "elsewhere": far_shown(answers, form.subjects, actor) if answers else None,
        "may_find": bool(actor.may("queries.ask_person", now=timezone.now())),
        "may_judge": bool(answers) and bool(actor.may("queries.judge", now=timezone.now())),
        **page.more,
    }
    return render(request, page.template, context, status=status)
