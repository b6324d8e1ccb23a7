"""What a form kind declares, and how it is read: by its own page and from another node alike.

A wire format: a field is only ever added, under a new version of the kind. Source: practice 19 and 22: coded questions
that each side reads in its own language, and nobody types twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import msgspec
from django.utils.functional import Promise

from comity.kit.errors import FieldError, NotFound
from comity.messages.kinds import Afar, NotTaken, register
from comity.messages.models import Delivery, Message
from comity.records.document import clean_fields, plan_of
from comity.records.envelope import Declared
from comity.records.record import Body

Words = str | Promise
FORMS: dict[str, "FormKind"] = {}


class Filled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of every form kind. values: canonical, as its fields write them. language: of what people wrote."""

    values: dict[str, Any]
    language: Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}$")] = "en"


@dataclass(frozen=True, eq=False)
class FormKind:
    """One form. lead: what whoever fills it must know. sections: headings with their fields, in their order.

    between: what is wrong between fields that are right by themselves. answered_by: the form that answers it; answers:
    the form that it answers, and then it is written on that message's page. warning: a line on the reader's page.
    named_by: the fields whose values tell it from others in a list.
    """

    slug: str
    label: Words
    lead: Words
    sections: tuple[tuple[Words, tuple[Declared, ...]], ...]
    between: Callable[[Body], list[FieldError]]
    answered_by: str = ""
    answers: str = ""
    warning: Words = ""
    named_by: tuple[str, ...] = ()
    version: int = 1

    @property
    def fields(self) -> tuple[Declared, ...]:
        return tuple(field for _heading, fields in self.sections for field in fields)

    def thing(self, content: Mapping[str, Any]) -> str:
        """What a list calls it by."""
        return " ".join(str(content["values"][name]) for name in self.named_by if name in content["values"])

    def read(self, raw: Mapping[str, Any], *, today: date) -> Body:
        """Canonical values. today: UTC. Raises: Invalid with every wrong field."""
        return clean_fields(plan_of(self.fields), raw, today=today, between=self.between)


def register_form(form: FormKind) -> None:
    """Make a form kind known. Call it from `AppConfig.ready`."""
    FORMS[form.slug] = form
    afar = Afar("messages.answer" if form.answers else "messages.send", check=is_admitted)
    template = "messages/structured/said.html"
    register(
        form.slug,
        form.version,
        Filled,
        label=form.label,
        free_text=True,
        template=template,
        afar=afar,
        thing=form.thing,
    )


def is_admitted(message: Message, delivery: Delivery) -> None:
    """Is it as our own page would have written it, and does an answer answer? Raises: Invalid, NotTaken, NotFound."""
    form, values = FORMS[message.kind], message.content["values"]
    today = (delivery.delivered_at or message.created_at).date()
    if form.read(values, today=today) != values:
        raise NotTaken("body-form")
    if form.answers:
        _answers_what_we_asked(message, delivery, form)
    elif message.thread != message.id:
        raise NotTaken("body-form")
    elif form.answered_by and message.expires_at is None:
        raise NotTaken("no-clock")


def _answers_what_we_asked(message: Message, delivery: Delivery, form: FormKind) -> None:
    if message.reply_to is None:
        raise NotFound
    asked = Message.objects.filter(pk=message.reply_to, kind=form.answers, sender=delivery.bureau)
    if not Delivery.objects.filter(message__in=asked, bureau=message.sender).exists():
        raise NotFound
    said = Message.objects.filter(reply_to=message.reply_to, kind=form.slug, sender=message.sender)
    if said.exclude(pk=message.pk).exists():
        raise NotTaken("already-answered")
