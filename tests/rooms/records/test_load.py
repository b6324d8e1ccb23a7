"""Loading files: every good row, told refusals, repeated and cut loads, one act."""

import io
import json

import pytest
from django.db import OperationalError

from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.journal.models import ActRow
from comity.kit.errors import FieldError, Invalid, NotAllowed, NotAnswered
from comity.records import actions
from comity.records.document import body_of
from comity.records.loading import copying
from comity.records.loading import load as loader
from comity.records.loading.load import load
from comity.records.models import Load, RecordVersion, SearchKey
from comity.records.record import Record
from comity.records.rules import Status
from tests.actors import AMINA, AnyActor, without

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
HEAD = "number,issuer,kind,happened,reported_by,date,national_reference,reported_to_issuer,review_on,source_reference\n"


def line(number: str, reference: str = "", issuer: str = "FRA") -> str:
    return f"{number},{issuer},passport,stolen,bearer,2024-05-03,PV-1,2024-05-04,2033-05-01,{reference}\n"


def loaded(
    text: str | bytes, database: type[Record] = TravelDocument, by: AnyActor = AMINA, **options: bool
) -> tuple[Load, list[tuple[int, str, str]]]:
    """The load, and each refusal as (line, field, code)."""
    refusals: list[tuple[int, str, str]] = []

    def refused(at: int, error: FieldError) -> None:
        refusals.append((at, error.field, error.code))

    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    return load(database, file, by=by, refused=refused, **options), refusals


def counts(loading: Load) -> tuple[int, int, int, int]:
    return loading.recorded, loading.changed, loading.unchanged, loading.refused


def test_every_row_is_recorded_and_found_and_one_act_says_so() -> None:
    loading, refusals = loaded(HEAD + line("12AB34567", "N-1") + line("12AB34568", "N-2"))

    assert (counts(loading), refusals) == ((2, 0, 0, 0), [])
    record = TravelDocument.objects.get(number="12AB34567")
    assert (record.owner, record.recorded_at) == ("FRA", loading.started_at)
    assert SearchKey.objects.get(record=record.id).value == "124834567|FRA|passport"
    act = ActRow.objects.get(verb="records.load")
    assert (act.count, act.about) == (2, str(loading.id))
    assert f"sha256={bytes(loading.sha256).hex()} recorded=2" in act.reason


def test_a_bad_row_is_told_and_never_stops_good_ones() -> None:
    text = HEAD + line("12AB34567") + line("?!") + line("9", issuer="ITA") + "1,2\n" + line("12AB34568")

    loading, refusals = loaded(text)

    assert counts(loading) == (2, 0, 0, 3)
    assert refusals == [(3, "number", "number-empty"), (4, "issuer", "not-the-issuer"), (5, "", "row-length")]


def test_under_strict_one_bad_row_records_nothing() -> None:
    with pytest.raises(Invalid) as refusal:
        loaded(HEAD + line("12AB34567") + line("?!"), strict=True)

    assert refusal.value.errors[0].code == "rows-refused"
    assert not TravelDocument.objects.exists()
    assert ActRow.objects.get(verb="records.load").outcome == 2


@pytest.mark.parametrize("reference", ["", "N-1"])
def test_a_repeated_load_changes_nothing(reference: str) -> None:
    text = HEAD + line("12AB34567", reference)
    loaded(text)
    before = list(TravelDocument.objects.values())

    loading, _refusals = loaded(HEAD + line("12AB99999") + line("12AB34567", reference))

    assert counts(loading) == (1, 0, 1, 0)
    assert list(TravelDocument.objects.filter(number="12AB34567").values()) == before


def test_the_same_row_twice_in_one_file_is_one_record() -> None:
    loading, _refusals = loaded(HEAD + line("12AB34567") * 2 + line("12AB34568", "N-1") * 2)
    assert counts(loading) == (2, 0, 2, 0)


def test_a_withdrawn_record_is_not_brought_back() -> None:
    loaded(HEAD + line("12AB34567"))
    record = TravelDocument.objects.get()
    actions.withdraw(TravelDocument, record.id, reason="entered in error", seen=1, by=AMINA)

    loading, _refusals = loaded(HEAD + line("12AB34567"))

    assert counts(loading) == (0, 0, 1, 0)
    assert TravelDocument.objects.get().status == Status.WITHDRAWN


