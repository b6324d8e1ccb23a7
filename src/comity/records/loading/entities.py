"""A file of FollowTheMoney entities, one a line, as rows of records: papers are joined to whom they belong to.

The file is read twice: first the papers, which may stand before or behind their holder, then whoever holds them. Each
line that becomes nothing is told with its number and why, as in any other file.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import Invalid, invalid
from comity.records.exporting.given import Given
from comity.records.record import Record

# What hangs on a holder.
PAPERS = ("Passport", "Identification")
# Papers are kept while the file is read; a file of more is split.
MOST_PAPERS = 200_000
LONGEST_ID = 120  # it becomes the record's own number
_FIRST_LINES = 20
_LONGEST_LINE = 256 * 1024
Line = tuple[int, Mapping[str, Any] | Invalid]


def is_entities(file: BinaryIO) -> bool:
    """Does the first line that can be read bear a schema and properties? The file stands at its beginning after."""
    found = False
    for line in islice(iter(lambda: file.readline(_LONGEST_LINE), b""), _FIRST_LINES):
        try:
            first = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
        except (ValueError, RecursionError):
            continue
        found = isinstance(first, dict) and {"schema", "properties"} <= first.keys()
        break
    file.seek(0)
    return found


def entity_rows(first: Iterator[Line], second: Iterator[Line], database: type[Record]) -> Iterator[Line]:
    """The rows of records. first, second: the objects of the file's lines, from the beginning, each read once.

    Raises: Invalid for a database that no entity becomes a record of, and for a file with too many papers.
    """
    if not database.made_of:
        raise invalid("file", "no-entities", _("Entities do not become records of this database."))
    papers = _papers(first)
    holders: set[str] = set()
    for number, raw in second:
        entity = _entity(raw)
        if isinstance(entity, Invalid):
            yield number, entity
        elif entity.schema in database.made_of:
            yield number, _row(entity, papers, holders, database)
        elif entity.schema not in PAPERS:
            yield number, _other(database)
    for holder, own in papers.items():
        if holder not in holders:
            for number, _paper in own:
                yield (
                    number,
                    invalid("holder", "no-holder", _("Whoever holds this paper is not in the file.")),
                )


def _papers(lines: Iterator[Line]) -> dict[str, list[tuple[int, Given]]]:
    """The papers by the id of their holder, "" for none."""
    found: dict[str, list[tuple[int, Given]]] = {}
    count = 0
    for number, raw in lines:
        entity = _entity(raw)
        if isinstance(entity, Given) and entity.schema in PAPERS:
            count += 1
            if count > MOST_PAPERS:
                words = {"most": MOST_PAPERS}
                raise invalid(
                    "", "too-many-rows", _("A file holds at most %(most)s papers. Split it.") % words
                )
            for holder in entity.texts("holder") or [""]:
                found.setdefault(holder, []).append((number, entity))
    return found


def _entity(raw: Mapping[str, Any] | Invalid) -> Given | Invalid:
    if isinstance(raw, Invalid):
        return raw
    identity, schema, properties = raw.get("id"), raw.get("schema"), raw.get("properties")
    if not (isinstance(identity, str) and identity.strip() and isinstance(schema, str)):
        return invalid("id", "required", _("An entity needs an id and a schema."))
    if not isinstance(properties, dict):
        return invalid("properties", "json-form", _("The properties of an entity are an object."))
    if len(identity) > LONGEST_ID:
        words = _("Write at most %(longest)s characters.") % {"longest": LONGEST_ID}
        return invalid("id", "too-long", words)
    return Given(identity.strip(), schema, properties)


def _row(
    entity: Given, papers: Mapping[str, list[tuple[int, Given]]], holders: set[str], database: type[Record]
) -> Mapping[str, Any] | Invalid:
    """The record's raw values; the entity's id is the owner's own number of it."""
    if entity.id in holders:
        return invalid("id", "repeated", _("This id stands twice in the file."))
    holders.add(entity.id)
    own = [paper for _number, paper in papers.get(entity.id, ())]
    for paper in own:
        if not paper.texts("number"):
            return invalid("documents", "required", _("A paper of this person has no number."))
    raw = database.from_entity(entity, own)
    return {"source_reference": entity.id, **{name: value for name, value in raw.items() if value}}


def _other(database: type[Record]) -> Invalid:
    words = {"schemata": ", ".join((*database.made_of, *PAPERS))}
    sentence = _("This database takes entities of these schemata: %(schemata)s.") % words
    return invalid("schema", "schema", sentence)
