"""Whether a question of a bureau led to a record: only then may its officers open one that is not their own."""

from uuid import UUID

from comity.gate.actor import Actor
from comity.queries.models import Hit


def led_by_a_hit(actor: Actor, database: int, record: UUID) -> bool:
    """Has a question of the actor's bureau found this record? Source: practice 6."""
    return Hit.visible_to(actor).filter(database=database, record=record).exists()
