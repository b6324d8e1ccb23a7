"""Workbooks: what they say is read as one would type it; what could run, reach out or burst is refused."""

import io
import zipfile

import pytest

from comity.databases.travel_documents import TravelDocument
from comity.kit.errors import Invalid
from comity.records.loading import sheets
from comity.records.loading import workbook as workbooks
from comity.records.loading.sheets import sheet_head, sheet_rows
from tests.rooms.records.uploads import SHEET_SPACE, cell, row, workbook

STYLES = (
    f'<styleSheet xmlns="{SHEET_SPACE}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="0.00 &quot;days&quot;"/></numFmts><cellXfs><xf numFmtId="0"/>'
    '<xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs></styleSheet>'
)
FIELDS = ("number", "date", "case")


def read(content: bytes, fields=FIELDS):
    return list(sheet_rows(io.BytesIO(content), TravelDocument, fields))


def refused(content: bytes) -> str:
    with pytest.raises(Invalid) as refusal:
        read(content)
    return refusal.value.errors[0].code


def styled(value: float, style: int) -> str:
    return f'<c r="B2" s="{style}"><v>{value}</v></c>'


def test_cells_are_read_as_one_would_type_them():
    strings = (
        f'<sst xmlns="{SHEET_SPACE}"><si><t>12AB34567</t></si><si><r><t>a</t></r><r><t>b</t></r></si></sst>'
    )
    rows = row(1, "Number", "Date", "Case") + row(
        2, cell(0, "A2", kind="s"), styled(45415, 1), cell(1, "C2", kind="s")
    )
    rows += row(5, 77, "", cell("1", "C5", kind="b"))
    content = workbook(rows, **{"xl__sharedStrings.xml": strings, "xl__styles.xml": STYLES})

    assert sheet_head(io.BytesIO(content)) == ["Number", "Date", "Case"]
    assert read(content) == [
        (2, {"number": "12AB34567", "date": "2024-05-03", "case": "ab"}),
        (5, {"number": "77", "case": "yes"}),
    ]


@pytest.mark.parametrize(
    ("serial", "style", "day"),
    [
        (45415, 2, "2024-05-03"),
        (1, 1, "1900-01-01"),
        (59, 1, "1900-02-28"),
        (61, 1, "1900-03-01"),
        (45415.5, 4, "2024-05-03T12:00:00"),
        (45415.5, 1, "2024-05-03"),
        (12.5, 3, "12.5"),
    ],
)
def test_days_follow_the_epoch_of_the_workbook(serial, style, day):
    content = workbook(row(1, "n", "d", "c") + row(2, styled(serial, style)), **{"xl__styles.xml": STYLES})
    assert read(content)[0][1]["date"] == day


def test_a_workbook_may_count_from_1904():
    content = workbook(
        row(1, "n", "d", "c") + row(2, styled(43953, 1)),
        workbook_more='<workbookPr date1904="1"/>',
        **{"xl__styles.xml": STYLES},
    )
    assert read(content)[0][1]["date"] == "2024-05-03"


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (cell("2", "A2", "<f>1+1</f>", kind="n"), "formula"),
        (cell("#REF!", "A2", kind="e"), "faulty-cell"),
        (cell(1234567890123456, "A2"), "digits-lost"),
        (cell(99, "A2", kind="s"), "faulty-cell"),
        ('<c r="A2" s="1"><v>60</v></c>', "faulty-cell"),  # 29 February 1900
        ('<c r="A2" s="1"><v>1e300</v></c>', "faulty-cell"),
        ('<c r="A2"><v>inf</v></c>', "digits-lost"),
        ('<c r="A2"><v>nan</v></c>', "digits-lost"),
    ],
)
def test_a_cell_that_is_no_value_refuses_its_row_and_no_other(bad, code):
    content = workbook(row(1, "n", "d", "c") + row(2, bad) + row(3, "9"), **{"xl__styles.xml": STYLES})
    (_two, refusal), (_three, good) = read(content)
    assert [(each.field, each.code) for each in refusal.errors] == [("number", code)]
    assert good == {"number": "9"}


def test_what_runs_or_reaches_out_is_refused():
    head = row(1, "n", "d", "c")
    macro = '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'
    assert refused(workbook(head, types=macro)) == "macros"
    assert refused(workbook(head, **{"xl__vbaProject.bin": b"x"})) == "macros"
    assert refused(workbook(head, **{"xl__externalLinks__externalLink1.xml": "<x/>"})) == "external-links"
    assert refused(workbook(head, **{"xl__connections.xml": "<x/>"})) == "external-links"


def test_what_is_broken_is_refused():
    assert refused(b"PK\x03\x04 and no more") == "workbook-form"
    assert refused(workbook("<row><c></row>")) == "workbook-form"
    bomb = f'<!DOCTYPE x [<!ENTITY a "aaaa">]><sst xmlns="{SHEET_SPACE}"><si><t>&a;</t></si></sst>'
    assert refused(workbook(row(1, "n"), **{"xl__sharedStrings.xml": bomb})) == "workbook-form"
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert refused(other.getvalue()) == "workbook-form"


def test_what_bursts_is_refused():
    zeros = '<row r="1"/>' * 2_000_000  # 24 MB that pack to some 60 kB
    assert refused(workbook(row(1, "n", "d", "c") + zeros)) in ("workbook-too-large", "empty-rows")


def test_ten_million_empty_rows_end_early(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_EMPTY_ROWS", 50)
    empty = "".join(f'<row r="{number}"><c r="A{number}"/></row>' for number in range(3, 200))
    assert refused(workbook(row(1, "n", "d", "c") + row(2, "7") + empty)) == "empty-rows"


@pytest.mark.parametrize(
    ("limit", "most"), [("MOST_STRINGS", 1), ("MOST_STRING_BYTES", 3), ("MOST_UNPACKED_BYTES", 200)]
)
def test_limits_of_the_parts(monkeypatch, limit, most):
    monkeypatch.setattr(workbooks, limit, most)
    strings = f'<sst xmlns="{SHEET_SPACE}"><si><t>ab</t></si><si><t>cd</t></si></sst>'
    assert (
        refused(workbook(row(1, "n", "d", "c"), **{"xl__sharedStrings.xml": strings})) == "workbook-too-large"
    )


def test_more_columns_than_a_sheet_may_have_are_refused():
    assert (
        refused(workbook(row(1, "n", "d", "c") + '<row r="2"><c r="ZZ2"><v>1</v></c></row>'))
        == "too-many-columns"
    )


def test_a_row_longer_than_the_head_is_refused():
    content = workbook(row(1, "n", "d", "c") + row(2, "1", "2", "3", "4"))
    assert read(content)[0][1].errors[0].code == "row-length"
