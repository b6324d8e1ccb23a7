"""What notices look like to programs: what is sent, what is answered. Every answer bears who issues."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from comity.gate.actor import Actor
from comity.notices.asked import Missing
from comity.notices.fields import told_to_others
from comity.notices.kinds.kind import Kind
from comity.notices.models import LegalBasis, Notice, Received, issued_by
from comity.notices.path import BY_SLUG
from comity.notices.weighing import unmet_of
from comity.records.schemas import schema_of_fields

MOST_IN_A_PAGE = 200
STATE_FORM = f"^({'|'.join(BY_SLUG)})$"
Document = dict[str, Any]


class Asked(Schema):
    """before: `next` of the page before. whose: own ones, or those of others that one may see."""

    whose: str = Field("own", pattern="^(own|others)$")
    state: str | None = Field(None, pattern=STATE_FORM)
    kind: str = Field("", max_length=40)
    before: UUID | None = None
    limit: int = Field(50, ge=1, le=MOST_IN_A_PAGE)


class RequestIn(Schema):
    """A request. document: the fields of its kind (`GET /notices/kinds`). addressees: of a diffusion; none is all."""

    kind: str = Field(max_length=40)
    diffusion: bool = False
    addressees: list[str] = Field(default=[], max_length=250)
    document: Document


class ChangeIn(Schema):
    """version: that the caller saw. document: all of it, as it shall be."""

    version: int = Field(ge=1)
    diffusion: bool | None = None
    addressees: list[str] | None = Field(None, max_length=250)
    document: Document


class SubmitIn(Schema):
    """version: that the caller saw."""

    version: int = Field(ge=1)


class AnswerIn(Schema):
    text: str = Field(max_length=4000)


class WithdrawIn(Schema):
    reason: str = Field(max_length=4000)


class MissingOut(Schema):
    """An unmet condition. rule: "Model rule 83", or a rule of this node. certainty, source: how we know it."""

    field: str
    code: str
    sentence: str
    rule: str
    certainty: str
    source: str


class KindOut(Schema):
    """A kind. document: JSON Schema of its fields. example: a sound one, invented."""

    slug: str
    label: str
    asks: str
    rule: str
    subject: str
    public: str
    years: int
    diffusions: bool
    document: dict[str, Any]
    example: dict[str, Any]


class KindsOut(Schema):
    issued_by: str
    kinds: list[KindOut]


class NoticeOut(Schema):
    """A notice without its document. ours: of the asking bureau. entry: its record in the database of notices, by which
    the change feed tells of it; null before it was out.

    keeper: of an own one the bureau on whose node it is kept, "" for this one. asked: what that node was asked to do
    and has not signed for yet, as "notices.withdraw"; not_taken: the code of why it did not do the last thing.
    """

    id: UUID
    entry: UUID | None
    number: str
    bureau: str
    ours: bool
    kind: str
    diffusion: bool
    title: str
    asks: str
    state: str
    published_at: datetime | None
    expires_on: date | None
    issued_by: str
    keeper: str
    asked: str
    not_taken: str


class NoticesOut(Schema):
    """A page, newest first. next: the `before` of the following page; null at the end."""

    issued_by: str
    notices: list[NoticeOut]
    next: UUID | None


class WholeNoticeOut(NoticeOut):
    """A notice with its document. digest: SHA-256 of the request. missing: unmet conditions; [] for other bureaus.

    version: of what stands here. corrects: the notice that this request corrects. addressees, due_at: told to its own
    bureau alone.
    """

    document: Document
    digest: str
    version: int
    corrects: UUID | None
    addressees: list[str]
    due_at: datetime | None
    missing: list[MissingOut]


class CheckOut(Schema):
    """What is unmet in a request that nobody keeps."""

    issued_by: str
    digest: str
    missing: list[MissingOut]


class RecallOut(Schema):
    """A recalled notice and what one's own bureau did. removed_on: the day it named; null until it says so."""

    notice: UUID
    entry: UUID | None
    number: str
    kind: str
    received_at: datetime | None
    recalled_at: datetime
    recall_received_at: datetime | None
    removed_on: date | None


class CorrectionOut(Schema):
    """A correction that one's own bureau was sent. version: that stands now. applied_on: the day it named; null until
    it says so.
    """

    notice: UUID
    number: str
    kind: str
    version: int
    corrected_at: datetime
    correction_received_at: datetime | None
    applied_on: date | None


class RecallsOut(Schema):
    issued_by: str
    recalls: list[RecallOut]
    corrections: list[CorrectionOut]


def line_of(actor: Actor) -> str:
    """Who issues, as every answer says it."""
    return issued_by(LegalBasis.visible_to(actor).first())


def kind_out(kind: Kind) -> dict[str, Any]:
    return {
        "slug": kind.slug,
        "label": str(kind.name),
        "asks": str(kind.asks),
        "rule": str(kind.law.label),
        "subject": kind.subject.value,
        "public": kind.public.value,
        "years": kind.years,
        "diffusions": kind.diffusions,
        "document": schema_of_fields(kind.fields, dict(kind.example)),
        "example": dict(kind.example),
    }


def missing_out(found: tuple[Missing, ...]) -> list[dict[str, Any]]:
    return [
        {
            "field": each.field,
            "code": each.code,
            "sentence": str(each.sentence),
            "rule": str(each.law.label),
            "certainty": str(each.law.certainty),
            "source": each.law.source,
        }
        for each in found
    ]


def notice_out(row: Notice, actor: Actor, line: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "entry": row.record,
        "number": row.number,
        "bureau": row.bureau,
        "ours": row.bureau == actor.bureau,
        "kind": row.declaration.slug,
        "diffusion": row.diffusion,
        "title": row.title,
        "asks": str(row.declaration.asks),
        "state": row.standing.slug,
        "published_at": row.published_at,
        "expires_on": row.expires_on,
        "issued_by": line,
        "keeper": row.keeper,
        "asked": row.asked,
        "not_taken": row.not_taken,
    }


def whole_out(row: Notice, actor: Actor) -> dict[str, Any]:
    """What this actor may read of a notice it may see."""
    ours = row.bureau == actor.bureau
    return {
        **notice_out(row, actor, line_of(actor)),
        "document": row.body if ours else told_to_others(row.body),
        "digest": bytes(row.digest).hex(),
        "version": row.version,
        "corrects": row.corrects_id,
        "addressees": row.addressees if ours else [],
        "due_at": row.due_at if ours else None,
        "missing": missing_out(unmet_of(row)) if ours and not row.has_ended else [],
    }


def correction_out(row: Received) -> dict[str, Any]:
    return {
        "notice": row.notice_id,
        "number": row.notice.number,
        "kind": row.notice.declaration.slug,
        "version": row.corrected_to,
        "corrected_at": row.corrected_at,
        "correction_received_at": row.correction_received_at,
        "applied_on": row.applied_on,
    }


def recall_out(row: Received) -> dict[str, Any]:
    return {
        "notice": row.notice_id,
        "entry": row.notice.record,
        "number": row.notice.number,
        "kind": row.notice.declaration.slug,
        "received_at": row.received_at,
        "recalled_at": row.recalled_at,
        "recall_received_at": row.recall_received_at,
        "removed_on": row.removed_on,
    }
