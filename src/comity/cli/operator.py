"""Runs the management commands of the rooms over this node's database, started for the occasion if no node runs."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from comity.cli.problems import Wrong
from comity.store.backup import reached
from comity.store.children import last_words
from comity.store.cluster import APP, local_url
from comity.store.home import home_folder


@contextmanager
def database_there(home: Path) -> Iterator[None]:
    """This node's database answers while the block runs. Raises: Wrong where there is none; none is made."""
    require_node(home)
    if os.environ.get("COMITY_DATABASE_URL"):  # named by the operator, and kept running by him or her
        yield
        return
    with reached(home):
        yield


def require_node(home: Path) -> None:
    """Go on only where a node was started before. Raises: Wrong."""
    if not os.environ.get("COMITY_DATABASE_URL") and not local_url(home, APP):
        sentence = _("No node was started in %(home)s yet. Start one with `comity up`, or set COMITY_HOME.")
        raise Wrong(sentence % {"home": home})


def managed(*words: str) -> str:
    """What a management command printed. Raises: Wrong with its last words."""
    with database_there(home_folder()):
        done = subprocess.run(command(*words), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise Wrong(last_words(done))
    return done.stdout


def passed_on(*words: str) -> int:
    """Run a management command with our terminal; its exit code."""
    with database_there(home_folder()):
        return subprocess.run(command(*words)).returncode


def command(*words: str) -> list[str]:
    """A management command as the system starts it."""
    return [sys.executable, "-m", "comity", *words]
