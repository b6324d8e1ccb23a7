"""Has the demonstration world built by its own command, and shows how far it is."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from comity.store.errors import StoreError
from comity.store.processes import Store

MOST_LAST_LINES = 5


@dataclass
class World:
    """What the demonstration holds. accounts: those made just now, with the passwords that are kept nowhere."""

    records: dict[str, int] = field(default_factory=dict)
    accounts: list[dict[str, Any]] = field(default_factory=list)


def build_world(store: Store, console: Console, *words: str) -> World:
    """Build the world where it is not there. words: the command that builds it.

    Raises: StoreError with the last words of the command.
    """
    command = [sys.executable, "-m", "comity", *words, "--settings", "comity.demo_settings"]
    world, others = World(), []
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with (
        Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress,
        subprocess.Popen(
            command,
            env=store.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        bars: dict[str, TaskID] = {}
        for line in process.stdout:
            try:
                _take(json.loads(line), world, progress, bars)
            except ValueError:
                others.append(line.rstrip())
    if process.returncode:
        raise StoreError("\n".join(others[-MOST_LAST_LINES:]), code="world")
    return world


def _take(said: dict[str, Any], world: World, progress: Progress, bars: dict[str, TaskID]) -> None:
    """One line of the command: a step, an account, or at last the counts."""
    if "step" in said:
        if said["step"] not in bars:
            bars[said["step"]] = progress.add_task(said["step"], total=said["of"])
        progress.update(bars[said["step"]], completed=said["done"], total=said["of"])
    elif "remark" in said:
        progress.console.print(said["remark"])
    elif "account" in said:
        world.accounts.append(said["account"])
    else:
        world.records = said["records"]
