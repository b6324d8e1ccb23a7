"""Recalls and corrections: what one's own bureau must take out or put right and say so; for those who watch, who has
not."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid, Refused
from comity.messages.shown import names_of
from comity.notices import actions, lists
from comity.notices.differing import differences_sent, differences_told
from comity.notices.forms import GoneForm, RightForm
from comity.notices.models import LegalBasis, Received, Told, issued_by
from comity.notices.obeyed import Obeyed
from comity.notices.views.notices import seen
from comity.web.forms import show_errors

MOST = 200
_NOTED = _("Noted. No more reminders come for this one.")


@require_GET
def recalls(request: HttpRequest) -> HttpResponse:
    """What was recalled, what waits for our word on top."""
    actor = actor_of(request)
    require(actor, "notices.view")
    return _show(request, actor)


@require_POST
def acknowledge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that it is gone here."""
    actor = actor_of(request)
    row = get_object_or_404(Received.visible_to(actor).filter(bureau=actor.bureau), pk=pk)
    return say_gone(request, actor, row, actions.acknowledge, _NOTED)


@require_POST
def acknowledge_correction(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that copies here say what the corrected notice says."""
    actor = actor_of(request)
    row = get_object_or_404(Received.visible_to(actor).filter(bureau=actor.bureau), pk=pk)
    return say_right(request, actor, row, actions.acknowledge_correction, _NOTED)


def say_gone(
    request: HttpRequest, actor: Actor, row: Obeyed, verb: Callable[..., Obeyed], noted: str | Promise
) -> HttpResponse:
    """The form of a recalled notice: its verb, or the page shows what is wrong. noted: said when it is done."""
    form = GoneForm(request.POST, prefix=str(row.pk))
    if form.is_valid():
        try:
            verb(row, **form.cleaned_data, by=actor)
        except Invalid as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, str(noted))
            return redirect("notices:recalls")
    return _show(request, actor, failed={row.pk: form}, status=422)


def say_right(
    request: HttpRequest, actor: Actor, row: Obeyed, verb: Callable[..., Obeyed], noted: str | Promise
) -> HttpResponse:
    """The same of a corrected notice."""
    form = RightForm(request.POST, prefix=str(row.pk))
    if form.is_valid():
        try:
            verb(row, **form.cleaned_data, by=actor)
        except Invalid as refusal:
            show_errors(form, refusal)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, str(noted))
            return redirect("notices:recalls")
    return _show(request, actor, failed_corrections={row.pk: form}, status=422)


@require_GET
def board(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who received a notice, and who has not said that it is gone, since when."""
    actor = actor_of(request)
    require(actor, "notices.view_recalls")
    row = seen(actor, pk)
    found = list(lists.board(actor, row))
    names = names_of({each.bureau for each in found}, actor)
    recalled = [each for each in found if each.recalled_at]
    corrected = [each for each in found if each.corrected_at and not each.recalled_at]
    context = {
        "row": row,
        "rows": [(each, names[each.bureau]) for each in found],
        "gone": sum(each.removed_at is not None for each in recalled),
        "recalled": len(recalled),
        "right": sum(each.applied_at is not None for each in corrected),
        "corrected": len(corrected),
        "issued_by": issued_by(LegalBasis.visible_to(actor).first()),
    }
    return render(request, "notices/board.html", context)


def _show(
    request: HttpRequest,
    actor: Actor,
    *,
    failed: Mapping[UUID, GoneForm] = MappingProxyType({}),
    failed_corrections: Mapping[UUID, RightForm] = MappingProxyType({}),
    status: int = 200,
) -> HttpResponse:
    may = bool(actor.may("notices.acknowledge", now=timezone.now()))

    def gone(row: Received | Told) -> GoneForm | None:
        return failed.get(row.pk) or (GoneForm(prefix=str(row.pk)) if may and row.waits else None)

    def right(row: Received | Told) -> RightForm | None:
        return failed_corrections.get(row.pk) or (_right_form(row) if may else None)

    rows = sorted(lists.recalls(actor)[:MOST], key=lambda each: not each.waits)
    corrections = sorted(lists.corrections(actor)[:MOST], key=lambda each: not each.is_to_correct)
    told = list(lists.told(actor)[:MOST])
    told_rows = sorted((each for each in told if each.recalled_at), key=lambda each: not each.waits)
    told_out = [each for each in told if not each.recalled_at]
    told_right = sorted(
        (each for each in told_out if each.corrected_at), key=lambda each: not each.is_to_correct
    )
    differences, told_differences = differences_sent(actor, corrections), differences_told(actor, told_right)
    context = {
        "rows": [(each, gone(each)) for each in rows],
        "corrections": [(each, differences[each], right(each)) for each in corrections],
        "told_rows": [(each, gone(each)) for each in told_rows],
        "told_corrections": [(each, told_differences[each], right(each)) for each in told_right],
        "told": told_out,
        "taken_out": len(rows) + len(told_rows),
        "set_right": len(corrections) + len(told_right),
        "issued_by": issued_by(LegalBasis.visible_to(actor).first()),
    }
    return render(request, "notices/recalls.html", context, status=status)


def _right_form(row: Received | Told) -> RightForm | None:
    """Where its word is waited for."""
    if not row.is_to_correct:
        return None
    return RightForm(prefix=str(row.pk), initial={"version": row.corrected_to})
