"""Beginnings of messages that bureaus write every day, in each language, whatever language the writer reads.

What stands after a colon is left to the writer. None of them asks to find or arrest somebody: for that there are
notices and diffusions, which are reviewed (practice 9).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from comity.messages.rules import Precedence


@dataclass(frozen=True, slots=True)
class Template:
    """slug: the word in the address. answer: does it ask for one, in the time of its precedence?"""

    slug: str
    subject: str | Promise
    text: str | Promise
    precedence: Precedence = Precedence.ROUTINE
    answer: bool = True


_WHO = _("Name, as in the document:\nBorn on, in:\nNationality:\nDocument (kind, number, issuer):")
_WHY = _("Facts in short:\nLegal basis and purpose:\nMay your answer be used as evidence: ask us first.")
TEMPLATES = (
    Template(
        "information",
        _("Request for information"),
        _("Please tell us what you know of this person or thing."),
    ),
    Template(
        "record",
        _("Request for criminal records"),
        _("Please tell us whether this person has a criminal record."),
    ),
    Template(
        "identity",
        _("Request to identify a person"),
        _("Please tell us who this person is. Fingerprints or photographs are attached."),
    ),
    Template(
        "document",
        _("Request to check a document"),
        _("Please tell us whether you issued this document, to whom, and whether it counts."),
        Precedence.PRIORITY,
    ),
    Template(
        "holder",
        _("Request for the holder of a vehicle or telephone"),
        _("Please tell us who holds this plate or number, since when."),
        Precedence.PRIORITY,
    ),
    Template(
        "case",
        _("Request about an investigation"),
        _("Please tell us whether you investigate this matter, and whom we may ask."),
    ),
    Template(
        "reminder",
        _("Reminder"),
        _(
            "We have no answer yet to our message under this reference. Please answer, or tell us when you can."
        ),
        Precedence.PRIORITY,
    ),
    Template("more", _("More is needed"), _("To answer we need from you:")),
    Template(
        "nothing",
        _("Nothing is known"),
        _(
            "We looked in our national registers and found nothing under what you gave us. "
            "This proves nothing about the person or thing."
        ),
        answer=False,
    ),
    Template(
        "received",
        _("Received"),
        _("We have your message and work on it. You will have our answer by:"),
        answer=False,
    ),
    Template(
        "method",
        _("A method of crime to know of"),
        _("For your information. How it is done, how it is recognised, since when and where:"),
        answer=False,
    ),
)
BY_SLUG = {each.slug: each for each in TEMPLATES}
# About somebody or something: these name it, and say why they ask.
ABOUT = frozenset({"information", "record", "identity", "document", "holder", "case"})


def begun(slug: str, language: str) -> dict[str, str]:
    """What the form of a message begins with, in this language; nothing for a template that is not there."""
    chosen = BY_SLUG.get(slug)
    if chosen is None:
        return {}
    with override(language):
        parts = [str(chosen.text), *([str(_WHO), str(_WHY)] if slug in ABOUT else [])]
        return {
            "subject": str(chosen.subject),
            "text": "\n\n".join(parts),
            "precedence": chosen.precedence.slug,
            "answer": "on" if chosen.answer else "",
            "language": language,
        }
