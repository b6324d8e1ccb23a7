"""To whom a record is closed, and where else it stands, is its owner's alone: every declaration, at every door."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from comity.gate import epoch
from comity.queries import actions as queries
from comity.queries.asked import read_asked
from comity.records import actions, reading
from comity.records.document import digest
from comity.records.life import blocking
from comity.records.reading import history
from comity.records.record import Record
from comity.records.registry import databases
from comity.records.rules import Feeder
from tests.actors import CHEN, AnyActor
from tests.journeys.worlds import subjects_of
from tests.libraries import published, reader
from tests.rooms.records import programs
from tests.rooms.records.pages import opened
from tests.rooms.records.programs import called

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
ALL = pytest.mark.parametrize("database", databases(), ids=lambda database: database.slug)
CLOSED, NUMBER = "all-but UNM-A", "TGI-77-4711"
SECRETS = ("UNM-A", NUMBER)


def recorded(database: type[Record]) -> tuple[Record, AnyActor]:
    """A record that is closed to a third bureau, and its owner."""
    owner = reader(database, "CEN" if database.fed_by is Feeder.CENTRE else "FRA", function="desk officer")
    raw = {
        **database.example,
        "restriction": CLOSED,
        "references": [{"system": "court", "number": NUMBER}],
    }
    return published(actions.create(database, raw, by=owner)), owner


def told(text: str) -> list[str]:
    return [each for each in SECRETS if each in text]


@pytest.fixture
def led(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question of every bureau led to every record."""
    monkeypatch.setattr(reading, "LEADS", [lambda *_asked: True])
    monkeypatch.setattr("comity.access.api.actor_for", programs.actor_for)


@ALL
@pytest.mark.usefixtures("led")
def test_page_and_api_tell_it_to_the_owner_and_to_no_reader(
    database: type[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    record, owner = recorded(database)
    named = frozenset({database.code}) if database.specialist else owner.databases
    other = replace(reader(database, "ITA"), databases=named, epoch=epoch.current(), officer=uuid4())
    monkeypatch.setattr(programs, "ACTORS", {"owner": replace(owner, epoch=epoch.current()), "other": other})

    assert told(opened(owner, "page", database.slug, record.id).content.decode()) == [*SECRETS]
    assert told(opened(other, "page", database.slug, record.id).content.decode()) == []
    own, foreign = (called(who, "get", f"/{database.slug}/{record.id}") for who in ("owner", "other"))
    assert told(own.content.decode()) == [*SECRETS]
    assert (foreign.status_code, told(foreign.content.decode())) == (200, [])
    assert foreign.json()["sha256"] == digest(foreign.json()["document"]).hex(), (
        "nobody guesses by the digest"
    )
    assert told(called("other", "get", f"/{database.slug}").content.decode()) == []
    assert all("restriction" not in state.body for state in history(record, reader=other))


@ALL
def test_no_answer_tells_it(database: type[Record]) -> None:
    record, _owner = recorded(database)
    asker = reader(database, "ITA", officer=uuid4(), function="desk officer")
    for subject in subjects_of(database.example):
        asked = read_asked(msgspec.json.encode({"purpose": "border-control", "subjects": [subject]}))
        answer: Any = queries.ask(asked, by=lambda _fresh: replace(asker, epoch=epoch.current()))
        assert told(msgspec.json.encode(answer).decode()) == []
    assert record.restriction


@ALL
def test_who_watches_over_it_sees_to_whom_it_is_closed_and_not_where_else_it_stands(
    database: type[Record],
) -> None:
    record, owner = recorded(database)
    if owner.bureau == "CEN":
        pytest.skip("the centre's own")
    blocking.block(
        database, record.id, reason="in doubt", seen=record.version, by=replace(CHEN, epoch=epoch.current())
    )

    page = opened(CHEN, "overseen", database.slug, record.id).content.decode()

    assert told(page) == ["UNM-A"]
