"""The messages of a confirmation: coded, so that each side reads them in its own language; free text is extra.

These are wire formats: a field is only ever added, under a new version of its kind.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.messages.kinds import Afar, CameBack, FileCame, Handler, register
from comity.records.attached.pictures import MOST_BYTES
from comity.records.registry import databases
from comity.records.values import Choice

QUESTION = "hit-confirmation"
ANSWER = "confirmation-answer"
MORE = "confirmation-more"
TAKEN_BACK = "confirmation-taken-back"
REMINDER = "confirmation-reminder"
ESCALATION = "confirmation-escalation"
RECORD_ENDED = "confirmation-record-ended"
MOVED = "confirmation-moved"


def thing_of(content: Mapping[str, Any]) -> str:
    """What a question asks about, as the asker had it, in the order of the database's columns, without codes."""
    asked = {each["fact"]: each["asked"] for each in content.get("compared", []) if each.get("asked")}
    database = next((each for each in databases() if each.slug == content.get("database")), None)
    if database is None:
        return ""
    codes = {each.name for each in database.declared() if isinstance(each.value, Choice)}
    return " ".join(asked[name] for name in database.columns if name in asked and name not in codes)


Text = Annotated[str, msgspec.Meta(max_length=4000)]
Short = Annotated[str, msgspec.Meta(max_length=200)]
Language = Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}$")]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Code = Annotated[str, msgspec.Meta(pattern="^[a-z0-9-]{1,40}$")]

# How the asker looked, and what an owner may ask for: closed lists, shown to each side in its own words.
CHECKED: dict[str, str | Promise] = {
    "in-hand": _("The document or object is in hand"),
    "machine-read": _("Read by a machine"),
    "by-eye": _("Compared by eye"),
    "bearer-asked": _("The bearer was asked"),
    "second-person": _("A second officer looked"),
}
NEEDED: dict[str, str | Promise] = {
    "machine-read-lines": _("The machine-readable lines, letter by letter"),
    "perforated-number": _("The perforated number"),
    "dates-of-issue": _("Dates of issue and expiry"),
    "holder": _("Name and birth date of the holder"),
    "photograph": _("A photograph of the document or object"),
    "portrait": _("A portrait"),
    "fingerprints": _("Fingerprints"),
    "identification-number": _("The whole vehicle identification number, as stamped"),
    "plate-and-papers": _("Plate and registration papers"),
    "serial-and-make": _("Serial number, maker and model, as stamped"),
    "circumstances": _("How it was found"),
}


class Compared(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One fact that was compared. asked: as the asker had it. fact, result: words of records.comparing."""

    fact: Annotated[str, msgspec.Meta(max_length=40)]
    result: Literal["equal", "near", "differs"]
    asked: Short = ""


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Does this record stand? Nothing of a person, a place or a route unless the officer added it (practice 2).

    version: of the record, as seen. asked_at: of the query. minutes: the time given.
    """

    database: Annotated[str, msgspec.Meta(max_length=60)]
    record: UUID
    version: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    grade: Literal["hit", "candidate"]
    asked_at: Moment
    urgency: Literal["held", "let-go", "routine"]
    minutes: Annotated[int, msgspec.Meta(ge=1, le=43_200)]
    compared: Annotated[list[Compared], msgspec.Meta(max_length=30)] = []
    checked: Annotated[list[Code], msgspec.Meta(max_length=20)] = []
    text: Text = ""
    place: Short = ""
    itinerary: Short = ""
    language: Language = "en"


class SentPicture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What can be seen on a picture that goes along. The picture itself is the message's file at the same place."""

    caption: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    kind: Literal["photograph", "scan", "page"]


SentPictures = Annotated[list[SentPicture], msgspec.Meta(min_length=1, max_length=20)]


class PicturedQuestion(Question, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Version 2: with pictures of the thing in hand, each chosen by the officer. Sent only where there are some.

    Their ids mean something on one node alone: to another goes version 3.
    """

    pictures: Annotated[list[UUID], msgspec.Meta(max_length=20)] = []


class QuestionWithFiles(Question, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Version 3: the same for an owner with a node of its own; the pictures are files of the message."""

    pictures: SentPictures


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the owner says. needed: with `more-needed`. before: with `not-before`, when it can answer."""

    answer: Literal["confirmed", "not-the-same", "withdrawn", "more-needed", "not-before"]
    needed: Annotated[list[Code], msgspec.Meta(max_length=20)] = []
    before: Moment | None = None
    text: Text = ""
    language: Language = "en"


class PicturedAnswer(Answer, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Version 2: with pictures of the owner's record, each chosen by its officer. Sent only where there are some.

    To an asker with a node of its own they go as files of the message.
    """

    pictures: SentPictures


class More(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the asker adds."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
    language: Language = "en"


class TakenBack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The asker no longer needs an answer."""


class RecordEnded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The record reached its end while somebody waited for its owner's word."""


class Reminder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The time is over: for the head of the owner's bureau."""

    due_at: Moment
    urgency: Literal["held", "let-go", "routine"]


class Escalation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For the centre's duty desk: an owner does not answer. Neither record nor subject is named."""

    owner: Annotated[str, msgspec.Meta(max_length=12)]
    database: Annotated[str, msgspec.Meta(max_length=60)]
    asked_at: Moment
    due_at: Moment
    urgency: Literal["held", "let-go", "routine"]


class Moved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The record changed hands: that bureau answers now. The former owner says so: only it is believed."""

    owner: Annotated[str, msgspec.Meta(max_length=12)]


def register_kinds(
    handlers: dict[str, Handler],
    terms: dict[tuple[str, int], Afar],
    came_back: dict[str, CameBack],
    file_came: dict[tuple[str, int], FileCame],
) -> None:
    """Make the kinds known with their handlers and the terms for senders of other nodes, from `AppConfig.ready`.

    file_came: for those with pictures.
    """
    rows: tuple[tuple[str, int, type, str | Promise, bool, str], ...] = (
        (QUESTION, 1, Question, _("Does this hit stand?"), True, "question"),
        (QUESTION, 2, PicturedQuestion, _("Does this hit stand?"), True, "question"),
        (QUESTION, 3, QuestionWithFiles, _("Does this hit stand?"), True, "question"),
        (ANSWER, 1, Answer, _("Answer about a hit"), True, "answer"),
        (ANSWER, 2, PicturedAnswer, _("Answer about a hit"), True, "answer"),
        (MORE, 1, More, _("More about a hit"), True, "more"),
        (TAKEN_BACK, 1, TakenBack, _("Question about a hit taken back"), False, "taken_back"),
        (
            RECORD_ENDED,
            1,
            RecordEnded,
            _("A record that you asked about was deleted"),
            False,
            "record_ended",
        ),
        (REMINDER, 1, Reminder, _("Reminder: a hit waits for your answer"), False, "reminder"),
        (ESCALATION, 1, Escalation, _("An owner does not answer about a hit"), False, "escalation"),
        (MOVED, 1, Moved, _("Another bureau answers about a hit now"), False, "moved"),
    )
    for slug, version, schema, label, free_text, template in rows:
        register(
            slug,
            version,
            schema,
            handlers.get(slug),
            label=label,
            free_text=free_text,
            template=f"queries/kinds/{template}.html",
            afar=terms.get((slug, version)),
            came_back=came_back.get(slug),
            file_came=file_came.get((slug, version)),
            file_bytes=MOST_BYTES if (slug, version) in file_came else 0,
            thing=thing_of,
        )
