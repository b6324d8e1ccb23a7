"""What goes along when a bureau moves: rows of these tables, and of each those that are the bureau's own.

One list for both sides. The node that hands over reads by it; the node that takes over puts in nothing else, and of
each table only what the same condition calls the bureau's: a package cannot bring it another's rows.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import AutoField, Model

from comity.access.models import BudgetLimit, Grant, Officer, SavedView, Unit
from comity.bureaus.directory import centre_elsewhere, centre_hosted_here
from comity.bureaus.models import DutyDesk
from comity.messages.models import Attachment as File
from comity.messages.models import (
    Chain,
    Delivery,
    FileFront,
    KeptReceipt,
    Message,
    NoteDraft,
    Outgoing,
    ReceiptList,
    Sent,
    Statement,
    Taken,
)
from comity.records.models import Attachment, Blob, ColumnMap, OwnerRule, RecordVersion, SearchKey
from comity.records.record import Record
from comity.records.registry import all_databases
from comity.records.rules import Feeder

UNITS = "SELECT id FROM access_unit WHERE bureau_id = %(bureau)s"
OFFICERS = f"SELECT id FROM access_officer WHERE unit_id IN ({UNITS})"  # noqa: S608  # our own words
RECEIVED = "SELECT message_id FROM messages_delivery WHERE bureau = %(bureau)s"
WRITTEN = "SELECT id FROM messages_message WHERE sender = %(bureau)s"
STATED = "SELECT id FROM messages_statement WHERE sender = %(bureau)s"
LISTED = f"SELECT listed_id FROM messages_keptreceipt WHERE statement_id IN ({STATED})"  # noqa: S608
PICTURES = "SELECT blob_id FROM records_attachment t"
PICTURED = "t.owner = %(bureau)s AND t.hit IS NULL AND t.card IS NULL AND t.notice IS NULL"


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one table. name: in the package. whose: SQL over `t`, the table, %(bureau)s and %(centre)s.

    only: the same, asked on the way out alone. leaves, arrives: SQL for columns that go out, or come in, otherwise than
    they stand. source: what is read on the way out instead of the table, where the centre keeps the same in another.
    """

    name: str
    model: type[Model]
    whose: str
    only: str = "TRUE"
    leaves: Mapping[str, str] = field(default_factory=dict)
    arrives: Mapping[str, str] = field(default_factory=dict)
    source: str = ""

    @property
    def columns(self) -> list[str]:
        """Those that are kept: a number that the table counts by itself is counted anew."""
        fields = self.model._meta.concrete_fields
        return [str(each.column) for each in fields if not isinstance(each, AutoField)]

    def rows(self, bureau: str, began: datetime) -> Iterator[str]:
        """Each row as JSON, streamed. Inside a transaction. began: since when nobody of the bureau gets in here."""
        chosen = _listed(self.columns, self.leaves)
        sql = f"SELECT to_jsonb(x)::text FROM (SELECT {chosen} FROM {self._source} WHERE {self._leaving}) x"  # noqa: S608
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql, {"bureau": bureau, "began": began, "centre": centre_hosted_here()})
            while rows := cursor.fetchmany(_ROWS_AT_ONCE):
                for (row,) in rows:
                    yield row

    def count(self, bureau: str) -> int:
        """How many rows there are."""
        with connection.cursor() as cursor:
            told = {"bureau": bureau, "centre": centre_hosted_here()}
            cursor.execute(f"SELECT count(*) FROM {self._source} WHERE {self._leaving}", told)  # noqa: S608
            return int(cursor.fetchone()[0])

    def put(self, rows: Sequence[str], bureau: str) -> int:
        """Put these rows in; how many of them are the bureau's, and so are here now."""
        names = ", ".join(f'"{name}"' for name in self.columns)
        chosen = _listed(self.columns, self.arrives)
        given = f"jsonb_populate_recordset(NULL::{self._table}, %(rows)s::jsonb)"
        sql = f"INSERT INTO {self._table} ({names}) SELECT {chosen} FROM {given} t WHERE {self.whose}"  # noqa: S608
        with connection.cursor() as cursor:
            told = {"bureau": bureau, "node": settings.NODE, "centre": centre_elsewhere()}
            cursor.execute(sql, {**told, "rows": f"[{','.join(rows)}]"})
            return int(cursor.rowcount)

    @property
    def _source(self) -> str:
        return f"({self.source}) t" if self.source else f"{self._table} t"

    @property
    def _leaving(self) -> str:
        return f"({self.whose}) AND ({self.only})"

    @property
    def _table(self) -> str:
        return self.model._meta.db_table


_ROWS_AT_ONCE = 1_000
# What rooms above keep of a bureau. Each hands its parts down when Django starts, and SQL for pictures of them.
MORE: list[Part] = []
MORE_PICTURES: list[str] = []


def _listed(columns: Sequence[str], instead: Mapping[str, str]) -> str:
    """Columns of `t`, quoted: some are words of SQL."""
    return ", ".join(f'{instead[name]} AS "{name}"' if name in instead else f't."{name}"' for name in columns)


