"""What tools are told, in the wire format of yente 5. Pure but for reading the catalogues of words.

Names of fields are others' and do not change here; new ones may be added, because clients leave out what they do not
know.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from comity.matching.names import Reason, Term
from comity.queries.reasons import TERMS
from comity.queries.screening.examples import said_of
from comity.queries.screening.finding import Found, Looked
from comity.queries.screening.lists import ALL, PublicList
from comity.queries.screening.wire import ALGORITHM, TOPIC, Example, MatchAsked, SearchAsked
from comity.records.document import body_of

Told = dict[str, Any]
# The numbers of a person's papers stand in the person too: tools compare entities, not what hangs on them.
_NUMBER_OF = {"Passport": "passportNumber", "Identification": "idNumber"}


def entity(found: Found) -> Told:
    """A record as tools know an entity."""
    record = found.record
    whole, *papers = record.entities(found.id, body_of(record))
    properties: dict[str, list[str]] = {**whole["properties"], "topics": [TOPIC]}
    for paper in papers:
        if field := _NUMBER_OF.get(paper["schema"]):
            properties.setdefault(field, []).extend(paper["properties"].get("number", []))
    return {
        "id": found.id,
        "caption": record.headline(body_of(record)),
        "schema": whole["schema"],
        "properties": properties,
        "datasets": [found.public.name],
        "referents": [record.source_reference] if record.source_reference else [],
        "target": True,
        "first_seen": record.recorded_at.isoformat(),
        "last_seen": None,
        "last_change": record.changed_at.isoformat(),
    }


def scored(found: Found, threshold: float) -> Told:
    """The same with its score, and each reason with its bits: the bits of all reasons sum to the score's odds."""
    compared = found.comparison
    assert compared is not None
    by_term: dict[Term, list[Reason]] = {}
    for reason in compared.reasons:
        by_term.setdefault(reason.term, []).append(reason)
    bits = {term: round(sum(each.bits for each in said), 3) for term, said in by_term.items()}
    return {
        **entity(found),
        "score": round(compared.score, 4),
        "match": compared.score >= threshold,
        "features": {term.value: bits[term] for term in by_term},
        "explanations": {
            term.value: {
                "score": bits[term],
                "detail": str(TERMS[term]),
                "query": _joined(each.left for each in said),
                "candidate": _joined(each.right for each in said),
                "weight": 1.0,
            }
            for term, said in by_term.items()
        },
    }


def matched(results: Mapping[str, Told], limit: int) -> Told:
    """The body of a match. results: by the tool's own keys."""
    return {"responses": dict(results), "matcher": features(), "limit": limit}


def one_match(example: Example, person: Any, looked: Looked, asked: MatchAsked) -> Told:
    """The answer to one query of a match: the query as it was read stands beside it."""
    query: Told = {"schema": example.schema, "properties": said_of(example, person)}
    if example.id is not None:
        query["id"] = example.id[:200]
    return {
        "status": 200,
        "results": [scored(each, asked.threshold) for each in looked.found],
        "total": {"value": looked.count, "relation": "eq"},
        "query": query,
    }


def searched(looked: Looked, asked: SearchAsked) -> Told:
    """The body of a search. We make no facets."""
    return {
        "results": [entity(each) for each in looked.found],
        "facets": {},
        "total": {"value": looked.count, "relation": "eq"},
        "limit": asked.limit,
        "offset": asked.offset,
    }


def catalog(lists: Sequence[PublicList], counts: Mapping[str, int]) -> Told:
    """The lists, and all of them together as the collection that a tool asks when it names none."""
    told = [_dataset(each.name, each.title, counts[each.name], []) for each in lists]
    names = [each.name for each in lists]
    whole = _dataset(ALL, "All public lists of this node", sum(counts.values()), names)
    return {"datasets": [whole, *told], "current": [ALL, *names], "outdated": [], "index_stale": False}


def algorithms() -> Told:
    """Ours alone."""
    told = {
        "name": ALGORITHM,
        "description": "Comity: additive log odds of names in any script, dates, countries, sex, places and papers.",
        "features": features(),
        "docs": features(),
    }
    return {"algorithms": [told], "default": ALGORITHM, "best": ALGORITHM}


def features() -> Told:
    """Every reason there is, with its words."""
    return {term.value: {"description": str(words), "coefficient": 1.0} for term, words in TERMS.items()}


def _dataset(name: str, title: str, count: int, children: list[str]) -> Told:
    return {
        "name": name,
        "title": title,
        "version": "0",
        "load": not children,
        "index_current": True,
        "entity_count": count,
        "thing_count": count,
        "children": children,
    }


def _joined(words: Iterable[str]) -> str | None:
    return " ".join(filter(None, words)) or None
