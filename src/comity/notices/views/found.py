"""The finder of a missing person answers on the page of the notice."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comity.gate.door import actor_of
from comity.kit.errors import Invalid
from comity.notices import actions
from comity.notices.actions.finding import possible_answers
from comity.notices.finding import Answer
from comity.notices.forms import FoundForm
from comity.notices.views.notices import seen, show_page
from comity.web.forms import show_errors


@require_POST
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that this person was found here."""
    actor = actor_of(request)
    row = seen(actor, pk)
    form = FoundForm(request.POST, allowed=possible_answers(row))
    if form.is_valid():
        try:
            made = actions.report_found(row, form.report, by=actor)
        except Invalid as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, _told(Answer(made.answer)))
            kept = made.answer == Answer.CHILD_KEPT
            return redirect("notices:page", pk) if kept else redirect("notices:list")
    return show_page(request, row, actor, forms={"found": form}, status=422)


def _told(answer: Answer) -> str:
    told = {
        Answer.NO_CONTACT: _(
            "The notice has ended. Its bureau learns that the person is safe and wants no contact, and nothing else."
        ),
        Answer.ADULT_AGREES: _(
            "The notice is suspended. Its bureau learns that it may ask yours, and nothing else."
        ),
        Answer.CHILD_TOLD: _(
            "The notice is suspended. Its bureau learns that it may ask yours, and nothing else."
        ),
        Answer.CHILD_KEPT: _("Noted at your own bureau. Nobody else is told, and the notice stands."),
    }
    return told[answer]
