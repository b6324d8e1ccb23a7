"""Files to import, made in the test, and the worker's step as an actor of the tests."""

import io
import zipfile
from collections.abc import Sequence

from comity.records.loading import importing
from comity.records.loading.imports import Import
from comity.records.loading.working import work_on_imports
from comity.records.record import Record
from tests.actors import AMINA, AnyActor

SHEET_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'


def table(database: type[Record], *changes: dict[str, str], heads: dict[str, str] | None = None) -> str:
    """CSV of examples of a database with these changes, in the columns of its plain fields. heads: other words."""
    example = {name: str(value) for name, value in database.example.items() if isinstance(value, str | int)}
    names = list(dict.fromkeys([*example, *(name for each in changes for name in each)]))
    rows = [[(example | each).get(name, "") for name in names] for each in changes]
    return "".join(
        ";".join(cells) + "\n" for cells in [[(heads or {}).get(name, name) for name in names], *rows]
    )


def uploaded(
    content: str | bytes, database: type[Record], *, name: str = "list.csv", by: AnyActor = AMINA
) -> Import:
    data = content.encode() if isinstance(content, str) else content
    return importing.upload(database, [data], file_name=name, by=by)


def worked(upload: Import, by: AnyActor = AMINA) -> Import:
    """What the worker makes of it."""
    work_on_imports(lambda _upload: by)
    upload.refresh_from_db()
    return upload


def checked(
    upload: Import, mapping: Sequence[str] | None = None, *, change: bool = False, by: AnyActor = AMINA
) -> Import:
    importing.check(upload.id, mapping, change=change, by=by)
    return worked(upload, by)


def recorded(upload: Import, by: AnyActor = AMINA, *, change: bool = False) -> Import:
    """Checked and started."""
    checked(upload, change=change, by=by)
    importing.start(upload.id, by=by)
    return worked(upload, by)


def undone(upload: Import, by: AnyActor = AMINA) -> Import:
    importing.undo(upload.id, reason="wrong column", by=by)
    return worked(upload, by)


def cell(value: str | int | float, place: str, more: str = "", kind: str = "") -> str:
    """A cell as a spreadsheet writes it: numbers bare, texts inline. more: a formula. kind: its `t`."""
    if isinstance(value, str) and not kind:
        return f'<c r="{place}" t="inlineStr">{more}<is><t>{value}</t></is></c>'
    return f'<c r="{place}" t="{kind or "n"}">{more}<v>{value}</v></c>'


def row(number: int, *values: str | int | float) -> str:
    cells = "".join(
        value if str(value).startswith("<c") else cell(value, f"{chr(65 + place)}{number}")
        for place, value in enumerate(values)
    )
    return f'<row r="{number}">{cells}</row>'


def workbook(rows: str, *, workbook_more: str = "", types: str = "", **parts: str | bytes) -> bytes:
    """An XLSX file with one sheet. parts: more of them, `/` written as `__`."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES.format(types))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{SHEET_SPACE}" xmlns:r="{LINK_SPACE}">{workbook_more}'
            '<sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{SHEET_SPACE}"><sheetData>{rows}</sheetData></worksheet>',
        )
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()
