"""The hot statement: one SQL statement reads the index **and** writes the act. Nothing else asks the index.

If the one-row table of the access epoch has moved since the actor was read, it reads and writes nothing and says
*stale*: the caller reads the actor again and repeats. This is one of the few writes outside an action;
tests/house knows it by name. It runs on psycopg itself, prepared, on the thread's own connection.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from django.db import OperationalError as DjangoOperationalError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from comity.journal.acts import Act, Outcome
from comity.journal.writer import COLUMN_LIST, COLUMNS
from comity.kit.errors import NotAnswered
from comity.matching.keys import SEPARATOR, Fixed, KeyKind, Probe
from comity.matching.schemes import newest
from comity.records.keys import IN_PART
from comity.records.scope import Scope

# Rows a question may bring back: hits, then candidates, then advice. One more than that, and the answer is incomplete.
MOST_FOUND = 200
MOST_FOUND_IN_BATCH = 5000

# A part of a number brings back so many and one more, which says that there are more. Of those that fit, so many
# are looked at: a part that fits thousands needs more characters, not more work.
MOST_IN_PART = 20
MOST_LIKE = 2_000

# Where prefixes end: keys put "|" between the parts, and "}" is the next character after it.
_AFTER_SEPARATOR = "}"
_AFTER_ALL = "\U0010ffff"


class Match(msgspec.Struct, frozen=True):
    """One record found for one subject. grade: of matching.keys.Grade. subject, probe: places in the question."""

    subject: int
    database: int
    record: UUID
    version: int
    owner: str
    grade: int
    kind: int
    exact: str
    probe: int


# Elapsed time is the difference of two clocks, the web server's and the database's. Whatever they say, it fits the
# column and the query is answered.
MAX_ELAPSED_US = 2**31 - 1  # 36 minutes, and the column's largest integer
_ELAPSED_US = "least({max}, greatest(0, date_part('epoch', clock_timestamp() - {{at}}) * 1000000))::int"
# What the statement itself knows of its act, as SQL over what it found.
_COMPUTED = {
    "outcome": "coalesce(total.best, {nothing})",
    "count": "total.count",
    "elapsed_us": _ELAPSED_US.format(max=MAX_ELAPSED_US),
}
_TYPES = {
    "id": "uuid", "at": "timestamptz", "unit": "uuid", "officer": "uuid", "token": "uuid", "databases": "smallint[]",
    "tag": "bytea", "words": "bytea", "word_key": "uuid", "recipients": "text[]", "salt": "bytea",
    "format": "smallint", "epoch": "bigint", "today": "date", "clearance": "smallint", "scope": "smallint[]",
    "closed": "text[]", "subject": "int[]", "kind": "smallint[]", "low": "text[]", "high": "text[]",
    "exact": "text[]", "exact_grade": "smallint[]", "fold_grade": "smallint[]", "tags": "bytea[]",
    "read": "smallint[]", "nothing": "smallint", "most": "int", "scheme": "smallint[]", "record": "uuid[]",
}  # fmt: skip
_ACT = tuple(name for name in COLUMNS if name not in _COMPUTED)
_act_values = attrgetter(*_ACT)
_DATABASES, _RECIPIENTS = _ACT.index("databases"), _ACT.index("recipients")
_QUESTION = (
    "epoch", "today", "clearance", "scope", "closed", "subject", "kind", "low", "high", "exact", "exact_grade",
    "fold_grade", "nothing", "most",
)  # fmt: skip
_LIST = ("tags", "read")


def _numbered(*names: str) -> dict[str, str]:
    """The places of these values. Arrays are given as text first: their literals are made here (see _numbers)."""
    types = {name: _TYPES.get(name, "text") for name in names}
    return {
        name: f"${place}::{'text::' if kind.endswith('[]') else ''}{kind}"
        for place, (name, kind) in enumerate(types.items(), 1)
    }


_TEMPLATE = """
WITH now_valid AS MATERIALIZED (SELECT FROM gate_accessepoch WHERE id = 1 AND epoch = {epoch}),
probe AS (
    SELECT * FROM unnest({subject}, {kind}, {low}, {high}, {exact}, {exact_grade}, {fold_grade}__MORE__)
        WITH ORDINALITY AS p (subject, kind, low, high, exact, exact_grade, fold_grade__MORE_NAMES__, place)
),
seen AS (
    SELECT p.subject, k.database, k.record, k.version, k.owner, k.kind, coalesce(k.exact, k.value) AS exact,
        p.place::int - 1 AS probe,
        CASE __COMPARED__WHEN k.grade >= 0
            THEN least(k.grade, CASE WHEN __EQUAL__ THEN p.exact_grade ELSE p.fold_grade END)
            WHEN __INSIDE__ THEN k.grade ELSE 0 END AS grade__ALIKE__
    FROM now_valid, probe p __KEYS__
),
found AS MATERIALIZED (
    SELECT * FROM (__BEST__) best ORDER BY grade DESC, subject__LIKELY__ LIMIT {most}
),
total AS (
    SELECT count(*)::int AS count, (CASE WHEN max(grade) < 0 THEN 8 ELSE 3 + max(grade) END)::smallint AS best
    FROM found
),
act AS (INSERT INTO acts (__COLUMNS__) SELECT __VALUES__ FROM now_valid, total),
touched AS (
    INSERT INTO act_records (act, at, database, record, version)
    SELECT __DISTINCT__ {id}, {at}, database, record, version FROM found
)__LISTED__
SELECT valid.yes, f.subject, f.database, f.record, f.version, f.owner, f.grade, f.kind, f.exact, f.probe
FROM (SELECT EXISTS (SELECT FROM now_valid) AS yes) valid LEFT JOIN found f ON true
"""
# Of several keys of a record the best one speaks for it,
_BEST = """
        SELECT DISTINCT ON (subject, database, record) * FROM seen WHERE grade <> 0
        ORDER BY subject, database, record, grade DESC, probe"""
# or all together: of a description more than half of the clues must agree, and always two.
_TOGETHER = """
        SELECT subject, database, record, max(version) AS version, max(owner) AS owner, max(kind) AS kind,
            string_agg(DISTINCT alike, ', ') AS exact, min(probe) AS probe, max(grade) AS grade,
            count(DISTINCT alike) AS agreeing
        FROM seen WHERE grade > 0 GROUP BY subject, database, record
        HAVING count(DISTINCT alike) > greatest(1, (SELECT count(DISTINCT exact) FROM probe) / 2)"""
# Which keys answer this asker, and how they stand beside a probe.
_ANSWERS = """
    k.kind = p.kind AND k.scheme = __SCHEME__ AND k.until >= {today} AND k.marking <= {clearance}
        AND ({scope} IS NULL OR k.database = ANY({scope}))
        AND (k.owner = {bureau} OR (
            (k.visible IS NULL
                OR k.visible[1] = '-' AND NOT {bureau} = ANY(k.visible)
                OR k.visible[1] = '+' AND {bureau} = ANY(k.visible))
            AND NOT (k.owner || '/' || k.database) = ANY({closed})))
