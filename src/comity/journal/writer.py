"""Writing acts: one INSERT, on the connection and in the transaction of the caller."""

from typing import Any

from django.db import connection, transaction

from comity.journal.acts import Act
from comity.kit.statements import numbered, run_each

# The columns in the order of the INSERT; the query's single statement (queries.lookup) uses the same list.
COLUMNS = (
    "id", "at", "node", "verb", "bureau", "unit", "officer", "token", "function", "acting", "terminal", "purpose",
    "case", "legal_basis", "databases", "tag", "words", "word_key", "outcome", "count", "recipients", "about",
    "reason", "rule_set", "elapsed_us", "salt", "format",
)  # fmt: skip
COLUMN_LIST = ", ".join(f'"{name}"' for name in COLUMNS)
INSERT = f"INSERT INTO acts ({COLUMN_LIST}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608  # constants
_PREPARED = numbered(INSERT)
INSERT_RECORD = "INSERT INTO act_records (act, at, database, record, version) VALUES (%s, %s, %s, %s, %s)"
INSERT_KEY = "INSERT INTO act_keys (act, at, key) VALUES (%s, %s, %s)"
INSERT_SUBJECTS = "INSERT INTO act_subjects (act, at, tags, outcomes) VALUES (%s, %s, %s, %s)"


def values(act: Act) -> list[Any]:
    """The column values of an act, in the order of COLUMNS."""
    row = [getattr(act, name) for name in COLUMNS]
    for place in (COLUMNS.index("databases"), COLUMNS.index("recipients")):
        row[place] = list(row[place])
    row[COLUMNS.index("outcome")] = int(act.outcome)
    return row


def write(act: Act, key: bytes = b"") -> None:
    """Append one act with the records it touched and the subjects it lists; all or nothing, with what the caller does.

    Whoever goes on after a failure brings a savepoint: nearly nobody does, and it costs two statements a verb.
    key: what opens its sealed texts (journal.texts), where it has some.
    """
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        run_each(_PREPARED, [values(act)])  # prepared: every verb of the house does it
        if key:
            cursor.execute(INSERT_KEY, [act.id, act.at, key])
        if act.records:
            touched = [(act.id, act.at, each.database, each.record, each.version) for each in act.records]
            cursor.executemany(INSERT_RECORD, touched)
        if act.subjects:
            tags, outcomes = [one.tag for one in act.subjects], [int(one.outcome) for one in act.subjects]
            cursor.execute(INSERT_SUBJECTS, [act.id, act.at, tags, outcomes])
