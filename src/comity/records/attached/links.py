"""Addresses of pictures: signed, for one officer, for five minutes. They say what; whether is asked when they are used.

A page may stand open for long, and its pictures are fetched without a session: so the address carries who was shown
it and at which access epoch, and nothing that a reader could change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import close_old_connections, connection

from comity.access.actors import of_officer
from comity.gate.actor import Actor
from comity.kit.errors import NotFound
from comity.records.attached.attachments import Attachment

LASTS_S = 300
PATH = "/files/"
_SALT = "comity.records.attached.links"


@dataclass(frozen=True, slots=True)
class Link:
    """A picture or its thumbnail for an officer, as he or she was at that access epoch. officer: None is anybody."""

    attachment: UUID
    officer: UUID | None
    second_factor: bool
    epoch: int
    small: bool = False


def link_to(attachment: UUID, *, by: Actor, small: bool = False, path: str = PATH) -> str:
    """The address of a picture for this officer; "" for an actor who is none. path: of another room's door."""
    if by.officer is None:
        return ""
    proven = bool(getattr(by, "second_factor", False))
    told = [attachment.hex, by.officer.hex, int(proven), by.epoch, int(small)]
    return f"{settings.FILES_URL}{path}{signing.dumps(told, salt=_SALT)}"


def public_link(attachment: UUID, *, small: bool = False) -> str:
    """The address of a picture of a record that anybody may see (records.public)."""
    return f"{settings.FILES_URL}{PATH}{signing.dumps([attachment.hex, '', 0, 0, int(small)], salt=_SALT)}"


def read_link(text: str) -> Link:
    """What a signed address says. Raises: NotFound for one that is forged, changed or over."""
    try:
        attachment, officer, proven, epoch, small = signing.loads(text, salt=_SALT, max_age=LASTS_S)
    except signing.BadSignature:
        raise NotFound() from None
    if not connection.in_atomic_block:
        close_old_connections()  # outside Django's request signals, which would do this
    reader = UUID(hex=officer) if officer else None
    return Link(UUID(hex=attachment), reader, bool(proven), epoch, bool(small))


def reader_of(link: Link) -> Actor:
    """The officer of a signed address. Raises: NotFound when suspended, or when anybody's rights have changed since."""
    if link.officer is None:
        raise NotFound()
    actor = of_officer(link.officer, second_factor=link.second_factor)
    if actor is None or actor.epoch != link.epoch:
        raise NotFound()
    return actor


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture as a page shows it. src: of its thumbnail. detach: the address that takes it off, or ""."""

    attachment: Attachment
    src: str
    detach: str = ""


def shots(
    attachments: list[Attachment], by: Actor, *, detach: Callable[[Attachment], str] = lambda _each: ""
) -> list[Shot]:
    """Pictures for a page of this actor."""
    return [Shot(each, link_to(each.id, by=by, small=True), detach(each)) for each in attachments]
