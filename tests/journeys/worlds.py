"""Two worlds for the differential test: a base that both share, and records that must not exist for ITA.

Runs as a process of its own over one database: `python -m tests.journeys.worlds base|closed FILE`.
"""

# Long: what both worlds share is made in one place, so that one sees all that the asker can know.
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import django

django.setup()

import msgspec  # noqa: E402  # rooms can be imported only now
from django.apps import apps  # noqa: E402
from django.db import models  # noqa: E402
from django.utils import timezone  # noqa: E402

from comity.access.models import Terminal, Unit  # noqa: E402
from comity.access.roles import Role, UnitKind  # noqa: E402
from comity.bureaus.models import Bureau  # noqa: E402
from comity.bureaus.rules import BureauKind, Standing  # noqa: E402
from comity.gate import epoch  # noqa: E402
from comity.queries import actions as queries  # noqa: E402
from comity.queries.actions.confirming import Question  # noqa: E402
from comity.queries.asked import read_asked  # noqa: E402
from comity.queries.manifest import Entry, Journey, Means  # noqa: E402
from comity.queries.models import Confirmation, Hit  # noqa: E402
from comity.queries.telling import Telling  # noqa: E402
from comity.records import actions as records  # noqa: E402
from comity.records import keys  # noqa: E402
from comity.records.attached.attaching import Sent, attach  # noqa: E402
from comity.records.between import behalf, offering  # noqa: E402
from comity.records.between.agreed import Offer, OnBehalf  # noqa: E402
from comity.records.between.behalf import Request  # noqa: E402
from comity.records.between.offering import Chosen  # noqa: E402
from comity.records.feed.following import follow_changes  # noqa: E402
from comity.records.models import Load, StillElsewhere  # noqa: E402
from comity.records.public import search as public  # noqa: E402
from comity.records.record import Record  # noqa: E402
from comity.records.registry import by_slug, databases  # noqa: E402
from comity.records.rules import AfterRecovery, Feeder, Status  # noqa: E402
from comity.records.ways import keys_of  # noqa: E402
from tests import people  # noqa: E402
from tests.actors import AnyActor  # noqa: E402
from tests.files import png  # noqa: E402
from tests.journeys.listed import closed_listed, listed  # noqa: E402
from tests.journeys.mistaken import card_of, examined  # noqa: E402
from tests.journeys.noticed import closed_notices, notices_between  # noqa: E402
from tests.journeys.traced import traces_between  # noqa: E402
from tests.journeys.uploaded import export_that_waits, uploads  # noqa: E402
from tests.journeys.written import drafted, sent_with_a_file  # noqa: E402
from tests.libraries import published, reader  # noqa: E402
from tests.rooms.matching.zone import zone  # noqa: E402

ASKER = "ITA"
CANARY = "canary-never-shown"
# What no reader of an open record is told of it: to whom its owner closed it.
CLOSED_TO = "all-but DZA UNM-9"
Body = dict[str, Any]
# What people type to find a thing that has no number they could ask by.
WORDS = ("model", "series", "title", "name")


def identified(database: type[Record], owner: str, number: int) -> Body:
    """A valid record of this database, found by nothing else; a database we do not know gives its example."""
    tail = f"{number:05d}"
    changes: dict[str, Body] = {
        "travel-documents": {"number": f"77Z{tail}"},
        "vehicles": {
            "vin": f"VF1RFB00X570{tail}",
            "plate": f"Q{tail}Q",
            "plate_country": owner,
            "engine": f"ENG{tail}",
        },
        "firearms": {"serial": f"QS{tail}", "make": "Brandelius"},
        "persons": {
            "names": [
                {"text": f"Zora Quillfeather{'abcdefghij'[number % 10]}{'klmnopqrst'[number // 10 % 10]}"}
            ],
            "documents": [{"kind": "passport", "issuer": owner, "number": f"99Q{tail}"}],
        },
        "document-alerts": {"number_pattern": f'"Q{tail}"99'},
        "document-specimens": {"series": f"Q{tail}"},
        "firearm-models": {"make": "Quondam Arms", "model": f"Q{tail}"},
        "organisations": {"names": [{"text": f"Quondam {tail} Trading"}]},
    }
    body = {**database.example, **changes.get(database.slug, {})}
    return {**body, "issuer": owner} if "issuer" in body else body


def owner_of(database: type[Record], owner: str) -> str:
    """Who feeds this database: the one we would like, or the centre where only it may."""
    return "CEN" if database.fed_by is Feeder.CENTRE else owner


