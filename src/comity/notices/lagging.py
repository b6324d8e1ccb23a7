"""A connected system that has not applied recalls is given no notices until it has. Reads only.

Source: practice 18 (binding): it must confirm what it applied; who lags 24 hours, which is configurable, is refused.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.access.models import Token
from comity.gate.actor import Actor
from comity.kit.errors import NotAllowed
from comity.notices.databases import NoticeRecord
from comity.notices.models import Received
from comity.records.feed.lagging import applied_place, unapplied


def received_by(actor: Actor) -> "QuerySet[Received]":
    """What the actor's bureau was sent, for the change feed: rows with record, database, owner and at."""
    return Received.objects.filter(bureau=actor.bureau, notice__record__isnull=False).annotate(
        record=F("notice__record"),
        database=Value(NoticeRecord.code),
        owner=F("notice__bureau"),
        at=F("sent_at"),
    )


def refuse_lagging(by: Actor) -> None:
    """Raises: NotAllowed for a connected system that was to take something out more than a day ago, and has not said
    that it did. An officer, and an officer's own token, reads what stands now and keeps no copy in step.
    """
    token = _system(by)
    if token is None:
        return
    since = oldest_unapplied(token, by, timezone.now())
    if since is not None:
        message = _(
            "This system has not applied recalls since %(since)s, so it is given no notices: what it holds may not "
            "stand any more."
        )
        opens = _(
            "Read the changes (GET /api/v1/changes), take out what is gone, then confirm (POST "
            "/api/v1/changes/applied). The token needs the rights for both."
        )
        raise NotAllowed(
            message % {"since": since.isoformat(timespec="minutes")}, code="recalls-not-applied", opens=opens
        )


def oldest_unapplied(token: Token, by: Actor, now: datetime) -> datetime | None:
    """When the first recall went out that this system has left unapplied for too long; None where there is none.

    What was recalled before the token was made, this system never got.
    """
    late = now - timedelta(hours=settings.NOTICE_LAG_HOURS)
    rows = Received.objects.filter(bureau=by.bureau, recalled_at__gt=token.created_at, recalled_at__lte=late)
    place = applied_place(token.pk)
    if place is not None:
        changes = unapplied(place, NoticeRecord.code).filter(records__0=OuterRef("notice__record"))
        rows = rows.filter(Exists(changes))
    return rows.order_by("recalled_at").values_list("recalled_at", flat=True).first()


def _system(by: Actor) -> Token | None:
    if by.token is None or by.officer is not None:
        return None
    return Token.visible_to(by).filter(pk=by.token, connected_system=True).first()
