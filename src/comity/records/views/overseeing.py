"""Pages of who watches over ends: extensions in the sample, orders to delete, what was deleted and recorded again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.kit.errors import Invalid, NotFound
from comity.records.ending.endings import ENDINGS, SLUGS
from comity.records.ending.extending import list_extensions, note_extension
from comity.records.ending.forms_keeping import OrderForm
from comity.records.ending.ordered import order_deletion
from comity.records.ending.reentries import list_reentries, note_reentry
from comity.records.ending.traced import MOST_LISTED, list_traces
from comity.records.registry import by_slug
from comity.web.forms import show_errors


@require_GET
def extensions(request: HttpRequest) -> HttpResponse:
    """The extensions that fell into the sample, for the commission."""
    return render(request, "records/extensions.html", {"rows": list_extensions(by=actor_of(request))})


@require_POST
def looked_at(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The commission has looked at an extension."""
    note_extension(pk, by=actor_of(request))
    messages.success(request, _("Noted."))
    return redirect("records:extensions")


@require_http_methods(["GET", "POST"])
def order(request: HttpRequest) -> HttpResponse:
    """Delete a record by order of the commission."""
    actor = actor_of(request)
    require(actor, "records.order_deletion")
    begun = {name: request.GET.get(name, "") for name in ("database", "record")}
    form, status = OrderForm(request.POST or None, initial=begun), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            told = form.cleaned_data
            try:
                order_deletion(
                    by_slug(told["database"]),
                    told["record"],
                    ground=form.chosen_ground(),
                    decision=told["decision"],
                    by=actor,
                )
            except Invalid as refusal:
                show_errors(form, refusal)
            except NotFound:
                form.add_error("record", _("There is no such record in this database."))
            else:
                messages.success(request, _("Deleted, with every word about it. Its owner was told."))
                return redirect("records:order")
    return render(request, "records/order.html", {"form": form}, status=status)


@require_GET
def traces(request: HttpRequest) -> HttpResponse:
    """What was deleted, when, whose it was and why; owner and reason stand in the address."""
    owner, why = (request.GET.get(name, "").strip()[:20] for name in ("owner", "why"))
    found = list_traces(owner=owner.upper(), why=why, by=actor_of(request))
    context = {
        "rows": found,
        "owner": owner,
        "why": why,
        "whys": [(slug, ENDINGS[ending]) for ending, slug in SLUGS.items()],
        "most": MOST_LISTED if len(found) == MOST_LISTED else 0,
    }
    return render(request, "records/traces.html", context)


@require_GET
def reentries(request: HttpRequest) -> HttpResponse:
    """What was deleted and recorded again."""
    return render(request, "records/reentries.html", {"rows": list_reentries(by=actor_of(request))})


@require_POST
def seen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A reviewer has looked."""
    note_reentry(pk, by=actor_of(request))
    messages.success(request, _("Noted."))
    return redirect("records:reentries")
