"""A bureau's own line, as its head types it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.queries.actions.lines import LONGEST_LINE
from comity.queries.rules import OUTCOMES
from comity.records.registry import all_databases


class LineForm(forms.Form):
    """Which answer of which database the line goes with. Nothing chosen as database is all of them."""

    use_required_attribute = False
    database = forms.TypedChoiceField(label=_("Database"), required=False, coerce=int, empty_value=None)
    outcome = forms.ChoiceField(label=_("With this answer"))
    text = forms.CharField(
        label=_("Your line"),
        required=False,
        max_length=LONGEST_LINE,
        help_text=_("What your law asks of an officer, whom to call. Left empty, the line is taken away."),
        widget=forms.TextInput({"dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(each.code, each.label) for each in all_databases()]
        self.fields["database"].choices = [("", _("all databases")), *named]  # type: ignore[attr-defined]
        outcomes = [(outcome.value, words) for outcome, words in OUTCOMES.items()]
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]