"""
_ALL = f"JOIN search_keys k ON __FOUND__ AND {_ANSWERS}"
# Records whose names were compared are read again by their ids, under the very same conditions. Two reads and no OR:
# each has its index.
_AND_RECORDS = (
    "CROSS JOIN LATERAL (SELECT * FROM search_keys k WHERE p.record IS NULL AND __FOUND__"  # noqa: S608  # ours
    f" UNION ALL SELECT * FROM search_keys k WHERE k.record = p.record) k WHERE {_ANSWERS}"
)
_COMPARED = "WHEN p.record IS NOT NULL THEN p.exact_grade "
_SOME = (
    "CROSS JOIN LATERAL (SELECT * FROM search_keys k WHERE "  # noqa: S608  # constants of ours
    f"__FOUND__ AND {_ANSWERS} ORDER BY __ORDER__ LIMIT {MOST_LIKE}) k"
)
# A part is read in the order of its index, which stops where enough was seen. The planner cannot know how many fit, and
# would collect them all first: a second and more for the head of a common VIN.
_IN_ORDER = b"SET LOCAL enable_bitmapscan = off"
# Of several subjects the act keeps a tag and an outcome each.
_LISTED = """,
listed AS (
    INSERT INTO act_subjects (act, at, tags, outcomes)
    SELECT {id}, {at}, {tags}, (
        SELECT array_agg((CASE WHEN was_read <> 1 THEN 6 WHEN best < 0 THEN 8 ELSE 3 + coalesce(best, 0) END)::smallint
            ORDER BY place)
        FROM unnest({read}) WITH ORDINALITY AS r (was_read, place)
        LEFT JOIN (SELECT subject, max(grade) AS best FROM found GROUP BY subject) b ON b.subject = place - 1
    )
    FROM now_valid
)"""


_STORED = "coalesce(k.exact, k.value)"
# Advice about a range of numbers holds "from|to" instead of a number: see matching.patterns.
_INSIDE = (
    "(k.exact IS NULL"
    """ OR p.exact COLLATE "C" BETWEEN split_part(k.exact, '|', 1) AND split_part(k.exact, '|', 2))"""
)
_BETWEEN = "{} >= p.low AND {} <= p.high".format
_LIKE = f"split_part({_STORED}, '|', 1) LIKE split_part(p.exact, '|', 1)"
_SAME_REST = " AND split_part(p.exact, '|', 2) IN ('', split_part(k.value, '|', 2))"


class Search(Enum):
    """How the index is read, as (what agrees letter for letter, which keys are found).

    Not one text for all, because the planner must know that whole values are an equality and which index to use.
    """

    WHOLE = (f"{_STORED} = p.exact", "k.value = p.low")
    BEGINNING = (f"starts_with({_STORED}, p.exact)", _BETWEEN("k.value", "k.value"))
    HEAD = (_LIKE, _BETWEEN("k.value", "k.value") + _SAME_REST)
    TAIL = (_LIKE, f"{_BETWEEN(IN_PART.reversed, IN_PART.reversed)} AND {IN_PART.kinds}{_SAME_REST}")
    TOGETHER = ("true", _BETWEEN("k.value", "k.value"))

    @property
    def in_part(self) -> bool:
        return self in (Search.HEAD, Search.TAIL)


# What else is read of each key, and in which order the most likely stand first.
_ALIKE = {Search.HEAD: "{}", Search.TAIL: "{}", Search.TOGETHER: "p.exact"}
_LIKELY = {
    Search.HEAD: ", alike DESC, length(exact), record",
    Search.TAIL: ", alike DESC, length(exact), record",
    Search.TOGETHER: ", agreeing DESC, record",
}


@cache
def _statement(search: Search, is_list: bool, scheme: int, by_record: bool) -> bytes:  # the cache's key
    """is_list: for several subjects. One has a text of its own: every part costs its setting up, used or not.

    scheme: whose keys alone are asked; 0 while keys of several stand in the index, and each probe has its own.
    by_record: some probes ask for a record by its id.
    """
    equal, found = search.value
    more = [*(["scheme"] if not scheme else []), *(["record"] if by_record else [])]
    numbered = _numbered(*_ACT, *_QUESTION, *(_LIST if is_list else ()), *more)
    keys = _AND_RECORDS if by_record else _SOME if search.in_part else _ALL
    values = ", ".join(_COMPUTED.get(name) or numbered[name] for name in COLUMNS)
    text = (
        _TEMPLATE.replace("__KEYS__", keys)
        .replace("__COMPARED__", _COMPARED if by_record else "")
        .replace("__MORE__", "".join(f", {{{name}}}" for name in more))
        .replace("__MORE_NAMES__", "".join(f", {name}" for name in more))
        .replace("__ORDER__", IN_PART.reversed if search is Search.TAIL else "k.value")
        .replace("__BEST__", _TOGETHER if search is Search.TOGETHER else _BEST)
        .replace("__ALIKE__", f", {_ALIKE[search].format(equal)} AS alike" if search in _ALIKE else "")
        .replace("__LIKELY__", _LIKELY.get(search, ""))
        .replace("__EQUAL__", equal)
        .replace("__INSIDE__", _INSIDE)
        .replace("__FOUND__", found)
        .replace("__SCHEME__", str(scheme) if scheme else "p.scheme")
        .replace("__COLUMNS__", COLUMN_LIST)
        .replace("__VALUES__", values)
        .replace("__DISTINCT__", "DISTINCT" if is_list else "")  # two subjects may find one record
        .replace("__LISTED__", _LISTED if is_list else "")
    )
    return text.format(**numbered).encode()  # the driver would encode it for each query


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked in one statement.

    probes: (place of its subject, probe). tags: of the subjects where they are several, else empty.
    read: for each subject, whether it could be read; one that could not is *not answered*.
    closed: "FRA/8": that owner's records of that database teach the asker nothing.
    schemes: of each probe, only while a reindex runs.
    """

    act: Act
    scope: Scope
    epoch: int
    closed: Sequence[str]
    probes: Sequence[tuple[int, Probe]]
    read: Sequence[bool]
    tags: Sequence[bytes] = ()
    most: int = MOST_FOUND
    schemes: Sequence[int] = ()


