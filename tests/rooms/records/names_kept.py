"""A folder of names for a test, its keeper, and questions to it."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from comity.databases.persons import Person
from comity.gate import epoch
from comity.matching.names.index import Folder
from comity.records import actions
from comity.records.candidates import proposing
from comity.records.candidates.keeping import Keeper
from comity.records.candidates.proposing import NameQuestion, propose, read_again
from tests.actors import AMINA, AnyActor


def kept_in(path: Path, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    """A keeper of this folder, which questions then read."""
    folder = Folder(path)
    monkeypatch.setattr(proposing, "names_folder", lambda: folder)
    path.mkdir(mode=0o700, exist_ok=True)
    return Keeper(folder)


def person(name: str, *, by: AnyActor = AMINA, **more: Any) -> Person:
    return actions.create(Person, {**Person.example, "names": [{"text": name}], **more}, by=by)


def proposed(name: str, *, by: AnyActor, **more: Any) -> list[UUID]:
    """The ids that the index proposes."""
    now = replace(by, epoch=epoch.current())
    return [each.record for each in propose(NameQuestion((name,), **more), by=now).ids]


def seen(name: str, *, by: AnyActor, **more: Any) -> list[UUID]:
    """The ids of what is left after reading again."""
    now = replace(by, epoch=epoch.current())
    return [record.id for record in read_again(propose(NameQuestion((name,), **more), by=now), by=now)]
