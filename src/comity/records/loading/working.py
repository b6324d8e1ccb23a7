"""What the worker does for imports: check, record, undo; one step at a time on a node, found in the data.

A step that was killed is begun again: a check writes nothing, a load that was cut off goes on, an undo is one
transaction. What kills the worker three times is stopped.
"""

import io
import logging
from collections.abc import Callable
from dataclasses import replace

from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.access import actors
from comity.access.models import Token
from comity.gate import epoch
from comity.gate.action import require
from comity.gate.actor import Actor
from comity.kit.errors import ComityError, FieldError, NotAllowed, NotAnswered, Refused
from comity.kit.locks import alone
from comity.records.exporting.export import csv_line
from comity.records.feeding import feeder_of
from comity.records.loading.checking import Check
from comity.records.loading.imports import KEPT, WORKING, Import, ImportPiece, Piece, State, keep, kept
from comity.records.loading.load import Read, load
from comity.records.loading.saying import saying
from comity.records.loading.undoing import Undone, undo_load
from comity.records.loading.uploaded import reader
from comity.records.models import Load
from comity.records.registry import by_code

LOCK = "comity imports"
MOST_TRIES = 3
MOST_REPORTED = 200_000
GONE = _("Whoever uploaded this file may no longer do this.")
FAULT = _("Something went wrong on our side. Nothing more was recorded.")
ActorOf = Callable[[Import], Actor]
log = logging.getLogger("comity.records")


class Named(io.BytesIO):
    """The content of an uploaded file, with its name."""

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__(content)
        self.name = name


def work_on_imports(actor_of: ActorOf | None = None) -> int:
    """Do what waits, oldest first; how many steps. Where another worker is at it, none."""
    done = 0
    with alone(LOCK) as is_ours:  # one worker of the node at a time
        waiting = Import._default_manager.filter(state__in=[int(state) for state in WORKING]).order_by(
            "created_at"
        )
        for upload in list(waiting) if is_ours else ():
            done += _one(upload, actor_of or actor_behind)
    return done


def actor_behind(upload: Import) -> Actor:
    """Whoever uploaded the file, with the rights of this moment. Raises: NotAllowed when there are none left."""
    found: actors.OfficerActor | None = None
    if upload.token is not None:
        alive = Token.objects.filter(pk=upload.token, revoked_at=None, expires_at__gt=timezone.now())
        token = alive.select_related("officer", "unit").first()
        if token is not None and (token.officer is None or token.officer.is_active):
            found = actors.of_token(token, epoch.current())
    elif upload.officer is not None:
        found = actors.of_officer(upload.officer, second_factor=True, fresh=True)
    if found is None or found.bureau != upload.owner:
        raise NotAllowed(GONE)
    return replace(found, acting=upload.acting, terminal=upload.terminal)


def _one(upload: Import, actor_of: ActorOf) -> bool:
    """One step of one import. Was it done?"""
    upload.tries += 1
    if upload.tries > MOST_TRIES:
        _stop(upload, FAULT)
        return True
    Import._default_manager.filter(pk=upload.pk).update(tries=upload.tries)
    step = {State.CHECKING: _check, State.RUNNING: _run, State.UNDOING: _undo}[upload.step]
    try:
        with translation.override(upload.language):
            step(upload, actor_of(upload))
    except NotAnswered:  # found again when the store is
        return False
    except Refused as refusal:
        if refusal.code == "load-running":  # its turn comes
            Import._default_manager.filter(pk=upload.pk).update(tries=upload.tries - 1)
            return False
        _stop(upload, refusal.message)
    except ComityError as refusal:
        errors = getattr(refusal, "errors", None)
        _stop(upload, errors[0].message if errors else refusal.message)
    return True


def _check(upload: Import, by: Actor) -> None:
    database = by_code(upload.database)
    require(by, "records.load", database=database.code)
    feeder, today = feeder_of(by.bureau, timezone.now().date()), timezone.now().date()
    columns = [field for field in upload.mapping if field] or [each.name for each in database.declared()]
    check = Check(database, feeder, columns, upload.change, today)
    found = check.take(_reader(upload)(_file(upload), database))
    upload.rows, upload.counts, upload.preview = found.rows, found.counts, found.preview
    _moved(upload, State.CHECKED)


def _run(upload: Import, by: Actor) -> None:
    database, report = by_code(upload.database), [csv_line(["line", "field", "code", "reason"])]

    def refused(line: int, error: FieldError) -> None:
        if len(report) <= MOST_REPORTED:
            report.append(csv_line([str(line), error.field, error.code, str(error.message)]))

    load(
        database,
        _file(upload),
        by=by,
        refused=refused,
        change=upload.change,
        read=_reader(upload),
        lines=upload.rows + 1,
    )
    with transaction.atomic():
        keep(upload, Piece.REPORT, (line.encode() for line in report))
        ImportPiece._default_manager.filter(upload=upload, what=int(Piece.FILE)).delete()
        upload.counts, upload.preview, upload.ended_at = counts_of(upload), [], timezone.now()
        upload.ends_at = upload.ended_at + KEPT
        _moved(upload, State.DONE)


def _undo(upload: Import, by: Actor) -> None:
    whole = Undone()
    with transaction.atomic():
        for each in loads_of(upload):
            undone = undo_load(each, reason=upload.reason, by=by)
            whole.deleted, whole.restored = whole.deleted + undone.deleted, whole.restored + undone.restored
            whole.kept, whole.stayed = whole.kept + undone.kept, [*whole.stayed, *undone.stayed]
        upload.undone = {"deleted": whole.deleted, "restored": whole.restored, "kept": whole.kept}
        upload.undone["stayed"] = whole.stayed
        _moved(upload, State.UNDONE)


def loads_of(upload: Import) -> list[Load]:
    """The loads that recorded it, the latest first: more than one where the worker was killed in between."""
    mine = Load.objects.filter(
        owner=upload.owner, database=upload.database, sha256=upload.sha256, officer=upload.officer
    )
    return list(mine.filter(started_at__gte=upload.created_at).order_by("-started_at"))


def counts_of(upload: Import) -> dict[str, int]:
    """What its loads did together. What an earlier one recorded the last one met as known."""
    loads = loads_of(upload)
    before = sum(each.recorded + each.changed for each in loads[1:])
    return {
        "recorded": sum(each.recorded for each in loads),
        "changed": sum(each.changed for each in loads),
        "unchanged": max(loads[0].unchanged - before, 0),
        "refused": loads[0].refused,
    }


def lines_read(upload: Import) -> int:
    """How far the running load has come."""
    loads = loads_of(upload)
    return loads[0].line if loads else 0


def _reader(upload: Import) -> Read:
    return saying(reader(upload.kind, upload.mapping), upload.said)


def _file(upload: Import) -> Named:
    return Named(b"".join(kept(upload.id, Piece.FILE)), upload.file_name)


def _moved(upload: Import, state: State) -> None:
    upload.state, upload.tries = int(state), 0
    upload.save(force_update=True)


def _stop(upload: Import, sentence: str | Promise) -> None:
    """It goes no further. What was recorded can still be undone."""
    log.warning("import %s stopped at %s", upload.id, upload.step.name.lower())
    with translation.override(upload.language):
        upload.fault = str(sentence)
    if loads_of(upload) and upload.step is not State.CHECKING:
        upload.counts, upload.ended_at = counts_of(upload), upload.ended_at or timezone.now()
        _moved(upload, State.DONE)
    else:
        _moved(upload, State.STOPPED)
