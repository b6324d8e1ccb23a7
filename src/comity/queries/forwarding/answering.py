"""What the centre answers to the question of a bureau that has a node of its own: its gate asks as for that bureau."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy as _

from comity.access.actors import OfficerActor
from comity.access.of_nodes import of_node
from comity.bureaus.directory import hosted_bureaus
from comity.kit.errors import ComityError, NotAllowed
from comity.messages.courier.listed import DIRECTORY
from comity.queries.actions import ask, ask_many
from comity.queries.asked import read_frame
from comity.queries.forwarding.wire import Opened, Question, Told, Why
from comity.queries.models import Hit
from comity.records.document import told
from comity.records.registry import all_databases, by_code
from comity.records.shown_to import shown_to
from comity.web.problems import next_step

# What a bureau's own node may ask of the centre: questions alone. Whether its bureau may, its standing says.
RIGHTS = frozenset({"queries.ask", "queries.ask_batch"})
MORE = {"person": "queries.ask_person", "partial": "queries.ask_partial"}


def answer(question: Question, node: str, now: datetime) -> Told:
    """The answer, or why there is none. node: which signed the request.

    Every refusal of the gate is one act of that bureau here, as of any other asker.
    """
    try:
        if question.bureau in hosted_bureaus() or DIRECTORY.node_of(question.bureau) != node:
            raise NotAllowed(_("The directory names another node for this bureau."), code="not-this-node")
        return _answer(question, now)
    except ComityError as error:
        return Told(refused=Why(error.code, str(error.message), str(next_step(error))))


def _answer(question: Question, now: datetime) -> Told:
    def by(_fresh: bool) -> OfficerActor:  # the question that every reader of an actor gets
        return _actor(question)

    if question.listed is not None:
        frame = read_frame(msgspec.structs.asdict(question.listed.frame))
        batch = ask_many(frame, question.listed.lines, by=by, forwarded=question.act)
        opened = _opened(batch.act, question, now)
        return Told(lines=batch.lines, cut=batch.cut, act=batch.act, at=batch.at, opened=opened)
    assert question.asked is not None, "read_question has looked"
    whole = ask(question.asked, by=by, forwarded=question.act)
    return Told(answer=whole, act=whole.act, at=whole.at, opened=_opened(whole.act, question, now))


def _actor(question: Question) -> OfficerActor:
    named = question.databases
    codes = None if named is None else frozenset(one.code for one in all_databases() if one.slug in named)
    return of_node(
        question.bureau,
        unit=question.unit,
        function=question.function,
        databases=codes,
        clearance=question.clearance,
        full_view=question.full_view,
        rights=RIGHTS | {MORE[each] for each in question.may},
    )


def _opened(act: UUID, question: Question, now: datetime) -> list[Opened]:
    """The hits of this act, each with its record as this asker may read it."""
    hits, actor = list(Hit.objects.filter(act=act).order_by("id")), _actor(question)
    found: list[Opened] = []
    for code in sorted({hit.database for hit in hits}):
        found += _of_one([hit for hit in hits if hit.database == code], actor, now)
    return found


def _of_one(hits: Sequence[Hit], actor: OfficerActor, now: datetime) -> list[Opened]:
    database = by_code(hits[0].database)
    ids = [hit.record for hit in hits]
    records = {each.id: each for each in shown_to(actor, database, ids, today=now.date())}
    opened = []
    for hit in hits:
        record = records.get(hit.record)
        if record is not None:
            whole = record.read_whole_by(actor, record.owner)
            body = told(record, actor.bureau) if whole else None
            opened.append(
                Opened(hit.id, hit.kind, hit.exact, hit.silent, record.status, record.recorded_at, body)
            )
    return opened
