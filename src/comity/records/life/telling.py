"""What one bureau is told about a record by name: its owner, or whoever disputed or found it.

Rooms above carry it as a message, in the transaction of the verb. Finders as such are told otherwise (happenings.py).
"""

from collections.abc import Callable
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.errors import Refused
from comity.records.record import Record


class Word(StrEnum):
    """What is said. Words of a message: never reused."""

    DISPUTED = "disputed"
    DISPUTE_UPHELD = "dispute-upheld"
    DISPUTE_STANDS = "dispute-stands"
    DISPUTE_OVERDUE = "dispute-overdue"
    DISPUTE_UNANSWERED = "dispute-unanswered"
    FOUND = "found-reported"
    FOUND_ACCEPTED = "found-accepted"
    FOUND_REJECTED = "found-rejected"
    FOUND_OVERDUE = "found-overdue"
    FOUND_UNANSWERED = "found-unanswered"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"


# (record, addressed bureau, word, what people wrote, by)
Tell = Callable[[Record, str, Word, str, Actor], None]
TELL: list[Tell] = []
# May the owner learn that this actor's bureau found that record? Rooms above answer from what was said on their hits.
TELLABLE: list[Callable[[Actor, int, UUID], bool]] = []


def tell(record: Record, to: str, word: Word, text: str, by: Actor) -> None:
    """Say it to that bureau; the clock (empty) is told nothing."""
    for each in TELL if to else ():
        each(record, to, word, text, by)


def demand_tellable(record: Record, by: Actor) -> None:
    """Whoever speaks to the owner shows that the bureau found the record. Source: practice 2.

    Raises: Refused while nobody of the bureau has said on the hit that the owner may be told, or somebody said no.
    """
    if not all(each(by, record.code, record.id) for each in TELLABLE):
        message = _(
            "The owner would learn that your bureau found this record. Say first, on the hit, that it may be told."
        )
        raise Refused(message, code="telling-first")
