"""A request for information, and its answer. It never asks to locate or arrest: that is a diffusion, and is reviewed.

Source: practice 9 (binding); domain facts 1.6: named authority, stated link between subject and crime, a clear reason.
"""

from enum import IntEnum

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import FieldError
from comity.messages.structured.declared import FormKind, Words
from comity.records.envelope import Declared
from comity.records.record import Body
from comity.records.values import Choice, Line, Paragraph, PartialDay

REQUEST, ANSWER = "information-request", "information-answer"


class Wanted(IntEnum):
    """What is asked. Closed set: numbers are never reused."""

    IDENTITY = 1
    CRIMINAL_RECORD = 2
    ADDRESS = 3
    SUBSCRIBER = 4
    VEHICLE_HOLDER = 5
    FIREARM_HOLDER = 6
    COMPANY = 7
    DOCUMENT = 8
    BORDER_CROSSINGS = 9
    CASE_STATE = 10
    OTHER = 11


WANTED: dict[Wanted, Words] = {
    Wanted.IDENTITY: _("Confirm an identity"),
    Wanted.CRIMINAL_RECORD: _("Criminal record"),
    Wanted.ADDRESS: _("Registered address"),
    Wanted.SUBSCRIBER: _("Holder of a telephone number or an address on the internet"),
    Wanted.VEHICLE_HOLDER: _("Holder of a vehicle"),
    Wanted.FIREARM_HOLDER: _("Holder of a licence for a firearm"),
    Wanted.COMPANY: _("Entry of a company in the register"),
    Wanted.DOCUMENT: _("Whether a document is genuine and valid"),
    Wanted.BORDER_CROSSINGS: _("Crossings of the border"),
    Wanted.CASE_STATE: _("State of an investigation or a trial"),
    Wanted.OTHER: _("Something else, as the reason says"),
}


class Use(IntEnum):
    """What an answer may be used for. Closed set: numbers are never reused."""

    POLICE_ONLY = 1
    AUTHORITIES = 2
    EVIDENCE = 3


USES: dict[Use, Words] = {
    Use.POLICE_ONLY: _("For the police alone, not as evidence"),
    Use.AUTHORITIES: _("For police and judicial authorities, not as evidence"),
    Use.EVIDENCE: _("Also as evidence"),
}


class Found(IntEnum):
    """How a request is answered. Closed set: numbers are never reused."""

    ANSWERED = 1
    NOTHING = 2
    NOT_OURS = 3
    NEEDS_LETTER = 4
    REFUSED = 5


FOUND: dict[Found, Words] = {
    Found.ANSWERED: _("Here is the answer"),
    Found.NOTHING: _("Nothing is known of it here"),
    Found.NOT_OURS: _("Another authority must be asked"),
    Found.NEEDS_LETTER: _("Only on a letter of request from a court"),
    Found.REFUSED: _("We refuse to answer"),
}


def _faults_of_request(body: Body) -> list[FieldError]:
    """The same question twice is one."""
    asked = [body[name] for name in ("wanted", "wanted_too") if name in body]
    if len(set(asked)) == len(asked):
        return []
    return [FieldError("wanted_too", "repeated", _("This is asked already."))]


def _faults_of_answer(body: Body) -> list[FieldError]:
    """Words where they are the answer, and why where there is none."""
    needs = {"answered": _("Write the answer."), "refused": _("Say why."), "not-ours": _("Say whom to ask.")}
    if body["found"] in needs and "words" not in body:
        return [FieldError("words", "required", needs[body["found"]])]
    if body["found"] == "answered" and "use" not in body:
        return [FieldError("use", "required", _("Say what it may be used for."))]
    return []


REQUEST_FORM = FormKind(
    slug=REQUEST,
    label=_("Request for information"),
    lead=_(
        "Ask for facts that are known. To have a person located or arrested, draft a diffusion: it is reviewed first."
    ),
    sections=(
        (
            _("What is asked"),
            (
                Declared("wanted", _("Asked for"), Choice(Wanted, WANTED), required=True),
                Declared("wanted_too", _("Also"), Choice(Wanted, WANTED)),
                Declared("subject", _("Name or number that it is about"), Line(200), required=True),
                Declared("born", _("Date of birth, of a person"), PartialDay(past=True)),
            ),
        ),
        (
            _("Why"),
            (
                Declared("authority", _("Authority that investigates"), Line(200), required=True),
                Declared("offence", _("Offence"), Line(200), required=True),
                Declared(
                    "reason",
                    _("Reason"),
                    Paragraph(4000),
                    required=True,
                    hint=_("Facts in short, and what the subject has to do with them"),
                ),
                Declared("use", _("What the answer is needed for"), Choice(Use, USES), required=True),
            ),
        ),
    ),
    between=_faults_of_request,
    answered_by=ANSWER,
    named_by=("subject",),
)
ANSWER_FORM = FormKind(
    slug=ANSWER,
    label=_("Answer to a request for information"),
    lead=_("Only the bureau that asked reads it."),
    sections=(
        (
            _("Answer"),
            (
                Declared("found", _("In short"), Choice(Found, FOUND), required=True),
                Declared("words", _("In words"), Paragraph(10_000)),
                Declared("use", _("May be used"), Choice(Use, USES)),
                Declared("file", _("Your file number"), Line(60)),
            ),
        ),
    ),
    between=_faults_of_answer,
    answers=REQUEST,
)
