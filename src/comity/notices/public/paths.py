"""Questions to the jsonb of a request, in PostgreSQL's language of paths. Words of people are quoted, never syntax."""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, Func, Value


@dataclass(frozen=True, slots=True)
class Pattern:
    """Is there a text under `path` that this regular expression finds, letter case aside?"""

    path: str
    regex: str

    @property
    def words(self) -> str:
        return f'{self.path} ? (@ like_regex {json.dumps(self.regex)} flag "i")'


@dataclass(frozen=True, slots=True)
class Compared:
    """Is there a text under `path` that compares so with this one? sign: one of < <= > >= ==."""

    path: str
    sign: str
    text: str

    @property
    def words(self) -> str:
        return f"{self.path} ? (@ {self.sign} {json.dumps(self.text)})"


class Exists(Func):
    """jsonb_path_exists(column, path); what does not fit the path is false, never an error."""

    function = "jsonb_path_exists"
    output_field = BooleanField()

    def __init__(self, column: str, asked: Pattern | Compared, **extra: Any) -> None:
        super().__init__(F(column), Value(asked.words), **extra)

    template = "%(function)s(%(expressions)s::jsonpath, '{}', true)"


def quoted(words: str) -> str:
    """What somebody typed, as a regular expression that finds just that."""
    return re.sub(r"([^\w\s])", r"\\\1", words)


def name_pattern(typed: str) -> str:
    """A name as clients of such services ask it: part of a name, or with ^ and $ a whole word of it."""
    begins, ends = typed.startswith("^"), typed.endswith("$")
    inside = quoted(typed.removeprefix("^").removesuffix("$").strip())
    return f"{'(^|[ -])' if begins else ''}{inside}{'($|[ -])' if ends else ''}"
