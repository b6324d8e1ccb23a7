"""`comity upgrade`: from a signed bundle to a new version that was tried out on a copy, or back by itself."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path

import click
import urllib3
from django.utils.translation import gettext as _
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from comity import __version__
from comity.cli.backup_keys import seal_for
from comity.cli.checks import State, examine_node
from comity.cli.connection import node_note
from comity.cli.operator import require_node
from comity.cli.output import err, out, plain, say_json
from comity.cli.problems import Exit, Wrong
from comity.cli.signing_keys import publishers_key, signed_by
from comity.cli.switching import (
    backup_file,
    copy_environment,
    lend_key,
    run_trial,
    settle,
    switch,
)
from comity.store import backup as store_backup
from comity.store import versions
from comity.store.bundle import Bundle, number, opened
from comity.store.copies import SCRATCH_PART, database_bytes, existing, require_room, same_disk
from comity.store.errors import StoreError
from comity.store.home import home_folder
from comity.store.lock import held
from comity.store.plan import Plan
from comity.store.processes import running_store
from comity.store.scratch import disk_of, scratch_home
from comity.store.stamp import SERVICE, read_stamp
from comity.store.supervisor import ending_on_signals
from comity.store.upgrades import Step, Upgrade, keep, read_upgrade, wait_for_end
from comity.store.versions import Version
from comity.web.operation import sentence_of_upgrade

# A new environment whose packages are not ours: unpacked wheels are about four times as large.
UNPACKED_PART = 5
READY_S = 120.0
RUNS = "Another upgrade is at work."
Advance = Callable[[int], None]
Stage = Callable[[str, int | None], Advance]


@click.command()
@click.argument("file", metavar="BUNDLE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Only check signature, hashes, versions and room.")
@click.option("--json", "as_json", is_flag=True, help="Print how it ended as one line of JSON.")
def upgrade(file: Path, check: bool, as_json: bool) -> None:
    """Upgrade this node from a signed bundle, also from a stick; no network is needed.

    It backs the node up, installs the new version beside the present one, restores the backup into a copy, lets the new
    version migrate that copy and try itself out; only then it stops the node, migrates, tries again and starts. Where
    a step fails, the present version goes on with its data. A node that runs goes on answering until the last step.
    """
    home = home_folder()
    require_node(home)
    with (
        held(home / "upgrade.lock", otherwise=RUNS),
        ending_on_signals(),
        opened(file, signed_by(publishers_key(home))) as bundle,
        _stages() as stage,
    ):
        _check(bundle, home, stage)
        if check:
            _say(
                _("The bundle is whole, signed, and fits this node."),
                as_json,
                version=bundle.manifest.version,
            )
            return
        ended = _upgrade(bundle, home, stage)
    _say(
        sentence_of_upgrade(ended), as_json, version=ended.version, former=ended.former, step=str(ended.step)
    )
    sys.exit(0 if ended.step is Step.DONE else Exit.REFUSED)


def _upgrade(bundle: Bundle, home: Path, stage: Stage) -> Upgrade:
    """All steps; how it ended. Raises: StoreError, Wrong before anything that the node runs on was touched."""
    begun = keep(home, Upgrade(bundle.manifest.version, __version__, Step.CHECK))
    try:
        with store_backup.reached(home) as url:
            if read_stamp(url) != SERVICE:
                raise Wrong(_("A demonstration is not upgraded: start a new one."))
            begun = keep(home, begun, step=Step.BACKUP)
            moved = stage(_("Backup"), None)
            store_backup.back_up(
                backup_file(home), home=home, owner_url=url, seal=seal_for(home), progress=moved
            )
        begun = keep(home, begun, step=Step.INSTALL, backup=str(backup_file(home)))
        version = versions.install(bundle, home, stage(_("Install"), bundle.manifest.bytes))
        begun = keep(home, begun, step=Step.COPY)
        known = tuple(each.check for each in examine_node(home) if each.state is State.WRONG)
        migrates = _try_on_copy(version, home, known, stage)
    except (StoreError, Wrong, KeyboardInterrupt) as error:
        keep(home, begun, step=Step.STOPPED, words=str(error) or _("It was ended."), told=True)
        raise
    keep(home, begun, step=Step.ASKED, migrates=migrates, known=known)
    return _switch(home, stage)


def _check(bundle: Bundle, home: Path, stage: Stage) -> None:
    """Everything that can be known before anything is begun. Raises: StoreError, Wrong."""
    told = bundle.manifest
    names = {"version": told.version, "present": __version__, "oldest": told.oldest}
    if number(told.version) <= number(__version__):
        raise Wrong(_("The bundle holds version %(version)s, and this is %(present)s already.") % names)
    if number(told.oldest) > number(__version__):
        raise Wrong(
            _("Version %(version)s comes after %(oldest)s; this is %(present)s. Take that step first.")
            % names
        )
    if sys.version_info[:2] < told.python:
        raise Wrong(
            _("The new version needs Python %(python)s.") % {"python": ".".join(map(str, told.python))}
        )
    bundle.check(stage(_("Check"), told.bytes))
    if not told.has_wheels and not versions.same_packages(bundle.lock()):
        raise Wrong(
            _("The new version needs other packages, and this bundle brings none. Take the full one.")
        )
    if os.environ.get("COMITY_DATABASE_URL") and not os.environ.get("COMITY_OWNER_URL"):
        raise Wrong(_("Set COMITY_OWNER_URL: an upgrade migrates the tables."))
    with store_backup.reached(home) as url:
        size = database_bytes(url)
    _require_room(home, size + told.bytes * UNPACKED_PART, int(size * SCRATCH_PART))


def _require_room(home: Path, beside: int, copy: int) -> None:
    """Room for backup and version in the home, and for the copy, which may lie on the same disk. Raises: StoreError."""
    scratch = Plan.of(home).scratch
    shared = same_disk(home, existing(disk_of(scratch)))
    require_room(home, beside + (copy if shared else 0), "The upgrade")
    require_room(disk_of(scratch), copy, "The copy of the database")


def _try_on_copy(version: Version, home: Path, known: tuple[str, ...], stage: Stage) -> bool:
    """Let the new version restore, migrate, serve and ask a copy; whether there was anything to migrate.

    Raises: StoreError where it does not do well, or cannot read the data of our own server.
    """
    words = {
        "restore": _("Copy: restore"), "migrate": _("Copy: migrate"), "self-test": _("Copy: self-test"),
    }  # fmt: skip
    with scratch_home(Plan.of(home).scratch) as scratch:
        lend_key(home, scratch)
        command = version.command("comity.cli.trial", "copy", str(backup_file(home)), *known)
        found = run_trial(
            command, copy_environment(scratch), lambda step: _begin(stage, words.get(step, step))
        )
    _same_server(home, int(found["postgresql"]))
    return bool(found["migrations"])


def _same_server(home: Path, major: int) -> None:
    """Our own server's files are of one major version. Raises: StoreError where the new programs are of another."""
    mark = store_backup.data_version(home)
    if mark and mark != major and not os.environ.get("COMITY_DATABASE_URL"):
        raise StoreError(
            f"The new version brings PostgreSQL {major}, and the data were written by {mark}. "
            "Restore a backup into a new COMITY_HOME under the new version.",
            code="other-server",
        )


