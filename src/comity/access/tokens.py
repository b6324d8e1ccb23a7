"""Tokens: their text form, and who stands behind one. Each process keeps what it read, by the token's SHA-256.

What is kept may be older than a revocation. Whoever acts on it carries `actor.epoch` into the statement that acts
and, answered *stale*, asks again with `fresh=True` (queries.lookup; `is_stale` for everyone else).
"""

import re
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import UUID

from django.db import close_old_connections, connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.access.actors import MOST_KEPT, OfficerActor, of_token
from comity.access.acts import write_act
from comity.access.models import Token
from comity.gate import epoch
from comity.journal.acts import Outcome
from comity.kit.errors import NotAllowed, NotSignedIn
from comity.kit.ids import new_id
from comity.kit.text import clean_line

SECRET_BYTES = 32
# The wire form. It never changes: connected systems of others hold such texts for years.
FORM = re.compile(r"comity_[0-9a-f]{32}_[A-Za-z0-9_-]{43}")
ACTING_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,39}")
LONGEST_TERMINAL = 60


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token at its birth: `text` is shown once and kept nowhere."""

    id: UUID
    text: str
    sha256: bytes


def new_token() -> NewToken:
    """A fresh id and secret: `comity_<id, 32 hex>_<32 random bytes, base64url>`."""
    token = new_id()
    secret = urlsafe_b64encode(secrets.token_bytes(SECRET_BYTES)).rstrip(b"=").decode()
    text = f"comity_{token.hex}_{secret}"
    return NewToken(token, text, sha256(text.encode()).digest())


def digest_of(header_value: str) -> bytes:
    """SHA-256 of the token in an Authorization header, with or without "Bearer ".

    Raises: NotSignedIn when there is none or it has another form.
    """
    text = header_value.removeprefix("Bearer ").strip()
    if not text:
        raise NotSignedIn(_("Send a token in the header Authorization."), code="token-missing")
    if not FORM.fullmatch(text):
        raise _unknown()
    return sha256(text.encode()).digest()


def actor_for(
    header_value: str, *, acting: str = "", terminal: str = "", fresh: bool = False
) -> OfficerActor:
    """Who stands behind this header. Nothing is read while this process knows the token, unless `fresh`.

    acting: the number of the human, required from a connected system, ignored from an officer's own token.
    Raises: NotSignedIn (token-missing, -unknown, -revoked, -expired), NotAllowed (acting-officer-missing).
    """
    digest = digest_of(header_value)
    actor = None if fresh else _kept.get(digest)
    if actor is None:
        actor = _read(digest)
    if actor.expires_at is not None and actor.expires_at <= timezone.now():
        _note_refusal(actor, "token-expired")
        raise NotSignedIn(
            _("This token has expired. Ask your security officer for a new one."), code="token-expired"
        )
    if not actor.is_system:
        acting = ""
    elif not ACTING_FORM.fullmatch(acting):
        _note_refusal(actor, "acting-officer-missing")
        raise NotAllowed(
            _("A connected system must name the officer who asks."),
            code="acting-officer-missing",
            opens=_("Send the officer's number in the header Acting-Officer."),
        )
    if acting or terminal:
        return replace(
            actor, acting=acting, terminal=clean_line(terminal, field="terminal", longest=LONGEST_TERMINAL)
        )
    return actor


def is_stale(actor: OfficerActor) -> bool:
    """Has anyone's right changed since this actor was read? One small query."""
    return actor.epoch != epoch.current()


def forget(digest: bytes) -> None:
    """Drop what this process keeps of a token."""
    _kept.pop(digest, None)


_kept: dict[bytes, OfficerActor] = {}
# When a refusal of a known token was last written: a program that tries again each second must not fill the journal.
_noted: dict[tuple[UUID | None, str], float] = {}
NOTED_EVERY_S = 60


def _read(digest: bytes) -> OfficerActor:
    if not connection.in_atomic_block:
        close_old_connections()  # the API's hot path runs outside Django's request signals, which would do this
    seen = (
        epoch.current()
    )  # before the token: rights that change in between are then read again, never missed
    token = Token.objects.select_related("officer", "unit").filter(sha256=digest).first()
    if token is None:
        raise _unknown()
    if token.revoked_at is not None or (token.officer is not None and not token.officer.is_active):
        forget(digest)
        _note_refusal(
            OfficerActor(bureau=token.unit.bureau_id, unit=token.unit_id, token=token.id, epoch=seen),
            "token-revoked",
        )
        raise NotSignedIn(_("This token was revoked. Ask your security officer."), code="token-revoked")
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[digest] = actor = of_token(token, seen)
    return actor


def _note_refusal(actor: OfficerActor, code: str) -> None:
    now, about = time.monotonic(), (actor.token, code)
    if now - _noted.get(about, -NOTED_EVERY_S) < NOTED_EVERY_S:
        return
    if len(_noted) >= MOST_KEPT:
        _noted.clear()
    _noted[about] = now
    write_act("access.use_token", actor, Outcome.REFUSED, reason=code, about=str(actor.token))


def _unknown() -> NotSignedIn:
    return NotSignedIn(_("This token is not known here."), code="token-unknown")
