"""Loaded records of the Security Council's list as requests of the kinds for it. Pure: values in, values out."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity.kit.text import clean_line
from comity.notices.asked import Body
from comity.notices.un_special.measures import measures_of, without_measures

PERSON, ORGANISATION = "un-special", "un-special-organisation"
# Which edition brought it, and who loaded it: it changes only with the entry. Source: practice 13.
PROVENANCE = "from_list"
COPIED = ("names", "born", "birth_places", "sex", "nationalities", "documents", "titles", "addresses")
_REGIME = re.compile(r"\ASanctions of the United Nations Security Council: (.+)\Z")
_DEATH = re.compile(r"\b(deceased|died|dead|death|killed)\b", re.I)
_LIST = "Security Council list"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: the kind it becomes, its reference, its values without where they come from."""

    kind: str
    reference: str
    values: dict[str, Any]

    def body(self, provenance: str) -> dict[str, Any]:
        """Its values as a request has them."""
        return {**self.values, PROVENANCE: provenance}


def entry_of(record: Body, kind: str) -> Entry:
    """What a loaded record says. kind: PERSON or ORGANISATION.

    record: canonical values with its envelope, as the loader of the list writes them.
    """
    reference, facts = record["source_reference"], record.get("facts", "")
    organisation = kind == ORGANISATION
    regime = _REGIME.match(record.get("legal_basis", ""))
    listed = [each for each in record.get("references", ()) if each.get("name") == _LIST]
    told = without_measures(facts)
    values = {
        "un_reference": reference.upper(),
        "un_regime": regime[1] if regime else record.get("legal_basis", ""),
        "listed_on": listed[0].get("sent_on", "") if listed else "",
        "measures": measures_of(reference, facts, organisation=organisation),
        "facts": told,
        **{name: record[name] for name in COPIED if name in record},
    }
    if not organisation and _DEATH.search(told):
        values["reported_deceased"] = True
    return Entry(kind, reference.upper(), {name: value for name, value in values.items() if value})


def provenance(edition: date, operator: str) -> str:
    """Where an entry comes from, and never "issued by the United Nations". Source: practice 13 (binding)."""
    day = f"{edition.day} {edition:%B %Y}"
    return clean_line(f"From the public list of {day}, loaded by {operator}", field=PROVENANCE, longest=300)
