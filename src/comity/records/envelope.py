"""The legal envelope: what every record says about itself, whatever its database."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.bureaus.purposes import PURPOSES, Purpose
from comity.records.codes import Restriction
from comity.records.fields import AnyValue
from comity.records.parts import Many, Reference
from comity.records.rules import MARKINGS, Marking
from comity.records.values import Choice, Day, Line


@dataclass(frozen=True, slots=True)
class Declared:
    """A field as the doors see it: its name, words, kind of value, and whether it must be there.

    is_owners: told to nobody but the record's owner, through no door. is_watchers: but also to those who watch over it,
    the centre's reviewer and the commission.
    """

    name: str
    label: str | Promise
    value: AnyValue
    required: bool = False
    hint: str | Promise = ""
    default: Any = None
    is_owners: bool = False
    is_watchers: bool = False


ENVELOPE = (
    Declared("purpose", _("Recorded for"), Choice(Purpose, PURPOSES), required=True, default="investigate"),
    Declared("marking", _("Marking"), Choice(Marking, MARKINGS), required=True, default="official-use"),
    Declared(
        "restriction",
        _("Closed to"),
        Restriction(),
        hint=_("“all-but FRA DEU” closes it to those bureaus, “only ITA” to all others. They learn nothing."),
        # A reader that learned it could tell them, and would see whom the owner distrusts (practice 10).
        is_owners=True,
        is_watchers=True,
    ),
    Declared("legal_basis", _("Legal basis"), Line(300)),
    Declared("source", _("Source of the data"), Line(200)),
    Declared(
        "source_reference",
        _("Your own number"),
        Line(120),
        hint=_("Of the national register or file; the same number never makes a second record."),
    ),
    Declared("case", _("Case reference"), Line(120)),
    Declared(
        "references",
        _("Also recorded in"),
        Many(Reference),
        hint=_(
            "Only your bureau sees this. When the record ends, you are told where it must be withdrawn too."
        ),
        is_owners=True,
    ),
    Declared("kept_until", _("Keep until"), Day(), hint=_("Left empty: as long as the rules allow.")),
)
# What leaves with no record.
OWNERS_NAMES = frozenset(declared.name for declared in ENVELOPE if declared.is_owners)
# Of these, what those who watch over a record are shown too.
WATCHERS_NAMES = frozenset(declared.name for declared in ENVELOPE if declared.is_watchers)
# What no other is ever shown: nothing changes for anybody when these alone do (docs/decisions/0021-change-feed.md).
ASIDE_NAMES = OWNERS_NAMES - WATCHERS_NAMES
ENVELOPE_NAMES = frozenset(declared.name for declared in ENVELOPE)
