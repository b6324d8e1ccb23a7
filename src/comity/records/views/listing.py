"""The page of a list: filters, order and cursor stand in its address, and it works without a script."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from comity.access.models import Unit
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.records.between.behalf import may_record_for
from comity.records.document import body_of
from comity.records.listing import chips
from comity.records.listing.browsing import listing, states
from comity.records.listing.lists import MOST_COUNTED, Page
from comity.records.listing.ordering import Order, order_of, place_of
from comity.records.listing.sieves import MARKING_SLUGS, STATES, Sieve, sieve_of, wanted
from comity.records.models import Load
from comity.records.record import Record
from comity.records.registry import by_slug
from comity.records.rules import FEEDERS, MARKINGS, STATUSES
from comity.records.shown import cells_of
from comity.records.views.records import may_of

ON_A_PAGE = 50
MOST_UNITS = 200


@require_GET
def records(request: HttpRequest, database: str) -> HttpResponse:
    """The own records of a database, or what a library holds."""
    actor, chosen = actor_of(request), by_slug(database)
    asked = {name: str(value) for name, value in request.GET.items()}
    sieve, order = sieve_of(chosen, asked), order_of(chosen, asked.get("sort"))
    places = {name: place_of(order, asked.get(name)) for name in ("before", "after")}
    page = listing(chosen, sieve, by=actor, order=order, **places, limit=ON_A_PAGE)
    context = {
        "database": chosen,
        "slug": f"records-{chosen.slug}",
        "feeder": FEEDERS[chosen.fed_by],
        "rows": [(record, cells_of(chosen, body_of(record))) for record in page.records],
        "page_of": page,
        "most": MOST_COUNTED,
        "loads": Load.visible_to(actor).filter(database=chosen.code)[:3],
        "may": may_of(actor, chosen),
        "may_for": may_record_for(actor, chosen),
        **_narrowing(chosen, sieve, page, actor),
        **_sorting(chosen, sieve, order, page),
        "by_state": chips.states(states(chosen, sieve, by=actor), sieve, page.order),
    }
    return render(request, "records/list.html", context)


def _narrowing(database: type[Record], sieve: Sieve, page: Page[Any], actor: Actor) -> dict[str, Any]:
    """The form of the filters, and what is set."""
    units = {str(each.pk): each.name for each in Unit.visible_to(actor).order_by("name")[:MOST_UNITS]}
    more = (sieve.changed_since, sieve.kept_before, sieve.unit, sieve.marking, sieve.pictures)
    return {
        "sieve": sieve,
        "filters": chips.choices(database, sieve),
        "states": [(slug, STATUSES[status], status) for slug, status in STATES.items()],
        "markings": [
            (slug, MARKINGS[marking], marking)
            for slug, marking in MARKING_SLUGS.items()
            if marking <= actor.clearance
        ],
        "units": units,
        "unit": str(sieve.unit or ""),
        "wanted": [(name, label) for name, (label, _empty) in wanted(database).items()],
        "more_set": sieve.near_review or bool(sieve.missing) or any(each is not None for each in more),
        "chips": chips.chips(database, sieve, page.order, units),
        "today": timezone.now().date(),
    }


def _sorting(database: type[Record], sieve: Sieve, order: Order, page: Page[Any]) -> dict[str, Any]:
    """The heads, and the addresses of this list with and without its order."""
    own, common = chips.heads(database, sieve, page.order)
    return {
        "heads": own,
        "common": common,
        "order": page.order,
        "too_many": page.order != order,
        "sort": page.order.address,
        "address": chips.address_of(sieve, page.order),
        "filter_address": chips.address_of(sieve, None),
    }
