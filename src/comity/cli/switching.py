"""The change of versions itself: by the former version, with the new one as a child, and back again where that fails.

The pointer to the new version is written last. Whatever is killed before it, the former version starts and undoes.
"""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from django.utils.translation import gettext as _

from comity import __version__
from comity.cli.backup_keys import open_with, seal_for
from comity.cli.problems import Wrong
from comity.store import backup as store_backup
from comity.store import versions
from comity.store.errors import StoreError
from comity.store.home import restore_test_key
from comity.store.processes import Store
from comity.store.scratch import clear_left
from comity.store.upgrades import BACKUP, HARMLESS, Step, Upgrade, is_asked, keep, read_upgrade
from comity.web.operation import sentence_of_upgrade

Say = Callable[[str], None]
MOST_WORDS = 400
_MIGRATIONS = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"


def backup_file(home: Path) -> Path:
    """The backup to which an upgrade goes back."""
    return home / BACKUP


def switch(store: Store, say: Say) -> bool:
    """Change to the version that was asked for: True where it may start now, False where all is as before.

    Web server and worker do not run. Raises: StoreError where going back failed.
    """
    upgrade = read_upgrade(store.home)
    if upgrade is None or upgrade.ended:
        return False
    version = versions.installed(store.home, upgrade.version)
    if version is None:
        keep(store.home, upgrade, step=Step.STOPPED, words=_("The new version is not installed any more."))
        return False
    upgrade = keep(store.home, upgrade, step=Step.SWITCH, former=__version__)
    former = _migrations(store.owner_url)
    try:
        if upgrade.migrates:  # what was recorded since the first backup must come back too
            say(_("Backup of what was recorded until now ..."))
            seal = seal_for(store.home)
            store_backup.back_up(
                backup_file(store.home), home=store.home, owner_url=store.owner_url, seal=seal
            )
        upgrade = keep(store.home, upgrade, step=Step.MIGRATE, backup=str(backup_file(store.home)))
        say(_("The new version migrates and tries itself out ..."))
        run_trial(
            version.command("comity.cli.trial", "live", *upgrade.known),
            live_environment(store),
            lambda _step: None,
        )
    except (StoreError, Wrong, psycopg.Error) as error:
        go_back(store, upgrade, str(error), say, unless=former)
        return False
    versions.point(store.home, upgrade.version)
    keep(store.home, upgrade, step=Step.DONE)
    versions.keep_only(store.home, [upgrade.version, upgrade.former])
    return True


def go_back(store: Store, upgrade: Upgrade, words: str, say: Say, *, unless: list[str] | None = None) -> None:
    """Undo: the backup where the tables were touched; the pointer was not moved.

    unless: the migrations of before; where they are still the same, nothing needs to be restored.
    Raises: StoreError where the backup does not restore; the next start tries again.
    """
    upgrade = keep(store.home, upgrade, step=Step.ROLL_BACK, words=words[:MOST_WORDS])
    (store.home / "static" / "staticfiles.json").unlink(missing_ok=True)  # collect ours again
    if upgrade.migrates and unless != _migrations(store.owner_url):
        say(_("Going back: the backup is restored ..."))
        open_file = open_with(lambda: restore_test_key(store.home))
        store_backup.replace_all(
            Path(upgrade.backup), home=store.home, owner_url=store.owner_url, open_file=open_file
        )
    keep(store.home, upgrade, step=Step.ROLLED_BACK)


def settle(store: Store, scratch: Path, say: Say) -> None:
    """At a start, before anything is migrated: undo what a killed upgrade left, and say what became of it, once.

    Raises: StoreError where going back failed.
    """
    upgrade = read_upgrade(store.home)
    if upgrade is None or is_asked(store.home) or (upgrade.ended and upgrade.told):
        return
    current = versions.current(store.home)
    if not upgrade.ended and current is not None and current.name == upgrade.version == __version__:
        upgrade = keep(store.home, upgrade, step=Step.DONE)  # killed between the pointer and the last word
    elif upgrade.step in HARMLESS:
        versions.clear_drafts(store.home)
        clear_left(scratch)
        words = _("It was interrupted at the step: %(step)s.") % {"step": upgrade.step}
        upgrade = keep(store.home, upgrade, step=Step.STOPPED, words=words)
    elif not upgrade.ended:
        words = upgrade.words or _("It was interrupted at the step: %(step)s.") % {"step": upgrade.step}
        go_back(store, upgrade, words, say)
        upgrade = read_upgrade(store.home) or upgrade
    say(sentence_of_upgrade(upgrade))
    keep(store.home, upgrade, told=True)


def run_trial(command: list[str], environment: dict[str, str], step: Callable[[str], None]) -> dict[str, Any]:
    """Run the new version's own test of itself; what it found. step: called with each step that it begins.

    Raises: StoreError where it fails, or dies.
    """
    said: dict[str, Any] = {}
    with subprocess.Popen(
        command, env=environment, cwd="/", stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            others: list[str] = []
            for line in process.stdout:
                try:
                    told = json.loads(line)
                except ValueError:
                    others.append(line.strip())
                    continue
                if "step" in told:
                    step(str(told["step"]))
                else:
                    said = told
        except BaseException:
            process.terminate()
            raise
    if process.returncode or not said.get("well"):
        words = str(said.get("words") or "\n".join(others[-3:]) or f"status {process.returncode}")
        raise StoreError(words, code="trial")
    return said


def live_environment(store: Store) -> dict[str, str]:
    """What the new version gets to migrate and serve the node's own database."""
    return versions.environment() | {
        "COMITY_HOME": str(store.home),
        "COMITY_DATABASE_URL": store.app_url,
        "COMITY_OWNER_URL": store.owner_url,
        versions.THIS_VERSION: "1",
    }


def copy_environment(scratch: Path) -> dict[str, str]:
    """What it gets for a copy: a home of its own, and nothing that reaches out of it."""
    ours = ("COMITY_POSTGRES", "COMITY_JOURNAL_MONTHS", "COMITY_NAMES_MONTHS", "COMITY_NODE")
    kept = {
        name: value
        for name, value in versions.environment().items()
        if not name.startswith("COMITY_") or name in ours
    }
    small = {"COMITY_SHARED_BUFFERS_MB": "128", "COMITY_WEB_WORKERS": "1", "COMITY_WEB_THREADS": "2"}
    return kept | small | {"COMITY_HOME": str(scratch), versions.THIS_VERSION: "1"}


def lend_key(home: Path, scratch: Path) -> None:
    """The key that opens the backup, into a copy's closed home; it goes with the copy."""
    restore_test_key(home)
    shutil.copy2(home / "restore-test-key", scratch / "restore-test-key")


def _migrations(owner_url: str) -> list[str]:
    with psycopg.connect(owner_url) as connection:
        return [str(name) for (name,) in connection.execute(_MIGRATIONS)]
