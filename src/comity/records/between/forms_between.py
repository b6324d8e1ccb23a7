"""The forms of what two bureaus agree about records."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comity.bureaus.models import Bureau
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Invalid
from comity.records.between.agreements import LONGEST_FUNCTION, LONGEST_REFERENCE, LONGEST_WORDS, MOST_OFFERED
from comity.records.between.behalf import Request

# Before the fields of the request, in errors and in names of controls: a record may have an `owner` of its own.
_REQUEST = "request"


class RequestForm(forms.Form):
    """On whose request the centre records; the verb decides."""

    use_required_attribute = False
    owner = forms.ChoiceField(label=_("On behalf of"), choices=[])
    reference = forms.CharField(
        label=_("Number or letter of the request"),
        max_length=LONGEST_REFERENCE,
        help_text=_("The owner reads it."),
    )
    requested_on = forms.DateField(
        label=_("Asked on"), input_formats=["%Y-%m-%d"], help_text=_("As 2026-11-23.")
    )
    asked_by = forms.CharField(
        label=_("Who asked"), max_length=LONGEST_FUNCTION, help_text=_("A function, never a name.")
    )

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data, prefix=_REQUEST)
        self.fields["owner"].choices = [("", ""), *others(actor)]  # type: ignore[attr-defined]

    def show(self, refusal: Invalid) -> list[FieldError]:
        """Hang the errors that speak of the request beside its fields; those about the record are given back."""
        before = f"{_REQUEST}."
        for error in refusal.errors:
            if error.field.startswith(before):
                self.add_error(error.field.removeprefix(before), str(error.message))
        return [error for error in refusal.errors if not error.field.startswith(before)]

    def request(self) -> Request:
        """What was typed, as the verb wants it; call it when the form is valid."""
        return Request(**self.cleaned_data)


class OfferForm(forms.Form):
    """To whom a record is offered, why, and what goes with it. count: other own records of the same case."""

    use_required_attribute = False
    to = forms.ChoiceField(label=_("Offer it to"), choices=[])
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("The other bureau reads it, and it stays in the journal."),
    )
    case = forms.BooleanField(label=_("With your other records of this case"), required=False)
    more = forms.CharField(
        label=_("Further records"),
        required=False,
        max_length=MOST_OFFERED * 40,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "dir": "ltr"}),
        help_text=_("Numbers of your records, one on each line. All go together, or none."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Any, actor: Actor, count: int) -> None:
        super().__init__(data)
        self.fields["to"].choices = [("", ""), *others(actor)]  # type: ignore[attr-defined]
        if count:
            words = ngettext("%(count)s more record.", "%(count)s more records.", count) % {"count": count}
            self.fields["case"].help_text = words
        else:
            del self.fields["case"]

    def clean_more(self) -> list[UUID]:
        """The ids that were typed. Raises: ValidationError for anything else."""
        try:
            return [UUID(word) for word in self.cleaned_data["more"].replace(",", " ").split()]
        except ValueError:
            raise forms.ValidationError(
                _("Write the numbers as the pages of the records show them.")
            ) from None


class AnswerForm(forms.Form):
    """Yes, or no with a reason."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Needed where you say no. The other bureau reads it, and it stays in the journal."),
    )


def others(actor: Actor) -> list[tuple[str, str]]:
    """Every other bureau of the directory by name, to choose from."""
    rows = Bureau.visible_to(actor).exclude(pk=actor.bureau)
    return sorted(((each.code, f"{each.name} ({each.code})") for each in rows), key=lambda one: one[1])
