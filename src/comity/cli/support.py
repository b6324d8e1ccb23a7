"""The support file of `comity doctor --bundle`: what helps whoever supports a node, and nothing about anybody.

Everything in it comes from an allowlist: names of ours, numbers made rough, shapes of log lines. No sentence, no path,
no value of a setting that could be a name goes in, because nobody can promise what stands in it.
"""

import importlib.metadata
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from comity import __version__
from comity.cli.checks import Check
from comity.cli.log_shapes import shapes
from comity.cli.operator import database_there
from comity.cli.problems import Wrong
from comity.store.account import server_account
from comity.store.bundle import LOCK, number
from comity.store.copies import rough_gb
from comity.store.errors import StoreError
from comity.store.place import find_place
from comity.store.results import read_results
from comity.store.upgrades import read_upgrade
from comity.store.versions import ROOT

LOGS = ("web.log", "worker.log", "postgresql.log", "nightly.log")
MOST_LOG_BYTES = 10_000_000
# Numbers and closed sets: their values are told. Of all other settings only that they are set.
TOLD = {
    "COMITY_POSTGRES": r"wheel|system", "COMITY_MAIL_TLS": r"starttls|tls|none", "COMITY_INSECURE_COOKIES": r"[01]",
    **dict.fromkeys(
        (
            "COMITY_JOURNAL_MONTHS", "COMITY_NAMES_MONTHS", "COMITY_SHARED_BUFFERS_MB", "COMITY_MAX_CONNECTIONS",
            "COMITY_WEB_WORKERS", "COMITY_WEB_THREADS", "COMITY_PROXIES", "COMITY_BACKUP_HOUR", "COMITY_BACKUP_DAYS",
            "COMITY_BACKUP_WEEKS", "COMITY_RESTORE_TEST_DAYS",
        ),
        r"\d{1,5}",
    ),
}  # fmt: skip
SET = frozenset({
    "COMITY_HOME", "COMITY_DATABASE_URL", "COMITY_OWNER_URL", "COMITY_RETENTION_URL", "COMITY_NODE", "COMITY_HOSTS",
    "COMITY_FILES_URL", "COMITY_OIDC_SERVER", "COMITY_OIDC_BUREAU", "COMITY_OIDC_CLIENT", "COMITY_OIDC_SECRET",
    "COMITY_OIDC_NAME", "COMITY_OIDC_SECOND_FACTOR", "COMITY_BACKUP_FOLDER", "COMITY_BACKUP_SECOND",
    "COMITY_SCRATCH_FOLDER", "COMITY_MAIL_OFFICERS", "COMITY_MAIL_SERVER", "COMITY_MAIL_FROM", "COMITY_MAIL_TO",
    "COMITY_MAIL_USER", "COMITY_MAIL_PASSWORD", "COMITY_BACKUP_KEY", "COMITY_URL", "COMITY_TOKEN",
    "COMITY_ACTING_OFFICER",
})  # fmt: skip
_CODE = re.compile(r"[a-z]+(-[a-z]+){0,3}")
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", re.MULTILINE)


def support_document(home: Path, checks: Iterable[Check]) -> dict[str, Any]:
    """The whole file. checks: of this node, of which only names and states are told."""
    return {
        "comity": __version__,
        "machine": _machine(home),
        "packages": _packages(),
        "settings": _settings(),
        "checks": [{"check": each.check, "state": each.state} for each in checks],
        "operation": _operation(home),
        "upgrade": _upgrade(home),
        **_tables(home),
        "logs": {name: shapes(_last_lines(home / name)) for name in LOGS if (home / name).exists()},
    }


def _machine(home: Path) -> dict[str, Any]:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    places = {"home": home} | (
        {} if os.environ.get("COMITY_DATABASE_URL") else {"data": find_place(home, server_account()).root}
    )
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "kernel": ".".join(re.findall(r"\d+", platform.release())[:2]),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(pages / 10**9),
        "free_gb": {name: rough_gb(place) for name, place in places.items()},
    }


def _packages() -> dict[str, str]:
    """Versions of the packages that our lock names."""
    lock = ROOT / LOCK
    found = {}
    for name in _PINNED.findall(lock.read_text("utf-8")) if lock.exists() else []:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "missing"
    return found


def _settings() -> dict[str, str]:
    told = {}
    for name in sorted(os.environ):
        value = os.environ[name]
        if name in TOLD:
            told[name] = value if re.fullmatch(TOLD[name], value) else "set, and not as it should be"
        elif name in SET:
            told[name] = "set"
    return told


def _operation(home: Path) -> dict[str, Any]:
    return {
        step: {
            "good": each.good, "code": each.code if _CODE.fullmatch(each.code) else "",
            "at": each.at.isoformat(timespec="minutes"), "seconds": round(each.seconds),
            "good_at": each.good_at.isoformat(timespec="minutes") if each.good_at else None,
        }
        for step, each in read_results(home).items()
        if _CODE.fullmatch(step)
    }  # fmt: skip


def _upgrade(home: Path) -> dict[str, str]:
    found = read_upgrade(home)
    if found is None:
        return {}
    try:
        number(found.version), number(found.former)
    except StoreError:
        return {}
    return {"from": found.former, "to": found.version, "step": str(found.step)}


def _tables(home: Path) -> dict[str, Any]:
    """What only a process with the node's settings can read. Where the database does not answer, that."""
    try:
        with database_there(home):
            done = subprocess.run(
                [sys.executable, "-m", "comity.cli.support_tables"], capture_output=True, text=True
            )
    except (StoreError, Wrong):
        return {"database": "does not answer"}
    return json.loads(done.stdout) if done.returncode == 0 else {"database": "cannot be read"}


def _last_lines(log: Path) -> list[str]:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - MOST_LOG_BYTES))
        return file.read().decode(errors="replace").splitlines()
