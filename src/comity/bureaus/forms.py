"""What people type about bureaus. Checks live in `details`; forms only give values their types."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from comity.bureaus.details import LONGEST_TELEPHONE, Desk
from comity.bureaus.models import Bureau, DutyDesk
from comity.bureaus.rules import Standing
from comity.bureaus.working_days import WEEKEND

LONGEST_REASON = 500
SETTABLE = [standing for standing in Standing if standing is not Standing.MANDATE_ENDED]


class DeskForm(forms.Form):
    """The reader's own duty desk."""

    telephone = forms.CharField(
        label=_("Telephone"),
        max_length=LONGEST_TELEPHONE,
        help_text=_("As dialled from abroad, for example +33 1 23 45 67 89."),
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "tel", "autocomplete": "off"}),
    )
    languages = forms.CharField(
        label=_("Languages spoken there"),
        required=False,
        max_length=60,
        help_text=_("Codes of two or three letters with spaces between, for example: fr en ar."),
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
    )
    always_open = forms.BooleanField(label=_("Open day and night, every day"), required=False)
    opens = forms.TimeField(label=_("Opens at"), required=False, widget=forms.TimeInput({"type": "time"}))
    closes = forms.TimeField(
        label=_("Closes at"),
        required=False,
        help_text=_("In the time of your bureau. Earlier than the opening means on the next day."),
        widget=forms.TimeInput({"type": "time"}),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days on which it opens"),
        coerce=int,
        required=False,
        choices=[(day + 1, name) for day, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means every day."),
    )
    weekend = forms.TypedMultipleChoiceField(
        label=_("Days of rest of the bureau"),
        coerce=int,
        required=False,
        choices=[(day + 1, name) for day, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=list(WEEKEND),
        help_text=_("They count in no clock of working days, as for the answer to a dispute."),
    )
    deputy = forms.ChoiceField(
        label=_("Who answers while it is closed"),
        required=False,
        help_text=_("Without a deputy the centre's duty desk is shown."),
    )

    def __init__(self, *args: Any, deputies: list[Bureau], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(each.code, f"{each.code} – {each.name}") for each in deputies]
        self.fields["deputy"].choices = [("", _("the centre")), *named]  # type: ignore[attr-defined]

    def desk(self) -> Desk:
        """What was typed, for `actions.set_duty_desk`."""
        typed = self.cleaned_data
        return Desk(
            telephone=typed["telephone"],
            languages=tuple(typed["languages"].replace(",", " ").split()),
            always_open=typed["always_open"],
            opens=typed["opens"],
            closes=typed["closes"],
            weekdays=frozenset(typed["weekdays"]),
            deputy=typed["deputy"],
            weekend=frozenset(typed["weekend"]),
        )


def as_typed(desk: DutyDesk | None) -> dict[str, Any]:
    """A desk as the form shows it; nothing where there is none yet."""
    if desk is None:
        return {}
    return {
        "telephone": desk.telephone,
        "languages": " ".join(desk.languages),
        "always_open": desk.always_open,
        "opens": desk.opens,
        "closes": desk.closes,
        "weekdays": desk.weekdays,
        "deputy": desk.deputy_id or "",
        "weekend": desk.weekend,
    }


class StandingForm(forms.Form):
    """Another standing for a bureau, decided by the centre."""

    standing = forms.TypedChoiceField(
        label=_("Standing"),
        coerce=lambda number: Standing(int(number)),
        choices=[(int(standing), standing.label) for standing in SETTABLE],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the journal: the decision, and the measure it rests on."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
