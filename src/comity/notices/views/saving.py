"""A draft kept as somebody writes it, without a click. Every answer is a part of the page, a refusal too."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import ComityError, Invalid, NotFound, Refused, Stale, TooMany
from comity.notices import actions
from comity.notices.actions import Typed
from comity.notices.models import Notice
from comity.notices.views.notices import own
from comity.notices.views.typed import forms_for, kind_or_404, sitting_of, theirs_in, typed_in, version_in


@require_POST
def save(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep what stands in the form of a draft; the first time, begin one."""
    actor, kind = actor_of(request), kind_or_404(slug)
    require(actor, "notices.save")
    form, audience = forms_for(request, kind)
    typed = typed_in(form, audience)
    row = None
    try:
        row = _draft_of(request, actor)
        made = _keep(request, typed, row, actor)
    except (NotFound, Http404):
        return _told(request, "gone", slug=slug)
    except Stale as refusal:
        assert row is not None  # a page that knows of no draft has seen no version
        return _told(request, "conflict", refusal, row=row, theirs=theirs_in(row, typed))
    except (Invalid, Refused, TooMany) as refusal:
        return _told(request, "refused", refusal)
    return _told(request, "saved", row=made, now=timezone.now())


def _keep(request: HttpRequest, typed: Typed, row: Notice | None, actor: Actor) -> Notice | None:
    """The draft as it stands now; None where nothing was typed yet."""
    if row is None and not (typed.raw or typed.diffusion or typed.addressees_typed):
        return None
    return actions.save(typed, sitting=sitting_of(request), notice=row, seen=version_in(request), by=actor)


def _draft_of(request: HttpRequest, actor: Actor) -> Notice | None:
    """The draft that the page is about; None where it knows of none yet. Raises: NotFound."""
    given = request.POST.get("notice", "")
    if not given:
        return None
    try:
        pk = UUID(given)
    except ValueError:
        raise NotFound from None
    return own(actor, pk)


def _told(
    request: HttpRequest, what: str, refusal: ComityError | None = None, **context: object
) -> HttpResponse:
    """The line of the page that says what became of it; the status tells the script whether to go on."""
    status = {"saved": 200, "gone": 404}.get(what, refusal.status if refusal else 200)
    answer = render(
        request, "notices/saved.html", {"what": what, "refusal": refusal, **context}, status=status
    )
    answer["Comity-Part"] = what
    return answer
