"""Answers as a node gives them (queries.answers), for the client's tests."""

from typing import Any

AT = "2026-11-23T14:02:10Z"
INSTRUCTION = "This is a question, not a finding."


def answered(outcome: str, **more: Any) -> dict[str, Any]:
    """An answer whose first database says `outcome` and whose second says no hit."""
    found = [FOUND | {"outcome": outcome}] if outcome in ("hit", "candidate") else []
    first = {
        "database": "travel-documents",
        "outcome": outcome,
        "as_of": AT,
        "instruction": "",
        "found": found,
    }
    second = {"database": "vehicles", "outcome": "no-hit", "as_of": AT, "instruction": "", "compared": False}
    subject = {"place": 0, "outcome": outcome, "answers": [first, second]}
    lead = {
        "act": "01a20ad0-711b-7680-98c9-a9f78204329a",
        "at": AT,
        "outcome": outcome,
        "instruction": INSTRUCTION,
    }
    return {**lead, "sentence": "One sentence that leads.", "subjects": [subject], **more}


FOUND = {
    "hit": "01a20ad0-7120-73b0-a9da-94faaaead499",
    "database": "travel-documents",
    "record": "01a20acf-ea8e-77a7-8f5a-23f40d91b7a6",
    "version": 1,
    "owner": "FRA",
    "owner_name": "France",
    "headline": "FRA 12AB34567",
    "recorded_on": "2024-05-03",
    "sentence": "France recorded this.",
    "remarks": ["Recovered, still invalid."],
    "values": {"number": "12AB34567", "happened": "stolen"},
}