def is_cut(question: Question, matches: Sequence[Match]) -> bool:
    """Were there more than may be brought back? Then nobody may read the answer as whole."""
    return len(matches) >= question.most


def find(question: Question, today: date) -> list[Match] | None:
    """The matches, with the act written; None when the actor's rights are stale and nothing was done.

    today: UTC. Raises: NotAnswered when the database did not reply: then nobody knows whether it was written.
    """
    text, values = statement(question, today)
    try:
        connection.ensure_connection()
        with psycopg.RawCursor(connection.connection) as cursor:
            rows = _run_in_part(cursor, text, values) if _in_part(question) else _run(cursor, text, values)
    except (psycopg.OperationalError, psycopg.InterfaceError, DjangoOperationalError) as error:
        connection.close()
        raise NotAnswered(_("We do not know: the database did not reply. Ask again.")) from error
    if not rows[0][0]:
        return None
    return [Match(*row[1:]) for row in rows if row[1] is not None]


def _run(cursor: "psycopg.RawCursor[Any]", text: bytes, values: list[Any]) -> list[Any]:
    return cursor.execute(text, values, prepare=True).fetchall()


def _run_in_part(cursor: "psycopg.RawCursor[Any]", text: bytes, values: list[Any]) -> list[Any]:
    with transaction.atomic():
        cursor.execute(_IN_ORDER)
        return _run(cursor, text, values)


