"""The verbs of an import: upload, say what the columns are, check, start, undo, drop.

The slow steps run in the worker (`working.py`): a verb here says that they shall, and the worker finds it in the data.
"""

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Invalid, NotFound, Refused, TooMany, invalid
from comity.records.exporting.exports import Export
from comity.records.loading.imports import (
    KEPT,
    MOST_FILE_BYTES,
    WORKING,
    ColumnMap,
    Import,
    Piece,
    State,
    keep,
    kept,
)
from comity.records.loading.mapping import is_target, plain, propose
from comity.records.loading.saying import said_of_all
from comity.records.loading.uploaded import ENTITIES, NAMED, heads_of, kind_of
from comity.records.record import Record
from comity.records.registry import by_code

MOST_OPEN = 20
WORK = "records.work_on_imports"


@action("records.upload")
def upload(
    act: ActDraft, database: type[Record], chunks: Iterable[bytes], *, file_name: str, by: Actor
) -> Import:
    """Take in a file and propose what its columns are. It belongs to whoever uploads it, for a day.

    Raises: Invalid for what is too large, empty or no table; TooMany when too many files wait.
    """
    content = _whole(chunks)
    file, now = io.BytesIO(content), timezone.now()
    if Import.visible_to(by).count() >= MOST_OPEN:
        raise TooMany(
            _("You have many files here. Delete one that you no longer need."), code="too-many-files"
        )
    kind = kind_of(file)
    if kind == ENTITIES and not database.made_of:
        raise invalid("file", "no-entities", _("Entities do not become records of this database."))
    heads = heads_of(file, kind)
    remembered = dict(ColumnMap.visible_to(by).filter(database=database.code).values_list("head", "field"))
    made = Import._default_manager.create(
        database=database.code,
        owner=by.bureau,
        unit=by.unit,
        officer=by.officer,
        token=by.token,
        acting=by.acting[:100],
        terminal=by.terminal[:100],
        language=get_language() or "en",
        file_name=PurePath(file_name.replace("\\", "/").replace("\0", "")).name[:200],
        kind=kind,
        sha256=hashlib.sha256(content).digest(),
        heads=heads,
        mapping=propose(database, heads, remembered),
        created_at=now,
        ends_at=now + KEPT,
    )
    keep(made, Piece.FILE, [content])
    _tell(act, made)
    return made


@action("records.check_import")
def check(
    act: ActDraft,
    import_id: UUID,
    mapping: Sequence[str] | None = None,
    *,
    change: bool = False,
    said: Mapping[str, str] | None = None,
    by: Actor,
) -> Import:
    """Have every row looked at; nothing is recorded. What the columns are is remembered for the bureau.

    mapping: a field for each column, "" for left out; None for what was proposed. said: of every row that does not say
    it itself, by field. Raises: NotFound; Invalid; Refused once it was started.
    """
    upload = _locked(import_id, by, State.UPLOADED, State.CHECKED, State.STOPPED)
    database = by_code(upload.database)
    upload.said = said_of_all(database, said or {})
    if upload.kind not in NAMED:
        upload.mapping = _mapped(database, upload, list(upload.mapping if mapping is None else mapping))
        for head, field in zip(upload.heads, upload.mapping, strict=True):
            if plain(head):
                ColumnMap._default_manager.update_or_create(
                    owner=by.bureau, database=database.code, head=plain(head), defaults={"field": field}
                )
    upload.change, upload.language = change, get_language() or "en"
    _step(act, upload, State.CHECKING)
    return upload


@action("records.start_import")
def start(act: ActDraft, import_id: UUID, *, by: Actor) -> Import:
    """Record every good row. Raises: NotFound; Refused before it was checked, or when no row is good."""
    upload = _locked(import_id, by, State.CHECKED)
    if not upload.counts.get("recorded") and not upload.counts.get("changed"):
        raise Refused(_("No row of this file would be recorded."), code="nothing-to-record")
    upload.language = get_language() or "en"
    upload.ends_at = timezone.now() + KEPT
    _step(act, upload, State.RUNNING)
    return upload


