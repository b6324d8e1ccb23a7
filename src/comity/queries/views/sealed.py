"""The commission's pages of sealed reasons: the hits that have one, and one of them opened with a reason of its own."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from comity.access.views.doing import done, status_of
from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.messages.shown import names_of
from comity.queries import actions
from comity.queries.actions.reasons import MOST_LISTED
from comity.queries.forms.hits import WhyForm
from comity.queries.models import Hit
from comity.queries.telling import TELLINGS, Telling
from comity.records.registry import by_code


@require_GET
def list_sealed(request: HttpRequest) -> HttpResponse:
    """Hits whose reason is sealed, newest first; the asking bureau stands in the address. Looking is an act."""
    actor = actor_of(request)
    bureau = request.GET.get("bureau", "").replace("\0", "").strip().upper()[:12]
    found = actions.list_reasons(bureau=bureau, by=actor)
    context = {
        "rows": _rows(found.hits, actor),
        "count": found.count,
        "most": MOST_LISTED,
        "bureau": bureau,
    }
    return render(request, "queries/sealed.html", context)


@require_http_methods(["GET", "POST"])
def open_sealed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One hit whose reason is sealed; the words, once the reader has said why."""
    actor = actor_of(request)
    require(actor, "queries.list_reasons")
    chosen = get_object_or_404(Hit.visible_to(actor).filter(reason_key__isnull=False), pk=pk)
    form, opened = WhyForm(request.POST or None), None
    if request.method == "POST":
        opened = done(
            request,
            form,
            lambda: actions.open_reason(chosen, why=form.cleaned_data["reason"], by=actor),
        )
    else:
        actions.view_hit(chosen, by=actor)
    context = {"form": form, "row": _rows([chosen], actor)[0], "opened": opened}
    return render(request, "queries/open_sealed.html", context, status=status_of(form))


def _rows(hits: list[Hit], actor: Actor) -> list[dict[str, Any]]:
    """Each hit with the words for its bureaus, database and answer."""
    names = names_of({code for hit in hits for code in (hit.bureau, hit.owner)}, actor)
    return [
        {
            "hit": hit,
            "asker": names[hit.bureau],
            "owner": names[hit.owner],
            "database": by_code(hit.database).label,
            "said": TELLINGS.get(Telling(hit.telling), ""),
        }
        for hit in hits
    ]
