"""The form of the public search: everything stands in the address, so that a search can be sent to somebody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.kit.errors import Invalid
from comity.matching.descriptions import LONGEST_DESCRIPTION, Dimension
from comity.records.public.search import LONGEST_ABOUT, Wanted
from comity.records.registry import described_kinds

MEASURES = {
    Dimension.HEIGHT: _("Height"),
    Dimension.WIDTH: _("Width"),
    Dimension.DEPTH: _("Depth"),
    Dimension.DIAMETER: _("Diameter"),
    Dimension.LENGTH: pgettext_lazy("measure", "Length"),
    Dimension.WEIGHT: _("Weight"),
}


class SearchForm(forms.Form):
    """What somebody looks for."""

    use_required_attribute = False
    words = forms.CharField(
        label=_("Words that describe it"),
        required=False,
        max_length=LONGEST_DESCRIPTION,
        help_text=_("What it shows, who made it, of what, its marks. No names of owners."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Type of object"), required=False)
    number = forms.CharField(
        label=_("Inventory number"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"dir": "ltr", "class": "id", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("any")), *described_kinds()]  # type: ignore[attr-defined]
        for dimension, label in MEASURES.items():
            self.fields[dimension.value] = forms.CharField(
                label=label,
                required=False,
                max_length=20,
                help_text=_("With its unit: 64 cm.") if dimension is Dimension.HEIGHT else "",
                widget=forms.TextInput({"dir": "ltr", "class": "id", "autocomplete": "off", "size": 8}),
            )

    @property
    def measures(self) -> list[forms.BoundField]:
        return [self[each.value] for each in MEASURES]

    @property
    def is_measured(self) -> bool:
        """Is a measure filled in or wrong? Then they stand open."""
        return any(bound.value() or bound.errors for bound in self.measures)

    def wanted(self) -> Wanted:
        """The search of a valid form."""
        typed = self.cleaned_data
        measures = {each.value: typed[each.value] for each in MEASURES if typed[each.value]}
        return Wanted(typed["words"], typed["kind"], typed["number"], measures)

    def show(self, refusal: Invalid) -> None:
        """Hang the errors beside the fields they speak of."""
        for error in refusal.errors:
            name = "number" if error.field == "inventory" else error.field
            self.add_error(name if name in self.fields else None, str(error.message))


class CertificateForm(SearchForm):
    """The search once more, and the searcher's own words on the certificate."""

    about = forms.CharField(
        label=_("Your own reference"),
        required=False,
        max_length=LONGEST_ABOUT,
        help_text=_("For example a lot number. It is printed on the certificate and stored nowhere."),
    )
