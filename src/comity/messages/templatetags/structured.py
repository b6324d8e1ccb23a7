"""Form kinds on pages of messages."""

from django import template
from django.utils.functional import Promise

from comity.messages.models import Message
from comity.messages.shown import Shown
from comity.messages.structured import showing
from comity.messages.structured.declared import FORMS
from comity.records.shown import Fact

register = template.Library()


@register.filter
def filled_facts(message: Message) -> list[Fact]:
    """What was filled in."""
    return showing.facts_of(message)


@register.filter
def form_warning(message: Message) -> str | Promise:
    """The line that this kind of form bears, "" for none."""
    return FORMS[message.kind].warning if message.kind in FORMS else ""


@register.filter
def may_answer_by_form(here: Shown) -> bool:
    """Is there a form that answers this one, for this reader?"""
    return showing.may_answer(here)
