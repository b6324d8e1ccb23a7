"""The fields of requests: each declared once, with the checks and words of records, and taken by kinds."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from comity.databases.persons import NOTHING_SENSITIVE, SEXES, STATUSES, PersonStatus, Sex, Warning
from comity.databases.works_of_art import WorkOfArt
from comity.notices.sets import (
    CASE_STATES,
    DANGERS,
    GROUNDS,
    MATTERS,
    REPORTERS,
    UNITS,
    WANTED,
    CaseState,
    Danger,
    Ground,
    Matter,
    Reporter,
    Unit,
    Wanted,
)
from comity.records.codes import Issuer, Restriction
from comity.records.envelope import Declared
from comity.records.parts import BirthDate, Document, Many, Name, Nationality, Place
from comity.records.values import Choice, Day, Flag, Line, Number, Paragraph, PartialDay

_ALL = (
    # Who
    Declared("names", _("Names"), Many(Name)),
    Declared("born", _("Born"), Many(BirthDate)),
    Declared("birth_places", _("Places of birth"), Many(Place)),
    Declared("sex", _("Sex"), Choice(Sex, SEXES)),
    Declared("nationalities", _("Nationalities"), Many(Nationality)),
    Declared(
        "documents",
        _("Travel documents"),
        Many(Document),
        hint=_("Whoever scans one of them finds this notice; that search is silent to you."),
    ),
    Declared("parents", _("Names of the parents"), Line(200)),
    Declared("height_cm", _("Height in centimetres"), Number(30, 260)),
    Declared("description", _("Description"), Paragraph(1000), hint=NOTHING_SENSITIVE),
    Declared("marks", _("Distinguishing marks"), Line(500), hint=NOTHING_SENSITIVE),
    Declared("languages", _("Languages"), Line(120)),
    Declared("photograph", _("We hold a good photograph"), Flag()),
    Declared("fingerprints", _("We hold fingerprints"), Flag()),
    Declared("dna", _("We hold a DNA profile"), Flag()),
    Declared("status_of_person", _("Status of the person"), Choice(PersonStatus, STATUSES)),
    Declared("warnings", _("Warnings"), Many(Warning)),
    Declared("minor_condition", _("Condition for asking about a minor"), Line(300)),
    # The case
    Declared("case", _("Case reference"), Line(120)),
    Declared("matter", _("What the case is about"), Choice(Matter, MATTERS)),
    Declared(
        "organised",
        _("It helps serious or organised crime"),
        Flag(),
        hint=_("Some matters are excluded unless they do."),
    ),
    Declared("offence", _("Offence or reason"), Line(300), hint=NOTHING_SENSITIVE),
    Declared(
        "facts",
        _("What this person did"),
        Paragraph(8000),
        hint=_("The conduct itself, in plain words. Where and when have fields of their own."),
    ),
    Declared("facts_on", _("When it happened"), PartialDay()),
    Declared("facts_place", _("Where it happened"), Line(200)),
    Declared("facts_country", _("Country where it happened"), Issuer()),
    Declared("link", _("What ties this person to the case"), Paragraph(2000)),
    # The court
    Declared("wanted", _("Wanted"), Choice(Wanted, WANTED)),
    Declared("charge", _("Charge"), Line(300)),
    Declared("law", _("Law and article that were broken"), Line(300)),
    Declared("penalty", _("Longest possible penalty, or sentence"), Number(1, 999)),
    Declared("penalty_unit", _("Unit of the penalty"), Choice(Unit, UNITS)),
    Declared("left", _("What is left to serve"), Number(0, 999)),
    Declared("left_unit", _("Unit of what is left"), Choice(Unit, UNITS)),
    Declared("warrant", _("Number of the warrant or judgment"), Line(120)),
    Declared("warrant_by", _("Court or authority that issued it"), Line(200)),
    Declared("warrant_country", _("Country of that court"), Issuer()),
    Declared("warrant_on", _("Day on which it was issued"), Day()),
    Declared("warrant_until", _("Day until which it is valid"), Day()),
    Declared("extradition_sought", _("Extradition will be sought on arrest"), Flag()),
    Declared("authorities_agreed", _("The authorities for extradition agreed"), Flag()),
    Declared(
        "importance",
        _("Special importance of the case"),
        Paragraph(1000),
        hint=_("Only where the penalty is below the threshold: two reviewers decide."),
    ),
    Declared("judged_before", _("A court has already judged this person for these facts"), Flag()),
    # Grounds of other kinds
    Declared("assessed_by", _("Authority that assessed the danger"), Line(200)),
    Declared("ground", _("What the assessment rests on"), Choice(Ground, GROUNDS)),
    Declared("convictions", _("Convictions"), Paragraph(2000)),
    Declared("grounds", _("Reasonable grounds"), Paragraph(2000)),
    Declared("wanted_to_know", _("What you want to know"), Paragraph(1000)),
    # Missing persons
    Declared("missing_since", _("Missing since"), PartialDay()),
    Declared("last_seen", _("Where the person was last seen"), Line(200)),
    Declared("last_seen_country", _("Country where the person was last seen"), Issuer()),
    Declared("unable", _("Was found and cannot say who he or she is"), Flag()),
    Declared("reported_by", _("Reported by"), Choice(Reporter, REPORTERS)),
    Declared("police_record", _("Number of the police record"), Line(120)),
    Declared("custody_dispute", _("There is a dispute about custody"), Flag()),
    Declared("protection_order", _("There is a protection order"), Flag()),
    Declared("other_parent", _("View of the other parent"), Paragraph(1000)),
    Declared("family_may_be_told", _("May the family be told?"), Flag()),
    Declared("best_interest", _("Why publication serves this person"), Paragraph(1000)),
    # Bodies
    Declared("found_on", _("Body found on"), PartialDay()),
    Declared("found_place", _("Where the body was found"), Line(200)),
    Declared("found_country", _("Country where the body was found"), Issuer()),
    Declared("clothes", _("Clothes and belongings"), Paragraph(1000)),
    Declared("age_estimated", _("Estimated age"), Line(40)),
    # Methods, dangers, things
    Declared("method", _("The method in detail"), Paragraph(8000), hint=_("Name no person.")),
    Declared("objects", _("Objects, devices and hiding places"), Paragraph(2000)),
    Declared("case_state", _("The case is"), Choice(CaseState, CASE_STATES)),
    Declared("serious", _("The offence is serious"), Flag()),
    Declared("danger_from", _("The danger comes from"), Choice(Danger, DANGERS)),
    Declared("danger", _("What the danger is"), Paragraph(4000)),
    Declared("imminent", _("The danger is imminent"), Flag()),
    Declared("what_to_do", _("What to do"), Paragraph(2000)),
    Declared("assets", _("Assets sought"), Paragraph(4000)),
    # Lists of the Security Council
    Declared("un_reference", _("Reference on the list"), Line(40, upper=True)),
    Declared("un_regime", _("Sanctions regime"), Line(120)),
    Declared("listed_on", _("Listed on"), Day()),
    Declared(
        "measures",
        _("Measures"),
        Line(300),
        hint=_("As the committee has them. A notice of this kind asks for no arrest."),
    ),
    Declared("from_list", _("Where the entry comes from"), Line(300)),
    Declared(
        "reported_deceased",
        _("Reported deceased"),
        Flag(),
        hint=_("The list's own words stand among the facts."),
    ),
    Declared("titles", _("Titles and functions"), Line(1000)),
    Declared("addresses", _("Addresses"), Many(Place)),
    # Who may see it
    Declared(
        "restriction",
        _("Closed to"),
        Restriction(),
        hint=_("“all-but FRA DEU” closes it to those bureaus, “only ITA” to all others. They learn nothing."),
    ),
    Declared("public", _("The public may see an extract"), Flag()),
)
FIELDS: dict[str, Declared] = {each.name: each for each in _ALL}
ART: dict[str, Declared] = {each.name: each for each in WorkOfArt.declared()}


def fields(*names: str) -> tuple[Declared, ...]:
    """These fields, in this order; declarations name them."""
    return tuple(FIELDS[name] for name in names)


PERSON = fields(
    "names", "born", "birth_places", "sex", "nationalities", "documents", "parents", "height_cm", "description",
    "marks", "languages", "photograph", "fingerprints", "dna",
)  # fmt: skip
STATUS = fields("status_of_person", "warnings", "minor_condition")
CASE = fields(
    "case", "matter", "organised", "offence", "facts", "facts_on", "facts_place", "facts_country", "link"
)
COURT = fields(
    "wanted", "charge", "law", "penalty", "penalty_unit", "left", "left_unit", "warrant", "warrant_by",
    "warrant_country", "warrant_on", "warrant_until", "extradition_sought", "authorities_agreed", "importance",
    "judged_before",
)  # fmt: skip
HANDLING = fields("restriction", "public")
# What reviewers read and nobody else: it never leaves the file with a notice. Source: practice 24 (intimate, health and
# statement details never leave the file); practice 10 (to whom it is closed).
IN_FILE = frozenset(
    {
        "restriction", "public", "link", "importance", "judged_before", "extradition_sought", "authorities_agreed",
        "reported_by", "custody_dispute", "protection_order", "other_parent", "family_may_be_told", "best_interest",
        "minor_condition", "police_record",
    }
)  # fmt: skip


def told_to_others(body: Mapping[str, Any]) -> dict[str, Any]:
    """What of a request other bureaus read, once it is out for them."""
    return {name: value for name, value in body.items() if name not in IN_FILE}
