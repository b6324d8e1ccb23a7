"""The form that asks why a record's life changes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.records.life.states import CAUSES, FOUND_BY, WHYS, Cause, FoundBy, Why


class ReasonForm(forms.Form):
    """A reason, and the version of the record that the reader saw."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays in the journal."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class CorrectionForm(forms.Form):
    """Why a change takes away something by which others found the record."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Why it is corrected"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("Needed where a number or name by which others find it changes or goes: they are told."),
    )


class WithdrawForm(ReasonForm):
    """Why in one word, and why in words."""

    why = forms.ChoiceField(label=_("Why"), choices=list(WHYS.items()))
    field_order = ("why", "reason", "seen")

    def clean_why(self) -> Why:
        return Why(self.cleaned_data["why"])


class DeleteForm(forms.Form):
    """Why in one word, and that it is meant: no words, which would outlive the record."""

    use_required_attribute = False
    cause = forms.ChoiceField(label=_("Why"), choices=list(CAUSES.items()))
    sure = forms.BooleanField(label=_("Delete it for ever: nobody can bring it back"))
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def clean_cause(self) -> Cause:
        return Cause(self.cleaned_data["cause"])


class RecoverForm(ReasonForm):
    """Who found it, and how it was."""

    found = forms.ChoiceField(
        label=_("Who found it"), choices=[(each, FOUND_BY[each]) for each in (FoundBy.BEARER, FoundBy.OWN)]
    )
    field_order = ("found", "reason", "seen")

    def clean_found(self) -> FoundBy:
        return FoundBy(self.cleaned_data["found"])


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


class DisputeForm(forms.Form):
    """What is wrong with another's record, and the version that the reader saw."""

    use_required_attribute = False
    evidence = forms.CharField(
        label=_("What is wrong, and how you know"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("The owner reads this, with your bureau and function. Name nobody who needs protection."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class DisputeAnswerForm(forms.Form):
    """What the owner says to a dispute."""

    use_required_attribute = False
    upheld = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[
            ("no", _("The record stands")),
            ("yes", _("The dispute is right: we have corrected the record")),
        ],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Why"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Whoever disputed it reads this."),
    )
