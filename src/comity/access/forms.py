"""What people type about units, officers and tokens. Checks live in the actions; forms only give values their types."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    """Name and password; allauth looks after the rest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label = _("Officer name")
        name.help_text = _("As your security officer gave it, like a.benali@fra")
        name.widget.attrs = {
            "dir": "ltr",
            "autocomplete": "username",
            "spellcheck": "false",
            "autocapitalize": "none",
        }
        password.label, password.help_text = _("Password"), ""
        password.widget.attrs = {"dir": "ltr", "autocomplete": "current-password"}


class ShiftForm(forms.Form):
    """Who works at this terminal now."""

    badge = forms.CharField(
        label=_("Badge number"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autofocus": True, "spellcheck": "false"}
        ),
    )
    pin = forms.CharField(
        label=_("PIN"),
        max_length=12,
        widget=forms.PasswordInput(attrs={"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"}),
    )