def test_other_values_under_a_known_number_are_refused_unless_a_change_is_asked() -> None:
    loaded(HEAD + line("12AB34567", "N-1"))

    loading, refusals = loaded(HEAD + line("12AB99999", "N-1"))
    assert (counts(loading), refusals) == ((0, 0, 0, 1), [(2, "source_reference", "already-recorded")])

    loading, refusals = loaded(HEAD + line("12AB99999", "N-1"), change=True)
    assert (counts(loading), refusals) == ((0, 1, 0, 0), [])
    record = TravelDocument.objects.get()
    assert (record.number, record.version) == ("12AB99999", 2)
    assert RecordVersion.objects.get().version == 1
    assert SearchKey.objects.get().value == "124899999|FRA|passport"


def test_who_may_not_load_leaves_an_act_and_no_load() -> None:
    with pytest.raises(NotAllowed):
        loaded(HEAD + line("12AB34567"), by=without(AMINA, "records.load"))
    assert not Load.objects.exists()
    assert ActRow.objects.get().outcome == 2


def test_a_column_nobody_knows_refuses_the_file() -> None:
    with pytest.raises(Invalid) as refusal:
        loaded("number,holder\n1,x\n")
    assert [(each.field, each.code) for each in refusal.value.errors] == [("holder", "unknown-field")]


def test_persons_come_as_json_lines_as_json_in_a_cell_and_as_columns() -> None:
    as_json = json.dumps({**Person.example, "source_reference": "1"}) + "\n"
    names = '"[{""text"": ""Amina Benali""}]"'
    cell = (
        f"names,sex,status_of_person,measure,source_reference\n{names},female,unidentified-body,identify,2\n"
    )
    columns = (
        "names.0.text,names.0.script,names.1.text,sex,status_of_person,measure,source_reference\n"
        "Amina Benali,latin,,female,unidentified-body,identify,3\n"
    )
    for text in (as_json, cell, columns):
        loading, refusals = loaded(text, Person)
        assert (counts(loading), refusals) == ((1, 0, 0, 0), [])
    bodies = {each.source_reference: body_of(each) for each in Person.objects.all()}
    assert bodies["1"]["documents"] == Person.example["documents"]
    assert bodies["2"]["names"] == [{"text": "Amina Benali"}]
    assert bodies["3"]["names"] == [{"text": "Amina Benali", "script": "latin"}]


def test_broken_lines_are_told_one_by_one() -> None:
    good = json.dumps(TravelDocument.example)
    long = json.dumps({**TravelDocument.example, "remark": "x" * 5_000_000})
    text = (
        f"{good}\n[1]\n{{\n{long}\n".encode() + b'{"number": "\xff"}\n' + good.replace("12AB", "77").encode()
    )

    loading, refusals = loaded(text)

    assert counts(loading) == (2, 0, 0, 4)
    assert [(at, code) for at, field, code in refusals if field in ("", "number")] == [
        (2, "json-form"),
        (3, "json-form"),
        (4, "line-too-long"),
        (5, "control-character"),
    ]


def test_text_that_copy_could_misread_is_stored_as_it_was_sent() -> None:
    remark = 'Tab\there, line\nend, back\\slash, \\N, \\., "quotes", ümläut, 旅券, {braces}'
    loaded(json.dumps({**TravelDocument.example, "remark": remark, "restriction": "all-but ITA DEU"}))

    record = TravelDocument.objects.get()
    assert (record.remark, record.restriction) == (remark, ["-", "DEU", "ITA"])
    assert SearchKey.objects.get().visible == ["-", "DEU", "ITA"]


def test_a_lost_store_keeps_what_was_committed_and_the_same_load_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("comity.records.loading.batches.BATCH_ROWS", 2)
    text = HEAD + "".join(line(f"12AB3456{n}") for n in range(6))
    write, written = copying.Copier.write, []

    def lose_the_second(self: copying.Copier, rows: list) -> None:  # type: ignore[type-arg]
        written.append(len(rows))
        if len(written) == 2:
            raise OperationalError("server closed the connection unexpectedly")
        write(self, rows)

    monkeypatch.setattr(copying.Copier, "write", lose_the_second)
    monkeypatch.setattr(loader.connection, "close", lambda: None)  # the test's own transaction must live on
    with pytest.raises(NotAnswered) as lost:
        loaded(text)
    assert lost.value.code == "store-lost"
    assert "line 3" in str(lost.value)
    assert TravelDocument.objects.count() == 2
    assert (Load.objects.get().recorded, Load.objects.get().ended_at) == (2, None)

    monkeypatch.setattr(copying.Copier, "write", write)
    loading, _refusals = loaded(text)
    assert counts(loading) == (4, 0, 2, 0)
    cut = Load.objects.exclude(pk=loading.pk).get()
    assert (cut.cut_off, cut.ended_at) == (True, cut.moved_at)
    assert f"after={cut.id}" in ActRow.objects.get(verb="records.load", outcome=1).reason
