"""What a move to a node of its own means for this room: hits and questions are closed before, own lines go along."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comity.messages.moving.parts import MORE, Part
from comity.messages.moving.still_open import LOOKS, StillOpen
from comity.queries.conversation import OPEN
from comity.queries.models import OWNER, BureauLine, Confirmation, Hit


def register_move() -> None:
    """From `AppConfig.ready`."""
    LOOKS.append(open_hits)
    MORE.append(Part("own-lines", BureauLine, "t.bureau = %(bureau)s"))


def open_hits(bureau: str) -> Iterator[StillOpen]:
    hits = Hit.objects.filter(bureau=bureau, closed_at=None).count()
    yield StillOpen("hits", _("Hits that its officers have not closed"), hits)
    states = [int(state) for state in OPEN]
    asked = Confirmation.objects.filter(bureau=bureau, side=OWNER, state__in=states).count()
    yield StillOpen("questions", _("Questions about hits that it has not answered"), asked)
