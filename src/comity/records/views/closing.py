"""The page of owner-wide restrictions: to whom all own records are closed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.kit.errors import Invalid
from comity.records import actions
from comity.records.forms import CloseForm
from comity.records.models import OwnerRule
from comity.records.registry import all_databases
from comity.web.forms import show_errors


@require_http_methods(["GET", "POST"])
def closed(request: HttpRequest) -> HttpResponse:
    """To whom the bureau's records are closed; POST closes them to one more."""
    actor = actor_of(request)
    require(actor, "records.close_to")
    form, status = CloseForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.close_to(**form.cleaned_data, by=actor)
            except Invalid as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, _("Closed. It works at once."))
                return redirect("records:closed")
    labels = {each.code: each.label for each in all_databases()}
    rows = [
        (rule, labels.get(rule.database) if rule.database else "")
        for rule in OwnerRule.visible_to(actor).order_by("bureau", "database")
    ]
    return render(request, "records/closed.html", {"form": form, "rows": rows}, status=status)


@require_POST
def open_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a restriction back."""
    actions.open_to(pk, by=actor_of(request))
    messages.success(request, _("Open again. It works at once."))
    return redirect("records:closed")
