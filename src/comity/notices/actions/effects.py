"""What publication and recall do besides the state: entries in the two databases, keys, messages, who received it.

Everything in the transaction of the verb: nobody ever finds what is not out, and what is recalled is found by nobody.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from comity.gate.action import ActDraft
from comity.gate.system import SystemActor, clock_of, node
from comity.kit.errors import Refused
from comity.matching.keys import Key
from comity.messages import actions as messages
from comity.messages.rules import Draft, Precedence
from comity.notices import telling
from comity.notices.audience import audience_of, centre, recalled_from, restriction_for
from comity.notices.databases import NoticeDocument, NoticeRecord
from comity.notices.models import LegalBasis, Notice, Received, issued_by
from comity.notices.path import State
from comity.records.accept import Accepted
from comity.records.actions import move, write_new
from comity.records.attached.attaching import Place, hang_again
from comity.records.attached.attachments import Attachment, AttachmentKind
from comity.records.document import clean, digest
from comity.records.life.happened import Turn
from comity.records.life.happenings import note
from comity.records.record import Body, Record
from comity.records.rules import Status
from comity.records.values import slug
from comity.records.ways import keys_of

FIRST_REMINDER = timedelta(hours=24)  # practice 18 (binding)
NEXT_REMINDER = timedelta(days=7)
COPIED = ("names", "born", "birth_places", "sex", "nationalities", "offence", "measures")
STATUS_OF = {
    State.SUSPENDED: Status.SUSPENDED,
    State.EXPIRED: Status.EXPIRED,
    State.WITHDRAWN: Status.WITHDRAWN,
    State.CANCELLED: Status.WITHDRAWN,
}


def basis_or_refuse() -> LegalBasis:
    """The legal basis of this node. Raises: Refused where its operator recorded none (practice 11)."""
    basis = LegalBasis.current()
    if basis is None:
        message = _(
            "This node publishes nothing yet: its operator has not recorded the legal basis and who adopted it."
        )
        raise Refused(message, code="no-legal-basis")
    return basis


def put_out(act: ActDraft, row: Notice, basis: LegalBasis, now: datetime) -> None:
    """Make the subject's names and papers findable, and tell every bureau for which it is."""
    record = write_entry(act, NoticeRecord, row, entry_of(row, basis), now)
    row.record = record.id
    photographs = Attachment._default_manager.filter(notice=row.pk, kind=int(AttachmentKind.PHOTOGRAPH))
    hang_again(photographs.order_by("place"), Place(NoticeRecord.code, record.id), at=now)
    for paper in row.body.get("documents", ()):
        write_entry(act, NoticeDocument, row, paper_entry_of(row, paper, basis), now)
    tell_out(row, basis, now, again=False)


def put_out_again(act: ActDraft, row: Notice, basis: LegalBasis, now: datetime) -> None:
    """The same entries are found again after a suspension."""
    for record in entries_of(row):
        move(act, record, Status.ACTIVE, "", record.version, needs_reason=False)
        note(record, Turn.STANDS)
    tell_out(row, basis, now, again=True)


def take_back(act: ActDraft, row: Notice, now: datetime) -> None:
    """Nothing finds it any more, and every bureau that received it is asked to take it out and say so.

    row: in its new state already.
    """
    status = STATUS_OF[row.standing]
    for record in entries_of(row):
        if record.status != status:
            move(act, record, status, "", record.version, needs_reason=False)
            if (
                status is Status.SUSPENDED
            ):  # whoever found it must not rest on it; other states tell by themselves
                note(record, Turn.BLOCKED)
    recall(row, now)


def entries_of(row: Notice) -> list[Record]:
    """Its rows in the two databases, locked; none where they were deleted at the end of their life."""
    found: list[Record] = []
    if row.record is not None:
        found += NoticeRecord.objects.select_for_update().filter(pk=row.record)
    found += NoticeDocument.objects.select_for_update().filter(notice=row.number).order_by("id")
    return found


def tell_out(
    row: Notice, basis: LegalBasis, now: datetime, *, again: bool, only: Collection[str] | None = None
) -> None:
    """One message to every bureau of the audience; a row for each says that it received it.

    only: of the audience these alone.
    """
    codes = [code for code in audience_of(row, now.date()) if only is None or code in only]
    rows = [Received(notice=row, bureau=code, sent_at=now) for code in codes]
    Received.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["notice", "bureau"],
        update_fields=["sent_at", *RESET],
    )
    body = {
        "kind": row.declaration.slug,
        "diffusion": row.diffusion,
        "version": row.version,
        "issued_by": issued_by_on_the_wire(basis),
        "expires_on": str(row.expires_on),
        "again": again,
    }
    send(telling.NOTICE, codes, body, row)


