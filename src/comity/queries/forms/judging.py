"""What an officer says after comparing: is it the same?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.queries.judging import BY_SLUG, JUDGED, SLUGS, Judged


class JudgeForm(forms.Form):
    """Is it the same? Without the box where no other bureau may know anything of the hit."""

    use_required_attribute = False
    judged = forms.ChoiceField(
        label=_("Is it the same document, object or person?"),
        widget=forms.RadioSelect,
        choices=[(SLUGS[each], words) for each, words in JUDGED.items()],
    )
    shared = forms.BooleanField(
        label=_("It may count elsewhere, without your bureau's name"),
        required=False,
        help_text=_(
            "Who asks the same reads that another bureau examined it. Where three bureaus found another document or "
            "object, the owner is asked for better identifiers and learns neither who nor when."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_be_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_be_known:
            del self.fields["shared"]

    def word(self) -> Judged:
        """What was said."""
        return BY_SLUG[self.cleaned_data["judged"]]
