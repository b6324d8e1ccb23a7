"""The messages by which a bureau's own node keeps its share of the centre's databases as its register has it.

Wire formats: a field is only ever added, under a new version of its kind (docs/spec/contribution.md). Nobody writes or
reads them: they stand in no mailbox, and a body is emptied once it did its work.
"""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy as _

from comity.messages.kinds import Afar, CameBack, GotThere, Handler, register

PUT, WITHDRAW, RULES = "record-put", "record-withdraw", "record-rules"
KINDS = (PUT, WITHDRAW, RULES)
Slug = Annotated[str, msgspec.Meta(max_length=60)]
Code = Annotated[str, msgspec.Meta(max_length=12)]
MOST_RULES = 500


class Put(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record as it is at home, new or changed. record: its id, the same everywhere. version: of home, counts up.

    body: the canonical document with its restriction, without external references (docs/spec/record.md).
    """

    database: Slug
    record: UUID
    version: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    state: Literal["active", "recovered"]
    body: dict[str, Any]


class Withdraw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nobody may find it any more. deleted: at home it is gone altogether, so it ends at the centre on the same day."""

    database: Slug
    record: UUID
    version: Annotated[int, msgspec.Meta(ge=1, le=1_000_001)]
    what: Literal["withdrawn", "entered-in-error", "deleted"]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To whom all records are closed, or those of one database. until: last day, UTC."""

    bureau: Code
    database: Slug = ""
    until: date | None = None


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All owner-wide restrictions of the sender, instead of those before."""

    rules: Annotated[list[Rule], msgspec.Meta(max_length=MOST_RULES)]


def register_kinds(handlers: dict[str, Handler], came_back: CameBack, got_there: GotThere) -> None:
    """From `AppConfig.ready`. Who may withdraw may do that always; what may be put, the handler asks (practice 9)."""
    rows = (
        (PUT, Put, _("A record for the centre"), "records.withdraw"),
        (WITHDRAW, Withdraw, _("A record taken back at the centre"), "records.withdraw"),
        (RULES, Rules, _("To whom records are closed"), "records.close_to"),
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
