"""Pages of other systems: where ended records must still be withdrawn, and how far one's own systems have come."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.records.document import body_of
from comity.records.feed.lagging import MOST_COUNTED, systems_of
from comity.records.life import withdrawing
from comity.records.life.external import WITHDRAW_WITHIN


@require_GET
def elsewhere(request: HttpRequest) -> HttpResponse:
    """What other systems still say of records that ended here, the oldest first."""
    actor, now = actor_of(request), timezone.now()
    rows = [
        (each, each.record and each.record.headline(body_of(each.record)), now - each.row.opened_at)
        for each in withdrawing.list_elsewhere(by=actor)
    ]
    may_tick = bool(actor.may("records.tick_elsewhere", now=now))
    context = {"rows": rows, "days": WITHDRAW_WITHIN.days, "may_tick": may_tick}
    return render(request, "records/elsewhere.html", context)


@require_POST
def tick(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It is withdrawn there."""
    withdrawing.tick_elsewhere(pk, by=actor_of(request))
    messages.success(request, _("Noted. It is no longer on the list."))
    return redirect("records:elsewhere")


@require_GET
def systems(request: HttpRequest) -> HttpResponse:
    """One's own systems that read the change feed: when, and up to where they have applied it."""
    actor = actor_of(request)
    require(actor, "records.view_systems")
    return render(request, "records/systems.html", {"rows": systems_of(actor), "most": MOST_COUNTED})
