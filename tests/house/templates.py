"""Reads every template of ours as HTML, with Django's tags replaced by blanks, and says what breaks the house rules."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, TokenType

PACKAGE = Path(__file__).parents[2] / "src" / "comity"
LETTER = re.compile(r"[^\W\d_]")
VARIABLE = "\ue000"  # stands where a variable was; no letter
SPOKEN = {"title", "aria-label", "placeholder", "alt", "label", "aria-description"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


def templates() -> list[Path]:
    """Every page and part of a page, in every room."""
    return sorted(PACKAGE.rglob("templates/**/*.html"))


def as_html(source: str) -> str:
    """The template without its tags. Translated blocks, comments and class names are taken out."""
    out, inside = [], ""
    for token in Lexer(source).tokenize():
        if token.token_type is TokenType.BLOCK:
            name, *rest = token.split_contents()
            if name in ("blocktranslate", "blocktrans", "comment") or (name, rest) == (
                "block",
                ["page_class"],
            ):
                inside = f"end{name}"
            elif name == inside:
                inside = ""
            out.append(" ")
        elif token.token_type is TokenType.VAR:
            out.append("" if inside else VARIABLE)
        elif token.token_type is TokenType.TEXT and not inside:
            out.append(token.contents)
    return "".join(out)


@dataclass
class Findings:
    """What one template holds that the rules speak of."""

    bare_texts: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    unlabelled: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Findings()
        self.open: list[str] = []
        self.labelled: set[str] = set()
        self.controls: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.open.append(tag)
        self._look_for_words(values)
        self._look_for_inline(tag, values)
        if tag == "label":
            self.labelled.add(values.get("for", ""))
        named = "label" in self.open or values.keys() & {"aria-label", "aria-labelledby"}
        if tag in ("input", "select", "textarea") and values.get("type") not in UNLABELLED and not named:
            self.controls.append((values.get("id", ""), f"<{tag} name={values.get('name')!r}>"))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if LETTER.search(data) and not {"script", "style", "kbd"} & set(self.open):
            self.found.bare_texts.append(" ".join(data.split()))

    def _look_for_words(self, values: dict[str, str]) -> None:
        self.found.bare_texts += [
            values[name] for name in SPOKEN & values.keys() if LETTER.search(values[name])
        ]

    def _look_for_inline(self, tag: str, values: dict[str, str]) -> None:
        is_code = (
            tag == "script" and values.get("type") != "application/json"
        )  # data is no code: no policy stops it
        if tag == "style" or (is_code and "src" not in values):
            self.found.inline.append(f"<{tag}>")
        self.found.inline += [name for name in values if name == "style" or name.startswith(("on", "hx-on"))]


@cache
def findings(path: Path) -> Findings:
    """What one template breaks."""
    reader = _Reader()
    reader.feed(as_html(path.read_text("utf-8")))
    reader.close()
    labelled = reader.labelled - {""}
    reader.found.unlabelled = [shown for name, shown in reader.controls if name not in labelled]
    return reader.found


def each(kind: str) -> Iterator[str]:
    """All faults of one kind, with the template they stand in."""
    for path in templates():
        for fault in getattr(findings(path), kind):
            yield f"{path.relative_to(PACKAGE)}: {fault}"
