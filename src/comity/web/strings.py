"""Texts for people: found in code and templates, kept in PO files, compiled. Babel does it; no gettext tools needed.

PO files carry no dates and no line numbers: they change only when a text does.
"""

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parents[1]
LOCALE = PACKAGE / "locale"
LANGUAGES = ("ar", "es", "fr")  # English is the source

KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# The same order of forms as Django's own catalogues.
PLURALS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
}
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: {code}\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {plurals}\\n"\n'
)
_CHANGING_HEADER = re.compile(
    rb'^"(?:Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator'
    rb'|Language-Team|Generated-By): [^"]*"\n',
    re.MULTILINE,
)


def po_path(code: str) -> Path:
    """Where the texts of a language are kept."""
    return LOCALE / code / "LC_MESSAGES" / "django.po"


def found() -> Catalog:
    """Every text of code and templates."""
    catalog = Catalog(charset="utf-8")
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            _add(catalog, path.read_bytes())
    for pattern in ("*.html", "*.txt"):
        for path in sorted(PACKAGE.rglob(f"templates/**/{pattern}")):
            _add(catalog, _as_python(path))
    return catalog


def _as_python(path: Path) -> bytes:
    """A template as Python that only calls gettext. The parentheses make its indentation meaningless."""
    return f"({templatize(path.read_text('utf-8'), origin=str(path))})".encode()


def _add(catalog: Catalog, source: bytes) -> None:
    for _line, message, _comments, context in extract("python", BytesIO(source), keywords=KEYWORDS):
        catalog.add(message, context=context)


def read(code: str) -> Catalog:
    """The kept texts of a language; empty but for its plural rule where there are none yet."""
    path = po_path(code)
    header = HEADER.format(code=code, plurals=PLURALS[code])
    source = path.read_bytes() if path.exists() else header.encode()
    return read_po(BytesIO(source), locale=code)


def update(code: str) -> Catalog:
    """Bring a PO file in line with the code: new texts come in empty, texts that are gone go. Never guesses."""
    catalog = read(code)
    catalog.update(found(), no_fuzzy_matching=True)
    path = po_path(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_bytes(catalog))
    return catalog


def as_bytes(catalog: Catalog) -> bytes:
    """A catalogue as a PO file that changes only when a text does."""
    catalog.header_comment = ""
    written = BytesIO()
    write_po(written, catalog, sort_output=True, no_location=True, ignore_obsolete=True, width=110)
    return _CHANGING_HEADER.sub(b"", written.getvalue()).lstrip()


def compile_all() -> Iterator[Path]:
    """Write the .mo files that Django reads."""
    for code in LANGUAGES:
        if po_path(code).exists():
            target = po_path(code).with_suffix(".mo")
            unfinished = target.with_suffix(f".{os.getpid()}.mo")
            with unfinished.open("wb") as file:
                write_mo(file, _translated(read(code)))
            unfinished.replace(target)  # another process may be reading the old one
            yield target


def _translated(catalog: Catalog) -> Catalog:
    """Without half-filled plurals: an empty form would show nothing, a missing text shows English."""
    for message in list(catalog):
        if message.id and not is_translated(message):
            catalog.delete(message.id, message.context)
    return catalog


def is_translated(message: Message) -> bool:
    """Whether every form of it is there: a plural has two to six."""
    return bool(message.string) and all(forms(message.string))


def forms(text: object) -> tuple[str, ...]:
    """A text in its forms, one where it has no plural."""
    return (text,) if isinstance(text, str) else tuple(text or ())  # type: ignore[arg-type]
