"""Pages of a transfer: an owner offers a record, the other bureau looks at it and answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid
from comity.records import actions
from comity.records.between import answering, offering
from comity.records.between.agreed import OfferedRecord
from comity.records.between.between_lists import named, same_case
from comity.records.between.forms_between import AnswerForm, OfferForm
from comity.records.between.offering import Chosen, Opened
from comity.records.document import body_of, told
from comity.records.models import OwnerRule
from comity.records.record import Record
from comity.records.registry import by_code, by_slug
from comity.records.shown import envelope_of, facts_of
from comity.records.views.pictures import shots_of
from comity.web.forms import show_errors


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, database: str, pk: UUID) -> HttpResponse:
    """To whom, why, and what goes with it."""
    actor, chosen = actor_of(request), by_slug(database)
    require(actor, "records.offer", database=chosen.code)
    found, status = actions.own(chosen, pk, by=actor), 200
    case = same_case(found, actor)
    form = OfferForm(request.POST or None, actor, len(case))
    form.initial["seen"] = found.version
    if request.method == "POST":
        status = 422
        if form.is_valid():
            asked = form.cleaned_data
            try:
                all_of_it = [
                    Chosen(chosen, pk, asked["seen"]),
                    *(case if asked.get("case") else []),
                    *named(asked["more"], actor),
                ]
                made = offering.offer(all_of_it, to=asked["to"], reason=asked["reason"], by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, _("Offered. The other bureau was told."))
                return redirect("records:offer-page", made.id)
    context = {
        "database": chosen,
        "record": found,
        "title": chosen.headline(body_of(found)),
        "form": form,
        "closes": OwnerRule.visible_to(actor).exists(),
    }
    return render(request, "records/offer_ask.html", context, status=status)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, offer: UUID) -> HttpResponse:
    """One offer: what is offered and why, and the answer; or for its giver, taking it back."""
    actor, status = actor_of(request), 200
    form = AnswerForm(request.POST or None)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _decide(request, offer, form.cleaned_data["reason"], actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, _("Done. The other bureau was told."))
                return redirect("records:offer-page", offer)
    found = offering.view_offer(offer, by=actor)
    return render(request, "records/offer.html", _told(found, actor) | {"form": form}, status=status)


def _decide(request: HttpRequest, offer: UUID, reason: str, actor: Actor) -> None:
    if "accept" in request.POST:
        answering.accept_offer(offer, by=actor)
    elif "take-back" in request.POST:
        answering.take_back_offer(offer, by=actor)
    else:
        answering.decline_offer(offer, reason=reason, by=actor)


def _told(found: Opened, actor: Actor) -> dict[str, object]:
    offer, now = found.offer, timezone.now()
    is_open, is_taker = offer.is_open(now), offer.taker == actor.bureau
    return {
        "offer": offer,
        "records": [_shown(row, record, actor) for row, record in found.records],
        "is_open": is_open,
        "is_taker": is_taker,
        "may_answer": is_open and is_taker and bool(actor.may("records.accept_offer", now=now)),
        "may_decline": is_open and is_taker and bool(actor.may("records.decline_offer", now=now)),
        "may_take_back": is_open and not is_taker and bool(actor.may("records.take_back_offer", now=now)),
    }


def _shown(row: OfferedRecord, record: Record | None, actor: Actor) -> dict[str, object]:
    """One record of an offer for its page; only its database where it is not shown."""
    database = by_code(row.database)
    if record is None:
        return {"database": database, "row": row}
    body = told(record, actor.bureau)
    return {
        "database": database,
        "row": row,
        "record": record,
        "own": record.owner == actor.bureau,
        "title": database.headline(body),
        "facts": facts_of(database, body),
        "envelope": envelope_of(body),
        "shots": shots_of(record, actor),
    }
