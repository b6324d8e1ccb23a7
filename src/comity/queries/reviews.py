"""The messages that tell an owner what became of a record that waited for the centre, or for its quality check.

A wire format: a field is only ever added, under a new version of the kind.
"""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.language import spoken
from comity.messages import actions as messages
from comity.messages.kinds import Afar, Handler, register
from comity.messages.rules import Draft
from comity.queries.kinds import Language
from comity.records.loading import releasing
from comity.records.models import Load
from comity.records.record import Record
from comity.records.registry import by_code
from comity.records.watching import quality_check
from comity.records.watching.reviewing import TELL_OWNER

REVIEW, LOAD_REVIEW, CHECK = "record-review", "load-review", "quality-check"


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """version: of the record, as it is after the decision. reason: the reviewer's sentence, may be empty."""

    database: Annotated[str, msgspec.Meta(max_length=60)]
    record: UUID
    version: int
    decision: Literal["released", "sent-back"]
    reason: Annotated[str, msgspec.Meta(max_length=500)]
    language: Language


class LoadReview(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That records of one load were released. count: how many; reason: the reviewer's sentence."""

    database: Annotated[str, msgspec.Meta(max_length=60)]
    load: UUID
    count: Annotated[int, msgspec.Meta(ge=1)]
    reason: Annotated[str, msgspec.Meta(max_length=500)]
    language: Language


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """version: of the entry, as it is after the decision. reason: the checker's sentence, may be empty."""

    database: Annotated[str, msgspec.Meta(max_length=60)]
    record: UUID
    version: int
    decision: Literal["published", "sent-back"]
    reason: Annotated[str, msgspec.Meta(max_length=500)]
    language: Language


def register_reviews(handler: Handler, afar: Afar) -> None:
    """Make the kinds known and tell owners by them, from `AppConfig.ready`.

    handler, afar: where the owner has a node of its own. A load is of the node where it was read: its kind stays.
    """
    label = _("The centre looked at a record of yours")
    template = "queries/kinds/review.html"
    register(REVIEW, 1, Review, handler, label=label, free_text=True, template=template, afar=afar)
    TELL_OWNER.append(tell_owner)
    label = _("The centre let out a load of yours")
    register(
        LOAD_REVIEW, 1, LoadReview, label=label, free_text=True, template="queries/kinds/load_review.html"
    )
    releasing.TELL_OWNER.append(tell_owner_of_load)
    label = _("The quality check of an entry of yours")
    template = "queries/kinds/check.html"
    register(CHECK, 1, Check, handler, label=label, free_text=True, template=template, afar=afar)
    quality_check.TELL_OWNER.append(tell_of_check)


def tell_owner(record: Record, released: bool, reason: str, by: Actor) -> None:
    """One message to the owner, in the transaction of the decision."""
    _tell(REVIEW, "released" if released else "sent-back", record, reason, by)


def tell_of_check(record: Record, published: bool, reason: str, by: Actor) -> None:
    """The same about a quality check."""
    _tell(CHECK, "published" if published else "sent-back", record, reason, by)


def _tell(kind: str, decision: str, record: Record, reason: str, by: Actor) -> None:
    body = {
        "database": record.slug,
        "record": str(record.id),
        "version": record.version,
        "decision": decision,
        "reason": reason,
        "language": spoken(),
    }
    about = f"record:{record.slug}:{record.id}"
    messages.send(Draft(kind=kind, to=(record.owner,), body=body, about=about), by=by)


def tell_owner_of_load(load: Load, count: int, reason: str, by: Actor) -> None:
    """One message to the owner for all of them, in the transaction of the decision."""
    body = {
        "database": by_code(load.database).slug,
        "load": str(load.id),
        "count": count,
        "reason": reason,
        "language": spoken(),
    }
    messages.send(Draft(kind=LOAD_REVIEW, to=(load.owner,), body=body, about=f"load:{load.id}"), by=by)
