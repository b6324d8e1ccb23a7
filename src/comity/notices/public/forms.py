"""The form of the public pages: everything stands in the address, so that a search can be sent to somebody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.bureaus import countries
from comity.kit.language import spoken
from comity.notices.kinds.kind import Kind
from comity.notices.public.extract import public_kinds
from comity.notices.public.search import Wanted

LONGEST = 100
OLDEST = 150


class SearchForm(forms.Form):
    """Whom or what somebody looks for."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=LONGEST,
        help_text=_("Any part of it."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Kind of notice"), required=False)
    nationality = forms.ChoiceField(label=_("Nationality"), required=False)
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        choices=[("", _("any")), ("F", pgettext_lazy("sex", "female")), ("M", pgettext_lazy("sex", "male"))],
    )
    age_min = forms.IntegerField(label=_("Age from"), required=False, min_value=0, max_value=OLDEST)
    age_max = forms.IntegerField(label=_("Age to"), required=False, min_value=0, max_value=OLDEST)
    words = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=LONGEST,
        help_text=_("Of a charge, a place or a mark."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(each.slug, each.name) for each in public_kinds()]
        self.fields["kind"].choices = [("", _("any")), *kinds]  # type: ignore[attr-defined]
        language = spoken()
        named = sorted((countries.name(each.code, language), each.code) for each in countries.members())
        self.fields["nationality"].choices = [("", _("any")), *((code, words) for words, code in named)]  # type: ignore[attr-defined]

    def kinds(self) -> list[Kind]:
        """The kinds that a valid form asks for."""
        chosen = self.cleaned_data["kind"]
        return [each for each in public_kinds() if chosen in ("", each.slug)]

    def wanted(self) -> Wanted:
        """The search of a valid form."""
        typed = self.cleaned_data
        return Wanted(
            name=typed["name"],
            nationality=typed["nationality"],
            sex=typed["sex"],
            age_min=typed["age_min"],
            age_max=typed["age_max"],
            free_text=typed["words"],
        )
