"""A conversation on paper, and as a signed file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from comity.gate.door import actor_of
from comity.messages import actions
from comity.messages.mailboxes import page_of
from comity.messages.models import Message
from comity.messages.notes import WARNING
from comity.messages.proving import prove
from comity.messages.shown import ON_PAPER, show


@require_GET
def printed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The conversation as the browser prints it: every moment, recipient and file, nothing to press."""
    actor = actor_of(request)
    chosen = get_object_or_404(Message.visible_to(actor), pk=pk)
    actions.read(chosen, by=actor)
    page = page_of(chosen, actor, request.GET.get("page"), ON_PAPER)
    thread = show(page, actor)
    here = next(each for each in show([chosen], actor))
    context = {
        "here": here,
        "thread": thread,
        "page_of": page,
        "now": timezone.now(),
        "bureau": actor.bureau,
        "warning": WARNING,
    }
    return render(request, "messages/print.html", context)


@require_POST
def proof(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The signed file of the conversation, or of this message alone."""
    actor = actor_of(request)
    chosen = get_object_or_404(Message.visible_to(actor), pk=pk)
    alone = request.POST.get("what") == "message"
    answer = HttpResponse(prove(chosen, alone=alone, by=actor), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="comity-{chosen.pk}.proof"'
    return answer