def subjects_of(body: Body) -> Iterator[Body]:
    """Every way to ask about a record by what stands in it."""
    if "number" in body:
        yield {"document": {name: body[name] for name in ("number", "issuer", "kind") if name in body}}
        yield {"document": {"number": body["number"]}}
        yield {"text": body["number"]}
    if "vin" in body:
        yield {"vehicle": {"vin": body["vin"]}}
        yield {"text": body["vin"]}
    if "plate" in body:
        yield {"vehicle": {"plate": body["plate"], "country": body["plate_country"]}}
        yield {"text": body["plate"]}
    if "engine" in body:
        yield {"vehicle": {"engine": body["engine"]}}
    if "serial" in body:
        yield {"firearm": {"serial": body["serial"], "make": body["make"], "calibre": body["calibre"]}}
        yield {"text": body["serial"]}
    if "detect" in body:
        number = body["number_pattern"].strip('9"') + "42"
        yield {"document": {"issuer": body["issuer"], "kind": body["kind"], "number": number}}
        yield {"document": {"issuer": body["issuer"], "number": number}}
        yield {"text": number}
    if "serial_at" in body:
        yield {"firearm": {"make": body["make"], "model": body["model"]}}
    for name in body.get("names", []):
        yield {"person": {"name": name["text"]}}
        yield {"person": {"name": name["text"], "born": "1987-03-14"}}
        yield {"person": {"name": name["text"][:-1], "nationality": "DZA", "sex": "female"}}
        yield {"person": {"name": name["text"], "reach": "strict"}}
        given, _blank, surname = name["text"].upper().replace(" ", "<").rpartition("<")
        if surname.isascii():
            yield {"mrz": zone("TD3", "YA1234567", name=f"{surname}<<{given}"[:39], birth="870314")}
        yield {"text": name["text"]}
    for document in body.get("documents", []):
        yield {"document": {name: document[name] for name in ("number", "issuer", "kind")}}


def numbers_of(body: Body) -> list[str]:
    """What somebody would type to find this record."""
    return [subject["text"] for subject in subjects_of(body) if "text" in subject] or [
        body["names"][0]["text"] if "names" in body else next(filter(None, map(body.get, WORDS)))
    ]


def own_copy(body: Body) -> Body:
    """The same thing as a record of one's own: closed to nobody, and without the word that nobody types."""
    return {**body, "case": "own", "restriction": "", "marking": "official-use"}


def make_base() -> Body:
    """The shared world: bureaus, officers, open records, hits, a conversation, an owner's rule, messages."""
    for code in (ASKER, "FRA", "DEU", "ESP", "DZA"):
        people.bureau(code, country=code)
    people.bureau("CEN", BureauKind.CENTRE)
    home = people.unit(ASKER, clearance=1)
    post = people.unit(ASKER, "Airport", kind=UnitKind.AIRPORT, parent=home, clearance=1)
    guard = people.officer("gino", Role.BORDER_GUARD, place=post)
    desk = people.officer("bruno", Role.DESK_OFFICER, place=home)
    cursor = follow_changes("", by=people.actor(desk)).cursor
    head = people.officer("bella", Role.BUREAU_HEAD, Role.SECURITY_OFFICER, place=home)
    amina = people.actor(people.officer("amina", Role.DESK_OFFICER, place=people.unit("FRA")))
    Terminal.objects.create(sha256=b"t" * 32, unit=post, label="Gate 4")
    visible = {each.slug: _record(each, "FRA", 1) for each in databases()}
    own = {each.slug: _record(each, ASKER, 2) for each in databases()}
    records.close_to("ITA", by=AnyActor(bureau="DEU"))
    Bureau.objects.filter(code="ESP").update(standing=int(Standing.SUSPENDED))
    epoch.bump()
    bruno = people.actor(desk)
    hits = [hit for each in databases() for hit in _asked(bruno, identified(each, "FRA", 1))]
    queries.ask_confirmation(hits[0], Question(telling=Telling.YES), by=bruno)
    sent_with_a_file(ASKER, by=amina)
    sent_with_a_file("FRA", by=bruno)
    drafted(bruno)
    tokens = {"officer": people.token(person=desk)[0], "system": people.token(post)[0]}
    return {
        "now": (timezone.now() + timedelta(seconds=1)).isoformat(),
        "people": {"guard": str(guard.id), "desk": str(desk.id), "head": str(head.id)},
        "tokens": tokens,
        "cursor": cursor,
        "visible": {slug: str(record.id) for slug, record in visible.items()},
        "own": {slug: str(record.id) for slug, record in own.items()},
        "hits": [str(hit.id) for hit in hits],
        "confirmations": [str(pk) for pk in Confirmation.objects.values_list("pk", flat=True)],
        "more": [str(pk) for model in apps.get_models() for pk in _ids(model, people.actor(head))],
        **_lists(bruno),
        **traces_between(bruno, amina),
        **notices_between(bruno, amina),
        "uploads": [str(pk) for pk in uploads(bruno)],
        "certificates": [
            public.certify(by_slug("works-of-art"), public.Wanted(words="harbour"), "", by=public.anybody())
        ],
        "exports": [str(export_that_waits(people.actor(head)).id)],
        "offers": [
            str(_offered(giver, taker, number).id)
            for giver, taker, number in ((ASKER, "FRA", 6), ("FRA", ASKER, 7), ("FRA", ASKER, 8))
        ],
        "elsewhere": [str(_ended(bruno))],
        **listed(),
        "behalves": [str(_on_behalf(ASKER, number).id) for number in (3, 4)],
        **_pictures(bruno, hits[1], *(next(iter(records.values())) for records in (visible, own))),
        "cards": [str(card_of(bruno, hits).id)],
        "units": [str(pk) for pk in Unit.objects.filter(bureau=ASKER).values_list("pk", flat=True)],
    }


