"""What is typed to keep a view of a list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.access.saved_views import LONGEST_NAME, SHARES, Share

SHARE_SLUGS = {share.name.lower(): share for share in Share}


class SavedViewForm(forms.Form):
    """A name, and who else opens it."""

    name = forms.CharField(
        label=_("Name of the view"),
        max_length=LONGEST_NAME,
        help_text=_("Say what it shows. No names of persons where you share it."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    share = forms.ChoiceField(
        label=_("Who opens it"),
        choices=[(slug, SHARES[share]) for slug, share in SHARE_SLUGS.items()],
        initial="nobody",
        help_text=_("Whoever opens it reads what it filters by."),
    )

    def draft(self) -> dict[str, Any]:
        """As the verbs want it."""
        return {"name": self.cleaned_data["name"], "share": SHARE_SLUGS[self.cleaned_data["share"]]}
