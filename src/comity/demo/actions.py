"""The demonstration's own verbs: an account that can be used at once, and the act that says the world is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.db.models import DateTimeField, F, QuerySet
from psycopg import sql

from comity.access import actions as access
from comity.access.models import Officer
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.journal.acts import Outcome
from comity.journal.models import ActRow
from comity.messages.models import Delivery, Message
from comity.queries.models import Confirmation, Hit
from comity.records.record import Record
from comity.tracing.models import TraceRequest, TraceStep

# Another number, and the next start fills up a world that an older Comity made.
WORLD = "world-2"
# A whole number from the owner's own number: the same in every world.
_LOT = sql.SQL("('x' || substr(md5(source_reference), 1, 6))::bit(24)::int")
_LAST = sql.SQL("current_date - 30 - {lot} % 1500").format(lot=_LOT)
_LOST = sql.SQL(
    "CASE WHEN date ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' THEN date::date + 3 ELSE {last} END"
).format(last=_LAST)
_AGE = """
UPDATE {table} SET recorded_at = told.at, changed_at = told.at FROM (
    SELECT id, least(({day})::timestamptz + make_interval(mins => 480 + {lot} % 600), recorded_at) AS at
    FROM {table} WHERE owner = ANY({owners}) AND version = 1
) told WHERE {table}.id = told.id
"""


@dataclass(frozen=True, slots=True)
class Account:
    """What is printed once."""

    sign_in_name: str
    password: str
    function: str
    bureau: str
    unit: str
    second_factor: bool


@action("demo.open_account")
def open_account(act: ActDraft, officer: Officer, password: str, *, by: Actor) -> Account:
    """Let an officer sign in with the password as printed; a privileged one gets a code device.

    Nobody is asked to choose another password here: the world is thrown away, and its passwords are random.
    """
    act.about = str(officer.id)
    officer = Officer.visible_to(by).select_for_update().get(pk=officer.pk)
    officer.must_change_password = False
    officer.save(update_fields=["must_change_password"])
    if officer.must_have_second_factor and not device_of(officer):
        TOTP.activate(officer, generate_totp_secret())
    return Account(
        sign_in_name=officer.sign_in_name,
        password=password,
        function=officer.function,
        bureau=by.bureau,
        unit=officer.unit.name,
        second_factor=officer.must_have_second_factor,
    )


@action("demo.let_time_pass")
def let_time_pass(act: ActDraft, hit: Hit, passed: timedelta, *, by: Actor) -> None:  # noqa: ARG001  # the gate asks
    """Move a hit and its conversation into the past, both sides alike, so that clocks stand where a story wants them.

    The acts in the journal keep the times at which they were really written.
    """
    act.about, act.reason = f"hit:{hit.pk}", f"{int(passed.total_seconds())} s"
    threads = list(Confirmation.objects.filter(hit=hit).values_list("thread", flat=True))
    _move_back(
        [Hit.objects.filter(pk=hit.pk), Confirmation.objects.filter(thread__in=threads)], threads, passed
    )


@action("demo.let_trace_time_pass")
def let_trace_time_pass(act: ActDraft, request: TraceRequest, passed: timedelta, *, by: Actor) -> None:  # noqa: ARG001
    """The same for a trace request and all its steps."""
    act.about, act.reason = f"tracerequest:{request.pk}", f"{int(passed.total_seconds())} s"
    threads = list(TraceStep.objects.filter(request=request).values_list("thread", flat=True))
    rows = [TraceRequest.objects.filter(pk=request.pk), TraceStep.objects.filter(thread__in=threads)]
    _move_back(rows, threads, passed)


def _move_back(things: Sequence[QuerySet[Any]], threads: Sequence[UUID], passed: timedelta) -> None:
    """Every moment of these rows, and of the messages of these conversations, by so much."""
    messages = Message.objects.filter(thread__in=threads)
    deliveries = Delivery.objects.filter(message__in=list(messages.values_list("pk", flat=True)))
    for rows in (*things, messages, deliveries):
        moments = [field.name for field in rows.model._meta.fields if isinstance(field, DateTimeField)]
        rows.update(**{name: F(name) - passed for name in moments})


@action("demo.age_records")
def age_records(act: ActDraft, database: type[Record], owners: Sequence[str], *, by: Actor) -> None:  # noqa: ARG001
    """Let invented records look as if they had been recorded when it happened, not all on one day.

    A thing three days after it was lost; a person on a day of the last years that the owner's own number decides.
    """
    act.databases, act.about = (database.code,), "recorded_at"
    lost = "date" in {field.name for field in database._meta.fields}
    statement = sql.SQL(_AGE).format(
        table=sql.Identifier(database._meta.db_table),
        day=_LOST if lost else _LAST,
        lot=_LOT,
        owners=sql.Literal(list(owners)),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        act.count = cursor.rowcount


@action("demo.load_world")
def note_loaded(act: ActDraft, *, count: int, by: Actor) -> None:  # noqa: ARG001  # the gate asks `by`
    """Leave the act by which the next start knows that nothing is to be loaded."""
    act.about, act.count = WORLD, count


def is_loaded() -> bool:
    """Is this version of the world there, whole?"""
    return ActRow.objects.filter(verb="demo.load_world", about=WORLD, outcome=int(Outcome.DONE)).exists()


def new_password(officer: Officer, *, by: Actor) -> Account:
    """A new random password for an account whose first one was lost."""
    enrolled = access.reset_password(officer, by=by)
    return open_account(enrolled.officer, enrolled.password, by=by)


def device_of(officer: Officer) -> Authenticator | None:
    """The officer's code device."""
    found: Authenticator | None = Authenticator.objects.filter(
        user=officer, type=Authenticator.Type.TOTP
    ).first()
    return found
