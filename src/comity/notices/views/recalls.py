"""Recalls: what one's own bureau must take out and say so; for those who watch, who has not."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid
from comity.messages.shown import names_of
from comity.notices import actions, lists
from comity.notices.forms import GoneForm
from comity.notices.models import LegalBasis, Received, issued_by
from comity.notices.views.notices import seen
from comity.web.forms import show_errors

MOST = 200


@require_GET
def recalls(request: HttpRequest) -> HttpResponse:
    """What was recalled, what waits for our word on top."""
    actor = actor_of(request)
    require(actor, "notices.view")
    return _show(request, actor)


@require_POST
def acknowledge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that it is gone here."""
    actor, form = actor_of(request), GoneForm(request.POST, prefix=str(pk))
    row = get_object_or_404(Received.visible_to(actor).filter(bureau=actor.bureau), pk=pk)
    if form.is_valid():
        try:
            actions.acknowledge(row, removed_on=form.cleaned_data["removed_on"], by=actor)
        except Invalid as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, _("Noted. No more reminders come for this one."))
            return redirect("notices:recalls")
    return _show(request, actor, failed={pk: form}, status=422)


@require_GET
def board(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who received a notice, and who has not said that it is gone, since when."""
    actor = actor_of(request)
    require(actor, "notices.view_recalls")
    row = seen(actor, pk)
    found = list(lists.board(actor, row))
    names = names_of({each.bureau for each in found}, actor)
    recalled = [each for each in found if each.recalled_at]
    context = {
        "row": row,
        "rows": [(each, names[each.bureau]) for each in found],
        "gone": sum(each.removed_at is not None for each in recalled),
        "recalled": len(recalled),
        "issued_by": issued_by(LegalBasis.visible_to(actor).first()),
    }
    return render(request, "notices/board.html", context)


def _show(
    request: HttpRequest,
    actor: Actor,
    *,
    failed: dict[UUID, GoneForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = sorted(lists.recalls(actor)[:MOST], key=lambda each: not each.waits)
    may = bool(actor.may("notices.acknowledge", now=timezone.now()))
    forms = failed or {}
    context = {
        "rows": [
            (each, forms.get(each.pk) or (GoneForm(prefix=str(each.pk)) if may and each.waits else None))
            for each in rows
        ],
        "issued_by": issued_by(LegalBasis.visible_to(actor).first()),
    }
    return render(request, "notices/recalls.html", context, status=status)
