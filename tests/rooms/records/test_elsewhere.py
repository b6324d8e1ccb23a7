"""External references: the owner's alone; and what other systems still say of a record that has ended."""

import importlib
import json
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import psycopg
import pytest
from django.utils import timezone

from comity.databases.vehicles import Vehicle
from comity.gate import epoch
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotFound, Refused
from comity.records import actions
from comity.records.api import shown
from comity.records.document import body_of, digest, shared
from comity.records.ending.expire import expire_due
from comity.records.feed.following import follow_changes
from comity.records.life.external import WITHDRAW_WITHIN
from comity.records.life.withdrawing import list_elsewhere, tick_elsewhere
from comity.records.models import StillElsewhere
from comity.records.reading import history, read
from tests.actors import AMINA, BRUNO, without
from tests.cluster import Database
from tests.rooms.queries.conversations import hit_by
from tests.rooms.records.pages import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
INTERPOL = {"system": "interpol", "number": "2026/4711", "sent_on": "2026-05-03", "state": "recorded"}
COURT = {"system": "court", "number": "TGI-77"}
LAB = {"system": "other", "name": "Laboratory", "number": "L-1", "state": "not-sent"}
SECRET = ("2026/4711", "TGI-77", "Laboratory")


def recorded(*references: dict, **more: object) -> Vehicle:
    body = {**Vehicle.example, "references": list(references or (INTERPOL, COURT, LAB)), **more}
    return actions.create(Vehicle, body, by=AMINA)


def numbers(by=AMINA) -> list[str]:
    return [each.row.there["number"] for each in list_elsewhere(by=by)]


@pytest.mark.parametrize(
    ("reference", "path", "code"),
    [
        ({"number": "1"}, "references.0.system", "required"),
        ({"system": "interpol"}, "references.0.number", "required"),
        ({"system": "Europol", "number": "1"}, "references.0.system", "not-in-list"),
        ({"system": "other", "number": "1"}, "references.0.name", "required"),
        ({"system": "sis", "name": "SIS", "number": "1"}, "references.0.name", "not-in-list"),
        ({"system": "sis", "number": "1", "state": "lost"}, "references.0.state", "not-in-list"),
        ({"system": "sis", "number": "1", "sent_on": "2999"}, "references.0.sent_on", "date-ahead"),
    ],
)
def test_a_reference_that_does_not_fit_is_refused(reference, path, code):
    with pytest.raises(Invalid) as refusal:
        recorded(reference)
    assert (refusal.value.errors[0].field, refusal.value.errors[0].code) == (path, code)


def test_the_owner_reads_them_and_nobody_else():
    record = recorded()
    hit_by(subject={"vehicle": {"vin": Vehicle.example["vin"]}})
    theirs = replace(BRUNO, epoch=epoch.current())

    own = shown(record, AMINA)
    foreign = shown(read(Vehicle, record.id, by=theirs), theirs)

    assert [each["number"] for each in own["document"]["references"]] == ["2026/4711", "TGI-77", "L-1"]
    assert foreign["document"] == shared(body_of(record))
    assert "references" not in foreign["document"]
    assert foreign["sha256"] == digest(foreign["document"]).hex() != own["sha256"]
    page = opened(theirs, "page", "vehicles", record.id).content.decode()
    assert opened(AMINA, "page", "vehicles", record.id).content.decode().count("TGI-77")
    assert not [each for each in SECRET if each in page]


def test_the_digest_told_to_others_cannot_be_used_to_guess_them():
    with_them, without_them = recorded(), recorded(source_reference="V-2")
    bodies = [
        {name: value for name, value in shown(each, BRUNO)["document"].items() if name != "source_reference"}
        for each in (with_them, without_them)
    ]
    assert bodies[0] == bodies[1]


def test_a_former_owners_references_stay_its_own():
    record = recorded()
    actions.change(Vehicle, record.id, {**body_of(record), "colour": "red"}, seen=1, by=AMINA)
    record.refresh_from_db()
    for state in history(record, reader=BRUNO):
        assert "references" not in state.body
    assert all("references" in state.body for state in history(record, reader=AMINA))


def test_a_withdrawn_record_lists_where_it_still_stands():
    record = recorded()
    assert numbers() == []
    actions.withdraw(Vehicle, record.id, reason="sold, not stolen", seen=1, by=AMINA)
    assert numbers() == ["2026/4711", "TGI-77"], "what was never sent need not be withdrawn"
    assert numbers(BRUNO) == []
    assert "TGI-77" in opened(AMINA, "elsewhere").content.decode()


def test_a_recovered_record_too_and_what_its_owner_says_of_it_later_counts():
    record = recorded(INTERPOL)
    actions.recover(Vehicle, record.id, reason="at the port", seen=1, by=AMINA)
    assert numbers() == ["2026/4711"]
    changed = {**body_of(record), "references": [{**INTERPOL, "state": "withdrawn"}, COURT]}
    actions.change(Vehicle, record.id, changed, seen=2, by=AMINA)
    assert numbers() == ["TGI-77"]


