"""Importing a file: proposed columns, a check that writes nothing, the load, its report, and the end of the day."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from comity.databases.travel_documents import TravelDocument
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused
from comity.records.loading import importing
from comity.records.loading.imports import ColumnMap, Import, ImportPiece, State
from comity.records.loading.mapping import propose
from comity.records.loading.working import work_on_imports
from comity.records.models import Load
from comity.records.tasks import find_imports
from tests.actors import AMINA, BRUNO, CHEN, without
from tests.rooms.records.uploads import checked, recorded, table, uploaded, worked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
WORDS = {"number": "Passport no", "kind": "Kind of paper"}


def line(number: str, reference: str = "", issuer: str = "FRA") -> dict[str, str]:
    return {"number": number, "source_reference": reference, "issuer": issuer, "happened": "Stolen"}


def one() -> Import:
    return uploaded(table(TravelDocument, line("12AB34567")), TravelDocument)


def test_columns_are_proposed_in_every_language_and_what_was_chosen_is_remembered() -> None:
    labels = {each.name: each.label for each in TravelDocument.declared()}
    for language in ("ar", "en", "es", "fr"):
        with translation.override(language):
            head = [str(labels["number"]).upper(), str(labels["date"])]
        assert propose(TravelDocument, head, {}) == ["number", "date"]

    upload = uploaded("Passport no;issuer\n1;FRA\n", TravelDocument)
    assert upload.mapping == ["", "issuer"]
    importing.check(upload.id, ["number", ""], by=AMINA)
    assert uploaded("PASSPORT-NO.;issuer\n1;FRA\n", TravelDocument).mapping == ["number", ""]
    assert uploaded("Passport no\n1\n", TravelDocument, by=BRUNO).mapping == [""]
    assert ColumnMap.objects.filter(owner="FRA").count() == 2


def test_a_column_is_one_field_and_a_field_is_one_column() -> None:
    upload = uploaded("a;b;c\n1;2;3\n", TravelDocument)
    with pytest.raises(Invalid) as refusal:
        importing.check(upload.id, ["number", "number", "no_such"], by=AMINA)
    assert [(each.field, each.code) for each in refusal.value.errors] == [
        ("columns.1", "twice"),
        ("columns.2", "unknown-field"),
    ]


def test_a_check_shows_every_error_in_its_cell_and_writes_nothing() -> None:
    text = (
        table(TravelDocument, line("12AB34567"), line("?!"), line("9", issuer="ITA"), heads=WORDS) + "1;2\n"
    )
    upload = uploaded(text, TravelDocument)
    heads = text.splitlines()[0].split(";")
    assert upload.mapping[heads.index("Passport no")] == ""
    fields = [next((name for name, word in WORDS.items() if word == head), head) for head in heads]
    checked(upload, fields)

    assert (upload.step, upload.rows) == (State.CHECKED, 4)
    assert upload.counts == {"recorded": 1, "changed": 0, "unchanged": 0, "refused": 3}
    good, no_number, not_ours, short = upload.preview
    number, issuer = fields.index("number"), fields.index("issuer")
    assert (good["cells"][number], good["cells"][issuer]) == ("12AB34567", "FRA")
    assert not any(good["errors"])
    assert not good["whole"]
    assert no_number["errors"][number]
    assert sum(map(bool, no_number["errors"])) == 1
    assert "Only the state that issued" in not_ours["errors"][issuer]
    assert short["whole"] == ["This row has more or fewer cells than the head."]
    assert not TravelDocument.objects.exists()
    assert not Load.objects.exists()


def test_an_import_records_the_good_rows_and_reports_the_others_without_a_formula() -> None:
    rows = (line("12AB34567", "N-1"), line("9", issuer="@"), line("12AB34568", "N-2"))
    text = table(TravelDocument, *rows)
    upload = recorded(uploaded(text, TravelDocument, name="../week 20.csv"))

    assert upload.step is State.DONE
    assert upload.counts == {"recorded": 2, "changed": 0, "unchanged": 0, "refused": 1}
    assert Load.objects.get().file_name == "week 20.csv"
    report = b"".join(importing.report_of(upload)).decode()
    assert report.splitlines()[0] == "line,field,code,reason"
    assert report.splitlines()[1].startswith("3,issuer,unknown-country,")
    assert not ImportPiece.objects.filter(upload=upload, what=1).exists()  # the file itself is gone
    assert ActRow.objects.get(verb="records.load").officer == AMINA.officer


def test_the_same_file_again_is_there_already() -> None:
    recorded(one())
    again = checked(one())
    assert again.counts == {"recorded": 0, "changed": 0, "unchanged": 1, "refused": 0}
    with pytest.raises(Refused):
        importing.start(again.id, by=AMINA)


def test_nobody_else_of_the_bureau_sees_a_file() -> None:
    upload = one()
    colleague = without(AMINA)
    object.__setattr__(colleague, "officer", BRUNO.officer)
    for stranger in (colleague, BRUNO, CHEN):
        for verb in (importing.check, importing.start, importing.drop):
            with pytest.raises(NotFound):
                verb(upload.id, by=stranger)
        with pytest.raises(NotFound):
            importing.own_import(upload.id, by=stranger)


def test_who_may_not_load_uploads_nothing() -> None:
    with pytest.raises(NotAllowed):
        uploaded("number\n1\n", TravelDocument, by=without(AMINA, "records.upload"))
    assert not Import.objects.exists()


def test_who_lost_the_right_meanwhile_records_nothing() -> None:
    upload = checked(one())
    importing.start(upload.id, by=AMINA)
    worked(upload, without(AMINA, "records.load"))
    assert (upload.step, TravelDocument.objects.count()) == (State.STOPPED, 0)
    assert upload.fault


def test_steps_come_in_their_order() -> None:
    upload = one()
    with pytest.raises(Refused):
        importing.start(upload.id, by=AMINA)
    checked(upload)
    importing.start(upload.id, by=AMINA)
    with pytest.raises(Refused):
        importing.start(upload.id, by=AMINA)
    with pytest.raises(Refused):
        importing.drop(upload.id, by=AMINA)


def test_what_kills_the_worker_three_times_is_stopped() -> None:
    upload = one()
    importing.check(upload.id, by=AMINA)
    Import.objects.update(tries=3)
    assert worked(upload).step is State.STOPPED


def test_whoever_is_not_here_any_more_imports_nothing() -> None:
    upload = one()
    importing.check(upload.id, by=AMINA)
    assert work_on_imports() == 1  # AMINA is no officer of this node
    upload.refresh_from_db()
    assert upload.step is State.STOPPED


def test_a_file_is_gone_after_a_day() -> None:
    upload, other = one(), one()
    Import.objects.filter(pk=upload.id).update(ends_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotFound):
        importing.own_import(upload.id, by=AMINA)
    assert find_imports(0) == 1
    assert list(Import.objects.values_list("id", flat=True)) == [other.id]
    assert not ImportPiece.objects.filter(upload=upload.id).exists()
    assert ActRow.objects.get(verb="records.end_imports").count == 1


def test_bad_files_are_refused_with_a_sentence() -> None:
    for content, code in (
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"\x00\x01binary", "file-kind"),
        (b"\xd0\xcf\x11\xe0old", "old-workbook"),
        (b";;;\n1;2;3;4\n", "head-form"),
        (b"a" * (20 * 1024 * 1024 + 1), "too-large"),
    ):
        with pytest.raises(Invalid) as refusal:
            uploaded(content, TravelDocument)
        assert refusal.value.errors[0].code == code


def test_json_lines_need_no_columns() -> None:
    upload = checked(
        uploaded('{"number": "12AB34567", "issuer": "FRA", "kind": "passport"}\n', TravelDocument)
    )
    assert (upload.kind, upload.rows, upload.heads) == ("json-lines", 1, [])
