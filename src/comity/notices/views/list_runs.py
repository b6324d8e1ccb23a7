"""The desk of a committee that keeps a public list: publish the loaded list, and see what each run did."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import NotFound, Refused
from comity.notices.actions.following import edition_of
from comity.notices.actions.list_runs import ask_list_run
from comity.notices.lists import keeps_list
from comity.notices.models import LegalBasis, ListRun, issued_by

MOST_SHOWN = 20


@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """The loaded edition, and what the last runs did."""
    actor = _keeper(request)
    rows = list(ListRun.visible_to(actor)[:MOST_SHOWN])
    try:
        edition, missing = edition_of(actor), ""
    except Refused as refusal:
        edition, missing = None, str(refusal.message)
    context = {
        "rows": rows,
        "edition": edition,
        "missing": missing,
        "waits": any(row.ended_at is None for row in rows),
        "may_publish": bool(actor.may("notices.ask_list_run", now=timezone.now())),
        "issued_by": issued_by(LegalBasis.visible_to(actor).first()),
    }
    return render(request, "notices/list_runs.html", context)


@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Ask for a run."""
    actor = _keeper(request)
    try:
        ask_list_run(by=actor)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(
            request,
            _("Asked for. What was done will stand here; the first time it takes minutes."),
        )
    return redirect("notices:list-runs")


def _keeper(request: HttpRequest) -> Actor:
    """Raises: NotFound for whoever is of no committee."""
    actor = actor_of(request)
    require(actor, "notices.view")
    if not keeps_list(actor):
        raise NotFound
    return actor
