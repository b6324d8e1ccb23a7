"""`comity nightly`: backup, copy to the second place, once a week a restore test; what `comity up` begins each night.

Each step is kept in the home's operation.json, whatever becomes of it; failures and restore tests go out by mail.
"""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click
from django.utils.translation import gettext as _

from comity.cli.backup_keys import open_with, seal_for
from comity.cli.language import speak
from comity.cli.mailing import Mailing
from comity.cli.operator import require_node
from comity.cli.output import out, plain, say_json
from comity.cli.problems import Exit, Wrong
from comity.store import backup as store
from comity.store.copies import (
    SCRATCH_PART,
    clear_drafts,
    copy_to,
    database_bytes,
    prune,
    require_folder,
    require_room,
)
from comity.store.errors import StoreError
from comity.store.home import home_folder, restore_test_key
from comity.store.lock import held
from comity.store.plan import Plan, name_of
from comity.store.results import BACKUP, COPY, MAIL, TEST, note, noting, read_results
from comity.store.results import Result as Ended
from comity.store.scratch import disk_of, restored_into, scratch_home
from comity.store.supervisor import ending_on_signals
from comity.web.operation import lines_of

RUNS = "Another nightly run is at work."


def local_now() -> datetime:
    """Now, on the machine's own clock, aware."""
    return datetime.now().astimezone()


@click.command()
@click.option("--test", is_flag=True, help="Try the backup out, also where that is not due.")
@click.option("--json", "as_json", is_flag=True, help="Print what became of each step as one line of JSON.")
def nightly(test: bool, as_json: bool) -> None:
    """Do now what this node does each night: backup, copy, once a week a restore test.

    A running node does it by itself where COMITY_BACKUP_FOLDER is set. Exit code 1 when a step failed.
    """
    home = home_folder()
    require_node(home)
    plan = Plan.of(home)
    if plan.folder is None:
        raise Wrong(_("Set COMITY_BACKUP_FOLDER to a folder on a second disk."))
    begin = local_now()
    with held(home / "nightly.lock", otherwise=RUNS), ending_on_signals():
        _steps(home, plan, test=test)
    _mail(home, _since(home, begin))
    done = _since(home, begin)
    if as_json:
        say_json({"steps": {step: {"good": each.good, **each.facts} for step, each in done.items()}})
    for line in [] if as_json else lines_of(done):
        out().print(plain(line))
    sys.exit(0 if all(each.good for each in done.values()) else Exit.REFUSED)


def _since(home: Path, begin: datetime) -> dict[str, Ended]:
    return {step: each for step, each in read_results(home).items() if each.at >= begin}


def _steps(home: Path, plan: Plan, *, test: bool) -> None:
    """Every step that can be done; one that failed is kept as such, and ends what needs it."""
    assert plan.folder is not None
    file = plan.folder / name_of(local_now())
    tested = read_results(home).get(TEST)
    try:
        _back_up(home, plan, file)
    except (StoreError, Wrong):
        return
    if plan.second is not None:
        _tried(lambda: _copy(home, plan, file))
    if test or plan.test_is_due(local_now(), tested.good_at if tested else None):
        _tried(lambda: _test(home, plan, file))


def _tried(step: Callable[[], None]) -> None:
    try:
        step()
    except (StoreError, Wrong):
        return  # it is kept, and told at the end


def _back_up(home: Path, plan: Plan, file: Path) -> None:
    with noting(home, BACKUP, local_now) as facts, _as_store():
        require_folder(file.parent, "COMITY_BACKUP_FOLDER")
        clear_drafts(file.parent)
        with store.reached(home) as url:
            size = database_bytes(url)
            require_room(file.parent, size, "The backup")
            manifest = store.back_up(file, home=home, owner_url=url, seal=seal_for(home))
        gone = prune(file.parent, plan)
        facts |= {
            "file": file.name,
            "bytes": file.stat().st_size,
            "database_bytes": size,
            "rows": sum(manifest.rows.values()),
            "removed": len(gone),
        }


def _copy(home: Path, plan: Plan, file: Path) -> None:
    assert plan.second is not None
    with noting(home, COPY, local_now) as facts:
        facts |= {"file": file.name, "bytes": copy_to(file, plan.second)}
        facts["removed"] = len(prune(plan.second, plan))


def _test(home: Path, plan: Plan, file: Path) -> None:
    """Restore the backup into a server of its own, compare every count and the end of the journal, throw it away."""
    with noting(home, TEST, local_now) as facts, _as_store():
        known = read_results(home)[BACKUP].facts
        require_room(disk_of(plan.scratch), int(known["database_bytes"] * SCRATCH_PART), "The restore test")
        with scratch_home(plan.scratch) as scratch:
            manifest = restored_into(scratch, file, open_file=open_with(lambda: restore_test_key(home)))
        facts |= {"file": file.name, "rows": sum(manifest.rows.values()), "tables": len(manifest.rows)}


class _as_store:  # reads as a verb
    """Inside a step, what the command line refuses counts as what the store refuses."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Wrong):
            raise StoreError(error.message, code="refused") from error


def _mail(home: Path, done: dict[str, Ended]) -> None:
    """Tell the operator of failures and restore tests. A mail that does not go out is kept as such too."""
    failed = [each for each in done.values() if not each.good]
    if not failed and TEST not in done:
        return
    at = local_now()
    try:
        mailing = Mailing.from_environment()
        if mailing is None:
            return
        subject = _("Comity: a backup FAILED") if failed else _("Comity: the restore test went well")
        mailing.send(subject, lines_of(done))
    except StoreError as error:
        note(home, Ended(MAIL, at, good=False, code=error.code, words=str(error)))
    else:
        note(home, Ended(MAIL, at, good=True))


if __name__ == "__main__":
    speak()
    nightly(prog_name="comity nightly")
