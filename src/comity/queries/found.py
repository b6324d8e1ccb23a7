"""What is said of one record that was found: whose it is, what state it is in, and why it is shown."""

import re
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from comity.bureaus.models import Bureau
from comity.bureaus.rules import owner_line
from comity.gate.actor import Actor
from comity.matching.keys import SEPARATOR, Grade, KeyKind, Probe
from comity.matching.names import PersonComparison
from comity.matching.ranges import is_block
from comity.queries.examined import NOTHING, Before
from comity.queries.judging import EXAMINED, OPINION, OWNER_SAID
from comity.queries.lookup import Match
from comity.queries.models import Hit
from comity.queries.reasons import Likeness, likeness_of
from comity.queries.rules import GRADE_OUTCOMES, REMARKS, SPECIALISTS_ONLY, Outcome
from comity.records.document import body_of
from comity.records.record import Record
from comity.records.rules import Status
from comity.records.watching.misled import MISLED


class Opened(NamedTuple):
    """A match, its hit (none for advice), its record as the asker may see it, and what was said of the pair before."""

    match: Match
    hit: Hit | None
    record: Record
    before: Before = NOTHING


class Examined(msgspec.Struct):
    """That the asker's own bureau has "not the same" of this pair. by_owner: the owner said so. on: day, UTC."""

    on: str
    by_owner: bool
    sentence: str


class Found(msgspec.Struct, omit_defaults=True):
    """One record found. `values` are the canonical values of the columns the asker may see.

    hit: None for advice, which opens none. examined: a page folds it, nothing hides it. opinion: of another bureau.
    cards: of persons often mistaken for this record, of whom this may be one. likeness: of a person, why.
    """

    hit: UUID | None
    outcome: Outcome
    database: str
    record: UUID
    version: int
    owner: str
    owner_name: str
    headline: str
    recorded_on: str
    sentence: str
    remarks: list[str] = []
    values: dict[str, Any] = {}
    repair: str = ""
    why: str = ""
    examined: Examined | None = None
    opinion: str = ""
    cards: list[UUID] = []
    likeness: Likeness | None = None


def found_of(
    opened: Opened,
    probe: Probe,
    compared: PersonComparison | None,
    owner: Bureau,
    actor: Actor,
    now: datetime,
) -> Found:
    """What this asker is told of a record it found by this probe. compared: with the person asked about."""
    match, hit, record, before = opened
    body = body_of(record)
    full = record.read_whole_by(actor, record.owner)
    hidden = record.specialist and not full
    outcome = GRADE_OUTCOMES[Grade(match.grade)]
    silent = hidden or before.misled or outcome is Outcome.ADVICE
    repair, why = ("", "") if silent else _why(match, probe, compared)
    remarks = [str(SPECIALISTS_ONLY)] if hidden else remarks_of(record, owner, now.date())
    return Found(
        hit=hit.id if hit is not None else None,
        outcome=outcome,
        database=record.slug,
        record=record.id,
        version=record.version,
        owner=record.owner,
        owner_name=owner.name,
        headline=str(record.label) if hidden else record.headline(body),
        recorded_on=record.recorded_at.date().isoformat(),
        sentence=_sentence(outcome, record, owner),
        remarks=[*remarks, str(MISLED)] if before.misled else remarks,
        values={name: body[name] for name in record.columns if name in body}
        if full or record.reference
        else {},
        repair=repair,
        why=why,
        examined=examined_of(before),
        opinion=str(OPINION) if before.opinion else "",
        cards=list(before.cards),
        likeness=likeness_of(compared) if compared is not None and not silent else None,
    )


def examined_of(before: Before) -> Examined | None:
    """The sentence of the bureau's own "not the same", or None."""
    if before.on is None:
        return None
    day = before.on.isoformat()
    words = str(OWNER_SAID if before.by_owner else EXAMINED) % {"day": day}
    return Examined(day, before.by_owner, words)


def _sentence(outcome: Outcome, record: Record, owner: Bureau) -> str:
    words = {
        "owner": owner.name,
        "day": record.recorded_at.date().isoformat(),
        "database": str(record.label),
    }
    if outcome is Outcome.HIT:
        return _("%(owner)s recorded this on %(day)s in “%(database)s”. Not confirmed yet.") % words
    if outcome is Outcome.ADVICE:
        return _("Advice of %(owner)s from “%(database)s”, of %(day)s.") % words
    return _("%(owner)s recorded something similar on %(day)s in “%(database)s”.") % words


def remarks_of(record: Record, owner: Bureau, today: date) -> list[str]:
    """The lines that go with a record that was found: its state, its owner's standing, its own."""
    status = Status(record.status)
    recovered = record.recovered_words if status is Status.RECOVERED else ""
    said = [REMARKS.get(status, ""), recovered, owner_line(owner.standing_on(today)), *record.remarks(today)]
    return [str(remark) for remark in said if remark]


def _why(match: Match, probe: Probe, compared: PersonComparison | None) -> tuple[str, str]:
    """What is on record where it is not letter for letter what was asked, and why it was shown all the same."""
    number = match.exact.partition(SEPARATOR)[0]
    if match.kind == KeyKind.NAME:
        if compared is not None and match.grade == Grade.HIT:
            return "", _("The name, the full birth date and one thing more agree.")
        if compared is not None:
            return "", _("The names are alike. A name alone is never a hit.")
        return "", _("The name is the same. A name alone is never a hit.")
    if match.kind == KeyKind.DESCRIPTION:
        return "", _("The descriptions share: %(clues)s. Compare everything else.") % {
            "clues": match.exact.lower()
        }
    if probe.fixed:
        return number, _why_in_part(number, probe)
    if is_block(match.exact):
        return probe.repair, _why_in_range(match, probe)
    if probe.repair and match.grade == Grade.HIT:
        return number, _("Read as %(number)s, with which the check digit agrees.") % {"number": number}
    if probe.repair:
        words = _("Read as %(number)s: one character exchanged, and then the check digits agree.")
        return number, words % {"number": number}
    if match.grade == Grade.HIT:
        return "", ""
    if not probe.exact.startswith(number + SEPARATOR) and probe.exact != number:
        words = _("On record is %(number)s: letters and digits that look alike differ.")
        return number, words % {"number": number}
    return "", _("The number is the same, but not all that belongs to it was given or agrees.")


def _why_in_range(match: Match, probe: Probe) -> str:
    """A number inside a range of blanks has no number on record to be compared with."""
    if probe.repair:
        words = _("Read as %(number)s, which lies in the range on record.")
        return words % {"number": probe.repair}
    if match.grade == Grade.HIT:
        return _("The number lies in the range on record.")
    if probe.exact.partition(SEPARATOR)[0] == match.exact.partition(SEPARATOR)[0]:
        return _(
            "The number lies in the range on record, but not all that belongs to it was given or agrees."
        )
    return _("With letters and digits that look alike exchanged, the number lies in the range on record.")


def _why_in_part(number: str, probe: Probe) -> str:
    """Does the number on record fit what is known of it, letter for letter?"""
    shape = "".join({"%": ".*", "_": "."}.get(each, each) for each in probe.exact.partition(SEPARATOR)[0])
    if re.fullmatch(shape, number):
        return _("This number fits the part you gave. Compare everything else.")
    return _("With letters and digits that look alike exchanged, this number fits the part you gave.")
