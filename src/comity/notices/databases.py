"""Two databases that publication fills: notices, and travel documents associated with notices. Nobody records in them.

They are found like every other; their rows come and go with a notice, in its transaction (actions/effects.py).
"""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from comity.databases.persons import SEXES, Sex
from comity.matching.document_kinds import LABELS as DOCUMENT_KIND_WORDS
from comity.matching.document_kinds import DocumentKind
from comity.matching.keys import Key, KeyKind
from comity.records import fields
from comity.records.parts import BirthDate, Name, Nationality, Place
from comity.records.record import Body, Record
from comity.records.rules import Feeder
from comity.records.ways import Documents, Names, PersonFields


class NoticeRecord(Record):
    """Notices and diffusions. What a question finds: whom it is about and what is asked, never the facts.

    Travel documents are keys of the other database alone: this one may tell its owner of a hit, that one never does.
    """

    slug, code, label, abbreviation = "notices", 13, _("Notices"), ""
    fed_by, kept_years, personal, made_of_page = Feeder.NODE, 5, True, "notices:of-record"
    says, recalled_first = ("asks", "measures"), True
    keys = (Names("names", "born", PersonFields("nationalities", "sex", "birth_places")),)
    columns = ("names", "notice_kind", "asks", "measures", "number", "issued_by")
    example = {
        "number": "2026-07AF",
        "notice_kind": "Red notice",
        "asks": "Find this person.",
        "issued_by": "Issued by an invented body on Comity. Not an INTERPOL notice.",
        "names": [{"text": "Ruslan Tamirov", "quality": "primary", "script": "latin"}],
        "born": [{"date": "1979-02-11"}],
        "sex": "male",
    }

    number = fields.line(_("Number of the notice"), 40, required=True)
    notice_kind = fields.line(_("Kind"), 120, required=True)
    asks = fields.sentence(_("What is asked"), 400, required=True)
    issued_by = fields.line(_("Issued by"), 300, required=True)
    names = fields.many(_("Names"), Name)
    born = fields.many(_("Born"), BirthDate)
    birth_places = fields.many(_("Places of birth"), Place)
    sex = fields.choice(_("Sex"), Sex, SEXES)
    nationalities = fields.many(_("Nationalities"), Nationality)
    offence = fields.line(_("Offence or reason"), 300)
    measures = fields.sentence(_("Measures"), 300)

    @classmethod
    def headline(cls, body: Body) -> str:
        names = body.get("names") or [{"text": body["number"]}]
        return str(names[0]["text"])


@dataclass(frozen=True, slots=True)
class OnePaper:
    """The record is one paper of a person, as the notice has it: its kind or issuer may be unknown, or it may be noted
    as false or stolen; then it gives a candidate and never a hit (practice 13).
    """

    kinds: ClassVar = (KeyKind.DOCUMENT,)

    def __call__(self, body: Body) -> list[Key]:
        return Documents("papers")({"papers": [body]})


class NoticeDocument(Record):
    """Travel documents associated with notices. A hit tells the owner nothing, unless the asker's bureau discloses.

    The officer who scanned one reads what the notice asks, the measures that apply, and the note on this very paper.

    Source: Council Decision 2021/1312 citing Regulation 2019/818 Art. 9(5) (domain facts 1.4); practice 2.
    """

    slug, code, label = "notice-documents", 14, _("Travel documents associated with notices (TDAWN)")
    abbreviation = "TDAWN"
    fed_by, kept_years, personal, silent = Feeder.NODE, 5, True, True
    made_of_page = "notices:of-record"
    says = ("asks", "measures", "noted", "note")
    keys = (OnePaper(),)
    columns = (
        "number", "issuer", "kind", "noted", "note", "notice_kind", "asks", "measures", "notice", "issued_by"
    )  # fmt: skip
    example = {
        "number": "X4471203",
        "issuer": "FRA",
        "kind": "passport",
        "notice": "2026-07AF",
        "notice_kind": "Red notice",
        "asks": "Find this person.",
        "issued_by": "Issued by an invented body on Comity. Not an INTERPOL notice.",
    }

    number = fields.identifier(_("Number"), 100, required=True)
    issuer = fields.issuer(_("Issuing country or body"))
    kind = fields.choice(_("Kind of document"), DocumentKind, DOCUMENT_KIND_WORDS)
    noted = fields.flag(_("Noted as false, stolen, cancelled or expired"))
    note = fields.line(_("Note"), 1000)
    measures = fields.sentence(_("Measures"), 300)
    notice = fields.line(_("Number of the notice"), 40, required=True)
    notice_kind = fields.line(_("Kind"), 120, required=True)
    asks = fields.sentence(_("What is asked"), 400, required=True)
    issued_by = fields.line(_("Issued by"), 300, required=True)
