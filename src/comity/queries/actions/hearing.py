"""What the centre says to a bureau with a node of its own: of records that it shares there, of hits that it had there.

Whoever is no centre, and whatever is unknown here or another bureau's, is refused with one code. The centre's machine
speaks to ours in no mailbox (is_mail), and ours tells its officers in no bureau's name, as it would have done had the
record been here. Inside messages.open. Source: docs/spec/message.md, 4; practice 2, 10 and 21.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from comity.bureaus.directory import is_centre
from comity.gate.system import node
from comity.kit.errors import NotFound
from comity.messages import actions as messages
from comity.messages.contributing.outcome import centre_said, is_shared
from comity.messages.contributing.tables import Standing
from comity.messages.kinds import Afar, NotTaken
from comity.messages.models import Delivery, Message
from comity.messages.rules import Draft, Precedence
from comity.queries.actions.forgetting import let_go
from comity.queries.cards import Card
from comity.queries.forwarding.copies import hears
from comity.queries.misleading import IDENTIFIERS_WANTED
from comity.queries.models import Hit
from comity.queries.record_changed import RECORD_CHANGED
from comity.queries.verdicts import Verdict
from comity.records.life.afar import follow_news, forget_said
from comity.records.life.happened import Told
from comity.records.registry import all_databases
from comity.records.rules import DELETION_ORDERED


def centre_speaks_of_ours(message: Message, delivery: Delivery) -> None:
    """Is it the centre, of a record that the addressed bureau shares there? Raises: NotFound, NotTaken."""
    content = message.content
    about = f"record:{content['database']}:{content['record']}"
    if message.thread != message.id or message.about not in ("", about) or message.expires_at is not None:
        raise NotTaken("body-form")
    database = _code_of(content["database"])
    ours = database is not None and is_shared(delivery.bureau, database, UUID(content["record"]))
    if not (ours and is_centre(message.sender)):
        raise NotFound(code="unknown-record")


def centre_speaks_of_hits(message: Message, delivery: Delivery) -> None:
    """Is it the centre at which the addressed bureau had these hits? Raises: NotFound, NotTaken."""
    if message.thread != message.id or message.about or message.expires_at is not None:
        raise NotTaken("body-form")
    if not (is_centre(message.sender) and _hits(message, delivery)):
        raise NotFound


def review_arrives(message: Message, delivery: Delivery) -> None:
    """How the centre decided stands beside the record; the message tells its desk to change it, and it waits again."""
    is_back = message.content["decision"] == "sent-back"
    state, code = (Standing.REFUSED, "sent-back") if is_back else (Standing.THERE, "")
    _stands(message, delivery, state, code)


def order_arrives(message: Message, delivery: Delivery) -> None:
    """The commission had it deleted at the centre: it is not shared again, and the desk reads that it must go here."""
    _stands(message, delivery, Standing.REFUSED, DELETION_ORDERED)


def identifiers_arrive(message: Message, delivery: Delivery) -> None:
    """The desk is asked for better identifiers, in nobody's name."""
    content = message.content
    about = f"record:{content['database']}:{content['record']}"
    _tell(IDENTIFIERS_WANTED, delivery.bureau, content, about=about)


def changed_arrives(message: Message, delivery: Delivery) -> None:
    """The pages of these hits say what became of their record, each desk is told of its own. A repeat tells nobody."""
    content, arrived = message.content, delivery.delivered_at or message.created_at
    at = min(datetime.fromisoformat(content["at"]), arrived)
    desks: dict[UUID | None, list[Hit]] = {}
    for hit in _hits(message, delivery):
        if hears(hit, content["what"], at):
            hit.save(update_fields=["told"])
            desks.setdefault(hit.desk, []).append(hit)
            follow_news(hit.database, hit.record, hit.bureau, Told(content["what"]), at)
    for desk, hits in desks.items():
        body = content | {"at": at.isoformat(), "hits": [str(each.id) for each in hits]}
        _tell(RECORD_CHANGED, delivery.bureau, body | ({"desk": str(desk)} if desk else {}))


def ended_arrives(message: Message, delivery: Delivery) -> None:
    """The record was deleted: every word of the hits on it goes here as it does there, and what was said about it.

    All hits of this bureau on it, also one that the centre has lost. A repeat changes nothing.
    """
    content, at = message.content, delivery.delivered_at or message.created_at
    day = min(date.fromisoformat(content["ended_on"]), at.date()) if "ended_on" in content else None
    for database, record in {(each.database, each.record) for each in _hits(message, delivery)}:
        hits = Hit.objects.filter(record=record, bureau=delivery.bureau, kept_at=message.sender)
        let_go(hits, at, told={delivery.bureau: day} if day else {})
        for table in (Verdict, Card):
            table._default_manager.filter(record=record, bureau=delivery.bureau).delete()
        forget_said(database, record, delivery.bureau)
        messages.forget(f"record:{content['database']}:{record}", at)


def still_here(record: str, database: str) -> bool:
    """Is a record that its bureau shared at the centre in a register of this node?"""
    found = [each for each in all_databases() if each.slug == database]
    return any(each._default_manager.filter(pk=record).exists() for each in found)


def _hits(message: Message, delivery: Delivery) -> list[Hit]:
    """Those of these hits that are the addressed bureau's, of a record at the sender's node; newest first, locked."""
    content = message.content
    rows = Hit.objects.select_for_update().filter(pk__in=content["hits"], bureau=delivery.bureau)
    database = _code_of(content["database"])
    if database is None:
        return []
    return list(rows.filter(kept_at=message.sender, database=database).order_by("-id"))


def _stands(message: Message, delivery: Delivery, state: Standing, code: str) -> None:
    database, at = _code_of(message.content["database"]), delivery.delivered_at or message.created_at
    if database is not None:
        centre_said(delivery.bureau, database, UUID(message.content["record"]), state, code, at)


def _tell(kind: str, bureau: str, body: dict[str, Any], *, about: str = "") -> None:
    draft = Draft(kind=kind, to=(bureau,), body=body, about=about, precedence=Precedence.PRIORITY)
    messages.send(draft, by=node("messages.send"))


def _code_of(slug: str) -> int | None:
    found: Iterable[int] = (each.code for each in all_databases() if each.slug == slug)
    return next(iter(found), None)


OF_OURS = Afar("messages.send", check=centre_speaks_of_ours)
OF_HITS = Afar("messages.send", check=centre_speaks_of_hits)
