"""Forms of imports and exports: the file, what each of its columns is; the two persons of an export."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import Invalid
from comity.records.forms import control
from comity.records.loading.imports import MOST_FILE_BYTES, Import
from comity.records.loading.mapping import Words, targets
from comity.records.loading.saying import sayable
from comity.records.record import Record


class UploadForm(forms.Form):
    """A file of records."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV in UTF-8, JSON Lines, FollowTheMoney entities, or the first sheet of an XLSX workbook. At most 20 MB."
        ),
        error_messages={
            "required": _("Choose a file of at most 20 MB."),
            "missing": _("Choose a file of at most 20 MB."),
            "empty": _("This file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.json,.jsonl,.ndjson,.ftm,.xlsx"}),
    )

    assert MOST_FILE_BYTES == 20 * 1024 * 1024  # the sentences above say it


class ColumnsForm(forms.Form):
    """One choice for each column of a file, and whether known records are changed."""

    use_required_attribute = False
    change = forms.BooleanField(
        label=_("Change records that are known by your own number"),
        required=False,
        help_text=_("Otherwise a row with a known number and other values is refused."),
    )

    def __init__(self, upload: Import, database: type[Record], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"change": upload.change})
        labels = self.labels(database)
        for place, head in enumerate(upload.heads):
            proposed = upload.mapping[place]
            more = [(proposed, proposed)] if proposed and proposed not in labels else []
            choices = [("", _("leave this column out")), *more, *labels.items()]
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=head or _("Column %(number)s") % {"number": place + 1},
                choices=choices,
                required=False,
                initial=proposed,
            )

    @staticmethod
    def labels(database: type[Record]) -> dict[str, Words]:
        """The words of each field that a column may be."""
        found: dict[str, Words] = {}
        for name, words in targets(database):
            said = [str(word) for word in words]
            found[name] = said[0] if len(said) == 1 else f"{said[0]} {said[1]}: {said[2]}"
        return found

    def mapping(self) -> list[str]:
        """The field of each column, in order."""
        return [value for name, value in self.cleaned_data.items() if name.startswith("column-")]

    def show(self, refusal: Invalid) -> None:
        """Hang the errors beside the columns they speak of."""
        for error in refusal.errors:
            name = error.field.replace("columns.", "column-")
            self.add_error(name if name in self.fields else None, str(error.message))

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("column-")]


class SaidForm(forms.Form):
    """What entities do not say and a record needs, for all rows of a file; and whether known records are changed."""

    use_required_attribute = False
    change = forms.BooleanField(
        label=_("Change records that are known by your own number"),
        required=False,
        help_text=_("Otherwise a row with a known number and other values is refused."),
    )

    def __init__(self, upload: Import, database: type[Record], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"change": upload.change})
        for name in database.entities_lack:
            declared = sayable(database)[name]
            given = upload.said.get(name)
            self.fields[f"said-{name}"] = control(declared.label, declared.value, False, declared.hint, None)
            self.fields[f"said-{name}"].initial = given

    def said(self) -> dict[str, str]:
        """What was said, by field."""
        return {
            name.removeprefix("said-"): str(value or "")
            for name, value in self.cleaned_data.items()
            if name.startswith("said-")
        }

    def show(self, refusal: Invalid) -> None:
        """Hang the errors beside the fields they speak of."""
        for error in refusal.errors:
            name = error.field.replace("said.", "said-")
            self.add_error(name if name in self.fields else None, str(error.message))

    @property
    def rows(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("said-")]


class AskExportForm(forms.Form):
    """In which form, and why."""

    use_required_attribute = False
    form = forms.ChoiceField(label=_("Form of the file"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays in the journal."),
    )

    def __init__(self, choices: list[tuple[str, Words]], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["form"].choices = choices  # type: ignore[attr-defined]  # the stubs see a plain field


class DecideExportForm(forms.Form):
    """Why it goes, or not."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays in the journal."),
    )