# What a bureau had said of a recall or a correction is over when the notice stands again, or does not any more.
RESET = (
    "received_at", "recalled_at", "recall_received_at", "removed_at", "removed_on", "removed_function", "dropped",
    "corrected_at", "corrected_to", "correction_received_at", "applied_at", "applied_on", "applied_function",
    "reminded", "remind_at",
)  # fmt: skip


def recall(row: Notice, now: datetime) -> None:
    """Ask everybody to take it back; the clock of each begins. A second recall of a suspended one asks anew."""
    _ask_back(row, recalled_from(row, now.date()), now, what=row.standing)


def drop(row: Notice, codes: Collection[str], now: datetime) -> None:
    """Ask bureaus back what is theirs to see no more, while it stands for others: they read what a withdrawal says."""
    _ask_back(row, sorted(codes), now, what=State.WITHDRAWN, dropped=True)


def _ask_back(row: Notice, codes: list[str], now: datetime, *, what: State, dropped: bool = False) -> None:
    """The words of corrections that were sent go with it: a message keeps no facts of what does not stand."""
    messages.empty(f"notice:{row.pk}", telling.CORRECTION, now)
    rows = [
        Received(
            notice=row,
            bureau=code,
            sent_at=now,
            recalled_at=now,
            dropped=dropped,
            remind_at=now + FIRST_REMINDER,
        )
        for code in codes
    ]
    Received.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["notice", "bureau"],
        update_fields=[name for name in RESET if name != "received_at"],
    )
    body = {
        "kind": row.declaration.slug,
        "what": what.slug,
        "at": now.isoformat(),
    }
    send(telling.RECALL, codes, body, row, precedence=Precedence.URGENT)


def tell_owner(row: Notice, what: str, *, ground: str = "", text: str = "") -> None:
    """What became of its request, to the bureau that asked."""
    body = {"what": what, "ground": ground, "text": text[:2000]}
    send(telling.DECIDED, [row.bureau], body, row)


def send(
    kind: str,
    to: list[str],
    body: dict[str, Any],
    row: Notice,
    *,
    precedence: Precedence = Precedence.PRIORITY,
) -> None:
    """A coded message in the name of the centre, whatever bureau's verb it follows: so no standing ever stops a recall,
    and no addressee learns from the sender who else was told. Which notice it is about, is said in each.
    """
    if to:
        body = {"notice": str(row.pk), "number": row.number, **body}
        draft = Draft(kind=kind, to=tuple(to), body=body, precedence=precedence, about=f"notice:{row.pk}")
        messages.send(draft, by=voice())


def issued_by_on_the_wire(basis: LegalBasis) -> str:
    """In one language; pages say it in the reader's."""
    with override("en"):
        return issued_by(basis)


def voice() -> SystemActor:
    """The centre speaks; a node without one speaks for itself."""
    code = centre()
    return clock_of(code, "messages.send") if code else node("messages.send")


def entry_of(row: Notice, basis: LegalBasis) -> Body:
    """What its entry in the database of notices says."""
    with override("en"):
        told = _told(row, basis)
        told |= {name: row.body[name] for name in COPIED if name in row.body}
    told["number"] = row.number
    return told


def paper_entry_of(row: Notice, paper: Body, basis: LegalBasis) -> Body:
    """What the entry of one of its travel documents says."""
    with override("en"):
        told = _told(row, basis)
    told |= {name: paper[name] for name in ("number", "issuer", "kind", "noted", "note") if name in paper}
    if "measures" in row.body:
        told["measures"] = row.body["measures"]
    told["notice"] = row.number
    return told


def _told(row: Notice, basis: LegalBasis) -> Body:
    return {
        "notice_kind": str(row.label),
        "asks": str(row.declaration.asks),
        "issued_by": issued_by(basis),
        "purpose": slug(row.declaration.purpose),
        "kept_until": str(row.expires_on),
        "restriction": restriction_for(row),
        "legal_basis": f"{basis.title}, {basis.organ}"[:300],
        "case": str(row.body.get("case", "")),
    }


def write_entry(act: ActDraft, database: type[Record], row: Notice, told: Body, now: datetime) -> Record:
    """A new row of a notice in one of the two databases, with its keys."""
    body = clean(database, told, today=now.date())
    found: list[Key] = keys_of(database.keys, body)
    record = database(owner=row.bureau, unit=row.unit, status=int(Status.ACTIVE))
    write_new(act, record, Accepted(body, digest(body), found), now=now)
    return record
