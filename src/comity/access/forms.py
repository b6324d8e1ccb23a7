"""What people type about units, officers and tokens. Checks live in the actions; forms only give values their types."""

from datetime import datetime, time, timedelta, timezone
from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.utils import timezone as clock
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comity.access import labels
from comity.access.actions.officers import OfficerDraft
from comity.access.actions.tokens import LONGEST_LIFE, TokenDraft
from comity.access.actions.units import UnitDraft
from comity.access.budgets import MEASURE_LABELS, WINDOW_LABELS, Measure, Window
from comity.access.catalogue import databases
from comity.access.models import Unit
from comity.access.roles import ROLE_LABELS, UNIT_KIND_LABELS, QueryKind, Role, UnitKind
from comity.web.words import MARKINGS

CODE = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
DAY = {"type": "date"}
HOUR = {"type": "time"}


def _choices(labels_by_enum: dict[Any, Any]) -> list[tuple[int, Any]]:
    return [(int(key), label) for key, label in labels_by_enum.items()]


class SignInForm(LoginForm):
    """Name and password; allauth looks after the rest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label = _("Officer name")
        name.help_text = _("As your security officer gave it, like a.benali@fra")
        name.widget.attrs = CODE | {"autocomplete": "username"}
        password.label, password.help_text = _("Password"), ""
        password.widget.attrs = {"dir": "ltr", "autocomplete": "current-password"}


class ShiftForm(forms.Form):
    """Who works at this terminal now."""

    badge = forms.CharField(
        label=_("Badge number"), max_length=20, widget=forms.TextInput(CODE | {"autofocus": True})
    )
    pin = forms.CharField(
        label=_("PIN"), max_length=12, widget=forms.PasswordInput(CODE | {"inputmode": "numeric"})
    )


class PinForm(forms.Form):
    """One's own PIN, typed twice."""

    pin = forms.CharField(
        label=_("New PIN"),
        max_length=12,
        help_text=_("6 to 12 digits that are no row and not all the same."),
        widget=forms.PasswordInput(CODE | {"inputmode": "numeric"}),
    )
    again = forms.CharField(
        label=_("The same PIN again"),
        max_length=12,
        widget=forms.PasswordInput(CODE | {"inputmode": "numeric"}),
    )

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("pin"):
            raise forms.ValidationError(_("The two do not agree."), code="not-the-same")
        return again


class ReasonForm(forms.Form):
    """Why something is taken away."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class LabelForm(forms.Form):
    """Where a shared terminal stands."""

    label = forms.CharField(label=_("Where it stands"), max_length=60)


class NoteForm(forms.Form):
    """What an alarm turned out to be."""

    note = forms.CharField(label=_("What was found"), max_length=500, widget=forms.Textarea({"rows": 3}))


class UnitForm(forms.Form):
    """A unit. No choice in a list means: as the unit above."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.TypedChoiceField(label=_("Kind"), coerce=int, choices=_choices(UNIT_KIND_LABELS))
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    telephone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(CODE | {"inputmode": "tel"}),
    )
    databases = forms.TypedMultipleChoiceField(
        label=_("Databases"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means: as the unit above."),
    )
    purposes = forms.MultipleChoiceField(
        label=_("Purposes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means: as the unit above."),
    )
    query_kinds = forms.TypedMultipleChoiceField(
        label=_("Kinds of query"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means: as the unit above."),
    )
    full_view = forms.BooleanField(label=_("Sees whole records, not only hit or no hit"), required=False)
    clearance = forms.TypedChoiceField(
        label=_("Highest marking shown"), coerce=int, choices=list(MARKINGS.items())
    )
    ends_on = forms.DateField(
        label=_("Last day of the authorisation"), required=False, widget=forms.DateInput(DAY)
    )
    hours_from = forms.TimeField(label=_("Works from"), required=False, widget=forms.TimeInput(HOUR))
    hours_to = forms.TimeField(
        label=_("Works until"),
        required=False,
        widget=forms.TimeInput(HOUR),
        help_text=_(
            "In the time of your bureau. A question outside these hours is answered, and calls the security officer. "
            "Left empty: as the unit above, or always."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["databases"].choices = databases()  # type: ignore[attr-defined]
        self.fields["purposes"].choices = labels.purposes()  # type: ignore[attr-defined]
        self.fields["query_kinds"].choices = labels.query_kinds()  # type: ignore[attr-defined]

    def draft(self) -> UnitDraft:
        """What was typed, for `actions.open_unit` and `actions.change_unit`."""
        typed = self.cleaned_data
        return UnitDraft(
            name=typed["name"],
            kind=UnitKind(typed["kind"]),
            place=typed["place"],
            telephone=typed["telephone"],
            databases=typed["databases"] or None,
            purposes=typed["purposes"] or None,
            query_kinds=[QueryKind(kind) for kind in typed["query_kinds"]] or None,
            full_view=typed["full_view"],
            clearance=typed["clearance"],
            ends_on=typed["ends_on"],
            hours_from=typed["hours_from"],
            hours_to=typed["hours_to"],
        )


def unit_as_typed(unit: Unit) -> dict[str, Any]:
    """A unit as the form shows it."""
    return {name: getattr(unit, name) for name in UnitForm.base_fields}


class OfficerForm(forms.Form):
    """A person to be enrolled."""

    full_name = forms.CharField(
        label=_("Full name"), max_length=120, help_text=_("Seen in your own bureau alone.")
    )
    function = forms.CharField(
        label=_("Function"), max_length=60, help_text=_("What other bureaus read instead of the name.")
    )
    badge = forms.CharField(label=_("Badge number"), max_length=20, widget=forms.TextInput(CODE))
    sign_in_name = forms.CharField(label=_("Officer name"), max_length=80, widget=forms.TextInput(CODE))
    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput(CODE))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial=get_language)

    def draft(self) -> OfficerDraft:
        """What was typed, for `actions.enrol_officer`."""
        return OfficerDraft(**self.cleaned_data)


class RoleForm(forms.Form):
    """A role and its days."""

    role = forms.TypedChoiceField(label=_("Role"), coerce=int)
    begins_on = forms.DateField(label=_("First day"), widget=forms.DateInput(DAY))
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput(DAY))

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(int(role), ROLE_LABELS[role]) for role in roles]  # type: ignore[attr-defined]


