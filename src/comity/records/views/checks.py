"""Pages of the quality check: what other bureaus handed in, one entry with the decision, and handing in one's own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.bureaus.models import Bureau
from comity.gate.door import actor_of
from comity.kit.errors import Invalid
from comity.records.document import body_of, told
from comity.records.reasons import ReviewForm
from comity.records.registry import by_slug
from comity.records.shown import envelope_of, facts_of
from comity.records.views.pictures import shots_of
from comity.records.watching import quality_check
from comity.web.forms import show_errors


@require_GET
def checks(request: HttpRequest) -> HttpResponse:
    """What waits for a check by another bureau than its own, the longest first."""
    actor = actor_of(request)
    found = quality_check.list_checks(by=actor)
    owners = Bureau.visible_to(actor).in_bulk({record.owner for record in found.records})
    now = timezone.now()
    rows = [
        (record, record.headline(body_of(record)), owners[record.owner], now - record.changed_at)
        for record in found.records
    ]
    return render(request, "records/checks.html", {"rows": rows, "count": found.count})


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, database: str, pk: UUID) -> HttpResponse:
    """One entry that waits for its check: what it says, and the decision with its reason."""
    actor, chosen = actor_of(request), by_slug(database)
    record = quality_check.check(chosen, pk, by=actor)
    form, status = ReviewForm(request.POST or None, initial={"seen": record.version}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            decided = form.cleaned_data
            verb = quality_check.publish if "publish" in request.POST else quality_check.fail_check
            try:
                verb(chosen, pk, seen=decided["seen"], reason=decided["reason"], by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, _("Decided. Its owner was told."))
                return redirect("records:checks")
    body = told(record, actor.bureau)
    context = {
        "database": chosen,
        "record": record,
        "title": chosen.headline(body),
        "owner": Bureau.visible_to(actor).get(pk=record.owner),
        "facts": facts_of(chosen, body),
        "envelope": envelope_of(body),
        "shots": shots_of(record, actor),
        "form": form,
    }
    return render(request, "records/check.html", context, status=status)


@require_POST
def submit(request: HttpRequest, database: str, pk: UUID) -> HttpResponse:
    """Hand an own entry in for its check."""
    seen = request.POST.get("seen", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    quality_check.submit(by_slug(database), pk, seen=version, by=actor_of(request))
    messages.success(request, _("Handed in. Somebody of another bureau checks it, and you are told."))
    return redirect("records:page", database, pk)
