"""What every declaration promises, tried with nothing but its own example: at all doors, for whoever adds the next."""

import datetime
import io
import json
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.kit.errors import FieldError, Invalid
from comity.records import actions
from comity.records.api import _typed
from comity.records.codes import Issuer, Restriction
from comity.records.document import body_of, canonical, clean
from comity.records.ending.expire import expire_due
from comity.records.envelope import ENVELOPE, Declared
from comity.records.forms import RecordForm
from comity.records.loading.load import load
from comity.records.models import RecordTrace, RecordVersion, SearchKey
from comity.records.orphans import orphans
from comity.records.parts import Many
from comity.records.record import Record
from comity.records.registry import databases
from comity.records.rules import Feeder, Status, years_after
from comity.records.schemas import document_model
from comity.records.values import Choice, Day, Flag, Line, Number, Paragraph, PartialDay
from comity.records.ways import keys_of
from tests.actors import AnyActor
from tests.databases.test_visibility import found_by_key
from tests.libraries import published, reader
from tests.rooms.records.pages import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
TODAY = datetime.datetime.now(datetime.timezone.utc).date()
ALL = pytest.mark.parametrize("database", databases(), ids=lambda database: database.slug)
Database = type[Record]


def feeder_of(database: Database) -> AnyActor:
    """Someone who may record the example."""
    bureau = "CEN" if database.fed_by is Feeder.CENTRE else "FRA"
    return reader(database, bureau, function="desk officer")


def recorded(database: Database, **more: Any) -> Record:
    return published(actions.create(database, {**database.example, **more}, by=feeder_of(database)))


@ALL
def test_the_declaration_is_whole(database: Database) -> None:
    names = {each.name for each in database.declared()}
    assert set(database.columns) <= names
    assert not names & {each.name for each in ENVELOPE}
    assert database.code > 0
    assert database.kept_years > 0
    assert database.headline(clean(database, database.example, today=TODAY)).strip()


@ALL
def test_the_example_is_found_by_each_of_its_keys(database: Database) -> None:
    record = recorded(database)
    body = body_of(record)
    keys = keys_of(database.keys, body)
    assert {key.value for key in keys} == set(
        SearchKey.objects.filter(record=record.id).values_list("value", flat=True)
    )
    assert {int(key.kind) for key in keys} <= database.key_kinds()
    assert found_by_key(database, reader(database)) == ({record.id} if keys else set())


@ALL
def test_the_wrong_feeder_is_refused_and_nothing_changes(database: Database) -> None:
    if database.fed_by is Feeder.ANY_BUREAU:
        pytest.skip("every bureau feeds it")
    with pytest.raises(Invalid) as refusal:
        actions.create(database, database.example, by=reader(database))
    assert refusal.value.errors[0].code in ("not-the-issuer", "centre-only")
    assert not database.objects.exists()
    assert not SearchKey.objects.exists()


@ALL
def test_the_detail_speaks_four_languages(database: Database) -> None:
    record, texts = recorded(database), set()
    for language in ("en", "ar", "es", "fr"):
        with translation.override(language):
            response = opened(feeder_of(database), "page", database.slug, record.id)
            texts.add(response.content.decode())
            assert response.status_code == 200
    assert len(texts) == 4
    assert all(database.headline(body_of(record)) in unescape(text) for text in texts)


@ALL
def test_a_restricted_record_is_found_by_nobody_it_is_closed_to(database: Database) -> None:
    record = recorded(database, restriction="all-but ITA")
    assert found_by_key(database, reader(database)) == set()
    assert not database.visible_to(reader(database), today=TODAY).exists()
    assert database.visible_to(reader(database, "DEU"), today=TODAY).get() == record


