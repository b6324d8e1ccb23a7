"""What a person types into a message."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.messages.kinds import LONGEST_TEXT


class AnswerForm(forms.Form):
    """The words of an answer to a note."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only the bureau that wrote to you can read it."),
    )
