"""Pages of saved views: all one may open, and the small forms that keep, change and delete them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.access.actions import saved_views as actions
from comity.access.forms_saved import SavedViewForm
from comity.access.saved_lists import list_of
from comity.access.saved_views import UNUSED_DAYS, Share, views_for
from comity.access.views.doing import done, status_of
from comity.gate.action import require
from comity.gate.door import actor_of


@require_GET
def saved_views(request: HttpRequest) -> HttpResponse:
    """Every view that the reader may open: own ones, and those of colleagues."""
    actor = actor_of(request)
    require(actor, "access.open_view")
    rows = [(each, each.officer == actor.officer) for each in views_for(actor)]
    context = {
        "rows": rows,
        "days": UNUSED_DAYS,
        "may_drop": bool(actor.may("access.drop_shared_view", now=timezone.now())),
    }
    return render(request, "access/saved_views.html", context)


@require_http_methods(["GET", "POST"])
def save(request: HttpRequest, name: str) -> HttpResponse:
    """Keep a list under a name. name: the slug of the list; `filters`: its address, here or in the post."""
    actor = actor_of(request)
    require(actor, "access.save_view")
    told = request.POST if request.method == "POST" else request.GET
    entry, filters = list_of(name), QueryDict(told.get("filters", ""))
    asked = {name: str(value) for name, value in filters.items()}
    form = SavedViewForm(request.POST if request.method == "POST" else None)

    def keep() -> str:
        actions.save_view(entry.slug, asked, **form.draft(), by=actor)
        return entry.address(asked)

    if address := done(request, form, keep):
        messages.success(request, _("Kept. You find it above the list and on the first page."))
        return redirect(address)
    context = {
        "form": form,
        "entry": entry,
        "filters": filters.urlencode(),
        "back": entry.address(asked),
        "days": UNUSED_DAYS,
    }
    return render(request, "access/saved_view_form.html", context, status=status_of(form))


@require_GET
def open_view(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lead to the list as it was kept."""
    return redirect(actions.open_view(pk, by=actor_of(request)))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another name for an own view, or another share."""
    actor = actor_of(request)
    view = actions.own_view(pk, by=actor)
    first = {"name": view.name, "share": Share(view.share).name.lower()}
    form = SavedViewForm(request.POST if request.method == "POST" else None, initial=first)
    if done(request, form, lambda: actions.change_view(pk, **form.draft(), by=actor)):
        messages.success(request, _("Changed."))
        return redirect("access:saved-views")
    context = {"form": form, "view": view, "days": UNUSED_DAYS}
    return render(request, "access/saved_view_form.html", context, status=status_of(form))


@require_POST
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete an own view; a head or security officer, also what was shared."""
    actor = actor_of(request)
    own = any(each.pk == pk and each.officer == actor.officer for each in views_for(actor))
    (actions.delete_view if own else actions.drop_shared_view)(pk, by=actor)
    messages.success(request, _("Deleted."))
    return redirect("access:saved-views")
