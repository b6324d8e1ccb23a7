"""What one's bureau was told of notices that other nodes keep: their keepers learn that it was obeyed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from comity.gate.door import actor_of
from comity.notices import actions
from comity.notices.models import Told
from comity.notices.views.recalls import say_gone, say_right

_NOTED = _("Noted, and told to the node that keeps the notice.")


@require_POST
def obey(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that it is gone here."""
    actor = actor_of(request)
    return say_gone(request, actor, get_object_or_404(Told.visible_to(actor), pk=pk), actions.obey, _NOTED)


@require_POST
def put_right(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that copies here say what the corrected notice says."""
    actor = actor_of(request)
    return say_right(
        request, actor, get_object_or_404(Told.visible_to(actor), pk=pk), actions.put_right, _NOTED
    )
