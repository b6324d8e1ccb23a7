"""One generated form for every database. It carries what was typed; `document.clean` decides, as for API and files.

Repeated parts work without JavaScript: two empty rows always wait, and a button posts back for more.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import Invalid
from comity.records.codes import Issuer
from comity.records.envelope import ENVELOPE, Declared
from comity.records.parts import Many
from comity.records.record import Body, Record
from comity.records.registry import all_databases
from comity.records.values import Choice, Day, Flag, Number, Paragraph, PartialDay

EMPTY_ROWS = 2
YES_OR_NO = [("", _("not said")), ("yes", _("yes")), ("no", _("no"))]
HINTS: dict[type, str | Promise] = {
    Day: _("As 2026-11-23."),
    PartialDay: _("As 1987, 1987-03 or 1987-03-14; ~1987 for about, 1980/1985 for between."),
    Issuer: _("The letters that documents carry, for example FRA."),
}
CODE_SIZES: tuple[type, ...] = (Issuer, Day, PartialDay, Number)


class Carried(forms.Field):
    """A field that checks nothing, so that nothing typed is lost and no rule stands twice."""

    def clean(self, value: Any) -> Any:
        return value


@dataclass(frozen=True, slots=True)
class Row:
    """One field on the page: a plain one, or a repeated part with its rows of fields."""

    label: str | Promise
    name: str
    field: BoundField | None = None
    hint: str | Promise = ""
    parts: tuple[tuple[BoundField, ...], ...] = ()
    size: str = ""


class DeclaredForm(forms.Form):
    """The form of declared fields, empty, filled from canonical values, or as it was posted.

    more: the repeated part whose button for more rows was pressed.
    """

    use_required_attribute = False  # our words, not the browser's

    def __init__(
        self,
        declared: tuple[Declared, ...],
        data: Mapping[str, Any] | None = None,
        *,
        body: Body | None = None,
        more: str = "",
    ) -> None:
        self.declared = declared
        self.rows: dict[str, int] = {}
        super().__init__(data, initial=_flat(body or {}))
        for each in self.declared:
            if isinstance(each.value, Many):
                self.rows[each.name] = self._rows(each.name) + EMPTY_ROWS * (1 + (more == each.name))
                self.fields.update(_part_fields(each, self.rows[each.name]))
            else:
                hint = each.hint or HINTS.get(type(each.value), "")
                self.fields[each.name] = control(each.label, each.value, each.required, hint, each.default)

    def raw(self) -> dict[str, Any]:
        """What was typed, as `document.clean` wants it; remembers which row each part stood in."""
        self.kept: dict[str, list[int]] = {}
        raw: dict[str, Any] = {}
        for each in self.declared:
            if isinstance(each.value, Many):
                parts = {
                    place: part for place, part in self._parts(each.name, each.value) if any(part.values())
                }
                self.kept[each.name] = list(parts)
                raw[each.name] = [
                    {name: text for name, text in part.items() if text} for part in parts.values()
                ]
            elif text := self.data.get(each.name, ""):
                raw[each.name] = text
        return raw

    def show(self, refusal: Invalid) -> None:
        """Hang the errors of a refused verb beside the fields they speak of."""
        self.is_valid()
        for error in refusal.errors:
            name = self._place(error.field)
            self.add_error(name if name in self.fields else None, str(error.message))

    def rows_of(self, declared: tuple[Declared, ...]) -> list[Row]:
        """These of the fields as the page shows them."""
        return [self._row(each) for each in declared]

    def _row(self, declared: Declared) -> Row:
        kind, name = declared.value, declared.name
        if not isinstance(kind, Many):
            size = "short" if isinstance(kind, CODE_SIZES) else ""
            return Row(declared.label, name, field=self[name], size=size)
        pieces = [piece for piece, _declared in kind.part.pieces()]
        parts = tuple(
            tuple(self[f"{name}-{place}-{piece}"] for piece in pieces) for place in range(self.rows[name])
        )
        return Row(declared.label, name, hint=declared.hint, parts=parts)

    def _place(self, path: str) -> str:
        """The control an error's path speaks of: `names.1.text` is the second part that was filled."""
        name, _dot, rest = path.partition(".")
        if name not in self.rows:
            return name
        number, _dot, piece = rest.partition(".")
        pieces = [piece for piece in self.fields if piece.startswith(f"{name}-0-")]
        if not rest:
            return pieces[0]
        row = self.kept[name][int(number)]
        return f"{name}-{row}-{piece}" if piece else pieces[0].replace("-0-", f"-{row}-")

    def _rows(self, name: str) -> int:
        """How many rows were filled, in what was posted or in the record."""
        form = re.compile(rf"{re.escape(name)}-(\d{{1,3}})-\w+")
        source = self.data if self.is_bound else self.initial
        found = [int(match[1]) for key in source if source[key] and (match := form.fullmatch(key))]
        return max(found, default=-1) + 1

    def _parts(self, name: str, kind: Many) -> Iterator[tuple[int, dict[str, str]]]:
        pieces = [piece for piece, _declared in kind.part.pieces()]
        for place in range(self.rows[name]):
            yield place, {piece: self.data.get(f"{name}-{place}-{piece}", "") for piece in pieces}