@ALL
def test_it_expires_the_day_after_its_last(database: Database) -> None:
    record = recorded(database, kept_until=TODAY.isoformat())
    now = datetime.datetime.combine(TODAY, datetime.time(23, 59), datetime.timezone.utc)
    assert expire_due(now=now, by=AnyActor(bureau=record.owner)) == 0
    assert database.visible_to(reader(database), today=TODAY).exists()
    assert not database.visible_to(reader(database), today=TODAY + datetime.timedelta(days=1)).exists()
    assert expire_due(now=now + datetime.timedelta(minutes=1), by=AnyActor(bureau=record.owner)) == 1
    assert not database.objects.exists()
    assert RecordTrace.objects.get().record == record.id
    assert orphans() == []


@ALL
def test_it_is_kept_no_longer_than_its_rule(database: Database) -> None:
    for day in (years_after(TODAY, database.kept_years + 1), TODAY - datetime.timedelta(days=1)):
        with pytest.raises(Invalid) as refusal:
            recorded(database, kept_until=day.isoformat())
        assert [each.code for each in refusal.value.errors] == ["retention"]


@ALL
def test_former_states_are_kept(database: Database) -> None:
    record, by = recorded(database), feeder_of(database)
    before, first = canonical({**body_of(record), "status": "active"}).decode(), record.version
    actions.change(database, record.id, {**database.example, "case": "C-1"}, seen=first, by=by)
    actions.change(database, record.id, {**database.example, "case": "C-2"}, seen=first + 1, by=by)
    actions.withdraw(database, record.id, reason="done", seen=first + 2, by=by)

    versions = RecordVersion.objects.filter(version__gte=first).order_by("version")
    assert [each.version for each in versions] == [first, first + 1, first + 2]
    assert versions[0].body == before
    assert database.objects.get().status == Status.WITHDRAWN
    assert found_by_key(database, reader(database)) == set()


# The doors: the same row goes through the form, the API and the loader.


def by_form(database: Database, raw: dict[str, Any]) -> dict[str, Any]:
    """What the form hands on of these values, typed into it as text."""
    kinds = {each.name: each.value for each in (*database.declared(), *ENVELOPE)}
    typed: dict[str, str] = {}
    for name, value in raw.items():
        if isinstance(kinds.get(name), Many):
            for place, part in enumerate(value):
                typed |= {f"{name}-{place}-{piece}": as_typed(each) for piece, each in part.items()}
        else:
            typed[name] = as_typed(value)
    return RecordForm(database, typed).raw()


