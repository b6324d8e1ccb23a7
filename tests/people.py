"""Invented bureaus, units and officers for any test that needs somebody who acts. Needs the database."""

from datetime import date, datetime, timedelta, timezone
from functools import cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore

from comity.access import actors
from comity.access.actors import OfficerActor
from comity.access.models import Grant, Officer, Token, Unit
from comity.access.roles import Role, UnitKind
from comity.access.rules import TOKEN_RIGHTS
from comity.access.tokens import new_token
from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind

LONG_AGO = date(2000, 1, 1)
FAR_AWAY = datetime(2100, 1, 1, tzinfo=timezone.utc)
PASSWORD = "five invented words stand here"


def bureau(code: str, kind: BureauKind = BureauKind.MEMBER, **more: Any) -> Bureau:
    """The bureau of that code, made where it does not exist."""
    values = {"kind": kind, "names": {"en": f"Bureau {code}"}, "hosted": True, **more}
    return Bureau.objects.get_or_create(code=code, defaults=values)[0]


def unit(code: str = "FRA", name: str = "Headquarters", **more: Any) -> Unit:
    """The unit of that name in that bureau; clearance 3 unless said otherwise."""
    values = {"kind": UnitKind.HEADQUARTERS, "clearance": 3, **more}
    return Unit.objects.get_or_create(bureau=bureau(code), name=name, defaults=values)[0]


def officer(name: str, *roles: Role, place: Unit | None = None, **more: Any) -> Officer:
    """An officer with these roles since long ago. name: "amina"; the sign-in name is "amina@fra"."""
    place = place or unit()
    sign_in = f"{name}@{place.bureau_id.lower()}"
    values = {"full_name": name.title(), "badge": f"B-{name}", "function": "desk officer", **more}
    person = Officer(sign_in_name=sign_in, unit=place, **values)
    person.password = hashed_password()
    person.save()
    for role in roles:
        Grant.objects.create(officer=person, role=role, begins_on=LONG_AGO)
    return person


@cache
def hashed_password() -> str:
    """PASSWORD as it is kept: slow on purpose, so once for all officers of a process."""
    return make_password(PASSWORD)


def actor(person: Officer, *, second_factor: bool = True) -> OfficerActor:
    """That officer in a session, read afresh."""
    found = actors.of_officer(person.id, second_factor=second_factor, fresh=True)
    assert found is not None
    return found


def acting(name: str, *roles: Role, code: str = "FRA") -> OfficerActor:
    """A new officer of that bureau's headquarters, in a session."""
    return actor(officer(name, *roles, place=unit(code)))


def token(place: Unit | None = None, *, person: Officer | None = None, **more: Any) -> tuple[str, UUID]:
    """The text and id of a new token: of an officer, or of a connected system."""
    born = new_token()
    values = {
        "label": "test",
        "rights": list(TOKEN_RIGHTS),
        "expires_at": datetime.now(timezone.utc) + timedelta(days=1),
        "officer": person,
        "connected_system": person is None,
        **more,
    }
    home = place or (person.unit if person else unit())
    Token.objects.create(id=born.id, sha256=born.sha256, unit=home, **values)
    return born.text, born.id


def session(person: Officer, *, ahead_s: int = 0) -> str:
    """The key of a new session: this officer signed in just now, with password and second factor.

    ahead_s: that is taken for "just now" for so long more; a walk over all pages outlasts what a page of second factors
    calls recent.
    """
    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    for method in ("password", "mfa"):
        record_authentication(SimpleNamespace(session=store), person, method)
    for each in store["account_authentication_methods"]:
        each["at"] += ahead_s
    store.create()
    return str(store.session_key)
