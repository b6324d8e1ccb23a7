"""The rows of a workbook's first sheet, as texts: numbers as written, days as ISO 8601, formulas refused."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO
from xml.etree.ElementTree import Element

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import FieldError, Invalid, invalid
from comity.records.loading.files import Columns, Line
from comity.records.loading.workbook import Workbook, broken, text_of
from comity.records.record import Record

MOST_SHEET_COLUMNS = 200
MOST_EMPTY_ROWS = 10_000
LARGEST_NUMBER = 10**15  # a spreadsheet keeps fifteen digits

FORMULA = _("This cell holds a formula. Copy the cell and paste its value instead.")
FAULTY = _("This cell holds a fault of the spreadsheet, no value.")
DIGITS_LOST = _(
    "A spreadsheet keeps only fifteen digits of a number. Format the column as text and type it again."
)


class _Refused(Exception):
    """What a cell is refused with."""

    def __init__(self, code: str, sentence: str | Promise) -> None:
        super().__init__(code)
        self.code, self.sentence = code, sentence


Cell = str | _Refused


def sheet_head(file: BinaryIO) -> list[str]:
    """The words over the columns. Raises: Invalid."""
    for _number, cells in _rows(Workbook(file)):
        file.seek(0)
        return [_plain(cell) for cell in cells]
    raise broken(_("The first sheet of this workbook is empty."), "empty")


def sheet_rows(file: BinaryIO, database: type[Record], fields: Sequence[str]) -> Iterator[Line]:
    """Every filled row below the head, with the number that the spreadsheet shows. Raises: Invalid."""
    rows = _rows(Workbook(file))
    next(rows, None)
    columns = Columns(fields, database, as_named=False)
    for number, cells in rows:
        filled = (*cells[: len(fields)], *[""] * (len(fields) - len(cells)))
        beyond = any(cells[len(fields) :])
        errors = [
            FieldError(name, cell.code, cell.sentence)
            for name, cell in zip(fields, filled, strict=True)
            if isinstance(cell, _Refused) and name
        ]
        if beyond:
            yield number, invalid("", "row-length", _("This row has more cells than the head."))
        elif errors:
            yield number, Invalid(errors)
        else:
            yield number, columns.read([cell if isinstance(cell, str) else "" for cell in filled])


def _rows(book: Workbook) -> Iterator[tuple[int, list[Cell]]]:
    """Every filled row with its number."""
    number, empty = 0, 0
    for row in book.elements(book.sheet, "row"):
        said = row.get("r", "")
        number = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else number + 1
        cells = _cells(book, row)
        if any(cells):
            empty = 0
            yield number, cells
            continue
        empty += 1
        if empty > MOST_EMPTY_ROWS:
            sentence = _("Thousands of rows of this sheet are empty. Delete them, or save the table as CSV.")
            raise broken(sentence, "empty-rows")


def _cells(book: Workbook, row: Element) -> list[Cell]:
    cells: list[Cell] = []
    for cell in row:
        if cell.tag.rpartition("}")[2] != "c":
            continue
        place = _place(cell.get("r", ""), len(cells))
        if place >= MOST_SHEET_COLUMNS:
            words = {"most": MOST_SHEET_COLUMNS}
            raise broken(_("A sheet may have at most %(most)s columns.") % words, "too-many-columns")
        cells += [""] * (place + 1 - len(cells))
        cells[place] = _value(book, cell)
    return cells


def _place(reference: str, following: int) -> int:
    """The column of a reference like C5, counted from 0."""
    letters = "".join(sign for sign in reference[:4] if "A" <= sign <= "Z")
    if not letters:
        return following
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _value(book: Workbook, cell: Element) -> Cell:
    """A cell as text, or why it is refused."""
    parts = {part.tag.rpartition("}")[2]: part for part in cell}
    kind = cell.get("t", "n")
    if "f" in parts:
        return _Refused("formula", FORMULA)
    text = (parts["v"].text or "") if "v" in parts else ""
    if kind == "inlineStr":
        return text_of(parts["is"]).strip() if "is" in parts else ""
    if not text:
        return ""
    if kind == "e":
        return _Refused("faulty-cell", FAULTY)
    if kind == "s":
        known = text.isascii() and text.isdigit() and len(text) < 9 and int(text) < len(book.strings)
        return book.strings[int(text)].strip() if known else _Refused("faulty-cell", FAULTY)
    if kind == "b":
        return "yes" if text == "1" else "no"
    return _number(book, text, cell.get("s", "0")) if kind == "n" else text.strip()


def _number(book: Workbook, text: str, style: str) -> Cell:
    """A number as one would type it; a day where its style shows one."""
    try:
        value = float(text)
        place = int(style)
        if place in book.dates:
            return book.day(value, has_time=book.dates[place])
    except (ValueError, OverflowError):
        return _Refused("faulty-cell", FAULTY)
    if not abs(value) < LARGEST_NUMBER:
        return _Refused("digits-lost", DIGITS_LOST)
    return str(int(value)) if value == int(value) else repr(value)


def _plain(cell: Cell) -> str:
    if isinstance(cell, _Refused):
        raise broken(cell.sentence, cell.code)
    return cell
