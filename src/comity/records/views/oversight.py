"""Pages of those who watch over records: what waits, and one record with the decision to block it or let it out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from comity.bureaus.models import Bureau
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import Invalid, NotFound
from comity.records.document import told_to_watcher
from comity.records.life import blocking
from comity.records.life.disputes import Dispute
from comity.records.life.states import Deed, may
from comity.records.reading import history
from comity.records.reasons import ReasonForm
from comity.records.record import Record
from comity.records.registry import by_slug, databases
from comity.records.rules import Status
from comity.records.shown import envelope_of, facts_of, timeline
from comity.records.watching.waiting import watch
from comity.web.forms import show_errors


@require_GET
def oversight(request: HttpRequest) -> HttpResponse:
    """Disputes and blocks that wait; `?record=` leads to one by its number."""
    actor = actor_of(request)
    found, asked = watch(actor), request.GET.get("record", "").strip()
    record = _by_number(asked, actor) if asked else None
    if record is not None:
        return redirect("records:overseen", record.slug, record.id)
    context = {
        "found": found,
        "commission": bool(actor.may("records.view_all", now=timezone.now())),
        "asked": asked,
        "not_found": bool(asked),
    }
    return render(request, "records/oversight.html", context)


@require_http_methods(["GET", "POST"])
def overseen(request: HttpRequest, database: str, pk: UUID) -> HttpResponse:
    """One record as those who watch see it; with a reason it is blocked, or answers again."""
    actor, chosen = actor_of(request), by_slug(database)
    record, status = blocking.oversee(chosen, pk, by=actor), 200
    form = ReasonForm(request.POST or None, initial={"seen": record.version})
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            verb = blocking.unblock if "unblock" in request.POST else blocking.block
            try:
                verb(chosen, pk, reason=said["reason"], seen=said["seen"], by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, _("Decided. Its owner was told."))
                return redirect("records:overseen", chosen.slug, pk)
    body, state = told_to_watcher(record, actor.bureau), Status(record.status)
    decides = may(state, Deed.BLOCK) or may(state, Deed.UNBLOCK)
    context = {
        "database": chosen,
        "record": record,
        "title": chosen.headline(body),
        "owner": Bureau.visible_to(actor).get(pk=record.owner),
        "facts": facts_of(chosen, body),
        "envelope": envelope_of(body),
        "disputes": Dispute.about(record).order_by("-at"),
        "blocked": may(state, Deed.UNBLOCK),
        "form": form if decides else None,
        "timeline": timeline(chosen, history(record, reader=actor, watches=True)),
    }
    return render(request, "records/overseen.html", context, status=status)


def _by_number(text: str, actor: Actor) -> Record | None:
    """The record of this id that the reader watches over; None for a broken number and for every other."""
    try:
        number = UUID(text)
    except ValueError:
        return None
    for database in databases():
        try:
            return blocking.watched(database, number, actor)
        except NotFound:
            continue
    return None
