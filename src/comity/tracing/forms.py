"""What officers type about traces: the weapon and its seizure, whom to ask, the answer."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import Bureau
from comity.gate.actor import Actor
from comity.records.forms import DeclaredForm
from comity.records.record import Body
from comity.tracing.actions.answering import LONGEST_REFERENCE
from comity.tracing.actions.asking import Ask
from comity.tracing.actions.drafting import LONGEST_NOTE
from comity.tracing.answers import (
    BY_SLUG,
    LONGEST_DOCUMENT,
    LONGEST_NAME,
    LONGEST_TEXT,
    SAID,
    Answer,
)
from comity.tracing.proposing import WHY, Why
from comity.tracing.rules import LEAST_DAYS, MOST_DAYS
from comity.tracing.seizure import FIELDS, SEIZURE, WEAPON


class RequestForm(DeclaredForm):
    """The weapon as seized, and how it was seized. A draft may be kept with gaps."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, body: Body | None = None, more: str = ""
    ) -> None:
        super().__init__(FIELDS, data, body=body, more=more)

    def sections(self) -> list[tuple[Any, Any]]:
        """The fields as the page shows them."""
        return [(_("The firearm"), self.rows_of(WEAPON)), (_("Its seizure"), self.rows_of(SEIZURE))]


class AskForm(forms.Form):
    """Whom to ask next, and what to tell. proposed: the code of a bureau, "" where there is none."""

    use_required_attribute = False
    bureau = forms.ChoiceField(label=_("Ask"))
    why = forms.ChoiceField(label=_("Why this bureau"), choices=[(each.value, WHY[each]) for each in Why])
    days = forms.IntegerField(
        label=_("Days to answer"),
        min_value=LEAST_DAYS,
        max_value=MOST_DAYS,
        help_text=_(
            "It is reminded at half the time and at its end; half as long later it counts as no answer."
        ),
    )
    tell_seizure = forms.BooleanField(
        label=_("Tell it how, when and where the firearm was seized"), required=False, initial=True
    )
    tell_chain = forms.BooleanField(
        label=_("Tell it which countries were asked before and what they said; never dealers or holders"),
        required=False,
    )
    note = forms.CharField(
        label=_("Words to this bureau"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only this bureau reads them. Name no person."),
    )

    def __init__(
        self, *args: Any, actor: Actor, proposed: str = "", why: Why = Why.OTHER, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        bureaus = [each for each in Bureau.visible_to(actor) if each.code != actor.bureau]
        named = sorted((each.name, each.code) for each in bureaus)
        field: Any = self.fields["bureau"]
        field.choices = [("", ""), *((code, f"{name} ({code})") for name, code in named)]
        self.initial = {**self.initial, "bureau": proposed, "why": why.value, "days": settings.TRACE_DAYS}

    def ask(self) -> Ask:
        """What was typed, for the verb."""
        typed = self.cleaned_data
        return Ask(
            bureau=typed["bureau"],
            why=Why(typed["why"]),
            days=typed["days"],
            tell_seizure=typed["tell_seizure"],
            tell_chain=typed["tell_chain"],
            note=typed["note"],
        )


class AcceptForm(forms.Form):
    """That the bureau works on it."""

    reference = forms.CharField(
        label=_("Your file number"),
        required=False,
        max_length=LONGEST_REFERENCE,
        help_text=_("The bureau that asked sees it."),
        widget=forms.TextInput({"spellcheck": "false", "dir": "auto"}),
    )


class AnswerForm(forms.Form):
    """What the registers say. Which fields go with which answer is the rule's to say."""

    said = forms.ChoiceField(
        label=_("What do your registers say?"),
        widget=forms.RadioSelect,
        choices=[(slug, SAID[said]) for slug, said in BY_SLUG.items()],
    )
    country = forms.CharField(
        label=_("To which country, or the dealer's country"),
        required=False,
        max_length=3,
        help_text=_("The letters that documents carry, for example FRA."),
        widget=forms.TextInput({"spellcheck": "false"}),
    )
    date = forms.CharField(
        label=_("Date of the sale or export"),
        required=False,
        max_length=24,
        help_text=_("As 1987, 1987-03 or 1987-03-14; ~1987 for about, 1980/1985 for between."),
    )
    document = forms.CharField(
        label=_("Document that proves it"),
        required=False,
        max_length=LONGEST_DOCUMENT,
        help_text=_("The number of an export licence, an invoice or an entry in a register."),
    )
    dealer = forms.CharField(label=_("Dealer (a firm)"), required=False, max_length=LONGEST_NAME)
    holder = forms.CharField(
        label=_("Private holder (a person)"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("Sealed: only the bureau that asked can read it, and it is deleted after 180 days."),
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
    )
    text = forms.CharField(
        label=_("Words to the bureau that asked"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Name no person here. With a refusal: why."),
    )

    def answer(self) -> Answer:
        """What was typed, for the verb."""
        typed = dict(self.cleaned_data)
        return Answer(said=BY_SLUG[typed.pop("said")], **typed)


class CloseForm(forms.Form):
    """Why it ends."""

    note = forms.CharField(
        label=_("Note for your bureau"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
