"""The new node's side: a package is believed, and all of it is here, or nothing. Source: docs/spec/move.md, 4."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from itertools import groupby
from typing import IO, Any
from uuid import UUID

from django.db import DataError, IntegrityError, connection
from django.utils.translation import gettext_lazy as _

from comity.access.actions.leaving import who_begins
from comity.access.actions.officers import Enrolled, reset_password
from comity.bureaus.directory import centre_elsewhere, hosted_bureaus
from comity.bureaus.models import Bureau
from comity.bureaus.signed import holding, keys, moving
from comity.bureaus.signed.history import head_of
from comity.bureaus.signed.keys import NoKey
from comity.bureaus.signed.tables import HeldKey, KeyUse
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import Refused
from comity.messages.contributing.looking import LIVE
from comity.messages.contributing.tables import ContributedDatabase, Standing
from comity.messages.files import stored
from comity.messages.files.tables import Attachment
from comity.messages.moving.package import (
    BYTES,
    FILE,
    KEY,
    ROW,
    Head,
    Package,
    believe,
    open_package,
    unreadable,
)
from comity.messages.moving.parts import form, named
from comity.messages.moving.writing_out import Say
from comity.records.models import KeyScheme
from comity.records.registry import all_databases
from comity.records.rules import Feeder

ROWS_AT_ONCE, BYTES_AT_ONCE = 500, 4 * 1024 * 1024
Line = tuple[str, list[Any], str]


def open_for(file: IO[bytes], bureau: str, now: datetime) -> Package:
    """The package, believed: from the centre, for this node, for this move. Raises: Refused."""
    if bureau in hosted_bureaus():
        raise Refused(_("This bureau lives on this node already: nothing was changed."), code="taken-over")
    if hosted_bureaus():
        raise Refused(_("Another bureau lives on this node. Take over on a new one."), code="not-empty")
    seeds = [holding.private_of(each) for each in holding.held_epochs(bureau)]
    head, stream = open_package(file, seeds)
    if head.bureau != bureau:
        raise Refused(_("This package is of another bureau."), code="package-bureau")
    if head.form != form():
        sentence = _("The two nodes run versions with other tables. Bring both to the same version.")
        raise Refused(sentence, code="package-version")
    _require_directory(head)
    return believe(head, stream, _keys_of_centre(head, now))


@action("messages.take_bureau_over")
def take_bureau_over(
    act: ActDraft, package: Package, now: datetime, *, by: Actor, say: Say
) -> list[Enrolled]:
    """Everything of the package is this bureau's here, and it lives here from now on; who lets its people in.

    What it shared stands at the centre already, under the same ids and versions, so nothing is sent anew.
    say: told of each part and its rows. Raises: Refused; then nothing is here.
    """
    act.about, bureau = f"bureau:{by.bureau}", by.bureau
    Bureau.objects.select_for_update().get(pk=bureau)
    if bureau in hosted_bureaus():
        raise Refused(_("This bureau lives on this node already: nothing was changed."), code="taken-over")
    try:
        counts = _put_in(package, bureau, say)
    except (IntegrityError, DataError):
        raise Refused(_("What is in this package does not fit this node."), code="package-content") from None
    if counts != package.counts:
        raise Refused(_("This package holds other things than it says."), code="package-content")
    act.count = sum(counts.values())
    _note_shared(bureau, now)
    moving.live_here(bureau, hosted=True)
    return [reset_password(each, by=by) for each in who_begins(bureau, now)]


def _require_directory(head: Head) -> None:
    """The centre has let the bureau go to this very node, and this node has read it. Raises: Refused."""
    newest = head_of(head.bureau)
    if newest is None or newest.digest != head.entry:
        sentence = _(
            "The directory here does not name this node as the bureau's yet: comity directory refresh"
        )
        raise Refused(sentence, code="directory-behind")
    if holding.held_signing(head.bureau, newest.signing_key) is None:
        raise Refused(_("This move was prepared on another node."), code="key-elsewhere")
    if KeyScheme.objects.values_list("oldest", flat=True).get(pk=1) != head.scheme:
        sentence = _("A reindex is not at its end on one of the two nodes: comity reindex")
        raise Refused(sentence, code="package-version")


def _keys_of_centre(head: Head, now: datetime) -> dict[str, bytes]:
    """Under which keys a package of that moment counts. Raises: Refused for one that is not of this centre."""
    if head.by != centre_elsewhere():
        raise Refused(_("This package is of another centre."), code="package-centre")
    made = datetime.fromtimestamp(head.made, timezone.utc)
    try:
        return keys.signing_keys_by_id(head.by, made, seen_at=now)
    except NoKey:
        raise Refused(
            _("This package was signed by nobody whom this node knows."), code="package-signer"
        ) from None


def _put_in(package: Package, bureau: str, say: Say) -> dict[str, int]:
    """Rows, keys and files; how many rows of each part. Raises: Refused for what is no bureau's of ours."""
    counts: dict[str, int] = {}
    lines = package.lines()
    for (kind, name), same in groupby(lines, key=_kind):
        if kind == KEY:
            for _kind_of, told, _text in same:
                _adopt(bureau, *told)
        elif kind == ROW:
            counts[name] = counts.get(name, 0) + _put_rows(name, same, bureau)
            say(name, counts[name])
        elif kind in (FILE, BYTES):
            _put_files(same)
        else:
            raise unreadable("package-form")
    return counts


