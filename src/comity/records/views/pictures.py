"""Pages of pictures: attach one to a record, take it off again, look at it in full."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid
from comity.records import actions
from comity.records.attached import attaching
from comity.records.attached.attachments import Attachment, of_record
from comity.records.attached.forms_attaching import PictureForm
from comity.records.attached.links import Shot, link_to, shots
from comity.records.document import body_of
from comity.records.record import Record
from comity.records.registry import by_slug
from comity.web.forms import show_errors


@require_http_methods(["GET", "POST"])
def attach(request: HttpRequest, database: str, pk: UUID) -> HttpResponse:
    """The form of a picture on an own record."""
    actor, chosen = actor_of(request), by_slug(database)
    require(actor, "records.attach", database=chosen.code)
    found, status = actions.own(chosen, pk, by=actor), 200
    form = PictureForm()
    if request.method == "POST":
        form, status = PictureForm(request.POST, request.FILES), 422
        if form.is_valid():
            try:
                attaching.attach(chosen, pk, form.sent(), by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, _("The picture is on the record."))
                return redirect("records:page", chosen.slug, pk)
    context = {"database": chosen, "record": found, "title": chosen.headline(body_of(found)), "form": form}
    return render(request, "records/attach.html", context, status=status)


@require_POST
def detach(request: HttpRequest, database: str, pk: UUID, picture: UUID) -> HttpResponse:
    """Take a picture off an own record."""
    chosen = by_slug(database)
    attaching.detach(chosen, pk, picture, by=actor_of(request))
    messages.success(request, _("The picture is deleted."))
    return redirect("records:page", chosen.slug, pk)


@require_GET
def picture(request: HttpRequest, picture: UUID) -> HttpResponse:
    """Lead to the picture in full, by an address that is signed now: a page may have stood open for long."""
    actor = actor_of(request)
    return redirect(link_to(attaching.shown(picture, actor).id, by=actor))


def shots_of(record: Record, actor: Actor) -> list[Shot]:
    """The pictures of a record that this actor has been shown; with buttons for whoever may take them off."""
    may = record.owner == actor.bureau and bool(
        actor.may("records.detach", database=record.code, now=timezone.now())
    )

    def detach_of(each: Attachment) -> str:
        return reverse("records:detach", args=[record.slug, record.id, each.id]) if may else ""

    return shots(of_record(record.code, record.id), actor, detach=detach_of)
