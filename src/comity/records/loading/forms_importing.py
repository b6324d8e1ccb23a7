"""Forms of imports and exports: the file, what each of its columns is; the two persons of an export."""

from collections.abc import Iterator, Mapping
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


class CheckForm(forms.Form):
    """What is said of a file before its rows are looked at, and whether known records are changed.

    part: how its fields are called: "column-0". in_errors: how a refusal calls them: "columns.0". template: its page.
    """

    use_required_attribute = False
    part: str
    in_errors: str
    template: str
    change = forms.BooleanField(
        label=_("Change records that are known by your own number"),
        required=False,
        help_text=_("Otherwise a row with a known number and other values is refused."),
    )

    def __init__(self, upload: Import, database: type[Record], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"change": upload.change})
        self.fields |= {self.named(entry): field for entry, field in self.entries(upload, database)}

    def entries(self, upload: Import, database: type[Record]) -> Iterator[tuple[object, forms.Field]]:
        """The entries of the part, each with its field."""
        raise NotImplementedError

    def named(self, entry: object) -> str:
        """The name of an entry's field."""
        return f"{self.part}-{entry}"

    def told(self) -> dict[str, Any]:
        """Of the part what `importing.check` takes."""
        raise NotImplementedError

    @property
    def values(self) -> dict[str, str]:
        """What was chosen, by entry, in order."""
        start = self.named("")
        return {
            name.removeprefix(start): str(value or "")
            for name, value in self.cleaned_data.items()
            if name.startswith(start)
        }

    def show(self, refusal: Invalid) -> None:
        """Hang the errors beside the fields they speak of."""
        for error in refusal.errors:
            name = error.field.replace(f"{self.in_errors}.", self.named(""))
            self.add_error(name if name in self.fields else None, str(error.message))

    @property
    def rows(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(self.named(""))]


class ColumnsForm(CheckForm):
    """One choice for each column of a file."""

    part, in_errors, template = "column", "columns", "records/import_columns.html"

    def entries(self, upload: Import, database: type[Record]) -> Iterator[tuple[object, forms.Field]]:
        labels = self.labels(database)
        for place, head in enumerate(upload.heads):
            proposed = upload.mapping[place]
            more = [(proposed, proposed)] if proposed and proposed not in labels else []
            choices = [("", _("leave this column out")), *more, *labels.items()]
            yield (
                place,
                forms.ChoiceField(
                    label=head or _("Column %(number)s") % {"number": place + 1},
                    choices=choices,
                    required=False,
                    initial=proposed,
                ),
            )

    @staticmethod
    def labels(database: type[Record]) -> dict[str, Words]:
        """The words of each field that a column may be."""
        found: dict[str, Words] = {}
        for name, words in targets(database):
            said = [str(word) for word in words]
            found[name] = said[0] if len(said) == 1 else f"{said[0]} {said[1]}: {said[2]}"
        return found

    def told(self) -> dict[str, Any]:
        """The field of each column, in order."""
        return {"mapping": list(self.values.values())}


class SaidForm(CheckForm):
    """What entities do not say and a record needs, for all rows of a file."""

    part, in_errors, template = "said", "said", "records/import_said.html"

    def entries(self, upload: Import, database: type[Record]) -> Iterator[tuple[object, forms.Field]]:
        for name in database.entities_lack:
            declared = sayable(database)[name]
            field = control(declared.label, declared.value, False, declared.hint, None)
            field.initial = upload.said.get(name)
            yield name, field

    def told(self) -> dict[str, Any]:
        """What was said, by field."""
        return {"said": self.values}


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
