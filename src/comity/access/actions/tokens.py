"""Make and revoke tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.access.models import Officer, Token, Unit
from comity.access.reach import require_reach
from comity.access.rules import TOKEN_RIGHTS
from comity.access.tokens import new_token
from comity.bureaus.purposes import AUTHORISED
from comity.gate import epoch
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Invalid, NotFound, Refused
from comity.kit.text import clean_line

LONGEST_LIFE = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenDraft:
    """What a token is for. None in a list: as the unit. expires_at: UTC, at most 400 days away."""

    label: str
    rights: Sequence[str]
    expires_at: datetime
    databases: Sequence[int] | None = None
    purposes: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token and its text, which is shown once."""

    token: Token
    text: str


@action("access.make_token")
def make_token(
    act: ActDraft, draft: TokenDraft, *, unit: Unit, officer: Officer | None = None, by: Actor
) -> MadeToken:
    """Make a token for an officer of that unit, or, without one, for a connected system.

    A connected system names the human in each call. Raises: Invalid, NotAllowed, NotFound.
    """
    require_reach(by, unit.id)
    if officer is not None and not Officer.visible_to(by).filter(pk=officer.pk, unit=unit).exists():
        raise NotFound
    label = clean_line(draft.label, field="label", longest=80)
    _check(draft, label, timezone.now())
    born = new_token()
    token = Token.objects.create(
        id=born.id,
        sha256=born.sha256,
        unit=unit,
        officer=officer,
        connected_system=officer is None,
        label=label,
        rights=sorted(set(draft.rights)),
        databases=None if draft.databases is None else list(draft.databases),
        purposes=None if draft.purposes is None else list(draft.purposes),
        expires_at=draft.expires_at,
        created_by=by.officer,
    )
    act.about, act.reason = str(token.id), ",".join(token.rights)
    return MadeToken(token, born.text)


@action("access.revoke_token")
def revoke_token(act: ActDraft, token: Token, *, by: Actor) -> Token:
    """Revoke a token: refused at the very next call on every worker. Raises: NotFound, Refused."""
    found = Token.visible_to(by).filter(pk=token.pk).select_for_update().first()
    if found is None:
        raise NotFound
    require_reach(by, found.unit_id)
    if found.revoked_at is not None:
        raise Refused(_("This token was revoked already."), code="token-revoked")
    found.revoked_at = timezone.now()
    found.save(update_fields=["revoked_at"])
    act.about = str(found.id)
    epoch.bump()
    return found


def _check(draft: TokenDraft, label: str, now: datetime) -> None:
    errors = []
    if not label:
        errors.append(FieldError("label", "required", _("Write what the token is for.")))
    if not draft.rights or set(draft.rights) - set(TOKEN_RIGHTS):
        errors.append(FieldError("rights", "right-unknown", _("Choose rights from the list.")))
    if set(draft.purposes or ()) - set(AUTHORISED):
        errors.append(FieldError("purposes", "purpose-unknown", _("Choose purposes from the list.")))
    if not now < draft.expires_at <= now + LONGEST_LIFE:
        errors.append(FieldError("expires_at", "expiry-range", _("Choose a day within the next 400 days.")))
    if errors:
        raise Invalid(errors)
