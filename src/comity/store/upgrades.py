"""How far an upgrade is: one small file in the home, replaced whole at each step, so that a kill leaves one step.

Until the pointer names the new version (`versions.point`) the former one starts, reads this file and undoes what was
begun. After it, the new one starts and says so.
"""

import json
import time
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from enum import StrEnum
from pathlib import Path
from typing import Any

from comity.store.home import write_atomically

FILE = "upgrade.json"
# The backup to which an upgrade goes back; each upgrade replaces the one of the last.
BACKUP = "before-upgrade.backup"


class Step(StrEnum):
    """Where it stands. The last three are ends."""

    CHECK = "check"
    BACKUP = "backup"
    INSTALL = "install"
    COPY = "copy"
    ASKED = "asked"
    SWITCH = "switch"
    MIGRATE = "migrate"
    ROLL_BACK = "roll-back"
    DONE = "done"
    ROLLED_BACK = "rolled-back"
    STOPPED = "stopped"


ENDS = frozenset({Step.DONE, Step.ROLLED_BACK, Step.STOPPED})
# Nothing that the node runs on has been touched in these.
HARMLESS = frozenset({Step.CHECK, Step.BACKUP, Step.INSTALL, Step.COPY, Step.SWITCH})


@dataclass(frozen=True, slots=True)
class Upgrade:
    """version: where to. former: where from. backup: the file to go back to. words: why it ended as it did.

    migrates: whether the copy had anything to migrate. known: checks that were wrong before. at: UTC, of the last step.
    told: whether a start has said how it ended.
    """

    version: str
    former: str
    step: Step
    backup: str = ""
    migrates: bool = True
    known: tuple[str, ...] = ()
    words: str = ""
    at: str = ""
    told: bool = False

    @property
    def ended(self) -> bool:
        return self.step in ENDS


def read_upgrade(home: Path) -> Upgrade | None:
    """The last upgrade of this home; None where there was none."""
    try:
        found: dict[str, Any] = json.loads((home / FILE).read_bytes())
        return Upgrade(**(found | {"step": Step(found["step"]), "known": tuple(found["known"])}))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def keep(home: Path, upgrade: Upgrade, **changed: Any) -> Upgrade:
    """Write down how far it is, on the disk before we go on."""
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    kept = replace(upgrade, at=now, **changed)
    write_atomically(home / FILE, json.dumps(asdict(kept), indent=1).encode())
    return kept


def is_asked(home: Path) -> bool:
    """Does somebody wait for the running node to change versions?"""
    found = read_upgrade(home)
    return found is not None and found.step is Step.ASKED


def wait_for_end(home: Path, pause_s: float = 0.2) -> Upgrade:
    """Until the running node has changed versions or gone back; how it ended."""
    while True:
        found = read_upgrade(home)
        if found is not None and found.ended:
            return found
        time.sleep(pause_s)
