"""What Python compiles: once for all processes of a run, and not what the packages brought compiled along.

Where the environment forbids to write beside the source (`PYTHONDONTWRITEBYTECODE`, usual in containers), each process
would compile Comity anew, and a version that an upgrade just installed its packages too. So all processes of a run
share a folder that is thrown away with it. Python then reads nowhere else: the packages' own files are linked there.
"""

import importlib
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from sysconfig import get_path

import pytest

ENDING = f".{sys.implementation.cache_tag}.pyc"


def share_compiled(folder: Path) -> None:
    """This process, and all that it starts, keep what they compile in this new folder, laid out as Python does."""
    packages = Path(get_path("purelib"))
    for place, _folders, names in os.walk(packages):
        if place.endswith("__pycache__"):
            mirror = f"{folder}{os.path.dirname(place)}"
            os.makedirs(mirror, exist_ok=True)
            for name in names:
                if name.endswith(ENDING):
                    with suppress(OSError):  # on another disk: compiled again
                        os.link(f"{place}/{name}", f"{mirror}/{name}")
    sys.pycache_prefix, sys.dont_write_bytecode = str(folder), False
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def load_ahead(files: Iterable[Path], root: Path, share: float) -> None:
    """Load these files of tests, beginning with another one in each worker: what pytest makes of one is kept for all.

    To rewrite the assertions of all files takes as long as all else that a worker does before its first test, and
    workers that begin with the same file each do it. share: where to begin, from 0 to 1.
    """
    found = sorted(files)
    first = int(len(found) * share)
    for each in (*found[first:], *found[:first]):
        with suppress(Exception, pytest.skip.Exception):  # whoever collects it says what is wrong with it
            importlib.import_module(".".join(each.relative_to(root).with_suffix("").parts))
