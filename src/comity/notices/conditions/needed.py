"""Fields that must be there, and dates that cannot lie ahead."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from comity.kit.dates import parse_partial
from comity.notices.asked import Asked, Condition, Missing, Words
from comity.notices.law import Law


def needs(law: Law, **sentences: Words) -> Condition:
    """Each of these fields, with the sentence to show where it lacks."""

    def check(asked: Asked) -> Iterator[Missing]:
        for name, sentence in sentences.items():
            if not asked.says(name):
                yield Missing(law, name, "required", sentence)

    return check


def needs_one_of(law: Law, names: tuple[str, ...], sentence: Words) -> Condition:
    """At least one of these fields."""

    def check(asked: Asked) -> Iterator[Missing]:
        if not any(asked.body.get(name) for name in names):
            yield Missing(law, names[0], "one-of", sentence)

    return check


def affirms(law: Law, **sentences: Words) -> Condition:
    """Each of these answered with yes."""

    def check(asked: Asked) -> Iterator[Missing]:
        for name, sentence in sentences.items():
            if asked.body.get(name) is not True:
                yield Missing(law, name, "not-affirmed", sentence)

    return check


def not_ahead(law: Law, *names: str) -> Condition:
    """None of these days may lie ahead."""

    def check(asked: Asked) -> Iterator[Missing]:
        for name in names:
            if asked.says(name) and first_day(asked.body[name]) > asked.today:
                sentence = _("This day has not come yet. Write when it happened.")
                yield Missing(law, name, "date-ahead", sentence)

    return check


def first_day(written: str) -> date:
    """The earliest day that a canonical date may mean."""
    return parse_partial(written, field="").earliest
