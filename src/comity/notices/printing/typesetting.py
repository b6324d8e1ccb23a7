"""The typeset notice: words in the reader's language around what `Printed` says, as PDF or as pictures of its pages."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal

import segno
import typst
from django.utils.translation import gettext as _
from django.utils.translation import override

from comity.notices.printing.keys import key_mark
from comity.notices.printing.letters import drawable, is_right_to_left
from comity.notices.printing.pictures import photograph
from comity.notices.printing.printed import Name, Photograph, Printed, Row, Section
from comity.notices.printing.stamps import DIGEST_BYTES, Stamp, sealed_file, signed
from comity.seal.papers import paper_public
from comity.web.fonts import FOLDER as ARABIC
from comity.web.moments import day, in_utc

TEMPLATE = Path(__file__).with_name("notice.typ")
# PDF/UA: headings, pictures and order are told to whoever hears the page.
STANDARD: Literal["ua-1"] = "ua-1"
# Where letters are large or the column is narrow, words are broken sooner.
LONGEST_WORD_OF_NAME, LONGEST_WORD_OF_CORNER = 12, 14
PREVIEW_DOTS = 110


def print_notice(printed: Printed, *, at: datetime, key: bytes, check_url: str) -> bytes:
    """The PDF of a notice, sealed with the node's key for papers.

    at: aware, when it is printed. check_url: of the check page, without the stamp. Raises: ValueError.
    """
    stamp = stamp_of(printed, at=at)
    word = signed(stamp, key)
    data = page_data(printed, stamp, f"{check_url}{word}/", paper_public(key))
    pdf = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=_fonts(),
        format="pdf",
        pdf_standards=STANDARD,
        timestamp=stamp.printed_at,
        sys_inputs={"data": data},
    )
    return sealed_file(pdf, word, key)


def preview(printed: Printed, *, at: datetime, key: bytes, check_url: str) -> list[bytes]:
    """The same pages as PNG, for the screen and for the tests."""
    stamp = stamp_of(printed, at=at)
    data = page_data(printed, stamp, f"{check_url}{signed(stamp, key)}/", paper_public(key))
    made = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=_fonts(),
        format="png",
        ppi=PREVIEW_DOTS,
        sys_inputs={"data": data},
    )
    return made if isinstance(made, list) else [made]


def stamp_of(printed: Printed, *, at: datetime) -> Stamp:
    """The stamp of a print. at: aware."""
    facts = printed.digest()[:DIGEST_BYTES]
    return Stamp(printed.id, printed.version, printed.number, at.replace(microsecond=0), facts)


@cache
def _fonts() -> typst.Fonts:
    """The faces inside the typesetter and our Arabic one; the system's would make each node's paper another."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[ARABIC])


def page_data(printed: Printed, stamp: Stamp, address: str, public: bytes) -> str:
    """All that the template puts on the page, as JSON: data, never markup."""
    with override(printed.language):
        return json.dumps(_page(printed, stamp) | {"check": _check(address, public)})


def _page(printed: Printed, stamp: Stamp) -> dict[str, object]:
    body = drawable(printed.body)
    return {
        "language": printed.language,
        "from_right": printed.language == "ar",
        "title": f"{drawable(printed.number)} {drawable(printed.kind)}",
        "colour": printed.colour,
        "on_colour": on_colour(printed.colour),
        "colour_name": drawable(printed.colour_name, longest_word=LONGEST_WORD_OF_CORNER),
        "kind": drawable(printed.kind, longest_word=LONGEST_WORD_OF_CORNER),
        "number": _code(printed.number),
        "version": _("Version %(version)s, the present one when printed") % {"version": printed.version},
        "body": drawable(printed.body, longest_word=LONGEST_WORD_OF_NAME),
        "running": f"{drawable(printed.colour_name)} · {drawable(printed.kind)}",
        "issued_by": _("Issued by %(body)s on Comity. Not an INTERPOL notice.") % {"body": body},
        "valid": _("Valid as printed until %(until)s: check before you act.")
        % {"until": in_utc(stamp.until)},
        "page_of": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "dates": list(_dates(printed)),
        "dangers_box": [{"title": _("Beware"), "words": [_said(each) for each in printed.dangers]}]
        if printed.dangers
        else [],
        "names": [_name(each) for each in printed.names],
        "photographs": [_photograph(each) for each in printed.photographs],
        "measure_title": _("What you are asked to do"),
        "measure": _said(printed.measure),
        "sections": [_section(each) for each in (*printed.sections, _legal(printed))],
    }


def _dates(printed: Printed) -> Iterator[dict[str, str]]:
    yield {"label": _("Issued on"), "text": day(printed.issued)}
    if printed.valid_until:
        yield {"label": _("In force until"), "text": day(printed.valid_until)}


def _legal(printed: Printed) -> Section:
    rows = [Row(_("Asked for by"), [printed.asked_by]), Row(_("Rule"), [printed.law])]
    return Section(_("Legal basis"), rows)


def _check(address: str, public: bytes) -> dict[str, object]:
    return {
        "title": _("Check this paper"),
        "how": _(
            "Scan the code on the first page, or open the address below. The page answers whether this paper still "
            "stands, and nothing else. A paper that is not checked is no ground to arrest anybody."
        ),
        "address": drawable(address),
        "key_title": _("Signed with the key"),
        "key": _code(key_mark(public)),
        "by_file": _(
            "Without a network: comity notices check FILE tells whether this file is as it was issued."
        ),
        "qr": _qr(address),
        "qr_says": _("A code that leads to the page on which this paper is checked."),
    }


def on_colour(colour: str) -> str:
    """Black or white, whichever is read more easily on a colour. Source: WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#000000" if (light + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"


def _said(text: str) -> dict[str, object]:
    return {"text": drawable(text), "from_right": is_right_to_left(text), "is_code": False}


def _code(text: str) -> dict[str, object]:
    return {"text": drawable(text), "from_right": False, "is_code": True}


def _narrow(text: str) -> dict[str, object]:
    return _said(text) | {"text": drawable(text, longest_word=LONGEST_WORD_OF_NAME)}


def _name(name: Name) -> dict[str, object]:
    return {
        "label": drawable(name.label),
        "text": _narrow(name.text),
        "original": [_narrow(name.original)] if name.original else [],
    }


def _photograph(picture: Photograph) -> dict[str, object]:
    says = picture.says if drawable(picture.says).strip() else _("Photograph")
    return {"svg": photograph(picture.content), "says": _narrow(says)}


def _section(section: Section) -> dict[str, object]:
    lines = [line for line in section.text.split("\n") if line.strip()]
    return {
        "title": drawable(section.title).strip(),
        "rows": [
            {
                "label": drawable(row.label, longest_word=LONGEST_WORD_OF_NAME),
                "values": [_code(value) if row.is_code else _said(value) for value in row.values],
            }
            for row in section.rows
        ],
        "lines": [_said(line) for line in lines],
    }


def _qr(address: str) -> str:
    written = BytesIO()
    segno.make(address, error="m", micro=False).save(written, kind="svg", border=2, xmldecl=False)
    return written.getvalue().decode()