class RecordForm(DeclaredForm):
    """The form of one database: its own fields, then the envelope."""

    def __init__(
        self,
        database: type[Record],
        data: Mapping[str, Any] | None = None,
        *,
        body: Body | None = None,
        more: str = "",
    ) -> None:
        super().__init__((*database.declared(), *ENVELOPE), data, body=body, more=more)

    def sections(self) -> list[tuple[str | Promise, list[Row]]]:
        """The fields as the page shows them: the database's own, then the envelope."""
        own = len(self.declared) - len(ENVELOPE)
        return [
            (_("Record"), self.rows_of(self.declared[:own])),
            (_("Handling"), self.rows_of(self.declared[own:])),
        ]


def _flat(body: Body) -> dict[str, Any]:
    """Canonical values as the controls hold them."""
    flat: dict[str, Any] = {}
    for name, value in body.items():
        if isinstance(value, list):
            for place, part in enumerate(value):
                flat |= {f"{name}-{place}-{piece}": _typed(each) for piece, each in part.items()}
        else:
            flat[name] = _typed(value)
    return flat


def _typed(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _part_fields(declared: Declared, rows: int) -> dict[str, forms.Field]:
    pieces = list(declared.value.part.pieces()) if isinstance(declared.value, Many) else []
    return {
        f"{declared.name}-{place}-{name}": control(piece.label, piece.value, piece.required, "", None)
        for place in range(rows)
        for name, piece in pieces
    }


def control(label: Any, kind: Any, required: bool, hint: Any, default: Any) -> forms.Field:
    """The control of one value."""
    widget: forms.Widget
    match kind:
        case Choice():
            empty = [] if default else [("", "")]
            widget = forms.Select(choices=[*empty, *kind.choices()])
        case Flag():
            widget = forms.Select(choices=YES_OR_NO)
        case Paragraph():
            widget = forms.Textarea(attrs={"rows": 4})
        case _:
            widget = forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"})
    return Carried(label=label, required=required, help_text=hint, widget=widget, initial=default)


class CloseForm(forms.Form):
    """To whom all own records are closed, in which database, and until when."""

    bureau = forms.CharField(label=_("Bureau"), max_length=12, help_text=_("Its code, for example FRA."))
    database = forms.TypedChoiceField(
        label=_("Database"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=lambda: databases_or_all(),  # the registry fills after this
    )
    until = forms.DateTimeField(
        label=_("Last day"), required=False, input_formats=["%Y-%m-%d"], help_text=_("As 2026-11-23.")
    )

    def clean_bureau(self) -> str:
        return str(self.cleaned_data["bureau"]).strip().upper()


def databases_or_all() -> list[tuple[str, str | Promise]]:
    """The choices of a database, all of them first."""
    return [("", _("all databases")), *((str(each.code), each.label) for each in all_databases())]
