"""Pages of cards: the bureau's own, one beside a hit, the forms that make and renew one, the button that deletes it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.access.views.doing import done, status_of
from comity.gate.action import require
from comity.gate.door import actor_of
from comity.matching.document_kinds import BY_SLUG
from comity.queries import actions
from comity.queries.beside import asked_of
from comity.queries.cards import Card
from comity.queries.forms.cards import CardForm, ConsentForm, first
from comity.queries.hit_page import title_of
from comity.queries.models import Hit
from comity.records.attached.attachments import of_card
from comity.records.attached.links import shots
from comity.records.comparing import facts_of
from comity.records.registry import by_code


@require_GET
def list_cards(request: HttpRequest) -> HttpResponse:
    """The cards that one's own bureau keeps. Looking is an act."""
    found = actions.list_cards(by=actor_of(request))
    rows = [(card, by_code(card.database)) for card in found]
    return render(request, "queries/cards/list.html", {"rows": rows})


@require_GET
def card(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One card. Looking is an act. Who keeps it is said to the own bureau alone."""
    actor = actor_of(request)
    found = actions.view_card(pk, by=actor)
    now, own = timezone.now(), found.bureau == actor.bureau
    context = {
        "card": found,
        "own": own,
        "database": by_code(found.database),
        "kind": BY_SLUG[found.kind].label,
        "shots": shots(of_card(found.id), actor),
        "may_renew": own and bool(actor.may("queries.renew_card", now=now)),
        "may_delete": own and bool(actor.may("queries.delete_card", now=now)),
    }
    return render(request, "queries/cards/card.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form of a card for the person whom a hit mistook."""
    actor = actor_of(request)
    require(actor, "queries.make_card")
    hit = get_object_or_404(Hit.visible_to(actor).filter(bureau=actor.bureau), pk=pk)
    subject = asked_of(hit)
    begin = first(facts_of(subject) if subject is not None else {}, timezone.now().date())
    form = CardForm(request.POST or None, request.FILES or None, initial=begin)
    made: Card | None = done(
        request,
        form,
        lambda: actions.make_card(hit, form.bearer(), form.consent(), form.portrait(), by=actor),
    )
    if made is not None:
        messages.success(request, _("The card is kept. It stands beside hits of this person on this record."))
        return redirect("queries:card", made.pk)
    context = {"hit": hit, "title": title_of(hit), "form": form}
    return render(request, "queries/cards/make.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form of a new consent for a card."""
    actor = actor_of(request)
    require(actor, "queries.renew_card")
    found = get_object_or_404(Card.visible_to(actor), pk=pk)
    form = ConsentForm(request.POST or None, initial={"paper": found.consent})
    if done(request, form, lambda: actions.renew_card(pk, form.consent(), by=actor)) is not None:
        messages.success(request, _("Renewed."))
        return redirect("queries:card", pk)
    return render(request, "queries/cards/renew.html", {"card": found, "form": form}, status=status_of(form))


@require_POST
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete a card at once, with its photograph."""
    actions.delete_card(pk, by=actor_of(request))
    messages.success(request, _("The card and its photograph are deleted."))
    return redirect("queries:cards")
