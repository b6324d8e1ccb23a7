"""Kinds of message: what the body holds and who handles it. Rooms above hand both down with `register`.

A dictionary that one can print. A kind's version grows when its schema changes; old versions stay, because
old messages and old nodes do.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.canonical import canonical_json
from comity.kit.errors import Invalid, Refused, invalid
from comity.kit.text import clean_text
from comity.messages.rules import LONGEST_BODY
from comity.seal.errors import Refusal

if TYPE_CHECKING:
    from comity.messages.files.tables import Attachment
    from comity.messages.models import Delivery, Message

Handler = Callable[["Message", "Delivery"], None]
Together = Callable[["Message", Sequence["Delivery"]], None]
CameBack = Callable[["Message", str, str], None]
GotThere = Callable[["Message", str, datetime], None]
FileCame = Callable[["Message", "Attachment"], None]
Thing = Callable[[Mapping[str, Any]], str]
LONGEST_TEXT = 20_000


class NotTaken(Refusal):
    """The envelope is sound, and what it says is against a rule of this node. The code alone goes back, no sentence.

    Source: docs/spec/courier.md, 7; docs/spec/message.md, 4.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code  # type: ignore[misc]  # one class for the codes of kinds


@dataclass(frozen=True, slots=True)
class Afar:
    """On what terms a kind is taken from a bureau of another node, whose signature proves the sender and nothing else.

    right: of access.rules, by which it is sent at home; the sender's standing must allow its verb (practice 9).
    words: fields, as "seizure.place", that must be empty where the sender's own words wait for the centre.
    check: may this sender say this about that thing? Runs before the handler and raises with the code that goes back.
    """

    right: str
    words: tuple[str, ...] = ()
    check: Handler | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind in one version.

    schema: a msgspec Struct or a dataclass; unknown fields are refused where it says `forbid_unknown_fields`.
    handler: runs once for each bureau at which the message arrives, in that transaction; what it raises
    undoes the arrival. together: the same, once for all bureaus that a message reaches in one transaction.
    free_text: people wrote it in their own words, so every reader is warned. template:
    shows a body, which it finds as `content`. afar: on what terms it is taken from a sender of another node; without
    them it is refused. got_there: what is done when such a bureau (its code) has signed that it has it, since when;
    came_back: what is done where it did not take it, and with what code. file_came: what is done with each file of such
    a message, once it is here and its type was told by its bytes. file_bytes: how large a file of such a message may be
    that comes from another node; 0: it has none, None: as large as this node takes. is_mail: do people read it? What
    nodes alone say to each other stands in no mailbox and counts nowhere (practice 10). thing: by what words of its
    body a list tells it from others of its kind, "" where it holds none.
    """

    slug: str
    version: int
    label: str | Promise
    schema: type
    handler: Handler | None = None
    free_text: bool = False
    template: str = "messages/plain.html"
    together: Together | None = None
    afar: Afar | None = None
    came_back: CameBack | None = None
    got_there: GotThere | None = None
    is_mail: bool = True
    file_came: FileCame | None = None
    file_bytes: int | None = 0
    thing: Thing | None = None


KINDS: dict[tuple[str, int], Kind] = {}


def register(
    slug: str,
    version: int,
    schema: type,
    handler: Handler | None = None,
    *,
    label: str | Promise,
    free_text: bool = False,
    template: str = "messages/plain.html",
    together: Together | None = None,
    afar: Afar | None = None,
    came_back: CameBack | None = None,
    got_there: GotThere | None = None,
    is_mail: bool = True,
    file_came: FileCame | None = None,
    file_bytes: int | None = 0,
    thing: Thing | None = None,
) -> Kind:
    """Make a kind known. Call it from `AppConfig.ready` of the room that handles it; a repeat is harmless.

    Raises: ValueError where two rooms claim one kind.
    """
    kind = Kind(
        slug,
        version,
        label,
        schema,
        handler,
        free_text,
        template,
        together,
        afar,
        came_back,
        got_there,
        is_mail,
        file_came,
        file_bytes,
        thing,
    )
    known = KINDS.setdefault((slug, version), kind)
    if known != kind:
        raise ValueError(f"The message kind {slug!r} version {version} is registered twice.")
    return known


def no_mail() -> set[str]:
    """The kinds that nodes alone say to each other."""
    return {kind.slug for kind in KINDS.values() if not kind.is_mail}


def find(slug: str, version: int) -> Kind:
    """Raises: Refused for a kind or version that this node does not know."""
    kind = KINDS.get((slug, version))
    if kind is None:
        raise Refused(_("This node does not know this kind of message."), code="unknown-kind")
    return kind


def canonical_body(kind: Kind, body: Mapping[str, Any]) -> str:
    """The body as it is stored, hashed and sent. Raises: Invalid with the path of the wrong value."""
    clean = {key: _cleaned(value, key) for key, value in body.items()}
    try:
        parsed: object = msgspec.convert(clean, kind.schema, strict=True)
    except msgspec.ValidationError as error:
        raise _invalid(error) from None
    text = canonical_json(msgspec.to_builtins(parsed))
    if len(text.encode()) > LONGEST_BODY:
        raise invalid("body", "too-long", _("This message is too long. Send long things as a file."))
    return text


def check_body(kind: Kind, text: str) -> None:
    """Is this text, which another node wrote, a body of this kind in the one form in which it is written?

    Raises: Invalid.
    """
    try:
        body = json.loads(text)
        is_canonical = isinstance(body, dict) and canonical_json(body) == text
    except (ValueError, TypeError, RecursionError):
        is_canonical = False
    if not is_canonical or len(text.encode()) > LONGEST_BODY or _cleaned(body, "body") != body:
        message = _("This does not fit the kind of message (%(reason)s).") % {"reason": "not canonical"}
        raise invalid("body", "body-form", message)
    try:
        msgspec.convert(body, kind.schema, strict=True)
    except msgspec.ValidationError as error:
        raise _invalid(error) from None


def _cleaned(value: object, path: str) -> object:
    if isinstance(value, str):
        return clean_text(value, field=path, longest=LONGEST_TEXT)
    if isinstance(value, Mapping):
        return {key: _cleaned(each, f"{path}.{key}") for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(each, f"{path}.{place}") for place, each in enumerate(value)]
    return value


def _invalid(error: msgspec.ValidationError) -> Invalid:
    told, _at, path = str(error).partition(" - at `$.")
    field = path.rstrip("`") or "body"
    message = _("This does not fit the kind of message (%(reason)s).") % {"reason": told}
    return invalid(field, "body-form", message)
