"""Everything the owner's side of a conversation shows. Reads only; it knows nothing that no message brought."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from comity.gate.actor import Actor
from comity.messages.models import Message
from comity.messages.shown import names_of
from comity.queries.beside import record_of
from comity.queries.conversation import Event, State, may
from comity.queries.hit_page import Talk, desk_name, talk_of
from comity.queries.models import Confirmation
from comity.queries.steps import Step, step_for_owner
from comity.records.compared import Line, lines_of, rows_of_message, tally
from comity.records.comparing import recorded_facts
from comity.records.document import body_of
from comity.records.record import Record
from comity.records.registry import by_code

MENDING = (State.NOT_THE_SAME, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A question to one's bureau. record: None where it is gone or above the reader's clearance."""

    row: Confirmation
    database: type[Record]
    record: Record | None
    title: str
    asker: str
    desk: str
    grade: str
    asked_at: datetime | None
    lines: list[Line]
    tally: str
    talk: Talk
    step: Step
    now: datetime

    @property
    def may_answer(self) -> bool:
        return may(self.talk.state, Event.CONFIRM)

    @property
    def may_ask_more(self) -> bool:
        return may(self.talk.state, Event.ASK_MORE)

    @property
    def to_mend(self) -> bool:
        """Is the record still as it was when we said that it is wrong or not the same?"""
        return self.talk.state in MENDING and self.record is not None and self.record.version <= self.row.seen

    @property
    def stamp(self) -> str:
        return f"{self.talk.state}-{len(self.talk.thread)}-0"


def question_page(row: Confirmation, actor: Actor) -> QuestionPage:
    """What the owner sees now."""
    now = timezone.now()
    record = record_of(row, actor, now.date())
    body = body_of(record) if record is not None else {}
    talk = talk_of(row, actor)
    assert talk is not None, "a row was given"
    content = content_of(row, actor)
    database = by_code(row.database)
    rows = rows_of_message(content, recorded_facts(body, database.keys))
    return QuestionPage(
        row=row,
        database=database,
        record=record,
        title=database.headline(body) if record is not None else "",
        asker=names_of({row.other}, actor)[row.other],
        desk=desk_name(row.desk, actor),
        grade=content.get("grade", "hit"),
        asked_at=datetime.fromisoformat(content["asked_at"]) if "asked_at" in content else None,
        lines=lines_of(rows, record),
        tally=tally([each for each in rows if each.asked]),
        talk=talk,
        step=step_for_owner(talk.state),
        now=now,
    )


def content_of(row: Confirmation, actor: Actor) -> dict[str, Any]:
    """What the message that asked says."""
    message = Message.visible_to(actor).filter(pk=row.thread).first()
    return message.content if message is not None and message.is_whole else {}
