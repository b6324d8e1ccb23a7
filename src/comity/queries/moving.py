"""What a move to a node of its own means for this room: hits and questions are closed before, and go along.

A closed hit goes with its conversation and pictures, and without the copy of the record: nothing rests on it any more,
and a copy ages. What is sealed or tagged under this node's secret stays (docs/decisions/0055).
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comity.messages.moving.letting_go import LET_GO
from comity.messages.moving.parts import MORE, MORE_PICTURES, Part
from comity.messages.moving.still_open import LOOKS, StillOpen
from comity.queries.conversation import OPEN
from comity.queries.models import OWNER, BureauLine, Confirmation, Hit

HITS = "SELECT id FROM queries_hit WHERE bureau = %(bureau)s"
_CLOSED = "t.closed_at IS NOT NULL"
# The record of another bureau lives at the centre; whoever wants to see it asks again.
_OF_THIS_NODE = {
    "tag": "''::bytea",
    "reason_key": "NULL::uuid",
    "reason_words": "''::bytea",
    "kept_at": "CASE WHEN t.owner = %(bureau)s THEN '' ELSE %(centre)s END",
    "told": "'{}'::jsonb",
}
_TALKS = f"t.bureau = %(bureau)s AND (t.hit_id IS NULL OR t.hit_id IN ({HITS}))"


def register_move() -> None:
    """From `AppConfig.ready`."""
    LOOKS.append(open_hits)
    LET_GO.append(let_go_of_notes)
    MORE.append(Part("own-lines", BureauLine, "t.bureau = %(bureau)s"))
    MORE.append(
        Part("hits", Hit, "t.bureau = %(bureau)s", _CLOSED, leaves=_OF_THIS_NODE, arrives=_OF_THIS_NODE)
    )
    MORE.append(Part("confirmations", Confirmation, _TALKS))
    MORE_PICTURES.append(f"t.hit IN ({HITS})")
    MORE_PICTURES.append("t.hit IN (SELECT id FROM queries_confirmation WHERE bureau = %(bureau)s)")


def open_hits(bureau: str) -> Iterator[StillOpen]:
    hits = Hit.objects.filter(bureau=bureau, closed_at=None).count()
    yield StillOpen("hits", _("Hits that its officers have not closed"), hits)
    states = [int(state) for state in OPEN]
    asked = Confirmation.objects.filter(bureau=bureau, side=OWNER, state__in=states).count()
    yield StillOpen("questions", _("Questions about hits that it has not answered"), asked)


def let_go_of_notes(bureau: str) -> int:
    """Its hits stay here as those of any bureau with a node of its own: without person, desk and notes; how many."""
    rows = Hit.objects.filter(bureau=bureau)
    return rows.update(officer=None, desk=None, done_note="", done_function="", telling_function="")
