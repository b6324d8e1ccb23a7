"""The page of each database in the documentation, made from its declaration alone. English, as the docs are."""

import json
from collections.abc import Iterator
from inspect import getdoc

from django.utils.translation import override

from comity.matching.keys import KeyKind
from comity.records.codes import Issuer
from comity.records.fields import AnyValue
from comity.records.parts import Many, Part
from comity.records.record import Record
from comity.records.rules import FEEDERS, AfterRecovery
from comity.records.values import Choice, Day, Flag, Identifier, Line, Number, Paragraph, PartialDay

HEAD = "<!-- Made by `python -m comity databases --write docs/databases`. Do not edit. -->"
# A closed set with more members is listed below the table of fields.
FEW = 4


def page_of(database: type[Record]) -> str:
    """The whole page, Markdown."""
    with override("en"):
        return "\n".join(
            [HEAD, "", *_about(database), *_fields(database), *_sets(database), *_example(database)]
        )


def index_of(databases: tuple[type[Record], ...]) -> str:
    """The page that names them all."""
    with override("en"):
        rows = [
            f"| {each.code} | [{each.label}]({each.slug}.md) | {each.abbreviation} | {each.kept_years} |"
            for each in databases
        ]
    lines = [
        HEAD,
        "",
        "# Databases",
        "",
        "| Code | Database | Known as | Kept for years |",
        "|---|---|---|---|",
    ]
    return "\n".join([*lines, *rows, ""])


def _about(database: type[Record]) -> Iterator[str]:
    name = f" ({database.abbreviation})" if database.abbreviation else ""
    yield f"# {database.label}{name}"
    yield ""
    yield getdoc(database) or ""
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield f"| In addresses, files and the API | `{database.slug}` |"
    yield f"| Code | {database.code} |"
    yield f"| Recorded by | {FEEDERS[database.fed_by]} |"
    kinds = ", ".join(KeyKind(kind).name.lower().replace("_", " ") for kind in sorted(database.key_kinds()))
    yield f"| Found by | {kinds} |"
    yield f"| Kept | at most {database.kept_years} years, then deleted |"
    stays = database.after_recovery is AfterRecovery.STAYS_A_HIT
    yield f"| Recovered | {f'still a hit: “{database.recovered_words}”' if stays else 'answers nothing any more'} |"
    yield from _handling(database)
    yield ""


def _handling(database: type[Record]) -> Iterator[str]:
    if database.personal:
        yield "| Names people | yes: hidden while its owner is suspended |"
    if database.silent:
        yield "| Silent | a hit tells the owner nothing |"
    if database.specialist:
        yield "| For specialists | foreign records are read in full only by units to which it was granted by name |"


def _fields(database: type[Record]) -> Iterator[str]:
    yield "## Fields"
    yield ""
    yield "Beside these every record has the envelope of `docs/spec/record.md`. **Bold** fields are always needed."
    yield ""
    yield "| Field | Label | Kind | Hint |"
    yield "|---|---|---|---|"
    for each in database.declared():
        name = f"**`{each.name}`**" if each.required else f"`{each.name}`"
        yield f"| {name} | {each.label} | {_kind(each.name, each.value)} | {each.hint} |"
    yield ""
    for each in database.declared():
        if isinstance(each.value, Many):
            yield from _part(each.name, each.value.part)


def _part(name: str, part: type[Part]) -> Iterator[str]:
    yield f"### Each of `{name}`"
    yield ""
    yield getdoc(part) or ""
    yield ""
    yield "| Value | Label | Kind |"
    yield "|---|---|---|"
    for key, piece in part.pieces():
        shown = f"**`{key}`**" if piece.required else f"`{key}`"
        yield f"| {shown} | {piece.label} | {_kind(f'{name}.{key}', piece.value)} |"
    yield ""


def _kind(name: str, value: AnyValue) -> str:
    match value:
        case Choice():
            few = len(value.numbers) <= FEW
            return ", ".join(f"`{slug}`" for slug in value.numbers) if few else f"choice: see `{name}` below"
        case Identifier():
            return f"number, at most {value.longest} characters" + (", form checked" if value.form else "")
        case Line():
            return f"line, at most {value.longest} characters" + (", capitals" if value.upper else "")
        case Paragraph():
            return f"text, at most {value.longest} characters"
        case Day() | PartialDay():
            words = "day" if isinstance(value, Day) else "date, perhaps partial"
            return f"{words}, not ahead" if value.past else words
        case Flag():
            return "yes or no"
        case Number():
            return f"whole number, {value.least} to {value.most}"
        case Issuer():
            return "country or issuer"
        case Many():
            return "repeated part"
    return "restriction"


def _sets(database: type[Record]) -> Iterator[str]:
    """The larger closed sets, each with its slugs and words."""
    found: dict[str, Choice] = {}
    for each in database.declared():
        if isinstance(each.value, Many):
            pieces = each.value.part.pieces()
            found |= {f"{each.name}.{key}": one.value for key, one in pieces if isinstance(one.value, Choice)}
        elif isinstance(each.value, Choice):
            found[each.name] = each.value
    large = {name: value for name, value in found.items() if len(value.numbers) > FEW}
    if large:
        yield "## Closed sets"
        yield ""
    for name, value in large.items():
        yield f"`{name}`: " + "; ".join(f"`{slug}` {words}" for slug, words in value.choices()) + "."
        yield ""


def _example(database: type[Record]) -> Iterator[str]:
    yield "## Example"
    yield ""
    yield "```json"
    yield json.dumps(database.example, ensure_ascii=False, indent=2)
    yield "```"
    yield ""