def _pictured(record: Record) -> UUID:
    """A picture on this record, by its owner."""
    return attach(type(record), record.id, Sent(png(), "A door"), by=AnyActor(bureau=record.owner)).id


def _pictures(actor: Any, hit: Hit, *records: Record) -> Body:
    """Pictures on records and on a hit, with what each hangs on."""
    hangs_on = {str(_pictured(record)): str(record.id) for record in records}
    hangs_on[str(queries.attach(hit, Sent(png(), "In hand"), by=actor).id)] = str(hit.id)
    return {"pictures": list(hangs_on), "hangs_on": hangs_on}


def _on_behalf(owner: str, number: int, **more: Any) -> OnBehalf:
    """A thing that the centre recorded for this bureau, which has said nothing yet."""
    vehicle = by_slug("vehicles")
    asked = Request(owner, f"{CANARY if more else 'Letter'} {number}", timezone.now().date(), "head")
    body = {**identified(vehicle, owner, number), **more}
    record = behalf.record_for(vehicle, body, asked, by=AnyActor(bureau="CEN"))
    return OnBehalf.objects.get(record=record.id)


def _offered(giver: str, taker: str, number: int, **more: Any) -> Offer:
    """A thing of one bureau that it offers to another, which has not answered."""
    vehicle = by_slug("vehicles")
    record = records.create(
        vehicle, {**identified(vehicle, giver, number), **more}, by=AnyActor(bureau=giver)
    )
    reason = CANARY if more else "Your case."
    return offering.offer([Chosen(vehicle, record.id)], to=taker, reason=reason, by=AnyActor(bureau=giver))


def _ended(actor: Any) -> UUID:
    """Where a withdrawn record of the actor's own still stands."""
    vehicle = next(each for each in databases() if each.keys and "plate" in each.example)
    body = {**identified(vehicle, ASKER, 3), "references": [{"system": "interpol", "number": "2026/1"}]}
    record = records.create(vehicle, body, by=actor)
    records.withdraw(vehicle, record.id, reason="sold", seen=record.version, by=actor)
    return StillElsewhere.visible_to(actor).get().id


def _lists(actor: Any) -> dict[str, list[str]]:
    """A list of passengers with a hit, and its lines."""
    now = timezone.now()
    journey = Journey(
        Means.FLIGHT, "AV 412", "BOG-FCO", now + timedelta(hours=6), now + timedelta(hours=9), "carrier"
    )
    found = [
        each for each in subjects_of(identified(by_slug("travel-documents"), "FRA", 1)) if "document" in each
    ]
    document = found[0]["document"]
    entries = [
        Entry("Zora Nobody", "1990-01-01"),
        Entry("Ina Nobody", document=document["number"], issuer="FRA"),
    ]
    row = queries.submit_list(journey, entries, by=actor)
    queries.ask_list(row, by=lambda _fresh: replace(actor, epoch=epoch.current()))
    return {"lists": [str(row.pk)], "lines": [str(pk) for pk in row.lines.values_list("pk", flat=True)]}


def _ids(model: Any, actor: AnyActor) -> list[UUID]:
    """An id that ITA may see, of every kind that an address may name."""
    if (
        not model.__module__.startswith("comity.")
        or issubclass(model, Record)
        or not hasattr(model, "visible_to")
    ):
        return []
    if not isinstance(model._meta.pk, models.UUIDField):
        return []
    return list(model.visible_to(actor).order_by("pk").values_list("pk", flat=True)[:1])


