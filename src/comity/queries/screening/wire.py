"""What tools send, in the wire format of yente 5: read strictly, as far as we answer it. Pure.

The format is others': names of fields and of parameters do not change here. What we do not know how to answer is
refused and never left out, because a filter that is not applied would be read as applied.
Source: yente's own models (MIT) and the calls of yente-client 0.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import Invalid, invalid
from comity.matching.names.persons import MOST_NAMES
from comity.records.exporting.given import texts

MOST_BYTES = 256 * 1024
# Queries in one call, results of each. yente has 100 and 500.
MOST_QUERIES, MOST_RESULTS, USUAL_RESULTS = 50, 50, 5
MOST_FOUND, USUAL_FOUND, MOST_OFFSET = 500, 10, 9_500
LONGEST_TEXT, MOST_VALUES, LONGEST_KEY, MOST_EXCLUDED = 300, MOST_NAMES, 200, 50
THRESHOLD, CUTOFF = 0.7, 0.5
ALGORITHM, BEST = "comity", "best"
# What each schema that a tool may ask for can be here. Companies stand among the organisations.
SCHEMATA: Mapping[str, tuple[str, ...]] = {
    "Person": ("Person",),
    "Organization": ("Organization",),
    "Company": ("Organization",),
    "PublicBody": ("Organization",),
    "LegalEntity": ("Person", "Organization"),
}
ANY = ("Thing", "")
TOPIC = "sanction"  # of every list that a sanctions committee keeps
# Parameters that narrow what is found: of both doors, of one.
_BOTH = {"include_dataset", "exclude_dataset", "exclude_schema", "topics", "changed_since", "limit"}
_MATCH = _BOTH | {"threshold", "cutoff", "algorithm", "exclude_entity_ids"}
_SEARCH = _BOTH | {"q", "schema", "countries", "offset", "fuzzy", "simple", "facets"}
Given = Mapping[str, list[str]]


class Example(msgspec.Struct):
    """An entity as a tool knows it. Properties hold a text or a list; what is no text is left out."""

    schema: str
    properties: dict[str, Any]
    id: str | None = None

    def texts(self, *names: str) -> list[str]:
        """The values of these properties in order, each once; none longer, and no more, than we compare."""
        cut = (text[:LONGEST_TEXT] for text in texts(self.properties, *names))
        return list(dict.fromkeys(cut))[:MOST_VALUES]


class Batch(msgspec.Struct):
    """The body of a match. weights and config would change another algorithm than ours."""

    queries: dict[str, Example]
    weights: dict[str, Any] = {}
    config: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What an answer is narrowed to. since: changed at or after, UTC. countries: as tools write them."""

    also: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    without_schemata: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    since: datetime | None = None
    without_ids: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MatchAsked:
    """threshold: from which score it is a match; cutoff: below which nothing is told."""

    narrowed: Narrowed
    limit: int
    threshold: float
    cutoff: float


@dataclass(frozen=True, slots=True)
class SearchAsked:
    """text: a name, "" for the whole list. schemata: ours."""

    narrowed: Narrowed
    text: str
    schemata: tuple[str, ...]
    limit: int
    offset: int


_batch = msgspec.json.Decoder(Batch)


def read_batch(body: bytes) -> dict[str, Example]:
    """The queries of a match by their keys. Raises: Invalid, in a sentence without what was sent."""
    if len(body) > MOST_BYTES:
        words = _("This request is too long. Send at most %(most)s bytes.") % {"most": MOST_BYTES}
        raise invalid("", "too-large", words)
    try:
        batch = _batch.decode(body)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        words = _("This request cannot be read: %(detail)s") % {"detail": _detail(error)}
        raise invalid("", "unreadable", words) from None
    if batch.weights or batch.config:
        raise invalid(
            "weights", "weights", _("Weights and settings of other algorithms change nothing here.")
        )
    if not 1 <= len(batch.queries) <= MOST_QUERIES:
        words = _("Send one to %(most)s queries in a call.") % {"most": MOST_QUERIES}
        raise invalid("queries", "too-many", words)
    for key, example in batch.queries.items():
        if len(key) > LONGEST_KEY:
            raise invalid("queries", "too-long", _("The key of a query is too long."))
        schemata_of(example.schema)
    return batch.queries


