"""The page of what others changed on what this desk uses, and the button that says it was seen."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.messages.models import Delivery
from comity.messages.shown import Shown, show_list
from comity.queries import actions
from comity.queries.changed_by_others import SHOWN_FOR, About, changes, seen_among, unseen_count
from comity.queries.hit_page import desk_name

ON_A_PAGE = 50


@require_GET
def changed(request: HttpRequest) -> HttpResponse:
    """Changes by others, newest first; what about, and whether seen, stand in the address."""
    actor, asked = actor_of(request), request.GET
    require(actor, "queries.view_changes")
    about = About(asked["about"]) if asked.get("about") in set(About) else About.ALL
    is_all = asked.get("seen") == "1"
    rows = changes(actor, about, unseen=not is_all).select_related("message")
    page: Page[Delivery] = Paginator(rows, ON_A_PAGE).get_page(asked.get("page"))
    shown: list[Shown] = show_list([each.message for each in page], actor)
    seen = seen_among(page, actor)
    context: dict[str, Any] = {
        "abouts": list(About),
        "about": about,
        "is_all": is_all,
        "rows": [(row, said, row.pk in seen) for row, said in zip(page, shown, strict=True)],
        "page_of": page,
        "unseen": unseen_count(actor),
        "place": desk_name(actor.unit, actor),
        "days": SHOWN_FOR.days,
        "address": f"about={about.value}" + ("&seen=1" if is_all else ""),
    }
    return render(request, "queries/changed.html", context)


@require_POST
def see(request: HttpRequest) -> HttpResponse:
    """Say that this desk has seen what is named in the post."""
    count = actions.see_changes(
        [each for each in map(_id, request.POST.getlist("seen")) if each], by=actor_of(request)
    )
    if count:
        messages.success(request, _("Noted: your desk has seen it."))
    about = request.POST.get("about", "")
    return redirect(reverse("queries:changed") + (f"?about={about}" if about in set(About) else ""))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
