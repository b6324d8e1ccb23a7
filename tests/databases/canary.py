"""A word that nobody else would write, put wherever a record and what people say of it can hold one; and the search.

No database is named: everything is made from declarations and their examples.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
from django.db import connection
from django.utils import timezone

from comity.access.saved_views import SavedView, Share
from comity.gate import epoch
from comity.kit.errors import Invalid
from comity.matching.folding import folded
from comity.matching.names.exact import normalised_name
from comity.queries import actions as queries
from comity.queries.actions.answering import Reply, Word
from comity.queries.actions.closing import WasDone
from comity.queries.actions.confirming import Question
from comity.queries.asked import read_asked
from comity.queries.models import ASKER, OWNER, Confirmation, Hit
from comity.queries.outcomes import Done
from comity.queries.telling import Telling
from comity.records import actions
from comity.records.attached.attaching import Sent, attach
from comity.records.document import body_of, canonical, clean
from comity.records.envelope import ENVELOPE
from comity.records.exporting import export
from comity.records.life import disputing
from comity.records.listing.lists import Sieve
from comity.records.listing.saved import list_slug
from comity.records.loading import importing
from comity.records.loading.working import work_on_imports
from comity.records.models import Load
from comity.records.parts import Many
from comity.records.record import Body, Record
from comity.records.values import Choice
from comity.records.ways import keys_of
from tests.actors import AnyActor
from tests.files import png
from tests.journeys.worlds import subjects_of
from tests.libraries import published

# Letters that no folding changes, and no part of any word of ours.
CANARY = "XCNRYVWXTKX"
ELSEWHERE = "said beside it"


def spellings() -> set[str]:
    """As it may stand in a store: as typed, as keys fold it, and backwards; small letters."""
    forward = {CANARY.lower(), folded(CANARY).lower(), normalised_name(CANARY).lower()}
    return forward | {each[::-1] for each in forward}


def planted(database: type[Record], today: date) -> Body:
    """The example with the word in every field that takes it, and the last day today."""
    body = {**database.example, "kept_until": today.isoformat()}
    for declared in (*ENVELOPE, *database.declared()):
        for value in _words_for(declared.value, body.get(declared.name)):
            try:
                keys_of(database.keys, clean(database, {**body, declared.name: value}, today=today))
            except Invalid:
                continue
            body[declared.name] = value
            break
    return body


def _words_for(kind: Any, given: Any) -> Iterator[Any]:
    """What may hold the word in a field of this kind, the best first."""
    if isinstance(kind, Many):
        first = given[0] if given else {}
        pieces = {name: CANARY for name, piece in kind.part.pieces() if hasattr(piece.value, "longest")}
        coded = {
            name: next(iter(piece.value.numbers))
            for name, piece in kind.part.pieces()
            if isinstance(piece.value, Choice)
        }
        yield [{**coded, **first, **pieces}]
        for name in pieces:  # an identifier of a fixed form takes no word
            yield [{**coded, **first, **{each: CANARY for each in pieces if each != name}}]
    elif hasattr(kind, "longest"):
        yield CANARY
        yield f'"{CANARY}"99'


def imported(database: type[Record], body: Body, by: AnyActor) -> Record:
    """The record, come by a file whose name says the word too."""
    content = canonical(clean(database, body, today=date.fromisoformat(body["kept_until"])))
    twice = [importing.upload(database, [content], file_name=f"{CANARY}.jsonl", by=by) for _twice in range(2)]
    importing.check(twice[0].id, by=by)
    work_on_imports(lambda _upload: by)
    twice[0].refresh_from_db()
    assert twice[0].counts["recorded"] == 1, twice[0].preview
    importing.start(twice[0].id, by=by)
    work_on_imports(lambda _upload: by)
    loading = Load.objects.get(database=database.code)
    return published(database.objects.get(recorded_at=loading.started_at, owner=by.bureau))


def surrounded(record: Record, owner: AnyActor, asker: AnyActor) -> Record:
    """The same record with everything people say of it, where its database has a place for that."""
    database = type(record)
    body = {**body_of(record), "case": f"{CANARY}-2"}
    attach(database, record.id, Sent(png(), f"A picture of {CANARY}"), by=owner)
    record.refresh_from_db()
    if not database.checked:
        record = actions.change(database, record.id, body, seen=record.version, by=owner)
        disputing.doubt(record, reason=f"Doubts about {CANARY}.", by=owner)
    export.ask(
        database,
        Sieve(words=CANARY),
        form=export.CSV,
        reason=ELSEWHERE,
        by=replace(owner, epoch=epoch.current()),
    )
    _kept_view(database, owner)
    for place, hit in enumerate(_hits(record, asker)):
        _talk(hit, owner, asker, protected=place == 1)
    return record


def _kept_view(database: type[Record], owner: AnyActor) -> None:
    now = timezone.now()
    SavedView.objects.create(
        bureau=owner.bureau,
        officer=owner.officer,
        share=int(Share.BUREAU),
        list=list_slug(database),
        name="The one of yesterday",
        filters={"q": CANARY},
        created_at=now,
        used_at=now,
    )


def _hits(record: Record, asker: AnyActor) -> list[Hit]:
    """Two questions that find it."""
    current = replace(asker, epoch=epoch.current())
    for subject in subjects_of(body_of(record)):
        question = {"purpose": "border-control", "subjects": [subject]}
        for _twice in range(2):
            queries.ask(read_asked(msgspec.json.encode(question)), by=lambda _fresh: current)
        if Hit.objects.filter(record=record.id).exists():
            break
    return list(Hit.objects.filter(record=record.id).order_by("id"))


def _talk(hit: Hit, owner: AnyActor, asker: AnyActor, *, protected: bool) -> None:
    said = Question(
        telling=Telling.NO if protected else Telling.YES,
        reason=f"{CANARY} asks for protection.",
        text=f"Is this {CANARY}?",
        place=f"{CANARY} airport",
        itinerary=f"to {CANARY}",
    )
    queries.ask_confirmation(hit, said, by=asker)
    asked = Confirmation.objects.filter(hit=hit, side=ASKER).first()
    if asked is not None:
        ours = Confirmation.objects.get(thread=asked.thread, side=OWNER)
        queries.answer(ours, Reply(word=Word.MORE_NEEDED, text=f"Which {CANARY}?"), by=owner)
        queries.send_more(asked, f"The one of {CANARY}.", by=asker)
    queries.hand_over(note=f"Look at {CANARY}.", by=asker)
    queries.record_outcome(hit, WasDone(done=Done.LET_GO, note=f"{CANARY} went on."), by=asker)


def found_in_tables() -> set[str]:
    """Every "table.column" in which the word stands, in whatever type of column: text, json, bytes, arrays."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name IN"
            " (SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition)"
        )
        columns: dict[str, list[str]] = {}
        for table, column in cursor.fetchall():
            columns.setdefault(table, []).append(column)
        wanted = [f"%{each}%" for each in spellings()]
        wanted += [f"%{each.encode(way).hex()}%" for each in _cases() for way in ("utf-8", "utf-16-le")]
        for table, names in columns.items():
            each = ", ".join(f'bool_or("{name}"::text ILIKE ANY(%(wanted)s))' for name in names)
            cursor.execute(f'SELECT {each} FROM "{table}" AS t', {"wanted": wanted})
            row = cursor.fetchone()
            found |= {f"{table}.{name}" for name, stands in zip(names, row, strict=True) if stands}
    return found


def _cases() -> set[str]:
    return {case(each) for each in spellings() for case in (str.lower, str.upper)}


def bytes_wanted() -> list[bytes]:
    """What a file is searched for."""
    return sorted({each.encode(way) for each in _cases() for way in ("utf-8", "utf-16-le")})
