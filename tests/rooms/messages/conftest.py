"""Amina writes from FRA, Bruno reads in ITA, Dalia in the mission UNM-A; Eva of ESP is never addressed."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import pytest

from comity.gate.actor import Allowed, Decision, Denied
from comity.kit.ids import new_id


@dataclass(frozen=True)
class Person:
    """An actor with just the rights that a test names; None is all."""

    bureau: str
    function: str
    rights: frozenset[str] | None = None
    unit: UUID | None = field(default_factory=new_id)
    officer: UUID | None = field(default_factory=new_id)
    token: UUID | None = None
    acting: str = ""
    terminal: str = ""
    databases: frozenset[int] | None = None
    clearance: int = 1
    epoch: int = 1

    def may(
        self, right: str, *, database: int | None = None, purpose: str | None = None, now: datetime
    ) -> Decision:
        if self.rights is None or right in self.rights:
            return Allowed()
        return Denied("no-right", f"This needs {right}.")


@pytest.fixture
def directory(db: None) -> None:
    """Four bureaus; the mission keeps its own node."""
    from comity.bureaus.models import Bureau  # this file is read before Django is set up

    for code, hosted in (("FRA", True), ("ITA", True), ("ESP", True), ("UNM-A", False)):
        Bureau.objects.create(code=code, kind=1, names={"en": f"Bureau {code}"}, hosted=hosted)


@pytest.fixture
def amina(directory: None) -> Person:
    return Person("FRA", "desk officer")


@pytest.fixture
def bruno(directory: None) -> Person:
    return Person("ITA", "duty desk")


@pytest.fixture
def dalia(directory: None) -> Person:
    return Person("UNM-A", "mission officer")


@pytest.fixture
def eva(directory: None) -> Person:
    return Person("ESP", "desk officer")
