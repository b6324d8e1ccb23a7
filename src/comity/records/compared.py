"""A comparison as people read it: words of closed sets in their language, differing signs marked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comity.bureaus import countries
from comity.matching.document_kinds import BY_SLUG
from comity.records.comparing import FACTS, Result, Row
from comity.records.record import Record
from comity.records.registry import described_kinds
from comity.records.values import Choice
from comity.web import moments
from comity.web.marked import differences, drawn

COUNTRIES = frozenset({"issuer", "nationality", "plate_country", "registration_country"})
DAYS = frozenset({"expires_on", "born"})
SEXES: dict[str, str | Promise] = {"female": gettext_lazy("female"), "male": gettext_lazy("male")}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table. asked: empty where it was not asked; recorded: empty where it is not on record."""

    label: str | Promise
    asked: SafeString
    recorded: list[SafeString]
    words: str | Promise
    sign: str


def lines_of(rows: list[Row], record: Record | None) -> list[Line]:
    """The rows as the page shows them."""
    choices = _choices(record) if record is not None else {}
    return [_line(row, choices) for row in rows]


def _choices(record: Record) -> dict[str, dict[str, str | Promise]]:
    return {
        each.name: dict(each.value.choices())
        for each in record.declared()
        if each.name in FACTS and isinstance(each.value, Choice)
    }


def _line(row: Row, choices: Mapping[str, Mapping[str, str | Promise]]) -> Line:
    words = choices.get(row.fact, {})
    differing = row.is_number and row.result in (Result.NEAR, Result.DIFFERS) and len(row.recorded) == 1
    if differing:
        asked, recorded = _marked(row.asked, row.recorded[0]), [_marked(row.recorded[0], row.asked)]
    else:
        asked = _shown(row.fact, row.asked, {}) if row.asked else SafeString()
        recorded = [_shown(row.fact, value, words) for value in row.recorded]
    return Line(row.label, asked, recorded, row.words, row.sign)


def _shown(fact: str, value: str, words: Mapping[str, str | Promise]) -> SafeString:
    if fact in COUNTRIES:
        return format_html('{} <bdi class="id">{}</bdi>', countries.name(value), value)
    if fact == "kind":
        document = BY_SLUG.get(value)
        return format_html("{}", words.get(value) or (document.label if document else value))
    if fact in DAYS and (day := _full_day(value)) is not None:
        return format_html("{}", moments.day(day))
    if fact == "sort":
        return format_html("{}", dict(described_kinds()).get(value, value))
    if fact == "sex" and value in SEXES:
        return format_html("{}", SEXES[value])
    if fact in ("name", "make", "institution", "bank", "looks"):
        return format_html("<bdi>{}</bdi>", value)
    return format_html('<bdi class="id">{}</bdi>', value)


def _full_day(value: str) -> date | None:
    """The day of a date that is known in full; a partial one is shown as written."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _marked(text: str, other: str) -> SafeString:
    """An identifier with the signs marked that the other has not."""
    return format_html('<bdi class="id">{}</bdi>', drawn(differences(other, text)))


def tally(rows: list[Row]) -> str:
    """ "2 equal, 1 alike, 1 differs"."""
    counts = {result: sum(row.result is result for row in rows) for result in Result}
    parts = [
        ngettext("%(count)s equal", "%(count)s equal", counts[Result.EQUAL])
        % {"count": counts[Result.EQUAL]},
        ngettext("%(count)s alike", "%(count)s alike", counts[Result.NEAR]) % {"count": counts[Result.NEAR]},
        ngettext("%(count)s differs", "%(count)s differ", counts[Result.DIFFERS])
        % {"count": counts[Result.DIFFERS]},
    ]
    shown = [
        part
        for part, result in zip(parts, (Result.EQUAL, Result.NEAR, Result.DIFFERS), strict=True)
        if counts[result]
    ]
    return ", ".join(shown) if shown else _("nothing to compare")


def rows_of_message(content: Mapping[str, Any], recorded: Mapping[str, tuple[str, ...]]) -> list[Row]:
    """What the asker compared, as the owner may see it, beside the owner's own record."""
    rows = [
        Row(each["fact"], each.get("asked", ""), recorded.get(each["fact"], ()), Result(each["result"]))
        for each in content.get("compared", ())
        if each["fact"] in FACTS
    ]
    named = {row.fact for row in rows}
    return rows + [
        Row(fact, "", recorded[fact], Result.SILENT)
        for fact in FACTS
        if fact in recorded and fact not in named
    ]
