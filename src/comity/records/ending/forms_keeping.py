"""Forms of keeping longer, and of the commission's order."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.records.ending.extending import LookedAt
from comity.records.ending.ordered import GROUND_SLUGS, GROUNDS, Ground
from comity.records.record import Record
from comity.records.registry import databases
from comity.records.values import Choice, Day


class TogetherForm(forms.Form):
    """Until when, why, and that the legal ground still stands."""

    use_required_attribute = False
    until = forms.CharField(label=_("Keep until"), help_text=_("As 2026-11-23."))
    ground = forms.BooleanField(label=_("I have looked again: the legal ground still stands"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("It stays in the journal."),
    )

    def asked(self) -> dict[str, Any]:
        """What the verb wants. Raises: Invalid for what is no day."""
        day = Day().store(Day().clean(self.cleaned_data["until"], "until"))
        return {"until": day, "reason": self.cleaned_data["reason"], "looked": self.looked()}

    def looked(self) -> LookedAt:
        return LookedAt(ground=self.cleaned_data["ground"])


class KeepForm(TogetherForm):
    """The same for one record, with what its declaration wants looked at again: nothing is chosen beforehand."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, database: type[Record], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        declared = {each.name: each for each in database.declared()}
        self.again = [declared[name] for name in database.looked_at_again]
        for each in self.again:
            assert isinstance(each.value, Choice)
            choices = [("", _("Choose")), *each.value.choices()]
            self.fields[each.name] = forms.ChoiceField(
                label=str(each.label), choices=choices, help_text=_("As it is today.")
            )

    @property
    def looked_at_again(self) -> list[forms.BoundField]:
        """The fields that must be chosen anew."""
        return [self[each.name] for each in self.again]

    def asked(self) -> dict[str, Any]:
        return super().asked() | {"seen": self.cleaned_data["seen"]}

    def looked(self) -> LookedAt:
        again = {each.name: self.cleaned_data.get(each.name, "") for each in self.again}
        return LookedAt(ground=self.cleaned_data["ground"], fields=again)


class OrderForm(forms.Form):
    """Which record, on which ground, under which decision."""

    use_required_attribute = False
    database = forms.ChoiceField(label=_("Database"))
    record = forms.UUIDField(
        label=_("Id of the record"), widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"})
    )
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[("", ""), *((GROUND_SLUGS[each], words) for each, words in GROUNDS.items())],
    )
    decision = forms.CharField(
        label=_("Number of the decision"), max_length=40, help_text=_("No names: the owner reads it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["database"]
        chosen.choices = [("", ""), *((each.slug, each.label) for each in databases())]

    def chosen_ground(self) -> Ground:
        return next(each for each, slug in GROUND_SLUGS.items() if slug == self.cleaned_data["ground"])