def as_typed(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def by_api(database: Database, raw: dict[str, Any]) -> dict[str, Any]:
    """What the API hands on of these values, sent as JSON."""
    return _typed(document_model(database)(**json.loads(json.dumps(raw))))


def outcome(database: Database, raw: dict[str, Any]) -> tuple[str, Any]:
    """Stored bytes and keys, or the refusal's fields and codes; nothing stays."""
    with transaction.atomic():
        try:
            record = actions.create(database, raw, by=feeder_of(database))
            told = stored(record)
        except Invalid as refusal:
            told = "refused", sorted((each.field, each.code) for each in refusal.errors)
        transaction.set_rollback(True)
    return told


def loaded(database: Database, raw: dict[str, Any]) -> tuple[str, Any]:
    """The same through the loader."""
    errors: list[FieldError] = []
    with transaction.atomic():
        line = json.dumps(raw).encode()
        load(
            database,
            io.BytesIO(line),
            by=feeder_of(database),
            refused=lambda _line, error: errors.append(error),
        )
        record = database.objects.first()
        told = (
            stored(record)
            if record is not None
            else ("refused", sorted((each.field, each.code) for each in errors))
        )
        transaction.set_rollback(True)
    return told


def stored(record: Record) -> tuple[str, Any]:
    """Everything of a record that does not say when and who."""
    record.refresh_from_db()
    columns = {field.name: getattr(record, field.name) for field in record._meta.concrete_fields}
    for name in ("id", "recorded_at", "changed_at"):
        del columns[name]
    columns["sha256"] = bytes(columns["sha256"])
    keys = SearchKey.objects.filter(record=record.id).values_list(
        "version", "until", "kind", "scheme", "grade", "marking", "owner", "value", "exact", "visible"
    )
    return "recorded", (canonical(body_of(record)), columns, sorted(map(repr, keys)))


words = st.text(
    st.one_of(
        st.characters(codec="utf-8", exclude_characters="\r"), st.sampled_from("\u202e\x00\x07\\\t\n'\"|")
    ),
    max_size=24,
)
dates = st.sampled_from(["2024-05-03", "1987-03", "~1990", "1980/1985", "2024-02-31", "yesterday", "12"])
codes = st.sampled_from(["FRA", "fra", "D", "DEU", "XXA", "QQQ", "SUN", ""])


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Good and bad raw values of a kind."""
    match kind:
        case Choice():
            return st.sampled_from([*kind.numbers, "nothing-listed", next(iter(kind.numbers)).upper()])
        case Day() | PartialDay():
            return dates
        case Issuer():
            return codes
        case Flag():
            return st.sampled_from([True, False, "perhaps"])
        case Number():
            return st.integers(kind.least - 2, kind.most + 2)
        case Restriction():
            return st.sampled_from(["", "all-but ITA", "only FRA, DEU", "only", "all-but", "nobody"])
        case Many():
            pieces = {name: values_of(piece.value) for name, piece in kind.part.pieces()}
            return st.lists(st.fixed_dictionaries({}, optional=pieces).filter(_is_something), max_size=3)
        case Line() | Paragraph():
            return st.one_of(words, st.just("x" * (kind.longest + 1)))
    raise TypeError(kind)


def _is_something(part: dict[str, Any]) -> bool:
    """A row that a form would not take for empty."""
    return any(value != "" for value in part.values())


def rows_of(database: Database) -> st.SearchStrategy[dict[str, Any]]:
    """The example with some of its fields replaced or added."""
    declared: tuple[Declared, ...] = (*ENVELOPE, *database.declared())
    some = st.fixed_dictionaries({}, optional={each.name: values_of(each.value) for each in declared})
    return some.map(lambda changed: {**database.example, **dict(list(changed.items())[:4])})


@ALL
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_form_api_and_loader_accept_the_same_and_store_the_same(
    database: Database, data: st.DataObject
) -> None:
    raw = data.draw(rows_of(database))
    told = outcome(database, raw)
    assert outcome(database, by_api(database, raw)) == told
    assert loaded(database, raw) == told
    assert outcome(database, by_form(database, raw)) == told


@ALL
def test_the_example_is_accepted_at_every_door(database: Database) -> None:
    told = outcome(database, database.example)
    assert told[0] == "recorded"
    assert outcome(database, by_form(database, database.example)) == told
    assert loaded(database, database.example) == told


@ALL
@pytest.mark.parametrize("bad", ["\x00", "a\x07b", "\u202eabc", "\u2066x\u2069", "\udcff"])
def test_controls_are_refused_in_every_text(database: Database, bad: str) -> None:
    for each in (*ENVELOPE, *database.declared()):
        if isinstance(each.value, Line | Paragraph):
            told = outcome(database, {**database.example, each.name: f"x{bad}x"})
            assert told[0] == "refused", each.name
            assert told[1][0][0] == each.name
            assert told[1][0][1] in ("control-character", "direction-control")


@ALL
def test_an_unknown_field_is_refused(database: Database) -> None:
    told = outcome(database, {**database.example, "holder": "x"})
    assert told == ("refused", [("holder", "unknown-field")])
    assert loaded(database, {**database.example, "holder": "x"}) == told
    assert outcome(database, by_api(database, {**database.example, "holder": "x"})) == told


@ALL
def test_what_is_required_is_required_at_every_door(database: Database) -> None:
    for each in database.declared():
        if each.required:
            raw = {name: value for name, value in database.example.items() if name != each.name}
            told = outcome(database, raw)
            assert ("refused", (each.name, "required")) == (told[0], told[1][0])
            assert outcome(database, by_form(database, raw)) == told
