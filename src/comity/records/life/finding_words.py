"""What a bureau that found a recorded thing is asked: a declaration names these. Pure. Source: practice 8 and 20."""

from enum import IntEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.records.envelope import Declared
from comity.records.values import Choice, Day, Flag, Line, Paragraph


class Fate(IntEnum):
    """What became of a document that was found. Closed set: numbers are never reused."""

    RETURNED = 1
    KEPT = 2
    DESTROYED = 3


class Condition(IntEnum):
    """In which state a thing was found. Closed set: numbers are never reused."""

    WHOLE = 1
    DAMAGED = 2
    BURNT = 3
    IN_PARTS = 4


FATES = {
    Fate.RETURNED: _("Returned to its issuer"),
    Fate.KEPT: _("Kept by us"),
    Fate.DESTROYED: _("Destroyed"),
}
CONDITIONS = {
    Condition.WHOLE: pgettext_lazy("condition", "Whole"),
    Condition.DAMAGED: pgettext_lazy("condition", "Damaged"),
    Condition.BURNT: pgettext_lazy("condition", "Burnt"),
    Condition.IN_PARTS: pgettext_lazy("condition", "In parts"),
}
WHERE = Declared("where", _("Where it was found"), Line(200), required=True)
FOUND_ON = Declared("found_on", _("Found on"), Day(past=True), required=True)
REMARK = Declared("remark", _("Remark"), Paragraph(1_000), hint=_("No names of persons who need protection."))
DOCUMENT = Declared("document", _("What became of the document"), Choice(Fate, FATES), required=True)
CONDITION = Declared(
    "condition", _("State in which it was found"), Choice(Condition, CONDITIONS), required=True
)
KEYS = Declared("keys", _("Are the keys there?"), Flag())

OF_A_DOCUMENT = (WHERE, FOUND_ON, DOCUMENT, REMARK)
OF_A_VEHICLE = (WHERE, FOUND_ON, CONDITION, KEYS, REMARK)
OF_A_THING = (WHERE, FOUND_ON, CONDITION, REMARK)
HOLD_IT = _("Hand it to nobody before the owner has answered.")
