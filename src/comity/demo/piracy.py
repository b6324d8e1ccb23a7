"""An invented attack at sea and what is joined to it: a group, persons, a telephone, an account, vessels."""

from collections.abc import Iterator

from comity.databases.maritime_piracy import PiracyEntry
from comity.demo.objects import Row

_COMMON: Row = {"state": "open", "reliability": "b", "credibility": "probably-true"}
_EVENT, _GROUP = "KEN-M-1", "KEN-M-2"


def events(bureau: str) -> Iterator[Row]:
    """Events and a group: what the other entries name."""
    if bureau == "FRA":
        yield {**PiracyEntry.example, "source_reference": "FRA-M-0"}
    if bureau == "KEN":
        yield {
            **_COMMON,
            "source_reference": _EVENT,
            "kind": "event",
            "name": "Boarding of the Tramontana",
            "date": "2025-11-02",
            "imo_category": "armed-robbery",
            "position": "4.1 S 39.9 E",
            "area": "Anchorage off Mombasa",
            "ship_was": "anchored",
            "outcome": "robbed",
            "weapons": [{"kind": "knives"}],
            "attackers": 4,
            "crew_aboard": 19,
            "vessel_name": "Tramontana",
            "facts": "Four men came over the stern before dawn; stores and two telephones are gone.",
        }
        yield {
            **_COMMON,
            "source_reference": _GROUP,
            "kind": "group",
            "names": [{"text": "The Kilifi crew", "quality": "good", "script": "latin"}],
            "facts": "Named by two witnesses.",
        }


def joined(bureau: str) -> Iterator[Row]:
    """Entries that are joined to the event and the group. Raises: PiracyEntry.DoesNotExist before those are loaded."""
    if bureau != "KEN":
        return
    event, group = _link("took-part-in", _EVENT), _link("member-of", _GROUP)
    entries: tuple[Row, ...] = (
        {"kind": "person", "names": [{"text": "Juma Kisorio"}], "role": "suspect", "links": [event, group]},
        {
            "kind": "person",
            "names": [{"text": "Anil Perasuma"}],
            "role": "crew",
            "links": [_link("victim-of", _EVENT)],
        },
        {"kind": "telephone", "telephone": "+254711000017", "links": [_link("seen-with", _GROUP)]},
        {
            "kind": "account",
            "account": "0071000455",
            "bank": "Bank of Velmar",
            "links": [_link("paid-to", _GROUP)],
        },
        {"kind": "vessel", "vessel_name": "Mwezi", "vessel_role": "skiff", "links": [event]},
    )
    for place, entry in enumerate(entries, 3):
        yield {**_COMMON, "source_reference": f"KEN-M-{place}", **entry}


def _link(relation: str, reference: str) -> Row:
    other = PiracyEntry.objects.get(owner="KEN", source_reference=reference)
    return {"relation": relation, "record": str(other.id)}