def _kind(line: Line) -> tuple[str, str]:
    kind, told, _text = line
    return (FILE if kind == BYTES else kind), (str(told[0]) if kind == ROW else "")


def _put_rows(name: str, lines: Iterator[Line], bureau: str) -> int:
    part = named(name)
    if part is None:
        raise unreadable("package-form")
    begin, put = len(f'["{ROW}","{name}",'), 0
    for rows in _portions(text[begin:].rstrip()[:-1] for _kind_of, _told, text in lines):
        if part.put(rows, bureau) != len(rows):
            raise Refused(_("This package holds rows that are not this bureau's."), code="package-content")
        put += len(rows)
    return put


def _portions(rows: Iterator[str]) -> Iterator[list[str]]:
    """A few hundred at once, fewer where they are long."""
    portion: list[str] = []
    size = 0
    for row in rows:
        if portion and (len(portion) >= ROWS_AT_ONCE or size + len(row) > BYTES_AT_ONCE):
            yield portion
            portion, size = [], 0
        portion.append(row)
        size += len(row)
    if portion:
        yield portion


def _adopt(bureau: str, id: str, epoch: str, seed: str, begins: int, ends: int) -> None:
    """Hold a key of before the move, until its own end."""
    key = HeldKey(
        id=UUID(id),
        owner=bureau,
        use=int(KeyUse.ENCRYPTION),
        epoch=epoch,
        valid_from=datetime.fromtimestamp(begins, timezone.utc),
        ends_at=datetime.fromtimestamp(ends, timezone.utc) if ends else None,
    )
    holding.adopt_epoch_key(key, bytes.fromhex(seed))


def _put_files(lines: Iterator[Line]) -> None:
    """Each file to its row, which came before it. Raises: Refused for other bytes than the row says."""
    arriving: tuple[UUID, stored.Arriving] | None = None
    for kind, told, _text in lines:
        if kind == FILE:
            _settle(arriving)
            arriving = UUID(told[0]), stored.Arriving()
        elif arriving is not None:
            arriving[1].put(base64.b64decode(told[0]))
    _settle(arriving)


def _settle(arriving: tuple[UUID, stored.Arriving] | None) -> None:
    if arriving is None:
        return
    id, arrived = arriving[0], arriving[1].end()
    row = Attachment._default_manager.filter(pk=id).first()
    if row is None or (row.size, bytes(row.sha256)) != (arrived.size, arrived.sha256):
        arrived.drop()
        raise Refused(_("This package holds other things than it says."), code="package-content")
    stored.place_of(id).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    stored.settle(replace(arrived, id=id))


_SHARED = """
INSERT INTO messages_contribution (id, bureau, database, record, version, state, code, message, at, pictures_due)
SELECT gen_random_uuid(), owner, %s, id, version, %s, '', id, %s, false
FROM {table} WHERE owner = %s AND status = ANY(%s)
"""


_PICTURES = """
INSERT INTO messages_sharedpicture (id, bureau, database, record, message, at)
SELECT a.id, a.owner, a.database, a.record, a.record, %s FROM records_attachment a
JOIN messages_contribution c ON c.database = a.database AND c.record = a.record
WHERE a.owner = %s AND a.hit IS NULL AND a.card IS NULL AND a.notice IS NULL
"""


def _note_shared(bureau: str, now: datetime) -> None:
    """What lives is at the centre as it is here; of which databases, so that what follows goes there too."""
    for each in all_databases():
        if each.fed_by is Feeder.NODE or not each._default_manager.filter(owner=bureau).exists():
            continue
        ContributedDatabase.objects.get_or_create(bureau=bureau, database=each.code, defaults={"since": now})
        live = [int(status) for status in LIVE]
        with connection.cursor() as cursor:
            sql = _SHARED.format(table=each._meta.db_table)
            cursor.execute(sql, [each.code, int(Standing.THERE), now, bureau, live])
    with connection.cursor() as cursor:
        cursor.execute(_PICTURES, [now, bureau])