def test_each_is_ticked_by_a_function_at_a_moment_and_leaves_an_act():
    record = recorded(INTERPOL)
    actions.withdraw(Vehicle, record.id, reason="because", seen=1, by=AMINA)
    row = StillElsewhere.objects.get()

    tick_elsewhere(row.id, by=AMINA)

    row.refresh_from_db()
    assert (row.ticked_as, row.ticked_by, row.ticked_at is not None) == (AMINA.function, AMINA.officer, True)
    assert numbers() == []
    act = ActRow.objects.get(verb="records.tick_elsewhere")
    assert (act.about, act.function) == (str(row.id), AMINA.function)
    assert not [each for each in SECRET if each in str(act.__dict__)]
    record.refresh_from_db()
    assert record.version == 2, "others cannot count the ticks"
    with pytest.raises(Refused):
        tick_elsewhere(row.id, by=AMINA)
    assert "withdrawn there" in opened(AMINA, "page", "vehicles", record.id).content.decode()


def test_nobody_else_ticks():
    record = recorded(INTERPOL)
    actions.withdraw(Vehicle, record.id, reason="because", seen=1, by=AMINA)
    row = StillElsewhere.objects.get()
    with pytest.raises(NotFound):
        tick_elsewhere(row.id, by=BRUNO)
    with pytest.raises(NotFound):
        tick_elsewhere(uuid4(), by=AMINA)
    with pytest.raises(Exception, match="role"):
        tick_elsewhere(row.id, by=without(AMINA, "records.tick_elsewhere"))


def test_what_nobody_ticked_outlives_the_record_sealed():
    record = recorded(INTERPOL, COURT, kept_until=timezone.now().date().isoformat())
    expire_due(now=timezone.now() + timedelta(days=1), by=AMINA)
    assert not Vehicle.objects.exists()
    assert numbers() == ["2026/4711", "TGI-77"]
    assert [each.record for each in list_elsewhere(by=AMINA)] == [None, None]
    stored = json.dumps(
        list(StillElsewhere.objects.values()),
        default=lambda value: bytes(value).hex() if isinstance(value, memoryview | bytes) else str(value),
    )
    assert not [each for each in SECRET if each in stored or each.encode().hex() in stored]
    page = opened(AMINA, "elsewhere").content.decode()
    assert "2026/4711" in page
    assert record.headline(body_of(record)) not in page

    for row in StillElsewhere.objects.all():
        tick_elsewhere(row.id, by=AMINA)
    assert not StillElsewhere.objects.exists(), "nothing is left to keep"


def test_it_is_late_after_its_days_and_not_before():
    record = recorded(INTERPOL)
    actions.withdraw(Vehicle, record.id, reason="because", seen=1, by=AMINA)
    row = StillElsewhere.objects.get()
    assert not row.is_late(row.opened_at + WITHDRAW_WITHIN)
    assert row.is_late(row.opened_at + WITHDRAW_WITHIN + timedelta(seconds=1))


def test_the_feed_gives_them_to_the_owner_only():
    hits = {"vehicle": {"vin": Vehicle.example["vin"]}}
    record = recorded()
    hit_by(subject=hits)
    mine, theirs = replace(AMINA, token=uuid4()), replace(BRUNO, token=uuid4(), epoch=epoch.current())
    since, their_since = (follow_changes("", by=each).cursor for each in (mine, theirs))
    actions.change(Vehicle, record.id, {**body_of(record), "colour": "red"}, seen=1, by=AMINA)
    assert follow_changes(since, by=mine).changes[0].document["references"]
    assert follow_changes(their_since, by=theirs).changes[0].document is None


def test_what_was_written_freely_before_is_read(fresh_database: Database):
    """The migration itself, over a row as the former version wrote it."""
    migration = importlib.import_module("comity.databases.migrations.0011_references_by_system")
    free = [
        {"system": "INTERPOL", "number": "1", "state": "Sent"},
        {"system": "National register", "number": "2", "sent_on": "2026", "state": "on its way"},
        {"system": "Europol", "number": "3"},
    ]
    with psycopg.connect(fresh_database.owner_url) as owner:
        owner.execute('CREATE TEMP TABLE t ("references" jsonb)')
        owner.execute("INSERT INTO t VALUES (%s), ('[]')", [json.dumps(free)])
        editor = SimpleNamespace(
            execute=lambda text, _nothing: owner.execute(text), quote_name=lambda name: name
        )
        model = SimpleNamespace(
            _meta=SimpleNamespace(get_fields=lambda: [SimpleNamespace(name="references")], db_table="t")
        )
        apps = SimpleNamespace(get_app_config=lambda _label: SimpleNamespace(get_models=lambda: [model]))
        migration.forwards(apps, editor)
        migration.forwards(apps, editor)
        read = sorted(owner.execute("SELECT * FROM t").fetchall(), key=str, reverse=True)
    assert read[0][0] == [
        {"system": "interpol", "number": "1", "state": "sent"},
        {"system": "national-register", "number": "2", "sent_on": "2026", "note": "on its way"},
        {"system": "other", "name": "Europol", "number": "3"},
    ]
    assert read[1][0] == []