def _in_part(question: Question) -> bool:
    return bool(question.probes) and bool(question.probes[0][1].fixed)


def _search(question: Question) -> Search:
    """A part of a number is asked alone, so its first probe says it for all."""
    fixed = question.probes[0][1].fixed if question.probes else Fixed.NONE
    if fixed:
        return Search.TAIL if fixed is Fixed.TAIL else Search.HEAD
    if question.probes and question.probes[0][1].kind is KeyKind.DESCRIPTION:
        return Search.TOGETHER  # asked alone too
    prefixes = any(probe.prefix for _place, probe in question.probes)
    return Search.BEGINNING if prefixes else Search.WHOLE


def statement(question: Question, today: date) -> tuple[bytes, list[Any]]:
    """The text for this question and the values for its places. today: UTC."""
    act, scope, probes, is_list = question.act, question.scope, question.probes, bool(question.tags)
    row = list(_act_values(act))
    row[_DATABASES], row[_RECIPIENTS] = _numbers(act.databases), _texts(act.recipients)
    row += [
        question.epoch,
        today,
        scope.clearance,
        None if scope.databases is None else _numbers(scope.databases),
        _texts(question.closed),
        _numbers([place for place, _probe in probes]),
        _numbers([probe.kind for _place, probe in probes]),
        _texts([probe.value for _place, probe in probes]),
        _texts([_end(probe) for _place, probe in probes]),
        _texts([probe.exact for _place, probe in probes]),
        _numbers([probe.exact_grade for _place, probe in probes]),
        _numbers([probe.fold_grade for _place, probe in probes]),
        int(Outcome.NO_HIT if any(question.read) else Outcome.NOT_ANSWERED),
        question.most,
    ]
    if is_list:
        row += [_texts(["\\x" + tag.hex() for tag in question.tags]), _numbers(question.read)]
    if question.schemes:
        row.append(_numbers(question.schemes))
    if by_record := any(probe.record is not None for _place, probe in probes):
        row.append(_ids([probe.record for _place, probe in probes]))
    return _statement(_search(question), is_list, 0 if question.schemes else newest(), by_record), row


# Arrays go as PostgreSQL's own text: the driver's general way costs ten times as much for each of them.
def _numbers(values: Iterable[int]) -> str:
    return "{" + ",".join(map(str, map(int, values))) + "}"


def _texts(values: Sequence[str]) -> str:
    """Quoted one by one only where there is something to escape: in nearly no number."""
    inner = '","'.join(values)
    if "\\" in inner or inner.count('"') != 2 * max(0, len(values) - 1):
        inner = '","'.join([value.replace("\\", "\\\\").replace('"', '\\"') for value in values])
    return f'{{"{inner}"}}' if values else "{}"


def _ids(values: Iterable[UUID | None]) -> str:
    return "{" + ",".join(["NULL" if value is None else value.hex for value in values]) + "}"


def _end(probe: Probe) -> str:
    if not probe.prefix:
        return probe.value
    return (
        probe.value[:-1] + _AFTER_SEPARATOR if probe.value.endswith(SEPARATOR) else probe.value + _AFTER_ALL
    )
