"""A list of passengers as an officer gives it: its journey, and its lines pasted or as a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import invalid
from comity.queries.forms.question import BEHIND_CASE
from comity.queries.manifest import (
    LONGEST_CASE,
    LONGEST_LIST,
    MEANS,
    MEANS_SLUGS,
    Entry,
    Journey,
    Means,
    read_manifest,
)

_WHEN = {"type": "datetime-local", "dir": "ltr"}
_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


class LinesForm(forms.Form):
    """The lines alone: what a corrected list brings."""

    use_required_attribute = False
    lines = forms.CharField(
        label=_("Travellers"),
        required=False,
        max_length=LONGEST_LIST,
        strip=False,
        help_text=_(
            "One line each: name; birth date; nationality; document number; issuing country; kind. Without "
            "issuer the nationality is taken, without kind a passport. A name is asked only with the full "
            "birth date."
        ),
        widget=forms.Textarea(
            {"rows": 10, "dir": "auto", "class": "id", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("CSV in UTF-8, with or without heads."),
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv"}),
    )

    def entries(self) -> list[Entry]:
        """The lines of the file, or what was typed. Raises: Invalid."""
        file = self.cleaned_data.get("file")
        if not file:
            return read_manifest(self.cleaned_data["lines"])
        if file.size > LONGEST_LIST * 2:
            raise invalid("file", "too-long", _("This list is too long. Send one list a journey."))
        try:
            return read_manifest(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise invalid("file", "encoding", _("This file is not UTF-8. Save it as CSV in UTF-8.")) from None


class ListForm(LinesForm):
    """A whole list with its journey. `journey()` gives it once it is valid."""

    means = forms.ChoiceField(label=_("Means of travel"))
    number = forms.CharField(
        label=_("Number"), max_length=60, help_text=_("Of the flight, the train or the voyage: AV 412.")
    )
    route = forms.CharField(label=_("Route"), max_length=60, help_text=_("For example BOG-LIM."))
    departs_at = forms.DateTimeField(
        label=_("Departure"),
        input_formats=_FORMATS,
        help_text=_("In your own time zone."),
        widget=forms.DateTimeInput(_WHEN, format="%Y-%m-%dT%H:%M"),
    )
    arrives_at = forms.DateTimeField(
        label=_("Arrival"),
        input_formats=_FORMATS,
        help_text=_("A day after it the list is deleted."),
        widget=forms.DateTimeInput(_WHEN, format="%Y-%m-%dT%H:%M"),
    )
    source = forms.CharField(
        label=_("Source of the list"), max_length=60, help_text=_("Who made it: the carrier, the captain.")
    )
    purpose = forms.ChoiceField(label=_("Purpose"))
    case = forms.CharField(
        label=_("Case reference"), required=False, max_length=LONGEST_CASE, help_text=BEHIND_CASE
    )

    def __init__(self, *args: Any, purposes: list[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["purpose"].choices = purposes  # type: ignore[attr-defined]
        self.fields["means"].choices = [  # type: ignore[attr-defined]
            (slug, MEANS[Means(each)]) for slug, each in MEANS_SLUGS.items()
        ]

    def journey(self) -> Journey:
        """The frame of the list."""
        typed = self.cleaned_data
        names = ("number", "route", "departs_at", "arrives_at", "source", "purpose", "case")
        return Journey(means=MEANS_SLUGS[typed["means"]], **{name: typed[name] for name in names})
