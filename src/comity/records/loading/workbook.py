"""The parts of an XLSX file (ECMA-376), opened with limits: a workbook is a ZIP archive that somebody else made.

Nothing is evaluated. What could run, or reach out, is refused: macros, formulas, links to other files.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import IO, Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import Invalid, invalid

MOST_ENTRIES = 2_000
MOST_UNPACKED_BYTES = 200 * 1024 * 1024
MOST_RATIO = 200  # of a part that is larger than a megabyte; real sheets reach 30
MOST_STRINGS = 1_000_000
MOST_STRING_BYTES = 64 * 1024 * 1024
MOST_SHEETS = 200
MOST_INSIDE = 200_000  # elements inside one row, text or list of styles
_MEGABYTE = 1024 * 1024
_REACHES_OUT = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")
_RUNS = ("vbaproject.bin", "xl/macrosheets/", "xl/activex/")
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))


def broken(sentence: str | Promise, code: str = "workbook-form") -> Invalid:
    """The refusal of a workbook as a whole."""
    return invalid("", code, sentence)


def _damaged() -> Invalid:
    return broken(_("This workbook cannot be read. Open it, save it again as .xlsx, and upload that."))


def _too_large() -> Invalid:
    sentence = _("This workbook unpacks to more than we read. Save the one table as CSV and upload that.")
    return broken(sentence, "workbook-too-large")


class Workbook:
    """An opened workbook. Raises: Invalid, from every method, for what is refused as a whole."""

    def __init__(self, file: BinaryIO) -> None:
        self.unpacked = 0
        try:
            self.archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise _damaged() from None
        self.names = {info.filename.lstrip("/"): info for info in self.archive.infolist()}
        self._refuse_what_runs()
        self.starts_1904 = False
        self.sheet = self._first_sheet()
        self.strings = self._strings()
        self.dates = self._date_styles()

    def _refuse_what_runs(self) -> None:
        lower = [name.lower() for name in self.names]
        if len(lower) > MOST_ENTRIES:
            raise _too_large()
        if any(name.startswith(_RUNS) or name.endswith(_RUNS) for name in lower):
            raise broken(_("This workbook holds macros. Save it without them, as .xlsx."), "macros")
        if any(name.startswith(_REACHES_OUT) for name in lower):
            sentence = _("This workbook takes values from other files. Paste the values, then save it again.")
            raise broken(sentence, "external-links")
        for element in self.elements("[Content_Types].xml", "Override", "Default"):
            if "macroenabled" in element.get("ContentType", "").lower():
                raise broken(_("This workbook holds macros. Save it without them, as .xlsx."), "macros")

    def elements(self, part: str, *names: str) -> Iterator[Element]:
        """Every element of these names in a part, in order, each forgotten when the next is asked for."""
        if part not in self.names:
            return
        parents: list[Element] = []
        inside = kept = 0
        try:
            with self.archive.open(self.names[part]) as packed:
                counted: Any = _Counted(packed, self, self.names[part])
                for event, element in iterparse(counted, ("start", "end"), forbid_dtd=True):
                    is_asked = element.tag.rpartition("}")[2] in names
                    if event == "start":
                        parents.append(element)
                        inside, kept = inside + is_asked, kept + 1
                        if kept > MOST_INSIDE:
                            raise _TooMuch
                        continue
                    parents.pop()
                    inside -= is_asked
                    if inside:
                        continue
                    if is_asked:
                        yield element
                    kept = 0
                    element.clear()
                    if parents:
                        parents[-1].remove(element)
        except _TooMuch:
            raise _too_large() from None
        except (
            ParseError,
            DefusedXmlException,
            zipfile.BadZipFile,
            OSError,
            EOFError,
            ValueError,
            RuntimeError,
        ):
            raise _damaged() from None
        except NotImplementedError:  # a way of packing that we do not know
            raise _damaged() from None

    def _first_sheet(self) -> str:
        """The part of the first sheet that is shown."""
        targets = {
            each.get("Id"): each.get("Target", "")
            for each in self.elements("xl/_rels/workbook.xml.rels", "Relationship")
        }
        chosen = ""
        for count, each in enumerate(self.elements("xl/workbook.xml", "workbookPr", "sheet")):
            if each.tag.endswith("workbookPr"):
                self.starts_1904 = each.get("date1904") in ("1", "true")
            elif not chosen and each.get("state", "visible") == "visible":
                number = next((value for name, value in each.items() if name.endswith("}id")), "")
                chosen = posixpath.normpath(posixpath.join("/xl", targets.get(number, ""))).lstrip("/")
            if count > MOST_SHEETS:
                raise _too_large()
        if chosen not in self.names:
            raise _damaged()
        return chosen

    def _strings(self) -> list[str]:
        """The texts that cells name by number."""
        found: list[str] = []
        size = 0
        for item in self.elements("xl/sharedStrings.xml", "si"):
            found.append(text_of(item))
            size += len(found[-1])
            if len(found) > MOST_STRINGS or size > MOST_STRING_BYTES:
                raise _too_large()
        return found

    def _date_styles(self) -> dict[int, bool]:
        """The styles that show a day: by number, does it show a time of day too?"""
        formats: dict[int, str] = {}
        styles: list[int] = []
        for each in self.elements("xl/styles.xml", "numFmt", "cellXfs"):
            if each.tag.endswith("numFmt"):
                formats[_number(each.get("numFmtId"))] = each.get("formatCode", "")
            else:
                styles = [_number(style.get("numFmtId")) for style in each]
        shown = {place: _shows(formats.get(style), style) for place, style in enumerate(styles)}
        return {place: has_time for place, has_time in shown.items() if has_time is not None}

    def day(self, serial: float, *, has_time: bool) -> str:
        """A serial number of days as ISO 8601. Raises: ValueError for a day that never was."""
        if not self.starts_1904 and 60 <= serial < 61:  # 29 February 1900, which Excel believes in
            raise ValueError(serial)
        start = date(1904, 1, 1) if self.starts_1904 else date(1899, 12, 30 if serial > 60 else 31)
        whole = int(serial)
        if serial < 0 or whole > 2_958_465:  # 31 December 9999
            raise ValueError(serial)
        on = start + timedelta(days=whole)
        seconds = round((serial - whole) * 86_400)
        if not has_time or not seconds:
            return on.isoformat()
        return (datetime.combine(on, datetime.min.time()) + timedelta(seconds=seconds)).isoformat()


def text_of(item: Element) -> str:
    """The text of a shared or inline string, without the readings above Asian signs."""
    texts = []
    for each in item:
        name = each.tag.rpartition("}")[2]
        if name == "t":
            texts.append(each.text or "")
        elif name == "r":
            texts += [part.text or "" for part in each if part.tag.endswith("}t") or part.tag == "t"]
    return "".join(texts)


def _shows(code: str | None, number: int) -> bool | None:
    """Does this number format show a day (then: a time too?), or neither (None)?"""
    if code is None:
        return number == 22 if number in _BUILT_IN_DATES else None  # m/d/yy h:mm
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", code.lower())
    return ("h" in bare or "s" in bare) if re.search(r"[yd]", bare) else None


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 0


class _TooMuch(Exception):
    """More came out than we read."""


class _Counted:
    """An unpacked part that counts what really comes out: an archive's own figures may lie."""

    def __init__(self, packed: IO[bytes], book: Workbook, info: zipfile.ZipInfo) -> None:
        self.packed, self.book, self.allowed, self.size = (
            packed,
            book,
            max(info.compress_size, 1) * MOST_RATIO,
            0,
        )

    def read(self, size: int = -1) -> bytes:
        chunk = self.packed.read(size if 0 <= size <= _MEGABYTE else _MEGABYTE)
        self.size += len(chunk)
        self.book.unpacked += len(chunk)
        if self.book.unpacked > MOST_UNPACKED_BYTES or (self.size > _MEGABYTE and self.size > self.allowed):
            raise _TooMuch
        return chunk
