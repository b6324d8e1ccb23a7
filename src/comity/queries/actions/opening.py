"""What a question found becomes hits of the asking unit."""

from collections.abc import Sequence

import msgspec

from comity.gate.actor import Actor
from comity.journal.acts import Act
from comity.matching.keys import Grade
from comity.queries.asked import Asked
from comity.queries.examined import Pair, before
from comity.queries.found import Opened
from comity.queries.lookup import Match
from comity.queries.models import Hit
from comity.queries.words import lasting_tag_of
from comity.records.registry import by_code


def open_hits(
    asked: Asked, act: Act, matches: Sequence[Match], texts: Sequence[str], *, by: Actor
) -> list[Opened]:
    """Keep what a question found as hits of the asking unit, and read each record with the asker's own scope.

    texts: of each match, the subject that found it, as its tag spells it.
    Advice of a reference library concerns no case: it opens no hit, and its owner learns nothing. A record that changed
    away in between is dropped: what was recalled or restricted is gone at once.
    """
    today = act.at.date()
    opened: list[Opened] = []
    pairs: list[Pair] = []
    for code in sorted({match.database for match in matches}):
        ids = [match.record for match in matches if match.database == code]
        records = {each.id: each for each in by_code(code).visible_to(by, today=today).filter(pk__in=ids)}
        for match, text in zip(matches, texts, strict=True):
            if match.database == code and match.record in records:
                record = records[match.record]
                hit = _hit(asked, act, match, text, by) if match.grade != Grade.ADVICE else None
                opened.append(Opened(match, hit, record))
                pairs += [Pair(hit, record, text)] if hit is not None else []
    if len(pairs) == 1:  # nearly always: one statement is its own transaction, without two more round trips
        pairs[0].hit.save(force_insert=True)
    elif pairs:
        Hit.objects.bulk_create([pair.hit for pair in pairs])  # all or none
    told = before(pairs, by, today=today)
    return [each._replace(before=told[each.hit.id]) if each.hit is not None else each for each in opened]


def _hit(asked: Asked, act: Act, match: Match, text: str, by: Actor) -> Hit:
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
        tag=lasting_tag_of(by.bureau, text),
    )
