"""Pages of the pictures of a request: hang one up, take one off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.kit.errors import Invalid
from comity.notices import actions
from comity.notices.forms import NoticePictureForm
from comity.notices.views.notices import own
from comity.web.forms import show_errors


@require_http_methods(["GET", "POST"])
def attach(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form of a picture on an own request."""
    actor = actor_of(request)
    require(actor, "notices.attach")
    row, form, status = own(actor, pk), NoticePictureForm(), 200
    if request.method == "POST":
        form, status = NoticePictureForm(request.POST, request.FILES), 422
        if form.is_valid():
            try:
                actions.attach(row, form.sent(), by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(
                    request, _("The picture hangs on it. Whoever approved it before must look again.")
                )
                return redirect("notices:page", pk)
    return render(request, "notices/attach.html", {"row": row, "form": form}, status=status)


@require_POST
def detach(request: HttpRequest, pk: UUID, picture: UUID) -> HttpResponse:
    """Take a picture off an own request."""
    actor = actor_of(request)
    actions.detach(own(actor, pk), picture, by=actor)
    messages.success(request, _("The picture is deleted."))
    return redirect("notices:page", pk)
