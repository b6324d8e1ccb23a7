"""What a question found becomes hits of the asking unit."""

from collections.abc import Sequence
from operator import attrgetter

import msgspec
from django.db import connection
from django.db.models import JSONField

from comity.gate.actor import Actor
from comity.journal.acts import Act
from comity.kit.statements import run_each
from comity.matching.keys import Grade
from comity.queries.asked import Asked
from comity.queries.examined import Pair, before
from comity.queries.found import Opened
from comity.queries.lookup import Match
from comity.queries.models import Hit
from comity.queries.words import lasting_tag_of
from comity.records.registry import by_code
from comity.records.shown_to import shown_to

_FIELDS = Hit._meta.concrete_fields
_values = attrgetter(*[field.attname for field in _FIELDS])
_AS_JSON = [
    place for place, field in enumerate(_FIELDS) if isinstance(field, JSONField)
]  # others go as they are
_COLUMNS = ", ".join(f'"{field.column}"' for field in _FIELDS)
_PLACES = ", ".join(f"${place}" for place, _field in enumerate(_FIELDS, 1))
_INSERT = f"INSERT INTO {Hit._meta.db_table} ({_COLUMNS}) VALUES ({_PLACES})".encode()  # noqa: S608  # names of ours


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
        records = {each.id: each for each in shown_to(by, by_code(code), ids, today=today)}
        for match, text in zip(matches, texts, strict=True):
            if match.database == code and match.record in records:
                record = records[match.record]
                hit = _hit(asked, act, match, text, by) if match.grade != Grade.ADVICE else None
                opened.append(Opened(match, hit, record))
                pairs += [Pair(hit, record, text)] if hit is not None else []
    _keep([pair.hit for pair in pairs])
    told = before(pairs, by, today=today)
    return [each._replace(before=told[each.hit.id]) if each.hit is not None else each for each in opened]


def _keep(hits: Sequence[Hit]) -> None:
    rows = [list(_values(hit)) for hit in hits]
    for row in rows:
        for place in _AS_JSON:
            row[place] = _FIELDS[place].get_db_prep_save(row[place], connection)
    run_each(_INSERT, rows)
    for hit in hits:
        hit._state.adding = False


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