def _begin(stage: Stage, words: str) -> None:
    stage(words, None)


def _switch(home: Path, stage: Stage) -> Upgrade:
    """Change versions: here where no node runs, otherwise by the node that runs. How it ended."""
    stage(_("Change of versions"), None)
    try:
        scratch = Plan.of(home).scratch
        with running_store(home, before=lambda store: settle(store, scratch, _quiet)) as store:
            switch(store, _quiet)
    except StoreError as error:
        if error.code != "in-use":
            raise
        ended = wait_for_end(home)
        _wait_until_ready(stage)
        return ended
    found = read_upgrade(home)
    assert found is not None  # it was written before the change began
    return found


def _wait_until_ready(stage: Stage) -> None:
    """Give the node that runs a while to answer again; whether it does is told by `comity doctor`."""
    stage(_("Start"), None)
    pool, patience = urllib3.PoolManager(retries=False, timeout=5.0), time.monotonic() + READY_S
    while time.monotonic() < patience:
        url = node_note().get("url")
        with suppress(urllib3.exceptions.HTTPError):
            if url and pool.request("GET", f"{url}/readyz").status == HTTPStatus.OK:
                return
        time.sleep(0.5)


def _quiet(_words: str) -> None:
    """The bar says it."""


@contextmanager
def _stages() -> Iterator[Stage]:
    """A line for each stage with its bar; a new one ends the former."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err()) as bar:
        last: list[TaskID] = []

        def stage(words: str, total: int | None) -> Advance:
            for task in last:
                bar.update(task, total=1, completed=1)
            last[:] = [task := bar.add_task(words, total=total)]
            return lambda added: bar.advance(task, added)

        yield stage
        for task in last:
            bar.update(task, total=1, completed=1)


def _say(words: str, as_json: bool, **facts: str) -> None:
    if as_json:
        say_json({**facts, "words": words})
    else:
        out().print(plain(words))
