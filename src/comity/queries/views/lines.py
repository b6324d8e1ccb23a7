"""The bureau's own lines under answers: read by all its officers there, written here by its head."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.kit.errors import Invalid
from comity.queries.actions import set_line
from comity.queries.forms.lines import LineForm
from comity.queries.models import BureauLine
from comity.records.registry import all_databases
from comity.web.forms import show_errors


@require_http_methods(["GET", "POST"])
def lines(request: HttpRequest) -> HttpResponse:
    """All lines of the bureau, and the form that sets one."""
    actor = actor_of(request)
    require(actor, "queries.set_line")
    form = LineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            set_line(typed["outcome"], typed["text"], database=typed["database"], by=actor)
        except Invalid as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, _("Your officers see this line from their next question on."))
            return redirect("queries:lines")
    labels = {each.code: each.label for each in all_databases()}
    rows = BureauLine.visible_to(actor).order_by("outcome", "database")
    context = {
        "form": form,
        "rows": [(labels.get(row.database) if row.database else "", row) for row in rows],
    }
    return render(request, "queries/lines.html", context, status=422 if form.errors else 200)
