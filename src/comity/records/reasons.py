"""The form that asks why a record's life changes."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """A reason, and the version of the record that the reader saw."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays in the journal."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ReviewForm(forms.Form):
    """A sentence to the owner of a record that waits, and the version that the reviewer saw."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("To its owner"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Needed when you send it back: what must change. It stays in the journal."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ExtendForm(ReasonForm):
    """A reason, the version seen, and the new last day as it was typed: the verb reads it."""

    until = forms.CharField(label=_("Keep until"), help_text=_("As 2026-11-23."))
    field_order = ("until", "reason", "seen")
