"""What one's bureau was told of notices that other nodes keep: their keepers learn that it was obeyed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comity.gate.door import actor_of
from comity.kit.errors import Invalid, Refused
from comity.notices import actions
from comity.notices.forms import GoneForm, RightForm
from comity.notices.models import Told
from comity.notices.views.recalls import show
from comity.web.forms import show_errors


@require_POST
def obey(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that it is gone here."""
    actor, form = actor_of(request), GoneForm(request.POST, prefix=str(pk))
    row = get_object_or_404(Told.visible_to(actor), pk=pk)
    if form.is_valid():
        try:
            actions.obey(row, removed_on=form.cleaned_data["removed_on"], by=actor)
        except Invalid as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, _("Noted, and told to the node that keeps the notice."))
            return redirect("notices:recalls")
    return show(request, actor, failed={pk: form}, status=422)


@require_POST
def put_right(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that copies here say what the corrected notice says."""
    actor, form = actor_of(request), RightForm(request.POST, prefix=str(pk))
    row = get_object_or_404(Told.visible_to(actor), pk=pk)
    if form.is_valid():
        try:
            actions.put_right(row, **form.cleaned_data, by=actor)
        except Invalid as refusal:
            show_errors(form, refusal)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Noted, and told to the node that keeps the notice."))
            return redirect("notices:recalls")
    return show(request, actor, failed_corrections={pk: form}, status=422)
