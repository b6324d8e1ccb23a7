"""One external reference of a hit, as it is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.records.life.external import SYSTEMS, THERE
from comity.records.values import slug

SYSTEM_CHOICES = [("", ""), *((slug(each), words) for each, words in SYSTEMS.items())]
STATE_CHOICES = [("", ""), *((slug(each), words) for each, words in THERE.items())]


class ReferForm(forms.Form):
    """The same pieces as in a record; what fits is the part's own decision."""

    system = forms.ChoiceField(label=_("System"), choices=SYSTEM_CHOICES)
    name = forms.CharField(label=_("Name of another system"), max_length=60, required=False)
    number = forms.CharField(label=_("Number"), max_length=120)
    sent_on = forms.CharField(
        label=_("Sent on"), max_length=24, required=False, help_text=_("As 2026-11-23.")
    )
    state = forms.ChoiceField(label=_("State there"), choices=STATE_CHOICES, required=False)

    def reference(self) -> dict[str, Any]:
        """What was typed. Valid forms only."""
        return {name: value for name, value in self.cleaned_data.items() if value}
