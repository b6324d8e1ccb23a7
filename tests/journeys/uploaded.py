"""Files in the two worlds: uploads of ITA, and an export of its head. Import it once Django is set up."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from comity.records.exporting import export
from comity.records.listing.lists import Sieve
from comity.records.loading import importing
from comity.records.loading.working import work_on_imports
from comity.records.registry import databases


def uploads(actor: Any) -> Iterator[UUID]:
    """A file that was uploaded, and one that was checked."""
    vehicle = next(each for each in databases() if each.keys and "plate" in each.example)
    text = json.dumps(vehicle.example).encode()
    first = importing.upload(vehicle, [b"plate;plate_country\nQ1Q;ITA\n"], file_name="list.csv", by=actor)
    other = importing.upload(vehicle, [text], file_name="list.jsonl", by=actor)
    importing.check(other.id, by=actor)
    work_on_imports(lambda _upload: actor)
    yield from (first.id, other.id)


def export_that_waits(actor: Any) -> Any:
    """An export that waits for a second person."""
    persons = next(each for each in databases() if each.personal)
    return export.ask(persons, Sieve(), form=export.CSV, reason="A count.", by=actor)
