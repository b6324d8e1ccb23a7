"""The reader's own page: who one is here, roles, PIN, second factor."""

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.access import actions
from comity.access.actors import unit_path
from comity.access.forms import PinForm
from comity.access.labels import scope_words
from comity.access.models import Grant, Officer
from comity.access.views.doing import done, status_of
from comity.gate.door import actor_of


@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Who one is here and what one may; set one's own PIN."""
    actor, today = actor_of(request), timezone.now().date()
    own = get_object_or_404(Officer.visible_to(actor).select_related("unit"), pk=actor.officer)
    form = PinForm(request.POST or None)
    if request.method == "POST" and is_reauthentication_required(request, app="allauth.mfa"):
        messages.info(request, _("Confirm first who you are, then set the PIN."))
        return redirect(f"{reverse('account_reauthenticate')}?next={reverse('access:me')}")

    def set_it() -> bool:
        actions.set_pin(form.cleaned_data["pin"], by=actor)
        return True

    if done(request, form, set_it):
        messages.success(request, _("Your PIN is set."))
        return redirect("access:me")
    context = {
        "own": own,
        "path": unit_path(own.unit_id),
        "scope": actor.scope,  # type: ignore[attr-defined]
        "scope_words": scope_words(actor.scope),  # type: ignore[attr-defined]
        "grants": Grant.visible_to(actor).filter(officer=own, revoked_at=None).order_by("begins_on", "pk"),
        "today": today,
        "form": form,
    }
    return render(request, "access/me.html", context, status=status_of(form))
