"""The messages by which a bureau's own node keeps its share of the centre's databases as its register has it.

Wire formats: a field is only ever added, under a new version of its kind (docs/spec/contribution.md). Nobody writes or
reads them: they stand in no mailbox, and a body is emptied once it did its work.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy as _

from comity.messages.kinds import Afar, CameBack, FileCame, GotThere, Handler, register
from comity.records.attached.attachments import MOST_ATTACHED

PUT, WITHDRAW, RULES, REFUSED = "record-put", "record-withdraw", "record-rules", "record-refused"
PICTURES = "record-pictures"
MOST_PICTURE_BYTES = 2 * 1024 * 1024  # a stored picture has a mebibyte at most
MOST_AT_ONCE = 100  # records in one message: one seal, one chain and one receipt for all of them
Slug = Annotated[str, msgspec.Meta(max_length=60)]
Code = Annotated[str, msgspec.Meta(max_length=12)]
MOST_RULES = 500


class Put(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record as it is at home, new or changed. record: its id, the same everywhere. version: of home, counts up.

    body: the canonical document with its restriction, without external references (docs/spec/record.md).
    """

    record: UUID
    version: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    state: Literal["active", "recovered", "disputed"]
    body: dict[str, Any]


class Puts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Records of one database, the oldest change first. Each is taken or refused by itself."""

    database: Slug
    records: Annotated[list[Put], msgspec.Meta(min_length=1, max_length=MOST_AT_ONCE)]


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which record, in which version, and the code of why it was not taken."""

    record: UUID
    version: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    code: Annotated[str, msgspec.Meta(max_length=40)]


class Refusals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the centre did not take of a message with many records."""

    database: Slug
    records: Annotated[list[Refusal], msgspec.Meta(min_length=1, max_length=MOST_AT_ONCE)]


class Withdraw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nobody may find it any more. deleted: at home it is gone altogether, so it ends at the centre on the same day.

    held: nobody may find it until it is put again, in a newer version.
    """

    database: Slug
    record: UUID
    version: Annotated[int, msgspec.Meta(ge=1, le=1_000_001)]
    what: Literal["withdrawn", "entered-in-error", "deleted", "held"]


class PictureTold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One picture of a record. id: the same on both nodes. kind, caption: as everywhere (decisions/0015)."""

    id: UUID
    kind: Literal["photograph", "scan", "page"]
    caption: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Pictures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All pictures of a record, in order. files: whose bytes the message carries, in the order of its files."""

    database: Slug
    record: UUID
    pictures: Annotated[list[PictureTold], msgspec.Meta(max_length=MOST_ATTACHED)]
    files: Annotated[list[UUID], msgspec.Meta(max_length=MOST_ATTACHED)]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To whom all records are closed, or those of one database. until: last day, UTC."""

    bureau: Code
    database: Slug = ""
    until: date | None = None


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All owner-wide restrictions of the sender, instead of those before."""

    rules: Annotated[list[Rule], msgspec.Meta(max_length=MOST_RULES)]


def register_pictures(
    handler: Handler, file_came: FileCame, came_back: CameBack, got_there: GotThere
) -> None:
    """The same for the pictures of records, which come as files."""
    register(
        PICTURES,
        1,
        Pictures,
        handler,
        label=_("Pictures of a record for the centre"),
        afar=Afar("records.withdraw"),
        came_back=came_back,
        got_there=got_there,
        file_came=file_came,
        file_bytes=MOST_PICTURE_BYTES,
        is_mail=False,
    )


def register_kinds(handlers: Mapping[str, Handler], came_back: CameBack, got_there: GotThere) -> None:
    """From `AppConfig.ready`. Who may withdraw may do that always; what may be put, the handler asks (practice 9)."""
    rows = (
        (PUT, Puts, _("Records for the centre"), "records.withdraw"),
        (WITHDRAW, Withdraw, _("A record taken back at the centre"), "records.withdraw"),
        (RULES, Rules, _("To whom records are closed"), "records.close_to"),
        (REFUSED, Refusals, _("Records that the centre did not take"), "records.withdraw"),
    )
    for slug, schema, label, right in rows:
        register(
            slug,
            1,
            schema,
            handlers[slug],
            label=label,
            afar=Afar(right),
            came_back=came_back,
            got_there=got_there,
            is_mail=False,
        )
