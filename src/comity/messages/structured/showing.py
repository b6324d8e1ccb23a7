"""A filled form as its reader sees it. Reads only."""

from comity.messages.models import Message
from comity.messages.rules import State
from comity.messages.shown import Shown
from comity.messages.structured.declared import FORMS
from comity.records.shown import Fact, facts_in


def facts_of(message: Message) -> list[Fact]:
    """What was filled in, in the order of the form."""
    form = FORMS.get(message.kind)
    return facts_in(form.fields, message.content.get("values", {})) if form is not None else []


def may_answer(here: Shown) -> bool:
    """Is it a form to the reader's bureau that another form answers, and that nobody answered yet?"""
    form = FORMS.get(here.message.kind)
    is_ours_to_answer = here.own is not None and here.own.level is not State.ANSWERED
    return form is not None and bool(form.answered_by) and is_ours_to_answer and here.message.is_whole