class UnitChoiceForm(forms.Form):
    """One of the units within reach."""

    unit = forms.ChoiceField(label=_("Unit"))

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(unit.id): unit for unit in units}
        self.fields["unit"].choices = [(key, unit.name) for key, unit in self.units.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Unit:
        """The unit that was chosen."""
        return self.units[self.cleaned_data["unit"]]


class TokenForm(forms.Form):
    """A token for a connected system, or for one officer."""

    label = forms.CharField(label=_("What it is for"), max_length=80)
    officer = forms.CharField(
        label=_("Officer name"),
        required=False,
        max_length=80,
        help_text=_("Empty for a connected system: it then names the officer who asks in each call."),
        widget=forms.TextInput(CODE),
    )
    rights = forms.MultipleChoiceField(label=_("Rights"), widget=forms.CheckboxSelectMultiple)
    databases = forms.TypedMultipleChoiceField(
        label=_("Databases"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means: as the unit."),
    )
    purposes = forms.MultipleChoiceField(
        label=_("Purposes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means: as the unit."),
    )
    expires_on = forms.DateField(
        label=_("Last day"), help_text=_("At most 400 days from today."), widget=forms.DateInput(DAY)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rights"].choices = labels.token_rights()  # type: ignore[attr-defined]
        self.fields["databases"].choices = databases()  # type: ignore[attr-defined]
        self.fields["purposes"].choices = labels.purposes()  # type: ignore[attr-defined]
        self.fields["expires_on"].initial = clock.now().date() + LONGEST_LIFE - timedelta(days=40)

    def draft(self) -> TokenDraft:
        """What was typed, for `actions.make_token`; the last day ends at midnight, UTC."""
        typed = self.cleaned_data
        return TokenDraft(
            label=typed["label"],
            rights=typed["rights"],
            databases=typed["databases"] or None,
            purposes=typed["purposes"] or None,
            expires_at=datetime.combine(typed["expires_on"] + timedelta(days=1), time(), timezone.utc),
        )


class BudgetForm(forms.Form):
    """A budget for one officer, unit or token."""

    measure = forms.TypedChoiceField(label=_("What is counted"), coerce=int, choices=_choices(MEASURE_LABELS))
    window = forms.TypedChoiceField(label=_("For how long"), coerce=int, choices=_choices(WINDOW_LABELS))
    amount = forms.IntegerField(
        label=_("At most"), required=False, min_value=0, help_text=_("Empty means the usual number again.")
    )

    def limit(self) -> dict[str, Any]:
        """What was typed, for `actions.set_budget`."""
        typed = self.cleaned_data
        return {
            "measure": Measure(typed["measure"]),
            "window": Window(typed["window"]),
            "amount": typed["amount"],
        }
