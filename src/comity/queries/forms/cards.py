"""The form of a card: who the person is, the written consent, the photograph."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.matching.document_kinds import BY_SLUG
from comity.queries.actions.carding import Bearer, Consent
from comity.queries.cards import LONGEST_NAME, LONGEST_NUMBER, LONGEST_PAPER, PORTRAIT
from comity.records.attached.attaching import Sent
from comity.records.attached.forms_attaching import MISSING


def _day(label: Any, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, widget=widget)


class ConsentForm(forms.Form):
    """A written consent: for a new card, or for one that is kept longer."""

    use_required_attribute = False
    on = _day(_("Day of the written consent"), _("Not older than 30 days."))
    paper = forms.CharField(
        label=_("Where the paper is kept"),
        max_length=LONGEST_PAPER,
        help_text=_("Your file number. The paper itself stays with your bureau."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    until = _day(
        _("Kept until"),
        _("As the person wishes, at most a year after the consent. Deleted any day before, on asking."),
    )

    def consent(self) -> Consent:
        """What was typed, for the verb."""
        typed = self.cleaned_data
        return Consent(on=typed["on"], paper=typed["paper"], until=typed["until"])


class CardForm(ConsentForm):
    """A new card."""

    name = forms.CharField(
        label=_("Name"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    born = _day(_("Birth date"))
    issuer = forms.CharField(
        label=_("Document: issuer"), max_length=3, help_text=_("Three letters, for example FRA.")
    )
    kind = forms.ChoiceField(label=_("Document: kind"))
    number = forms.CharField(label=_("Document: number"), max_length=LONGEST_NUMBER)
    file = forms.FileField(
        label=_("Photograph of the person"),
        help_text=_("JPEG, PNG or WebP, at most 10 MB. It goes with the card."),
        error_messages={"required": MISSING, "missing": MISSING, "empty": _("This file is empty.")},
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    field_order = ("name", "born", "issuer", "kind", "number", "file", "on", "paper", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = [(slug, kind.label) for slug, kind in BY_SLUG.items()]

    def bearer(self) -> Bearer:
        """What was typed, for the verb."""
        typed = self.cleaned_data
        return Bearer(
            name=typed["name"],
            born=typed["born"],
            issuer=typed["issuer"],
            kind=typed["kind"],
            number=typed["number"],
        )

    def portrait(self) -> Sent:
        """The photograph."""
        return Sent(self.cleaned_data["file"].read(), PORTRAIT)


def first(asked: Mapping[str, str], today: date) -> dict[str, object]:
    """What stands in the form when it comes: what was asked at the hit, and a consent of today."""
    known = {name: asked.get(name, "") for name in ("name", "issuer", "kind", "number")}
    born = asked.get("born", "")
    whole = len(born) == len("1987-03-14") and "/" not in born
    until = today + timedelta(days=180)
    return {**known, "born": born if whole else "", "on": today.isoformat(), "until": until.isoformat()}
