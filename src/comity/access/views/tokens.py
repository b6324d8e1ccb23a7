"""Pages of tokens: list, make (shown once), revoke."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.access import actions
from comity.access.actions.tokens import MadeToken
from comity.access.forms import TokenForm, UnitChoiceForm
from comity.access.models import Officer, Token
from comity.access.tree import units_within_reach
from comity.access.views.doing import done, status_of
from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import invalid


@require_GET
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of the own bureau, those in force first."""
    actor, now = actor_of(request), timezone.now()
    require(actor, "access.read_tokens")
    found = (
        Token.visible_to(actor).select_related("unit", "officer").order_by("revoked_at", "expires_at", "pk")
    )
    rows = [(token, _state(token, now)) for token in found]
    return render(
        request, "access/tokens.html", {"rows": rows, "may_make": actor.may("access.make_token", now=now)}
    )


@require_http_methods(["GET", "POST"])
@never_cache
def make(request: HttpRequest) -> HttpResponse:
    """Make a token; its text is shown once, in the answer to this very request."""
    actor = actor_of(request)
    require(actor, "access.make_token")
    form = TokenForm(request.POST or None)
    where = UnitChoiceForm(request.POST or None, units=units_within_reach(actor))

    def make_it() -> MadeToken:
        officer = _officer_named(form.cleaned_data["officer"], actor)
        unit = where.chosen if officer is None else officer.unit
        return actions.make_token(form.draft(), unit=unit, officer=officer, by=actor)

    if request.method == "POST" and where.is_valid() and (made := done(request, form, make_it)):
        return render(request, "access/token_once.html", {"made": made})
    return render(request, "access/token_form.html", {"form": form, "where": where}, status=status_of(form))


@require_POST
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Revoke a token; the very next call with it is refused."""
    actor = actor_of(request)
    actions.revoke_token(get_object_or_404(Token.visible_to(actor), pk=pk), by=actor)
    messages.success(request, _("The token is revoked: the very next call with it is refused."))
    return redirect("access:tokens")


def _officer_named(name: str, actor: Actor) -> Officer | None:
    if not name.strip():
        return None
    found = Officer.visible_to(actor).select_related("unit").filter(sign_in_name=name.strip().lower()).first()
    if found is None:
        raise invalid("officer", "officer-unknown", _("Your bureau has no officer of this name."))
    return found


def _state(token: Token, now: object) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "expired" if token.expires_at <= now else "active"  # type: ignore[operator]
