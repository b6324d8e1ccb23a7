"""Codes of a confirmation as words: what travels is a code, what people read is a sentence of their language."""

from datetime import datetime
from uuid import UUID

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise

from comity.queries import clocks, kinds
from comity.queries.actions.answering import WORDS, Word
from comity.queries.actions.hearing import still_here
from comity.queries.models import short
from comity.queries.news import STEPS
from comity.queries.record_word import WORDS as RECORD_WORDS
from comity.queries.word_returned import LEADS as RETURNED_LEADS
from comity.records.comparing import FACTS, RESULTS, Result
from comity.records.ending.ordered import GROUND_SLUGS, GROUNDS
from comity.records.life.happened import Told
from comity.records.life.telling import Word as RecordWord
from comity.records.registry import all_databases

register = template.Library()


@register.filter
def fact_words(code: str) -> str | Promise:
    """`number` is "Number"."""
    return FACTS.get(code, code)


@register.filter
def stands_here(record: str, database: str) -> bool:
    """Is what the commission had deleted at the centre still in the own register, which is on this node?"""
    return still_here(record, database)


@register.filter
def result_words(code: str) -> str | Promise:
    """`near` is "alike, not the same"."""
    return RESULTS[Result(code)] if code in set(Result) else code


@register.filter
def checked_words(code: str) -> str | Promise:
    """How the asker looked."""
    return kinds.CHECKED.get(code, code)


@register.filter
def needed_words(code: str) -> str | Promise:
    """What an owner asks for."""
    return kinds.NEEDED.get(code, code)


@register.filter
def urgency_words(code: str) -> str | Promise:
    """`held` is "A person or an object is held now"."""
    return clocks.URGENCIES[clocks.BY_SLUG[code]] if code in clocks.BY_SLUG else code


@register.filter
def answer_words(code: str) -> str | Promise:
    """An owner's word as its sentence."""
    return WORDS[Word(code)] if code in set(Word) else code


@register.filter
def database_words(slug: str) -> str | Promise:
    """A database by its name."""
    return next((each.label for each in all_databases() if each.slug == slug), slug)


@register.filter
def ground_words(slug: str) -> str | Promise:
    """The commission's ground for an order as its sentence."""
    return next((GROUNDS[each] for each, known in GROUND_SLUGS.items() if known == slug), slug)


@register.filter
def moment_of(text: str) -> datetime | None:
    """A moment written in a message, aware; None where it is none."""
    return parse_datetime(text) if text else None


@register.filter
def hit_number(hit: str) -> str:
    """A hit's id as people say it aloud."""
    return short(UUID(hit))


@register.filter
def news_lead(code: str) -> str | Promise:
    """What became of a record: `withdrawn` is "The owner withdrew this record."."""
    return STEPS[Told(code)].lead if code in set(Told) else code


@register.filter
def news_then(code: str) -> str | Promise:
    """What to do about it."""
    return STEPS[Told(code)].then if code in set(Told) else ""


@register.filter
def record_words(code: str) -> str | Promise:
    """What one bureau says to another about a record."""
    return RECORD_WORDS[RecordWord(code)] if code in set(RecordWord) else code


@register.filter
def returned_lead(code: str) -> str | Promise:
    """`disputed` is "The owner's node did not take your dispute."."""
    return RETURNED_LEADS.get(code, code)
