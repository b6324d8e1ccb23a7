"""The page on which an officer asks to be told by e-mail that messages wait."""

from django.contrib import messages as told
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.access.models import Officer
from comity.gate.action import require
from comity.gate.door import actor_of
from comity.kit.errors import Refused
from comity.messages.mailing.noticing import choose_mail, turned_on
from comity.messages.models import MailNotice


@require_http_methods(["GET", "POST"])
def by_mail(request: HttpRequest) -> HttpResponse:
    """What one would be told, where, and whether; POST turns it on or off."""
    actor = actor_of(request)
    require(actor, "messages.choose_mail")
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            choose_mail(on=request.POST.get("do") == "on", by=actor)
        except Refused as error:
            refusal = error
        else:
            told.success(request, _("Your choice is kept."))
            return redirect("messages:by-mail")
    context = {
        "own": Officer.visible_to(actor).filter(pk=actor.officer).first() if actor.officer else None,
        "is_on": MailNotice.visible_to(actor).exists(),
        "turned_on": turned_on(),
        "refusal": refusal,
    }
    return render(request, "messages/by_mail.html", context, status=refusal.status if refusal else 200)
