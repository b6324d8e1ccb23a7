"""Marks of the index: all that decides who may have a record, so that what is closed takes nobody's place.

Not the last word: every proposed record is read again (proposing.py). A differential test compares the two.
"""

from collections.abc import Callable, Sequence
from typing import Any

from comity.matching.names.index import Mark
from comity.records.record import Record
from comity.records.rules import Marking, Status, is_closed_to, key_visibility
from comity.records.scope import Scope


def mark_of(
    database: type[Record], *, owner: str, status: int, marking: int, restriction: Sequence[str] | None
) -> Mark:
    """Database, owner, state, marking, restriction."""
    return (database.code, owner, status, marking, tuple(restriction) if restriction is not None else None)


def allowing(databases: Sequence[type[Record]], scope: Scope) -> Callable[[Any], bool]:
    """May this asker have records of a mark, as far as a mark can say? As `Record.visible_to` decides."""
    by_code = {each.code: each for each in databases if each.is_within(scope.databases)}
    closed = {code: frozenset(scope.closed_owners(code, personal=by_code[code].personal)) for code in by_code}

    def allow(mark: Any) -> bool:
        code, owner, status, marking, restriction = mark
        if code not in by_code or marking > scope.clearance:
            return False
        if owner == scope.bureau:
            return True
        visible = key_visibility(Status(status), by_code[code].after_recovery, restriction)
        return owner not in closed[code] and not is_closed_to(scope.bureau, owner=owner, visible=visible)

    return allow


def teaching(quiet: frozenset[str]) -> Callable[[Any], bool]:
    """May records of a mark teach how rare names are? Only what everyone may have. Source: practice 10.

    quiet: owners of whom some bureau may have less than others.
    """

    def teaches(mark: Any) -> bool:
        _code, owner, status, marking, restriction = mark
        is_open = restriction is None and marking == Marking.OFFICIAL_USE and status == Status.ACTIVE
        return is_open and owner not in quiet

    return teaches
