"""What of Rome's has ended before it moves: a hit with its conversation, a trace, notices; and how they stand after."""

from datetime import timedelta
from typing import Any

from django.utils import timezone as clock

from comity.databases.vehicles import Vehicle
from comity.gate import epoch
from comity.kit.ids import new_id
from comity.messages import actions as messages
from comity.messages.rules import Draft
from comity.notices.actions import withdraw
from comity.notices.kinds import declared
from comity.notices.models import Deed, Notice, Received, Told
from comity.notices.path import State as NoticeState
from comity.notices.request import read
from comity.queries.conversation import State
from comity.queries.models import ASKER, Confirmation, Hit
from comity.tracing.models import SEIZER, TraceRequest, TraceStep
from comity.tracing.rules import Stage
from comity.tracing.rules import State as Step
from tests.actors import AnyActor


def whoever(code: str) -> AnyActor:
    return AnyActor(bureau=code, function="desk officer", epoch=epoch.current())


def hit_on(record: Vehicle) -> None:
    """A hit on Paris's vehicle, with a question that was answered, closed."""
    now = clock.now()
    hit = Hit.objects.create(**a_hit("ITA", record), closed_at=now, done_note="Seized.", tag=b"t" * 16)
    body = {"subject": "Is it yours?", "text": "It stands here."}
    asked = messages.send(Draft(kind="note", to=("FRA",), body=body), by=whoever("ITA"))
    Confirmation.objects.create(
        thread=asked.id, bureau="ITA", side=ASKER, other="FRA", hit=hit, database=Vehicle.code,
        record=record.id, seen=1, urgency=1, state=int(State.CLOSED), asked_at=now, due_at=now,
        length=timedelta(hours=1), answered_at=now,
    )  # fmt: skip


def a_hit(code: str, record: Vehicle) -> dict[str, Any]:
    return {
        "id": new_id(), "act": new_id(), "at": clock.now(), "bureau": code, "purpose": "border-control",
        "asked": {"plate": "AB129CD"}, "database": Vehicle.code, "record": record.id, "seen": 1,
        "owner": record.owner, "grade": 1, "kind": 1, "exact": "AB129CD",
    }  # fmt: skip


def traced() -> None:
    """A trace that was answered and closed, with a holder's name sealed under this node's secret."""
    now = clock.now()
    trace = TraceRequest.objects.create(
        bureau="ITA", body={"make": "Beretta"}, stage=int(Stage.CLOSED), created_at=now, changed_at=now,
        closed_at=now, kept_until=now.date(),
    )  # fmt: skip
    TraceStep.objects.create(
        thread=new_id(), bureau="ITA", side=SEIZER, other="FRA", request=trace, country="FRA", why="maker",
        state=int(Step.ANSWERED), sent_at=now, due_at=now, holder_key=new_id(), holder_words=b"sealed",
        kept_until=now.date(),
    )  # fmt: skip


def noticed() -> None:
    """Rome's notice that is out, with its file; Paris's, which Rome received and must take out."""
    now = clock.now()
    for code in ("ITA", "FRA"):
        request = read("red", declared()["red"].example, today=now.date())
        row = Notice(
            bureau=code, number=f"2026-{code}", kind=request.kind.number, body=request.body, digest=b"",
            state=int(NoticeState.PUBLISHED), state_since=now, created_at=now, published_at=now,
            expires_on=now.date() + timedelta(days=900), record=new_id(),
        )  # fmt: skip
        row.digest = row.request.sha256
        row.save(force_insert=True)
        for shown in (True, False):
            Deed.objects.create(
                notice=row, at=now, verb="notices.approve", state=row.state, version=1, digest=row.digest,
                bureau="CEN", officer=new_id(), text="Read.", shown=shown,
            )  # fmt: skip
        Received.objects.create(notice=row, bureau="FRA" if code == "ITA" else "ITA", sent_at=now)


def notices() -> list[list[Any]]:
    """Rome's notices: where they are kept, what they say, what of their file is here; and what it was told."""
    rows = Notice.everywhere.filter(bureau="ITA")
    told = Told.objects.filter(bureau="ITA")
    return [
        [[row.number, row.keeper, row.title, row.standing.name, _deeds(row)] for row in rows],
        [[row.number, row.keeper, row.kind, row.standing.name] for row in told],
    ]


def _deeds(row: Notice) -> list[list[Any]]:
    return [[each.text, each.officer, each.shown] for each in row.deeds.all()]


def hits() -> list[list[Any]]:
    """Rome's closed hits with their conversations, as this node has them."""
    return [
        [row.kept_at, row.done_note, bytes(row.tag).hex(), row.told, row.confirmation.state, row.asked]
        for row in Hit.objects.filter(bureau="ITA", confirmation__isnull=False)
    ]


def traces() -> list[list[Any]]:
    return [
        [row.body, [[str(each.holder_key), bytes(each.holder_words).hex()] for each in row.steps.all()]]
        for row in TraceRequest.objects.filter(bureau="ITA")
    ]


def withdraw_notice() -> None:
    """Rome takes its notice back at home."""
    row = Notice.everywhere.get(bureau="ITA")
    withdraw(row, reason="The warrant was withdrawn.", by=whoever("ITA"))


def notice_states() -> list[list[Any]]:
    rows = Notice.everywhere.filter(bureau="ITA")
    return [[row.standing.name, row.asked, row.not_taken] for row in rows]
