"""What every door asks of a row before it becomes a record: form, API and loader accept the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity.matching.keys import Key
from comity.records.document import clean, digest
from comity.records.feeding import FeedingBureau
from comity.records.record import Body, Record
from comity.records.ways import keys_of


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row that may become a record: its canonical values, what decides whether it is known, how it is found."""

    body: Body
    sha256: bytes
    keys: list[Key]


def accept(database: type[Record], raw: Mapping[str, Any], *, feeder: FeedingBureau, today: date) -> Accepted:
    """Clean what was sent and ask whether this bureau may feed it. today: UTC. Raises: Invalid."""
    body = clean(database, raw, today=today)
    feeder.check(database, body)
    return Accepted(body, digest(body), keys_of(database.keys, body))
