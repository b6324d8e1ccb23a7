"""A version tries itself out: on a throw-away copy made from a backup, or on the node's own database before it serves.

The *former* version starts `python -m comity.cli.trial` of the new one, so these words and what they print never
change: `copy BACKUP` with COMITY_HOME an empty scratch home that holds `restore-test-key`; `live` with the database's
URLs in the environment. Each step is one line of JSON, `{"step": ...}`; the last line is `{"well": true,
"migrations": [...], "postgresql": 18}`, or `{"well": false, "words": ...}` and exit code 1. See docs/spec/bundle.md.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import urllib3

from comity.cli.backup_keys import open_with
from comity.cli.checks import State, examine_node
from comity.cli.language import speak
from comity.cli.problems import Wrong
from comity.store.binaries import find_binaries
from comity.store.errors import StoreError
from comity.store.home import home_folder, restore_test_key
from comity.store.processes import Store, package_first, prepare, quiet, running_services, running_store
from comity.store.scratch import MARK, restored_into
from comity.store.stamp import SERVICE

# What an upgrade must not make worse. The disk and the backups are the former version's matter too.
EXAMINED = ("database", "stamp", "roles", "tables", "journal", "records", "web")
PATIENCE_S = 60.0
ANSWERS = frozenset({"hit", "candidate", "no-hit", "advice"})
_MIGRATED = "SELECT app || '.' || name FROM django_migrations"


def main(words: list[str]) -> int:
    """Run the trial that the words ask for; 0 where all went well."""
    speak()
    try:
        match words:
            case ["copy", backup, *known]:
                said = try_copy(Path(backup), known)
            case ["live", *known]:
                said = try_live(known)
            case _:
                raise Wrong("copy BACKUP | live")
    except (StoreError, Wrong, psycopg.Error, OSError) as error:
        said = {"well": False, "words": str(error).strip() or type(error).__name__}
    _say(said)
    return 0 if said["well"] else 1


def try_copy(backup: Path, known: list[str]) -> dict[str, Any]:
    """Restore, migrate, serve and ask, in a home that is thrown away. known: checks that were wrong before."""
    home = home_folder()
    _say({"step": "restore"})
    restored_into(home, backup, open_file=open_with(lambda: restore_test_key(home)))
    _say({"step": "migrate"})
    with running_store(home, prepared=False) as store:
        former = _migrations(store.owner_url)
        prepare(store, SERVICE)
        return _try(store, known, former, asks=(home / MARK).exists())


def try_live(known: list[str]) -> dict[str, Any]:
    """Migrate the node's own database and serve it to nobody but ourselves."""
    app_url, owner_url = os.environ["COMITY_DATABASE_URL"], os.environ["COMITY_OWNER_URL"]
    store = Store(home_folder(), app_url, owner_url, "", quiet)
    former = _migrations(store.owner_url)
    _say({"step": "migrate"})
    prepare(store, SERVICE)
    return _try(store, known, former, asks=False)


def _try(store: Store, known: list[str], former: set[str], *, asks: bool) -> dict[str, Any]:
    _say({"step": "self-test"})
    with running_services(store, port=0, worker=False) as node:
        _refuses_strangers(node.url)
        for each in examine_node(store.home):
            if each.state is State.WRONG and each.check in EXAMINED and each.check not in known:
                raise Wrong(f"{each.check}: {each.words}")
        asked = _ask(node.url, store) if asks else ""
    new = sorted(_migrations(store.owner_url) - former)
    return {"well": True, "migrations": new, "postgresql": find_binaries().major, "asked": asked}


def _refuses_strangers(url: str) -> None:
    """The API answers, and answers nobody without a token."""
    status, _told = _post(url, _question("border-control", "FRA"), {})
    if status != 401:
        raise Wrong(f"POST /api/v1/queries without a token: {status}")


def _ask(url: str, store: Store) -> str:
    """One question through the API, as a bureau of this copy; its outcome, or "" where no bureau lives here yet."""
    done = subprocess.run(
        [sys.executable, "-m", "comity.cli.trial_token"],
        env=package_first(store.environment()), capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise Wrong(f"no token could be made: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
    made = json.loads(done.stdout)
    if not made:
        return ""
    question = _question(made["purpose"], made["issuer"])
    headers = {"Authorization": f"Bearer {made['token']}", "Acting-Officer": "self-test"}
    status, told = _post(url, question, headers)
    if status != 200 or told.get("outcome") not in ANSWERS:
        raise Wrong(f"POST /api/v1/queries: {status} {told.get('outcome') or told.get('code')}")
    return str(told["outcome"])


def _question(purpose: str, issuer: str) -> dict[str, Any]:
    document = {"issuer": issuer, "kind": "passport", "number": "SELFTEST0"}
    return {"purpose": purpose, "case": "self-test", "subjects": [{"document": document}]}


def _post(url: str, document: dict[str, Any], headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    pool = urllib3.PoolManager(retries=False, timeout=PATIENCE_S)
    try:
        answer = pool.request("POST", f"{url}/api/v1/queries", json=document, headers=headers)
        told = json.loads(answer.data)
    except (urllib3.exceptions.HTTPError, ValueError) as error:
        raise Wrong(f"the API does not answer: {type(error).__name__}") from error
    return answer.status, told if isinstance(told, dict) else {}


def _migrations(owner_url: str) -> set[str]:
    with psycopg.connect(owner_url) as connection:
        return {str(name) for (name,) in connection.execute(_MIGRATED)}


def _say(document: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
