"""Pages of the centre's reviewer: what waits, one record of it with the decision, and a whole load."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from comity.bureaus.models import Bureau
from comity.gate.door import actor_of
from comity.kit.errors import Invalid, Stale
from comity.records.document import body_of, told_to_watcher
from comity.records.loading import releasing
from comity.records.reading import history
from comity.records.reasons import ReasonForm, ReviewForm
from comity.records.registry import by_slug, databases
from comity.records.shown import envelope_of, facts_of, timeline
from comity.records.views.pictures import shots_of
from comity.records.watching import reviewing
from comity.web.forms import show_errors


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for the centre, the longest first; owner and database stand in the address."""
    actor = actor_of(request)
    database = next((each for each in databases() if each.slug == request.GET.get("database")), None)
    owner = request.GET.get("owner", "").strip().upper()
    found = reviewing.list_waiting(by=actor, database=database, owner=owner)
    owners = Bureau.visible_to(actor).in_bulk({record.owner for record in found.records})
    now = timezone.now()
    context = {
        "rows": [
            (record, record.headline(body_of(record)), owners[record.owner], now - record.changed_at)
            for record in found.records
        ],
        "count": found.count,
        "most": reviewing.MOST_LISTED,
        "databases": databases(),
        "database": database,
        "owner": owner,
        "loads": releasing.loads_waiting(actor),
    }
    return render(request, "records/waiting.html", context)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, database: str, pk: UUID) -> HttpResponse:
    """One record that waits: what it says, what it said before, and the decision."""
    actor, chosen = actor_of(request), by_slug(database)
    record = reviewing.review(chosen, pk, by=actor)
    form, status = ReviewForm(request.POST or None, initial={"seen": record.version}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            decided = form.cleaned_data
            verb = reviewing.release if "release" in request.POST else reviewing.send_back
            try:
                verb(chosen, pk, seen=decided["seen"], reason=decided["reason"], by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, _("Decided. Its owner was told."))
                return redirect("records:waiting")
    body = told_to_watcher(record, actor.bureau)
    context = {
        "database": chosen,
        "record": record,
        "title": chosen.headline(body),
        "owner": Bureau.visible_to(actor).get(pk=record.owner),
        "facts": facts_of(chosen, body),
        "envelope": envelope_of(body),
        "shots": shots_of(record, actor),
        "timeline": timeline(chosen, history(record, reader=actor, watches=True)),
        "form": form,
    }
    return render(request, "records/review.html", context, status=status)


@require_http_methods(["GET", "POST"])
def release_load(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How many records of one load wait; with a reason they are let out together."""
    actor = actor_of(request)
    waiting, status = releasing.load_waiting(pk, by=actor), 200
    form = ReasonForm(request.POST or None, initial={"seen": waiting.next_count})
    if request.method == "POST":
        status = 422
        if form.is_valid():
            decided = form.cleaned_data
            try:
                count = releasing.release_load(pk, count=decided["seen"], reason=decided["reason"], by=actor)
            except Stale as refusal:
                status = refusal.status
                form = ReasonForm({"reason": decided["reason"], "seen": waiting.next_count})
                form.add_error(None, str(refusal))
            else:
                messages.success(
                    request, _("%(count)s records released. Their owner was told.") % {"count": count}
                )
                return redirect("records:waiting")
    context = {"waiting": waiting, "owner": Bureau.visible_to(actor).get(pk=waiting.load.owner), "form": form}
    return render(request, "records/release_load.html", context, status=status)
