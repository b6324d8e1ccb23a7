"""The one shape of a request, from whatever door: kind, fields, addressees. Its canonical bytes and their digest.

What is approved is that digest: whoever changes a letter needs approval anew (docs/spec/notice-request.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from comity.kit.canonical import canonical_json, digest
from comity.kit.errors import FieldError, Invalid, invalid
from comity.notices.kinds import kind_of
from comity.notices.kinds.kind import Kind
from comity.records.document import Plan, clean_fields, plan_of
from comity.records.envelope import Declared
from comity.records.record import Body

FORMAT = "comity-notice-request/1"
ADDRESSEES = "addressees"
GOES_TO_ALL = _("A notice goes to all. Say that this is a diffusion, or name nobody.")


@dataclass(frozen=True, slots=True)
class Request:
    """body: canonical values. addressees: of a diffusion the codes of bureaus, sorted; () is all.

    files: what hangs on it, each as its kind and the SHA-256 of what is stored, sorted.
    """

    kind: Kind
    body: Body
    diffusion: bool = False
    addressees: tuple[str, ...] = field(default=())
    files: tuple[str, ...] = field(default=())

    @property
    def text(self) -> str:
        """The canonical document: what is signed for and hashed."""
        return canonical_json(
            {
                "format": FORMAT,
                "kind": self.kind.slug,
                "diffusion": self.diffusion,
                "addressees": list(self.addressees),
                "body": self.body,
                **({"files": list(self.files)} if self.files else {}),
            }
        )

    @property
    def sha256(self) -> bytes:
        return digest(self.text)


def read(
    slug: str,
    raw: Mapping[str, Any],
    *,
    diffusion: bool = False,
    addressees: Sequence[str] = (),
    today: date,
) -> Request:
    """What was typed or sent as a request. A draft may lack anything; what is there must be right in form.

    Raises: Invalid with every wrong field, for an unknown kind or field, for addressees of what is no diffusion.
    """
    kind = kind_of(slug)
    body = clean_fields(_plan(kind.slug), raw, today=today, between=lambda _body: [], whole=False)
    codes = tuple(sorted({code.strip().upper() for code in addressees} - {""}))
    if codes and not diffusion:
        raise invalid(ADDRESSEES, "not-a-diffusion", GOES_TO_ALL)
    return Request(kind, body, diffusion, codes)


def sorted_out(
    slug: str,
    raw: Mapping[str, Any],
    *,
    diffusion: bool = False,
    addressees: Sequence[str] = (),
    today: date,
) -> tuple[Request, dict[str, Any]]:
    """What can be read of it as a request, and as typed what cannot. Raises: Invalid for an unknown field."""
    rest, unread = dict(raw), dict[str, Any]()
    while True:
        try:
            return read(slug, rest, diffusion=diffusion, addressees=addressees, today=today), unread
        except Invalid as refusal:
            wrong = {each.field.partition(".")[0] for each in refusal.errors} & rest.keys()
            if not wrong or not wrong <= _plan(slug).known.keys():
                raise
            unread |= {name: rest.pop(name) for name in wrong}


def faults_of(slug: str, body: Body, unread: Mapping[str, Any], today: date) -> list[FieldError]:
    """Why each of the unread fields cannot be read, at least one fault for each: none is forgotten."""
    told = [FieldError(ADDRESSEES, "unread", _("Not all of these are bureaus that it can be sent to."))]
    found = told if ADDRESSEES in unread else []
    try:
        read(slug, {**body, **{name: unread[name] for name in unread if name != ADDRESSEES}}, today=today)
    except Invalid as refusal:
        found = [*refusal.errors, *found]
    named = {each.field.partition(".")[0] for each in found}
    again = _("What is typed here was not read yet: save it again.")
    return found + [FieldError(name, "unread", again) for name in unread if name not in named]


@cache
def _plan(slug: str) -> Plan:
    return plan_of(kind_of(slug).fields)


def declared(kind: Kind) -> tuple[Declared, ...]:
    """The fields of a kind, for forms and schemas."""
    return kind.fields


def headline(kind: Kind, body: Body) -> str:
    """One line that names the subject: its first name, or the first words of what the kind is named by."""
    words = []
    for name in kind.named_by:
        value = body.get(name)
        if isinstance(value, list):
            value = next((str(each.get("text", "")) for each in value), "")
        if value:
            words.append(str(value))
    return " ".join(words)[:120]