@action("records.undo_import")
def undo(act: ActDraft, import_id: UUID, *, reason: str, by: Actor) -> Import:
    """Take a whole import back, within a day: what it recorded goes, what it changed is as before.

    Raises: NotFound; Invalid without a reason; Refused later, or when it was not recorded.
    """
    upload = _locked(import_id, by, State.DONE)
    if not reason.strip():
        raise invalid("reason", "required", _("Write the reason."))
    if not upload.may_be_undone(timezone.now()):
        sentence = _("An import can be undone for a day. Withdraw the records that are wrong.")
        raise Refused(sentence, code="too-late")
    upload.reason = act.reason = reason.strip()[:500]
    upload.ends_at = timezone.now() + KEPT
    _step(act, upload, State.UNDOING)
    return upload


@action("records.drop_import")
def drop(act: ActDraft, import_id: UUID, *, by: Actor) -> None:
    """Delete a file and what was said of it; what it recorded stays. Raises: NotFound; Refused while at work."""
    upload = _locked(import_id, by, *(state for state in State if state not in WORKING))
    _tell(act, upload)
    upload.delete()


@action("records.end_imports")
def end_due(act: ActDraft, *, by: Actor) -> int:
    """Delete the files of this bureau whose day has passed, with their reports, and what exports said; how many."""
    for table in (Import, Export):
        due = table._default_manager.filter(owner=by.bureau, ends_at__lt=timezone.now())
        act.count += due.count()
        due.delete()
    return act.count


def own_import(import_id: UUID, *, by: Actor) -> Import:
    """An import of one's own. Raises: NotFound for anybody else's."""
    found = Import.visible_to(by).filter(pk=import_id, ends_at__gte=timezone.now()).first()
    if found is None:
        raise NotFound()
    return found


def report_of(upload: Import) -> Iterable[bytes]:
    """The report of refused rows, as CSV, piece by piece."""
    return kept(upload.id, Piece.REPORT)


def owners_due() -> list[str]:
    """The bureaus that have files or exports whose day has passed."""
    due = [table._default_manager.filter(ends_at__lt=timezone.now()) for table in (Import, Export)]
    return sorted({owner for rows in due for owner in rows.values_list("owner", flat=True)})


def _whole(chunks: Iterable[bytes]) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > MOST_FILE_BYTES:
            words = {"most": MOST_FILE_BYTES // 1024 // 1024}
            raise invalid("file", "too-large", _("A file may have at most %(most)s MB. Split it.") % words)
    return bytes(content)


def _mapped(database: type[Record], upload: Import, mapping: list[str]) -> list[str]:
    """Raises: Invalid naming each column that is wrong, as `columns.N`."""
    if len(mapping) != len(upload.heads):
        raise invalid("columns", "columns", _("Say of each column what it is, or leave it out."))
    errors = []
    for place, field in enumerate(mapping):
        if field and not is_target(database, field):
            errors.append(FieldError(f"columns.{place}", "unknown-field", _("There is no such field.")))
        elif field and field in mapping[:place]:
            errors.append(FieldError(f"columns.{place}", "twice", _("Another column is this field already.")))
    if not any(mapping):
        errors.append(FieldError("columns", "columns", _("Say of at least one column what it is.")))
    if errors:
        raise Invalid(errors)
    return mapping


def _locked(import_id: UUID, by: Actor, *states: State) -> Import:
    """One's own import, locked. Raises: NotFound; Refused in another state than these."""
    rows = Import.visible_to(by).filter(pk=import_id, ends_at__gte=timezone.now())
    found = rows.select_for_update().first()
    if found is None:
        raise NotFound()
    if found.step not in states:
        words = {"state": found.state_label}
        raise Refused(
            _("This is not possible now. The import stands at: %(state)s.") % words, code="wrong-state"
        )
    return found


def _step(act: ActDraft, upload: Import, state: State) -> None:
    """Hand it to the worker."""
    upload.state, upload.tries, upload.fault = int(state), 0, ""
    upload.save()
    _tell(act, upload)
    app.configure_task(WORK).defer()


def _tell(act: ActDraft, upload: Import) -> None:
    act.about, act.databases, act.count = str(upload.id), (upload.database,), 1
