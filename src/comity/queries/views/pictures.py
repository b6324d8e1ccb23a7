"""Pages of pictures on hits: hang one there, take it off, and the panels that show them on either side."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid
from comity.queries import actions
from comity.queries.hit_page import title_of
from comity.queries.models import Confirmation, Hit
from comity.records.attached.attachments import MOST_ATTACHED, Attachment, of_hit
from comity.records.attached.forms_attaching import PictureForm
from comity.records.attached.links import Shot, shots
from comity.web.forms import show_errors


@require_http_methods(["GET", "POST"])
def attach(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form of a picture on a hit of one's own."""
    actor = actor_of(request)
    require(actor, "queries.attach")
    chosen = get_object_or_404(Hit.visible_to(actor).filter(bureau=actor.bureau), pk=pk)
    form, status = PictureForm(), 200
    if request.method == "POST":
        form, status = PictureForm(request.POST, request.FILES), 422
        if form.is_valid():
            try:
                actions.attach(chosen, form.sent(), by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, _("The picture is on the hit."))
                return redirect("queries:hit", pk)
    context = {"hit": chosen, "title": title_of(chosen), "form": form}
    return render(request, "queries/hits/attach.html", context, status=status)


@require_POST
def detach(request: HttpRequest, pk: UUID, picture: UUID) -> HttpResponse:
    """Take a picture off a hit of one's own."""
    actor = actor_of(request)
    chosen = get_object_or_404(Hit.visible_to(actor), pk=pk)
    actions.detach(chosen, picture, by=actor)
    messages.success(request, _("The picture is deleted."))
    return redirect("queries:hit", pk)


def may_attach(hit: Hit, actor: Actor) -> bool:
    """Does the page offer to add one?"""
    own = hit.bureau == actor.bureau and hit.closed_at is None and len(of_hit(hit.id)) < MOST_ATTACHED
    return own and bool(actor.may("queries.attach", now=timezone.now()))


def shots_of(thing: Hit | Confirmation, actor: Actor) -> list[Shot]:
    """The pictures on a hit or on the owner's copy of a question; with buttons for whoever may take them off."""
    own = isinstance(thing, Hit) and thing.bureau == actor.bureau
    may = own and bool(actor.may("queries.detach", now=timezone.now()))

    def detach_of(each: Attachment) -> str:
        return reverse("queries:hit-detach", args=[thing.pk, each.id]) if may else ""

    return shots(of_hit(thing.pk), actor, detach=detach_of)
