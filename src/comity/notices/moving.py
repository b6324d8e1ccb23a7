"""What a move to a node of its own means for this room: requests are decided before; notices go along as copies.

What is published stays with the centre, which is its keeper and recalls it; the bureau keeps command of it from its
node (actions/at_its_keeper.py). What reviewers wrote for each other stays there, and which bureau protects somebody.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comity.messages.moving.parts import MORE, MORE_PICTURES, Part
from comity.messages.moving.still_open import LOOKS, StillOpen
from comity.notices.kinds import declared
from comity.notices.models import Deed, Notice, Told
from comity.notices.path import OPEN, State

OWN = "SELECT id FROM notices_notice WHERE bureau = %(bureau)s"


def register_move() -> None:
    """From `AppConfig.ready`."""
    LOOKS.append(open_requests)
    MORE.append(Part("notices", Notice, "t.bureau = %(bureau)s", arrives={"keeper": "%(centre)s"}))
    MORE.append(Part("notice-files", Deed, f"t.shown AND t.notice_id IN ({OWN})", leaves=_OWN_PEOPLE))
    MORE.append(
        Part("notices-told", Told, "t.bureau = %(bureau)s", arrives={"keeper": "%(centre)s"}, source=_told())
    )
    MORE_PICTURES.append(f"t.notice IN ({OWN})")


# Who reviewed it at the centre is nobody of ours.
_OWN_PEOPLE = {"officer": "CASE WHEN t.bureau = %(bureau)s THEN t.officer END"}


def open_requests(bureau: str) -> Iterator[StillOpen]:
    requests = Notice.objects.filter(bureau=bureau, state__in=[int(state) for state in OPEN]).count()
    yield StillOpen("notices", _("Requests for notices that are not decided"), requests)


def _told() -> str:
    """SQL: what this bureau received of others' notices, as its own node would have been told of it."""
    kinds = " ".join(f"WHEN {each.number} THEN '{each.slug}'" for each in declared().values())
    states = " ".join(
        f"WHEN {int(state)} THEN '{state.slug}'"
        for state in (State.SUSPENDED, State.EXPIRED, State.WITHDRAWN, State.CANCELLED)
    )
    return f"""
        SELECT r.id, n.id AS notice, r.bureau, %(centre)s AS keeper, n.number, CASE n.kind {kinds} ELSE '' END AS kind,
            '' AS issued_by, n.diffusion, n.version, n.expires_on,
            greatest(r.sent_at, r.recalled_at, r.corrected_at) AS said_at,
            CASE WHEN r.recalled_at IS NULL THEN '' WHEN r.dropped THEN '{State.WITHDRAWN.slug}'
                ELSE CASE n.state {states} ELSE '{State.WITHDRAWN.slug}' END END AS what,
            r.recalled_at, r.removed_at, r.removed_on, r.removed_function,
            r.corrected_at, r.corrected_to, r.applied_at, r.applied_on, r.applied_function
        FROM notices_received r JOIN notices_notice n ON n.id = r.notice_id
        WHERE r.bureau = %(bureau)s AND n.bureau <> %(bureau)s"""  # noqa: S608  # our own words