# Nothing that opens an account leaves: passwords, PINs, passkeys and code devices are made anew at the new node. A
# passkey is bound to this node's name, and whoever ran this node may have a copy of the rest (decision 0048).
_NO_WAY_IN = {"password": "'!'", "pin": "''", "must_change_password": "true"}
_OFFICER = {
    **_NO_WAY_IN,
    "last_login": "NULL::timestamptz",
    "sessions_ended": "0",
    "is_active": "t.is_active OR t.left_at IS NOT DISTINCT FROM %(began)s",
    "left_at": "NULLIF(t.left_at, %(began)s)",
}


_NOT_INDEXED = {"is_indexed": "false"}  # the index stays: the new node's own clock writes it anew
_FROM_AFAR = (
    "t.sender = %(bureau)s OR NOT EXISTS (SELECT FROM bureaus_bureau b WHERE b.code = t.sender AND b.hosted)"
)

_FRONTS = f"EXISTS (SELECT FROM messages_message m WHERE m.id = t.message_id AND ({_FROM_AFAR.replace('t.', 'm.')}))"


@cache
def parts() -> tuple[Part, ...]:
    """All of them, in the order in which each condition finds what it asks for."""
    own = [each for each in all_databases() if each.fed_by is not Feeder.NODE]
    codes = ", ".join(str(each.code) for each in own)
    pictured = " OR ".join([f"{PICTURED} AND t.database IN ({codes})", *MORE_PICTURES])
    return (
        Part("duty-desk", DutyDesk, "t.bureau_id = %(bureau)s"),
        Part("units", Unit, "t.bureau_id = %(bureau)s"),
        Part("officers", Officer, f"t.unit_id IN ({UNITS})", leaves=_OFFICER, arrives=_NO_WAY_IN),
        Part("grants", Grant, f"t.officer_id IN ({OFFICERS})"),
        Part("budgets", BudgetLimit, "t.bureau = %(bureau)s"),
        Part("saved-views", SavedView, "t.bureau = %(bureau)s"),
        Part("owner-rules", OwnerRule, "t.owner = %(bureau)s"),
        Part("column-names", ColumnMap, "t.owner = %(bureau)s"),
        *(Part(each.slug, each, "t.owner = %(bureau)s", arrives={"home": "%(node)s"}) for each in own),
        Part("search-keys", SearchKey, f"t.owner = %(bureau)s AND t.database IN ({codes})"),
        *(Part(f"{each.slug}-versions", RecordVersion, _versions_of(each)) for each in own),
        Part("chains", Chain, "t.ours AND t.sender = %(bureau)s OR NOT t.ours AND t.bureau = %(bureau)s"),
        Part("numbers-taken", Taken, "t.bureau = %(bureau)s"),
        Part("received", Delivery, "t.bureau = %(bureau)s", arrives=_NOT_INDEXED),
        Part("messages", Message, f"t.sender = %(bureau)s OR t.id IN ({RECEIVED})"),
        Part(
            "sent",
            Delivery,
            f"t.bureau <> %(bureau)s AND t.message_id IN ({WRITTEN})",
            arrives=_NOT_INDEXED,
        ),
        Part("sealed", Sent, "t.sender = %(bureau)s"),
        Part(
            "parcels",
            Outgoing,
            "t.id IN (SELECT parcel FROM messages_sent WHERE sender = %(bureau)s AND parcel IS NOT NULL)",
        ),
        # Proofs of what it sent, and of what came to it from another node: the envelopes of a bureau that lives here
        # say to whom else it wrote.
        Part(
            "statements", Statement, f"t.sender = %(bureau)s OR t.message_id IN ({RECEIVED})", only=_FROM_AFAR
        ),
        Part(
            "file-fronts",
            FileFront,
            f"t.message_id IN ({WRITTEN}) OR t.message_id IN ({RECEIVED})",
            only=_FRONTS,
        ),
        Part("receipts", KeptReceipt, f"t.statement_id IN ({STATED})"),
        Part("receipt-lists", ReceiptList, f"t.id IN ({LISTED})"),
        Part("drafts", NoteDraft, "t.owner = %(bureau)s"),
        Part(
            "files",
            File,
            f"t.message_id IS NULL AND t.owner = %(bureau)s OR t.message_id IN ({WRITTEN})"
            f" OR t.message_id IN ({RECEIVED})",
        ),
        *MORE,
        Part("pictures", Attachment, pictured),
        Part("picture-bytes", Blob, f"t.id IN ({PICTURES} WHERE {pictured})"),
    )


def _versions_of(database: type[Record]) -> str:
    """Former versions of the bureau's records, but for those of when a record was another's."""
    table = database._meta.db_table
    here = f"EXISTS (SELECT FROM {table} r WHERE r.id = t.record AND r.owner = %(bureau)s)"
    return f"t.database = {database.code} AND t.owner IN ('', %(bureau)s) AND {here}"


def named(name: str) -> Part | None:
    """The part of that name."""
    return next((each for each in parts() if each.name == name), None)


def form() -> str:
    """A digest of what all parts are made of: two nodes of other versions do not understand each other's rows."""
    made_of: list[Any] = [[each.name, each.model._meta.db_table, each.columns] for each in parts()]
    return sha256(json.dumps(made_of).encode()).hexdigest()
