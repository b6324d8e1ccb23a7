"""Which records to look at for a person asked: the index over names, asked within the asker's rights."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from comity.gate.actor import Actor
from comity.matching.subjects import PersonSubject


def propose(
    asked: PersonSubject, databases: Collection[int], *, by: Actor, today: date
) -> dict[int, Sequence[UUID]] | None:
    """Ids by the code of their database, the likeliest; None where the index is not fit to be asked."""
    return {}
