"""Rows that several verbs print: how far the owner's word has come, and facts side by side."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from rich.text import Text

from comity.cli.output import plain

SIGNS = {"equal": "=", "near": "≈", "differs": "≠", "silent": " "}


def talk_words(hit: dict[str, Any]) -> str:
    """What has become of the question to the owner."""
    talk = hit.get("confirmation")
    if talk is None:
        return (
            _("not asked") if not hit.get("may_tell") else _("not sent: %(said)s") % {"said": hit["may_tell"]}
        )
    if talk["answered_at"]:
        return _("%(state)s at %(at)s") % {"state": talk["state"], "at": talk["answered_at"]}
    return _("%(state)s, due at %(at)s") % {"state": talk["state"], "at": talk["due_at"]}


def compared_lines(rows: list[dict[str, Any]]) -> Iterator[Text]:
    """What was asked beside what is on record; the sign says how they agree."""
    for row in rows:
        recorded = "; ".join(row["recorded"])
        yield plain(f"  {SIGNS.get(row['result'], '?')} {row['fact']}: {row['asked']} | {recorded}")
