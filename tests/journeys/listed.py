"""A public list for the two worlds: what screening tools find there, and what must not exist for them."""

from typing import Any

from comity.records.record import Record
from tests.rooms.queries.screened import NAME, PERSON, committee, declared, entity_id, organisation, person

Body = dict[str, Any]
# How a committee closes a person to this asker. What it closes to others only, or never declared public, is there for
# questions and not for tools: that stands in both worlds, and tests/rooms/queries/test_screening.py compares it.
CLOSED: tuple[Body, ...] = (
    {"restriction": "all-but ITA"},
    {"restriction": "only DEU"},
    {"marking": "confidential"},
)
OTHERS: tuple[Body, ...] = ({"restriction": "all-but FRA"}, {"source": "Not declared public"})


def listed() -> dict[str, Any]:
    """A list with a person and a company, and a source that its owner never declared."""
    committee()
    declared()
    made = (person(), organisation())
    for place, more in enumerate(OTHERS):
        person(**_named(len(CLOSED) + place), **more)
    return {"datasets": ["default", NAME], "listed": {entity_id(each): _said(each) for each in made}}


def closed_listed(canary: str) -> dict[str, Body]:
    """One closed person for each way, by its id as an entity: some bear a listed person's name and paper."""
    found = {}
    for place, more in enumerate(CLOSED):
        for named in (_named(place), {"documents": PERSON["documents"], "names": PERSON["names"]}):
            record = person(case=canary, **named, **more)
            found[entity_id(record)] = _said(record)
    return found


def _named(place: int) -> Body:
    letter = "abcdefghij"[place]
    paper = {"kind": "passport", "issuer": "SRB", "number": f"77L0000{place}"}
    return {"names": [{"text": f"Zora Quarrendon{letter}"}], "documents": [paper]}


def _said(record: Record) -> Body:
    return {"names": record.names, "documents": getattr(record, "documents", [])}  # type: ignore[attr-defined]
