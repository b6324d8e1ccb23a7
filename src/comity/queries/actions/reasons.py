"""Why an owner may not be told: sealed for the asking bureau and the commission; whoever opens it leaves an act."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused, invalid
from comity.kit.text import clean_line
from comity.queries import words
from comity.queries.actions.confirming import is_about
from comity.queries.models import Hit
from comity.seal.errors import NotOpened

MOST_LISTED = 200
LONGEST_WHY = 200


@dataclass(frozen=True, slots=True)
class Sealed:
    """Part of the hits whose reason is sealed, newest first. count: all that fit, of which MOST_LISTED are here."""

    hits: list[Hit]
    count: int


@action("queries.list_reasons")
def list_reasons(act: ActDraft, *, bureau: str = "", by: Actor) -> Sealed:
    """Hits of all bureaus whose reason is sealed; of one asking bureau, where it is named. Source: practice 2, 23."""
    rows = Hit.visible_to(by).filter(reason_key__isnull=False)
    if bureau:
        rows = rows.filter(bureau=bureau)
        act.about = bureau
    found = list(rows.order_by("-telling_at", "-id")[:MOST_LISTED])
    act.count = len(found)
    return Sealed(found, rows.count())


@action("queries.open_reason")
def open_reason(act: ActDraft, hit: Hit, *, why: str = "", by: Actor) -> str:
    """Why the owner may not be told: for the own bureau and, with a reason of its own (why), the commission.

    The act stands with whoever opens it: the bureau that is read does not see it. Source: practice 2 and 23.
    Raises: NotFound, Invalid without a reason, Refused where the words are no longer kept.
    """
    row = Hit.visible_to(by).filter(pk=hit.pk, reason_key__isnull=False).first()
    if row is None or row.reason_key is None:
        raise NotFound
    is_about(act, row)
    own = row.bureau == by.bureau
    act.reason = clean_line(why, field="reason", longest=LONGEST_WHY)
    if not own and not act.reason:
        raise invalid("reason", "required", _("Write why you open it."))
    opened = words.open_for_bureau if own else words.open_for_commission
    try:
        return opened(row.reason_key, bytes(row.reason_words), row.id, bureau=row.bureau)
    except (NotOpened, LookupError):
        raise Refused(_("These words are no longer kept."), code="words-ended") from None
