"""The page of a bureau's data quality: for its head, each figure leading to the records or hits that it counts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.queries.data_quality import Answering, answering_of
from comity.queries.timeliness import COUNTED
from comity.records.listing.data_quality import qualities


@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """By database: what is missing, near its review, in doubt, and how quickly things are recorded and answered."""
    actor, now = actor_of(request), timezone.now()
    require(actor, "queries.view_quality")
    answering = answering_of(actor, now)
    rows = [(each, answering.get(each.database.code, Answering())) for each in qualities(actor)]
    context = {"rows": rows, "days": COUNTED.days, "now": now}
    return render(request, "queries/quality.html", context)
