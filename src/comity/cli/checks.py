"""The checks of `comity doctor`, and of an upgrade that tries itself out. Each is one sentence."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import psycopg
import urllib3
from django.utils.translation import gettext as _

from comity.cli.connection import node_note
from comity.cli.mailing import Mailing
from comity.cli.minors import least_minor
from comity.cli.operator import database_there
from comity.cli.problems import Wrong
from comity.store.account import server_account
from comity.store.binaries import find_binaries
from comity.store.cluster import APP, local_url
from comity.store.errors import StoreError
from comity.store.place import find_place
from comity.store.plan import Plan
from comity.store.results import read_results
from comity.store.stamp import read_stamp, refuse_powerful
from comity.store.upgrades import Step, read_upgrade
from comity.web.operation import remarks, sentence_of, sentence_of_upgrade

LITTLE_BYTES, TOO_LITTLE_BYTES = 5 * 10**9, 5 * 10**8
ANSWER_S = 5.0


class State(StrEnum):
    """How a check ended."""

    WELL = "well"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: what was looked at, how it stands, a sentence."""

    check: str
    state: State
    words: str


def examine_node(home: Path) -> list[Check]:
    """Everything that can be found out about the node of this home, whether it runs or not."""
    checks = [*_files(home), *_programs()]
    try:
        with database_there(home):
            checks += _database(os.environ.get("COMITY_DATABASE_URL") or local_url(home, APP))
    except (StoreError, psycopg.Error, Wrong) as error:
        checks.append(Check("database", State.WRONG, _first_line(error)))
    return [*checks, *_running(), *_operation(home)]


def _files(home: Path) -> Iterator[Check]:
    closed = home.stat().st_mode & 0o077 == 0
    words = _("%(home)s is open to others: chmod 700.") if not closed else "%(home)s"
    yield Check("home", State.WELL if closed else State.WRONG, words % {"home": home})
    places = {home} | (
        {find_place(home, server_account()).root} if not os.environ.get("COMITY_DATABASE_URL") else set()
    )
    for place in sorted(each for each in places if each.exists()):
        free = shutil.disk_usage(place).free
        state = State.WRONG if free < TOO_LITTLE_BYTES else State.LOOK if free < LITTLE_BYTES else State.WELL
        sentence = _("%(free)s GB are free under %(place)s.")
        yield Check("disk", state, sentence % {"free": round(free / 10**9, 1), "place": place})


def _programs() -> Iterator[Check]:
    if os.environ.get("COMITY_DATABASE_URL"):
        return
    try:
        found = find_binaries()
    except StoreError as error:
        yield Check("server", State.WRONG, str(error))
        return
    yield _version(found.version, found.origin)


def _version(version: str, origin: str) -> Check:
    """Is it the minor release that must be out, or a later one?"""
    major, minor = (int(part) for part in version.split(".")[:2])
    least = least_minor(major, date.today())  # a day more or less is no matter
    known = {"version": version, "origin": origin, "newer": f"{major}.{least}"}
    if minor < least:
        sentence = _("PostgreSQL %(version)s from %(origin)s: %(newer)s is out and mends faults. Update it.")
        return Check("server", State.LOOK, sentence % known)
    return Check("server", State.WELL, _("PostgreSQL %(version)s from %(origin)s.") % known)


def _database(url: str) -> Iterator[Check]:
    with psycopg.connect(url, connect_timeout=5) as connection:
        version = connection.info.server_version
    if os.environ.get("COMITY_DATABASE_URL"):
        yield _version(f"{version // 10000}.{version % 10000}", _("a server of your own"))
    stamp = read_stamp(url)
    known = {"kind": stamp or _("nothing")}
    yield Check("stamp", State.WELL if stamp else State.LOOK, _("The database is stamped: %(kind)s.") % known)
    try:
        refuse_powerful(url)
        yield Check("roles", State.WELL, _("The application's role cannot change the tables."))
    except StoreError as error:
        yield Check("roles", State.WRONG, str(error))
    yield from _examined()


