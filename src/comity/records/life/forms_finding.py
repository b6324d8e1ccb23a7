"""The form of a find, made from what the declaration asks; and the owner's answer to one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from comity.records.forms import HINTS, control
from comity.records.record import Record


class FindForm(forms.Form):
    """Carries what was typed; `finding.clean` decides, as for the API."""

    use_required_attribute = False

    def __init__(self, database: type[Record], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.asked = [each.name for each in database.found_asks]
        for each in database.found_asks:
            hint = each.hint or HINTS.get(type(each.value), "")
            self.fields[each.name] = control(each.label, each.value, each.required, hint, each.default)

    def raw(self) -> dict[str, Any]:
        """What was typed."""
        return {name: self.data[name] for name in self.asked if self.data.get(name)}

    def rows(self) -> list[BoundField]:
        """The fields in the order of the declaration."""
        return [self[name] for name in self.asked]


class FindAnswerForm(forms.Form):
    """What the owner says to a report."""

    use_required_attribute = False
    accept = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("Accept: it is found")), ("no", _("Do not accept"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("To the finder"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("What shall become of it; or why you do not accept. The finder reads this."),
    )