def schemata_of(schema: str) -> tuple[str, ...]:
    """Ours, for one of theirs. Raises: Invalid for one that stands on no list: empty would read as clear."""
    if schema in ANY:
        return ()
    if schema not in SCHEMATA:
        words = _("Cannot parse example entity: this node screens %(schemata)s.")
        raise invalid("schema", "schema", words % {"schemata": ", ".join(SCHEMATA)})
    return SCHEMATA[schema]


def read_match(given: Given) -> MatchAsked:
    """The parameters of a match. Raises: Invalid."""
    _known(given, _MATCH)
    threshold = _share(given, "threshold", THRESHOLD)
    algorithm = _one(given, "algorithm", BEST)
    if algorithm not in (ALGORITHM, BEST):
        words = _("Invalid algorithm. This node has: %(names)s.") % {"names": ALGORITHM}
        raise invalid("algorithm", "algorithm", words)
    limit = _number(given, "limit", USUAL_RESULTS, 1, MOST_RESULTS)
    cutoff = min(_share(given, "cutoff", CUTOFF), threshold)
    return MatchAsked(_narrowed(given), limit, threshold, cutoff)


def read_search(given: Given) -> SearchAsked:
    """The parameters of a search. Raises: Invalid. fuzzy and simple are taken: a name is never searched otherwise."""
    _known(given, _SEARCH)
    text = _one(given, "q", "").strip()
    if len(text) > LONGEST_TEXT:
        words = _("Write at most %(longest)s characters.") % {"longest": LONGEST_TEXT}
        raise invalid("q", "too-long", words)
    return SearchAsked(
        _narrowed(given),
        text,
        schemata_of(_one(given, "schema", "")),
        _number(given, "limit", USUAL_FOUND, 0, MOST_FOUND),
        _number(given, "offset", 0, 0, MOST_OFFSET),
    )


def _narrowed(given: Given) -> Narrowed:
    excluded = frozenset(given.get("exclude_entity_ids", ()))
    if len(excluded) > MOST_EXCLUDED:
        words = _("Leave out at most %(most)s entities.") % {"most": MOST_EXCLUDED}
        raise invalid("exclude_entity_ids", "too-many", words)
    without = (schema for each in given.get("exclude_schema", ()) for schema in SCHEMATA.get(each, ()))
    return Narrowed(
        also=tuple(given.get("include_dataset", ())),
        without=tuple(given.get("exclude_dataset", ())),
        without_schemata=frozenset(without),
        topics=frozenset(given.get("topics", ())),
        since=_moment(_one(given, "changed_since", "")),
        without_ids=excluded,
        countries=frozenset(each.lower() for each in given.get("countries", ())),
    )


def _known(given: Given, names: set[str]) -> None:
    if unknown := sorted(set(given) - names):
        words = _("This node does not know the parameter, and answers no question that it reads in part.")
        raise invalid(unknown[0][:40], "unknown-parameter", words)


def _one(given: Given, name: str, default: str) -> str:
    return (given.get(name) or [default])[-1]


def _share(given: Given, name: str, default: float) -> float:
    try:
        share = float(_one(given, name, str(default)))
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise invalid(name, "range", _("Write a number from 0 to 1."))
    return share


def _number(given: Given, name: str, default: int, least: int, most: int) -> int:
    text = _one(given, name, str(default))
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
    if not least <= number <= most:
        words = _("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
        raise invalid(name, "range", words)
    return number


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise invalid("changed_since", "date-form", _("Write a day or a moment of ISO 8601.")) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _detail(error: msgspec.MsgspecError) -> str:
    """msgspec names the place and the type, never the value; a key of the tool's own may be a name, so no path."""
    return str(error).partition(" - at ")[0]


def detail_of(error: Invalid) -> str:
    """What is wrong, as the wire says it: one sentence, with the parameter before it."""
    first = error.errors[0]
    return f"{first.field}: {first.message}" if first.field else str(first.message)
