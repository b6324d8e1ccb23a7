"""What commands print: for people by rich, for programs one line of JSON. Colour is never the only sign."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

FILE_WIDTH = 160  # columns, where nobody looks at a terminal


def out() -> Console:
    """Where answers go. Made anew each time: tests and pipes change stdout."""
    return Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=FILE_WIDTH)


def err() -> Console:
    """Where progress and remarks go, so that a pipe gets answers alone."""
    return Console(stderr=True, highlight=False)


def say_json(document: Any) -> None:
    """One line."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, separators=(", ", ": ")) + "\n")
    sys.stdout.flush()


def say_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str, whole: Sequence[str] = ()
) -> None:
    """A table for people, or the sentence `empty`. whole: the columns that are never broken."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in whole)
    for row in rows:
        table.add_row(*(plain(cell) for cell in row))
    if table.row_count:
        out().print(table)
    else:
        out().print(empty)


def plain(value: object) -> Text:
    """Text as it is: what came from elsewhere is no markup, and no control sequence for the terminal."""
    words = "" if value is None else str(value)
    return Text("".join(c for c in words if c.isprintable() or c == "\n"))
