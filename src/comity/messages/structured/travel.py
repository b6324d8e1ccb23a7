"""A travel announcement: who comes, when and how. It informs, and is no ground to stop or hold anybody.

Source: practice 9 and 17: nothing that asks to stop a person goes without review; what a traveller is announced for is
said in a coded word.
"""

from enum import IntEnum

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import FieldError
from comity.messages.structured.declared import FormKind, Words
from comity.records.codes import Issuer
from comity.records.envelope import Declared
from comity.records.record import Body
from comity.records.values import Choice, Day, Line, Paragraph, PartialDay

ANNOUNCEMENT = "travel-announcement"


class Why(IntEnum):
    """Why somebody is announced. Closed set: numbers are never reused."""

    OFFICERS_ON_DUTY = 1
    ESCORT = 2
    DUTY_TO_ANNOUNCE = 3
    VULNERABLE = 4
    SUPPORTERS = 5


WHY: dict[Why, Words] = {
    Why.OFFICERS_ON_DUTY: _("Officers travel on duty"),
    Why.ESCORT: _("A person is escorted: extradition, surrender or return"),
    Why.DUTY_TO_ANNOUNCE: _("Our law has journeys of this convicted person announced"),
    Why.VULNERABLE: _("A child or another person who needs care travels alone"),
    Why.SUPPORTERS: _("A group travels to a large event"),
}


class By(IntEnum):
    """Means of travel. Closed set: numbers are never reused."""

    FLIGHT = 1
    SHIP = 2
    TRAIN = 3
    ROAD = 4


BY: dict[By, Words] = {
    By.FLIGHT: _("Flight"),
    By.SHIP: _("Ship or ferry"),
    By.TRAIN: _("Train"),
    By.ROAD: _("Road"),
}


def _faults(body: Body) -> list[FieldError]:
    """Nobody arrives before they leave. A convicted person is announced by name, or not at all."""
    found = []
    if "arrives_on" in body and body["arrives_on"] < body["departs_on"]:
        found.append(FieldError("arrives_on", "before-departure", _("This is before the departure.")))
    if body["why"] == "duty-to-announce" and "born" not in body:
        found.append(
            FieldError("born", "required", _("Give the date of birth, so that nobody else is meant."))
        )
    return found


ANNOUNCEMENT_FORM = FormKind(
    slug=ANNOUNCEMENT,
    label=_("Travel announcement"),
    lead=_(
        "Tell the bureau of the country of arrival who comes. To have somebody stopped, draft a notice or a diffusion."
    ),
    sections=(
        (
            _("Who travels"),
            (
                Declared("why", _("Why it is announced"), Choice(Why, WHY), required=True),
                Declared("traveller", _("Name, or the group"), Line(200), required=True),
                Declared("born", _("Date of birth, of a person"), PartialDay(past=True)),
                Declared("nationality", _("Nationality"), Issuer()),
                Declared("document", _("Number of the travel document"), Line(40, upper=True)),
            ),
        ),
        (
            _("The journey"),
            (
                Declared("by", _("Travels by"), Choice(By, BY), required=True),
                Declared("number", _("Flight, ship, train or plate"), Line(40, upper=True)),
                Declared("departs_from", _("From"), Line(120), required=True),
                Declared("departs_on", _("Departs on"), Day(), required=True),
                Declared("arrives_at", _("Arrives at"), Line(120), required=True),
                Declared("arrives_on", _("Arrives on"), Day()),
                Declared("remarks", _("What else is to be known"), Paragraph(2000)),
            ),
        ),
    ),
    between=_faults,
    warning=_("An announcement only: no ground to stop, question or hold anybody."),
    named_by=("number", "arrives_at", "departs_on"),
)
