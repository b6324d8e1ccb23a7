"""How a command ends: exit codes, and errors as one sentence each."""

from enum import IntEnum
from typing import Any

import click


class Exit(IntEnum):
    """Exit codes of `comity`. Scripts rely on them: they never change."""

    NO_HIT = 0
    REFUSED = 1
    USAGE = 2
    HIT = 3
    INCOMPLETE = 4
    BEGIN_ANEW = 5


class Wrong(click.ClickException):
    """It cannot be done: a sentence for people, with what to do next."""

    exit_code = int(Exit.REFUSED)

    def document(self) -> dict[str, Any]:
        """The same for programs."""
        return {"title": self.message, "exit": self.exit_code}


class Refused(Wrong):
    """The node refused. problem: its own document (RFC 9457)."""

    def __init__(self, problem: dict[str, Any], status: int) -> None:
        lines = [str(problem.get("title") or f"HTTP {status}")]
        lines += [f"{each['field']}: {each['message']}" for each in problem.get("errors", [])]
        lines += [str(problem["detail"])] if problem.get("detail") else []
        super().__init__("\n".join(lines))
        self.problem, self.status = problem, status

    def document(self) -> dict[str, Any]:
        return {**self.problem, "exit": self.exit_code}


class NotAnswered(Wrong):
    """Nobody knows: never to be read as "no hit"."""

    exit_code = int(Exit.INCOMPLETE)
