"""Requests with one seeded defect each: kind, what is changed, the field, the code, and the rule that must be named.

None leaves a field out. Every row is a mistake that a bureau has made somewhere; the sentence is the condition's own.
"""

from typing import Any, NamedTuple


class Defect(NamedTuple):
    kind: str
    change: dict[str, Any]
    field: str
    code: str
    rule: str


RULE = "Model rule "
OURS = "Rule of this node"
DEFECTS = [
    # Red: identity
    Defect("red", {"names": None}, "names", "identity", RULE + "83"),
    Defect("red", {"names": [{"text": "Tamirov"}]}, "names", "identity", RULE + "83"),
    Defect("red", {"born": None}, "born", "identity", RULE + "83"),
    Defect("red", {"sex": None}, "sex", "identity", RULE + "83"),
    Defect("red", {"description": None, "documents": None}, "description", "identity", RULE + "83"),
    Defect("red", {"status_of_person": None}, "status_of_person", "required", RULE + "44"),
    Defect("red", {"status_of_person": "witness"}, "status_of_person", "status", RULE + "83"),
    Defect("red", {"status_of_person": "suspect"}, "status_of_person", "status", RULE + "83"),
    # Red: minors and births
    Defect("red", {"born": [{"date": "2009-01-01"}]}, "born", "minor-then", OURS),
    Defect("red", {"born": [{"date": "2008-03-03"}]}, "born", "minor-then", OURS),  # eighteen a day later
    Defect("red", {"born": [{"date": "1979"}, {"date": "2010"}]}, "born", "minor-then", OURS),
    Defect("red", {"born": [{"date": "2009-01-01"}]}, "minor_condition", "minor-condition", RULE + "37-44"),
    Defect("red", {"facts_on": "1978-01-01"}, "born", "born-after", RULE + "37-44"),
    # Red: the case
    Defect("red", {"matter": None}, "matter", "required", RULE + "83"),
    Defect("red", {"matter": "political"}, "matter", "forbidden", RULE + "34"),
    Defect("red", {"matter": "military", "organised": True}, "matter", "forbidden", RULE + "34"),
    Defect("red", {"matter": "religious"}, "matter", "forbidden", RULE + "34"),
    Defect("red", {"matter": "racial"}, "matter", "forbidden", RULE + "34"),
    Defect("red", {"matter": "prostitution"}, "matter", "excluded", RULE + "83"),
    Defect("red", {"matter": "own-use-of-drugs"}, "matter", "excluded", RULE + "83"),
    Defect("red", {"matter": "family"}, "matter", "excluded", RULE + "83"),
    Defect("red", {"matter": "private-dispute", "organised": False}, "matter", "excluded", RULE + "83"),
    Defect("red", {"facts": None}, "facts", "required", RULE + "83"),
    Defect("red", {"facts": "Murder."}, "facts", "too-short", RULE + "83"),
    Defect("red", {"facts_on": None}, "facts_on", "required", RULE + "83"),
    Defect("red", {"facts_on": "2031-01-01"}, "facts_on", "date-ahead", RULE + "83"),
    Defect("red", {"facts_place": None, "facts_country": None}, "facts_place", "required", RULE + "83"),
    Defect("red", {"link": None}, "link", "required", RULE + "83"),
    # Red: the court
    Defect("red", {"wanted": None}, "wanted", "required", RULE + "83"),
    Defect("red", {"charge": None}, "charge", "required", RULE + "83"),
    Defect("red", {"law": None}, "law", "required", RULE + "83"),
    Defect("red", {"warrant": None}, "warrant", "required", RULE + "83"),
    Defect("red", {"warrant_by": None}, "warrant_by", "required", RULE + "83"),
    Defect("red", {"warrant_country": None}, "warrant_country", "required", RULE + "83"),
    Defect("red", {"warrant_on": None}, "warrant_on", "required", RULE + "83"),
    Defect("red", {"warrant_on": "2031-01-01"}, "warrant_on", "date-ahead", RULE + "83"),
    Defect("red", {"warrant_until": "2026-04-01"}, "warrant_until", "warrant-ended", RULE + "83"),
    Defect("red", {"warrant_until": "2026-01-01"}, "warrant_until", "date-order", RULE + "83"),
    Defect("red", {"penalty": None}, "penalty", "required", RULE + "83"),
    Defect("red", {"penalty": 2, "penalty_unit": None}, "penalty_unit", "unit", RULE + "83"),
    Defect("red", {"penalty": 23, "penalty_unit": "months"}, "penalty", "threshold", RULE + "83"),
    Defect("red", {"penalty": 1, "penalty_unit": "years"}, "penalty", "threshold", RULE + "83"),
    Defect("red", {"penalty": 700, "penalty_unit": "days"}, "penalty", "threshold", RULE + "83"),
    Defect(
        "red",
        {"wanted": "to-serve", "penalty": 5, "penalty_unit": "months"},
        "penalty",
        "threshold",
        RULE + "83",
    ),
    Defect("red", {"wanted": "to-serve", "left": 5, "left_unit": "months"}, "left", "threshold", RULE + "83"),
    Defect("red", {"wanted": "to-serve", "left": 8}, "left_unit", "unit", RULE + "83"),
    Defect("red", {"extradition_sought": None}, "extradition_sought", "not-affirmed", RULE + "84"),
    Defect("red", {"extradition_sought": False}, "extradition_sought", "not-affirmed", RULE + "84"),
    Defect("red", {"authorities_agreed": None}, "authorities_agreed", "not-affirmed", RULE + "84"),
    # Blue
    Defect("blue", {"names": None}, "names", "required", RULE + "88"),
    Defect("blue", {"born": None}, "born", "identity", RULE + "88"),
    Defect("blue", {"status_of_person": "missing"}, "status_of_person", "status", RULE + "88"),
    Defect("blue", {"wanted_to_know": None}, "wanted_to_know", "required", RULE + "88"),
    Defect("blue", {"facts": None}, "facts", "required", RULE + "88"),
    Defect("blue", {"link": None}, "link", "required", RULE + "88"),
    Defect("blue", {"matter": "political"}, "matter", "forbidden", RULE + "34"),
    Defect("blue", {"public": True}, "public", "never-public", RULE + "61"),
    # Green
    Defect("green", {"assessed_by": None}, "assessed_by", "required", RULE + "89"),
    Defect("green", {"ground": None}, "ground", "required", RULE + "89"),
    Defect("green", {"convictions": None}, "convictions", "required", RULE + "89"),
    Defect("green", {"ground": "other-grounds"}, "grounds", "required", RULE + "89"),
    Defect("green", {"status_of_person": "victim"}, "status_of_person", "status", RULE + "89"),
    Defect("green", {"public": True}, "public", "never-public", RULE + "61"),
    # Yellow
    Defect("yellow", {"police_record": None}, "police_record", "required", RULE + "90"),
    Defect("yellow", {"reported_by": None}, "reported_by", "required", RULE + "90"),
    Defect("yellow", {"missing_since": None}, "missing_since", "required", RULE + "90"),
    Defect("yellow", {"missing_since": "2031"}, "missing_since", "date-ahead", RULE + "90"),
    Defect("yellow", {"last_seen": None, "last_seen_country": None}, "last_seen", "required", RULE + "90"),
    Defect("yellow", {"family_may_be_told": None}, "family_may_be_told", "required", RULE + "90"),
    Defect("yellow", {"status_of_person": "wanted"}, "status_of_person", "status", RULE + "90"),
    Defect("yellow", {"born": [{"date": "2015-05-05"}]}, "custody_dispute", "required", RULE + "90"),
    Defect("yellow", {"born": [{"date": "2015-05-05"}]}, "protection_order", "required", RULE + "90"),
    Defect(
        "yellow", {"born": [{"date": "2015-05-05"}]}, "minor_condition", "minor-condition", RULE + "37-44"
    ),
    Defect(
        "yellow",
        {"status_of_person": "victim", "public": True},
        "best_interest",
        "best-interest",
        RULE + "90",
    ),
    # Black
    Defect("black", {"found_on": None}, "found_on", "required", RULE + "91"),
    Defect("black", {"found_on": "2031-01-01"}, "found_on", "date-ahead", RULE + "91"),
    Defect("black", {"found_country": None}, "found_country", "required", RULE + "91"),
    Defect("black", {"police_record": None}, "police_record", "required", RULE + "91"),
    Defect("black", {"marks": None, "dna": None}, "description", "one-of", RULE + "91"),
    Defect("black", {"names": [{"text": "Ruslan Tamirov"}]}, "names", "identified", RULE + "91"),
    # Orange
    Defect("orange", {"danger": None}, "danger", "required", RULE + "93"),
    Defect("orange", {"danger_from": None}, "danger_from", "required", RULE + "93"),
    Defect("orange", {"assessed_by": None}, "assessed_by", "required", RULE + "93"),
    Defect("orange", {"what_to_do": None}, "what_to_do", "required", RULE + "93"),
    Defect("orange", {"imminent": False}, "imminent", "not-imminent", RULE + "93"),
    Defect("orange", {"serious": None}, "serious", "not-serious", RULE + "93"),
    Defect("orange", {"danger_from": "person"}, "names", "identity", RULE + "93"),
    # Purple
    Defect("purple", {"offence": None}, "offence", "required", RULE + "92"),
    Defect("purple", {"method": None, "objects": None}, "method", "one-of", RULE + "92"),
    Defect("purple", {"method": "A knife.", "objects": None}, "method", "too-short", RULE + "92"),
    Defect("purple", {"case_state": None}, "case_state", "required", RULE + "92"),
    Defect("purple", {"case_state": "open"}, "serious", "not-serious", RULE + "92"),
    Defect("purple", {"facts_on": "2031"}, "facts_on", "date-ahead", RULE + "92"),
    # Works of art
    Defect("stolen-work-of-art", {"type": None}, "type", "required", RULE + "94"),
    Defect("stolen-work-of-art", {"materials": None}, "materials", "required", RULE + "94"),
    Defect("stolen-work-of-art", {"happened": None}, "happened", "required", RULE + "94"),
    Defect("stolen-work-of-art", {"country": None}, "country", "required", RULE + "94"),
    Defect("stolen-work-of-art", {"owner_kind": None}, "owner_kind", "required", RULE + "94"),
    Defect("stolen-work-of-art", {"title": None}, "title", "one-of", RULE + "94"),
    # Lists, and the pilot
    Defect("un-special", {"names": None}, "names", "required", RULE + "95"),
    Defect("un-special", {"un_reference": None}, "un_reference", "required", RULE + "95"),
    Defect("un-special", {"un_regime": None}, "un_regime", "required", RULE + "95"),
    Defect("un-special", {"measures": "Assets freeze, arrest"}, "measures", "no-arrest", RULE + "95"),
    Defect("un-special-organisation", {"names": None}, "names", "required", RULE + "95"),
    Defect("un-special", {"listed_on": "2031-01-01"}, "listed_on", "date-ahead", RULE + "95"),
    Defect("silver", {"assets": None}, "assets", "required", OURS),
    Defect("silver", {"penalty": 3, "penalty_unit": "years"}, "penalty", "threshold", OURS),
    Defect("silver", {"status_of_person": "witness"}, "status_of_person", "status", OURS),
]
# Sound ones, that a strict machine would be wrong to refuse.
SOUND: list[tuple[str, dict[str, Any]]] = [
    *((kind, {}) for kind in ("red", "blue", "green", "yellow", "black", "orange", "purple", "un-special")),
    ("un-special-organisation", {}),
    ("un-special", {"measures": "See the committee's page for the measure. No arrest request."}),
    ("stolen-work-of-art", {}),
    ("silver", {}),
    ("red", {"penalty": 24, "penalty_unit": "months"}),  # the threshold itself
    ("red", {"penalty": 2, "penalty_unit": "years"}),
    ("red", {"penalty": None, "penalty_unit": "life"}),
    ("red", {"wanted": "to-serve", "penalty": 6, "penalty_unit": "months"}),
    ("red", {"wanted": "to-serve", "penalty": 4, "penalty_unit": "years", "left": 6, "left_unit": "months"}),
    ("red", {"penalty": 1, "penalty_unit": "years", "importance": "He leads forty others."}),
    ("red", {"born": [{"date": "2008-03-02"}], "minor_condition": "None: eighteen on that day."}),
    ("red", {"documents": None, "description": None, "photograph": True, "marks": "A scar on the chin"}),
    ("red", {"born": [{"date": "~1980"}]}),
    ("red", {"matter": "prostitution", "organised": True}),
    ("red", {"names": [{"text": "李娜"}]}),
    ("red", {"facts_place": None}),
    ("red", {"warrant_until": "2099-01-01"}),
    ("blue", {"born": None, "description": "Tall, red beard."}),
    ("yellow", {"missing_since": None, "last_seen": None, "last_seen_country": None, "unable": True}),
    (
        "yellow",
        {
            "born": [{"date": "2015-05-05"}],
            "minor_condition": "A missing child is sought.",
            "custody_dispute": False,
            "protection_order": False,
        },
    ),
    ("purple", {"case_state": "open", "serious": True}),
    ("green", {"ground": "other-grounds", "convictions": None, "grounds": "Seen twice near schools."}),
]
