"""The shape of each database's document as JSON Schema, from its declaration: for OpenAPI, forms of others, and tests.

The schemas describe and never decide: `document.clean` alone accepts, so that every door refuses with one set of codes.
"""

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, WithJsonSchema, create_model

from comity.records.codes import Issuer, Restriction
from comity.records.envelope import ENVELOPE, Declared
from comity.records.parts import Many
from comity.records.record import Body, Record
from comity.records.values import Choice, Day, Flag, Line, Number, Paragraph, PartialDay

Schema = dict[str, Any]


def schema_of(value: Any) -> Schema:
    """JSON Schema of one kind of value."""
    match value:
        case Line() | Paragraph():
            return {"type": "string", "maxLength": value.longest}
        case Choice():
            return {"type": "string", "enum": list(value.numbers)}
        case Day():
            return {"type": "string", "format": "date"}
        case PartialDay():
            return {"type": "string", "description": "1987, 1987-03, 1987-03-14, ~1987 or 1980/1985"}
        case Issuer():
            return {"type": "string", "maxLength": 3, "description": "ICAO 9303-3 code, for example FRA"}
        case Restriction():
            return {"type": "string", "description": "all-but FRA DEU, or only ITA"}
        case Flag():
            return {"type": "boolean"}
        case Number():
            return {"type": "integer", "minimum": value.least, "maximum": value.most}
        case Many():
            return {"type": "array", "maxItems": value.most, "items": _part(value)}
    raise TypeError(type(value).__name__)


def document_schema(database: type[Record]) -> Schema:
    """JSON Schema of a database's document: envelope and fields in one flat object."""
    return schema_of_fields((*database.declared(), *ENVELOPE), database.example)


def schema_of_fields(declared: tuple[Declared, ...], example: Body) -> Schema:
    """JSON Schema of one flat object of these fields."""
    return {
        "type": "object",
        "properties": {each.name: _described(each) for each in declared},
        "required": [each.name for each in declared if each.required and each.default is None],
        "additionalProperties": False,
        "example": example,
    }


@cache
def document_model(database: type[Record]) -> type[BaseModel]:
    """The same for ninja: carries any object, says what it should be."""
    declared = (*database.declared(), *ENVELOPE)
    return model_of_fields(f"{database.__name__}Document", declared, document_schema(database))


def model_of_fields(name: str, declared: tuple[Declared, ...], schema: Schema) -> type[BaseModel]:
    """A model of these fields for ninja that carries any object and says what `schema` says."""
    fields: dict[str, Any] = dict(_fields(declared))
    extra = {"required": schema["required"], "example": schema["example"], "additionalProperties": False}
    model: type[BaseModel] = create_model(
        name, __config__=ConfigDict(extra="allow", json_schema_extra=extra, title=name), **fields
    )
    return model


def _fields(declared: Iterable[Declared]) -> Iterable[tuple[str, Any]]:
    for each in declared:
        yield each.name, (Annotated[Any, WithJsonSchema(_described(each))], None)


def _described(declared: Declared) -> Schema:
    schema = {"title": str(declared.label), **schema_of(declared.value)}
    if declared.hint:
        schema.setdefault("description", str(declared.hint))
    if declared.default is not None:
        schema["default"] = declared.default
    return schema


def _part(many: Many) -> Schema:
    pieces = dict(many.part.pieces())
    return {
        "type": "object",
        "properties": {
            name: {"title": str(piece.label), **schema_of(piece.value)} for name, piece in pieces.items()
        },
        "required": [name for name, piece in pieces.items() if piece.required],
        "additionalProperties": False,
    }
