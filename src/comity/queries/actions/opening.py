"""What a question found becomes hits of the asking unit."""

from collections.abc import Sequence

import msgspec

from comity.gate.actor import Actor
from comity.journal.acts import Act
from comity.matching.keys import Grade
from comity.queries.asked import Asked
from comity.queries.lookup import Match
from comity.queries.models import Hit
from comity.records.record import Record
from comity.records.registry import by_code


def open_hits(
    asked: Asked, act: Act, matches: Sequence[Match], *, by: Actor
) -> list[tuple[Match, Hit | None, Record]]:
    """Keep what a question found as hits of the asking unit, and read each record with the asker's own scope.

    Advice of a reference library concerns no case: it opens no hit, and its owner learns nothing. A record that changed
    away in between is dropped: what was recalled or restricted is gone at once.
    """
    today = act.at.date()
    opened: list[tuple[Match, Hit | None, Record]] = []
    for code in sorted({match.database for match in matches}):
        ids = [match.record for match in matches if match.database == code]
        records = {each.id: each for each in by_code(code).visible_to(by, today=today).filter(pk__in=ids)}
        for match in matches:
            if match.database == code and match.record in records:
                hit = _hit(asked, act, match, by) if match.grade != Grade.ADVICE else None
                opened.append((match, hit, records[match.record]))
    hits = [hit for _match, hit, _record in opened if hit is not None]
    if len(hits) == 1:  # nearly always: one statement is its own transaction, without two more round trips
        hits[0].save(force_insert=True)
    elif hits:
        Hit.objects.bulk_create(hits)  # all or none
    return opened


def _hit(asked: Asked, act: Act, match: Match, by: Actor) -> Hit:
    return Hit(
        act=act.id,
        at=act.at,
        bureau=by.bureau,
        unit=by.unit,
        desk=by.unit,
        officer=by.officer,
        function=by.function,
        purpose=asked.purpose,
        case=asked.case,
        silent=asked.silent or by_code(match.database).silent,
        asked=msgspec.to_builtins(asked.subjects[match.subject]),
        database=match.database,
        record=match.record,
        seen=match.version,
        owner=match.owner,
        grade=match.grade,
        kind=match.kind,
        exact=match.exact,
    )