def _examined() -> Iterator[Check]:
    """What only the rooms can say of their tables (examine.py)."""
    done = subprocess.run([sys.executable, "-m", "comity.cli.examine"], capture_output=True, text=True)
    if done.returncode:
        yield Check("records", State.WRONG, _first_line((done.stderr.strip().splitlines() or [""])[-1]))
        return
    found: dict[str, Any] = json.loads(done.stdout)
    if found["tables_behind"]:
        sentence = _("The tables are of another version. `comity up` brings them up to date.")
        yield Check("tables", State.WRONG, sentence)
        return
    yield Check("tables", State.WELL, _("The tables are of this version."))
    if found["index_behind"]:
        sentence = _("Keys of an older folding stand in the index: run `comity reindex`.")
        yield Check("index", State.LOOK, sentence)
    if node_note().get("url"):  # only a node that runs keeps it
        yield _names(found["names"], answers=found["names_answer"])
    if found["journal_open"]:
        yield Check("journal", State.WRONG, _("The application's role may change or delete acts."))
    else:
        yield Check("journal", State.WELL, _("Acts can be added and read, nothing else."))
    differs = found["clock_difference"]
    yield Check(
        "time",
        State.WRONG if differs else State.WELL,
        differs or _("The clocks of the web host and the database agree within five seconds."),
    )
    yield Check(
        "directory",
        State.LOOK if found["directory"] else State.WELL,
        " ".join(found["directory"]) or _("The signed directory is fresh, and nothing was refused."),
    )
    lost = ", ".join(found["orphans"])
    yield Check(
        "records",
        State.WRONG if lost else State.WELL,
        _("These point at records that are not there: %(lost)s") % {"lost": lost}
        if lost
        else _("Everything that points at a record finds it."),
    )
    sentences = {
        "clocks_late": ("clocks", _("%(count)s clocks of confirmations are late. Does the worker run?")),
        "mandates_late": ("mandates", _("%(count)s mandates are over and still open. Does the worker run?")),
        "endings_late": (
            "endings",
            _("%(count)s records are past their end and still here. Does the worker run?"),
        ),
        "months_old": (
            "months",
            _("%(count)s months of the journal are past their age. `comity drop-months` ends them."),
        ),
        "jobs_failed": ("jobs", _("%(count)s jobs of the worker failed; worker.log says why.")),
        "lists_stuck": (
            "lists",
            _("%(count)s runs of public lists were tried and never came to their end; worker.log says why."),
        ),
    }
    for name, (check, sentence) in sentences.items():
        words = sentence % {"count": found[name]} if found[name] else _("Nothing is late.")
        yield Check(check, State.LOOK if found[name] else State.WELL, words)


def _names(found: dict[str, Any], *, answers: bool) -> Check:
    """The index of names: how far it is, so that nobody wonders why questions by name are not answered."""
    if found["behind_s"] is None:
        sentence = _("The index of names is being made; until then questions by name are not answered.")
        return Check("names", State.LOOK, sentence)
    known = {"count": found["records"], "seconds": round(found["behind_s"])}
    if not answers:
        sentence = _("The index of names is %(seconds)s seconds behind; names.log says why.")
        return Check("names", State.LOOK, sentence % known)
    sentence = _("The index of names holds %(count)s records and is %(seconds)s seconds behind.")
    return Check("names", State.WELL, sentence % known)


def _running() -> Iterator[Check]:
    """A node that runs must answer; one that does not is no fault."""
    url = node_note().get("url")
    if not url:
        yield Check("web", State.WELL, _("No node of this home runs now."))
        return
    try:
        status = urllib3.PoolManager(retries=False, timeout=ANSWER_S).request("GET", f"{url}/readyz").status
    except urllib3.exceptions.HTTPError:
        status = 0
    known = {"url": url}
    if status == 200:
        yield Check("web", State.WELL, _("%(url)s is ready.") % known)
    else:
        yield Check("web", State.WRONG, _("%(url)s does not answer as it should.") % known)


def _first_line(error: object) -> str:
    return (str(error).strip().splitlines() or ["?"])[0]


def _operation(home: Path) -> Iterator[Check]:
    """Backups, copies and restore tests: what became of the last ones."""
    if (upgrade := read_upgrade(home)) is not None:
        yield Check(
            "upgrade", State.WELL if upgrade.step is Step.DONE else State.LOOK, sentence_of_upgrade(upgrade)
        )
    results = read_results(home)
    for each in results.values():
        yield Check(each.step, State.WELL if each.good else State.WRONG, sentence_of(each))
    try:
        plan = Plan.of(home)
        Mailing.from_environment()
    except StoreError as error:
        yield Check("settings", State.WRONG, str(error))
        return
    for words in remarks(plan, home, results, datetime.now().astimezone()):
        yield Check("backups", State.LOOK, words)
