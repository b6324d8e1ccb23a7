"""Records that mislead: who must have said so, and the message that asks their owner for better identifiers.

A wire format: a field is only ever added, under a new version of the kind (docs/spec/confirmation.md).
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import centre_hosted_here, hosted_bureaus
from comity.gate.system import clock_of, node
from comity.matching.keys import Grade, KeyKind
from comity.messages import actions as messages
from comity.messages.kinds import Afar, Handler, register
from comity.messages.rules import Draft
from comity.queries.examined import is_known, newest
from comity.queries.judging import MISLEADS_AFTER, Judged, Misleading, misled_by
from comity.queries.verdicts import Verdict
from comity.records.record import Record
from comity.records.registry import by_code
from comity.records.watching.lowering import has_these_identifiers, lower

IDENTIFIERS_WANTED, SHARED_MISLEADS = "identifiers-wanted", "shared-record-misleads"


class IdentifiersWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record points to others: nothing of who found that, how often or when. lowered: it gives candidates only."""

    database: Annotated[str, msgspec.Meta(max_length=60)]
    record: UUID
    version: int
    lowered: bool


def register_identifiers_wanted(handler: Handler, afar: Afar) -> None:
    """Make the kinds known, from `AppConfig.ready`. handler, afar: of what the centre's machine says to another's."""
    label = _("A record of yours needs better identifiers")
    register(
        IDENTIFIERS_WANTED,
        1,
        IdentifiersWanted,
        label=label,
        template="queries/kinds/identifiers_wanted.html",
    )
    register(SHARED_MISLEADS, 1, IdentifiersWanted, handler, label=label, afar=afar, is_mail=False)


def lower_where_misleading(verdict: Verdict, *, today: date) -> None:
    """Lower the record of a new verdict and ask its owner, where so many bureaus now say that it misleads.

    Inside the verb that brought the verdict. The node does both, in no bureau's name: neither the owner nor the centre
    learns who asked, nor whether its own restriction hides the record from the sender. Source: practice 15, 10 and 2.
    """
    database = by_code(verdict.database)
    record = database._default_manager.filter(pk=verdict.record).first()
    if record is None:
        return
    said = dict.fromkeys(_said(record, today))
    by_number = {bureau for bureau, what in said if what is Misleading.IDENTIFIER}
    if len({bureau for bureau, _what in said}) < MISLEADS_AFTER:
        return
    lowers = len(by_number) >= MISLEADS_AFTER
    now_misled = lower(database, record.id, lowers=lowers, by=node("records.lower"))
    if now_misled is not None:
        _ask_owner(now_misled, lowers=lowers)


def _said(record: Record, today: date) -> Iterator[tuple[str, Misleading]]:
    """Each bureau that says so of the identifiers the record still has, and what misled it. Not the owner itself."""
    rows = Verdict.objects.filter(record=record.id, database=record.code, until__gte=today)
    same: dict[int, bool] = {}
    for row in newest(rows.exclude(bureau=record.owner)):
        what = misled_by(Judged(row.judged), Grade(row.grade), KeyKind(row.kind), row.facts)
        if what is None or not is_known(row):
            continue
        if row.seen not in same:
            same[row.seen] = has_these_identifiers(record, row.seen)
        if same[row.seen]:
            yield row.bureau, what


def _ask_owner(record: Record, *, lowers: bool) -> None:
    body = {"database": record.slug, "record": str(record.id), "version": record.version, "lowered": lowers}
    about = f"record:{record.slug}:{record.id}"
    if record.owner in hosted_bureaus():
        draft = Draft(kind=IDENTIFIERS_WANTED, to=(record.owner,), body=body, about=about)
        messages.send(draft, by=node("messages.send"))
    elif centre := centre_hosted_here():  # signed with its key, in no mailbox and no act of its own
        draft = Draft(kind=SHARED_MISLEADS, to=(record.owner,), body=body, about=about)
        messages.say(draft, by=clock_of(centre))