def make_closed() -> Body:
    """The records that ITA must not learn of: one for each way to close and each database."""
    made = []
    number = 100
    for database in databases():
        for way, close in WAYS.items():
            number += 1
            record = close(database, number)
            if record is not None:
                made.append(
                    {"way": way, "database": database.slug, "id": str(record[0].id), "body": record[1]}
                )
    pictures = {
        str(_pictured(by_slug(each["database"]).objects.get(pk=each["id"]))): each["id"] for each in made[:2]
    }
    return {
        "closed": made,
        "closed_listed": closed_listed(CANARY),
        **closed_notices(ASKER, CANARY),
        "closed_pictures": list(pictures),
        "closed_hangs_on": pictures,
        "closed_offers": [str(_offered("FRA", "DZA", 9, restriction="all-but ITA", case=CANARY).id)],
        "closed_cards": examined(made, _asked),
        "closed_behalves": [str(_on_behalf("FRA", 5, restriction="all-but ITA", case=CANARY).id)],
        "loads": [str(_loaded(each).id) for each in made if each["way"] == "draft"][:2],
    }


def _loaded(closed: Body) -> Load:
    """A load of which this record waits for the centre."""
    database = by_slug(closed["database"])
    record = database.objects.get(pk=closed["id"])
    moment = record.recorded_at
    loading = Load(database=record.code, owner=record.owner, file_name=CANARY, sha256=b"s" * 32)
    loading.started_at = loading.moved_at = loading.ended_at = moment
    loading.save(force_insert=True)
    return loading


Made = tuple[Record, Body] | None


def _closed_by(owner: str, **more: Any) -> Callable[[type[Record], int], Made]:
    def close(database: type[Record], number: int) -> Made:
        feeder = owner_of(database, owner)
        body = {**identified(database, feeder, number), "case": CANARY, **more}
        return published(records.create(database, body, by=reader(database, feeder))), body

    return close


def _in_state(status: Status) -> Callable[[type[Record], int], Made]:
    def close(database: type[Record], number: int) -> Made:
        if status is Status.RECOVERED and database.after_recovery is AfterRecovery.STAYS_A_HIT:
            return None
        made = _closed_by("FRA")(database, number)
        assert made is not None
        record, body = made
        record.status = int(status)
        record.save()
        if status is Status.WITHDRAWN:
            keys.remove(record)
        else:
            keys.rewrite(record, keys_of(database.keys, body))
        return made

    return close


def _the_same_again(database: type[Record], number: int) -> Made:
    """What an open record says already, said by another of the same owner to others only."""
    return _closed_by("FRA", **identified(database, "FRA", 1), restriction="all-but ITA")(database, number)


def _by_owners_rule(database: type[Record], number: int) -> Made:
    return _closed_by("DEU")(database, number) if owner_of(database, "DEU") == "DEU" else None


def _of_a_suspended_owner(database: type[Record], number: int) -> Made:
    return _closed_by("ESP")(database, number) if database.personal else None


def _expired(database: type[Record], number: int) -> Made:
    made = _closed_by("FRA")(database, number)
    assert made is not None
    record, body = made
    record.kept_until = timezone.now().date() - timedelta(days=1)
    record.save()
    keys.rewrite(record, keys_of(database.keys, body))
    return made


WAYS: dict[str, Callable[[type[Record], int], Made]] = {
    "all-but": _closed_by("FRA", restriction="all-but ITA"),
    "only": _closed_by("FRA", restriction="only DEU"),
    "marking": _closed_by("FRA", marking="confidential"),
    "owner-rule": _by_owners_rule,
    "suspended-owner": _of_a_suspended_owner,
    "blocked": _in_state(Status.BLOCKED),
    "suspended": _in_state(Status.SUSPENDED),
    "draft": _in_state(Status.DRAFT),
    "recovered": _in_state(Status.RECOVERED),
    "withdrawn": _in_state(Status.WITHDRAWN),
    "expired": _expired,
    "the-same-again": _the_same_again,
}


def _record(database: type[Record], owner: str, number: int) -> Record:
    """A record with a reference and a restriction that nobody but its owner is shown."""
    feeder = owner_of(database, owner)
    body = identified(database, feeder, number)
    if feeder != ASKER:
        body["references"] = [{"system": "court", "number": CANARY}]
        if not database.public_by:  # what is closed to anybody is not shown to everybody
            body["restriction"] = CLOSED_TO
    return published(records.create(database, body, by=reader(database, feeder)))


def _asked(actor: Any, body: Body) -> list[Hit]:
    if not (subjects := list(subjects_of(body))[:20]):
        return []  # a library that is only looked through
    question = {"purpose": "border-control", "subjects": subjects}
    answer = queries.ask(
        read_asked(msgspec.json.encode(question)), by=lambda _fresh: replace(actor, epoch=epoch.current())
    )
    return list(Hit.objects.filter(act=answer.act))


def main() -> None:
    kind, path = sys.argv[1:]
    made = make_base() if kind == "base" else make_closed()
    with open(path, "w", encoding="utf-8") as file:
        json.dump(made, file)


if __name__ == "__main__":
    main()
