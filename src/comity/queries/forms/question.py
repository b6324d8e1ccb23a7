"""A question as a person types it: one text that is recognised, or the fields of one kind of subject.

Everything filled in is asked at once, as subjects of one question.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.bureaus.purposes import PURPOSES, SLUGS, needs_case
from comity.kit.errors import Invalid
from comity.kit.text import clean_line
from comity.matching.birth_dates import LONGEST_DATE
from comity.matching.descriptions import LONGEST_DESCRIPTION
from comity.matching.document_kinds import BY_SLUG, LABELS
from comity.matching.names.index import Mode as Reach
from comity.matching.subjects import Subject, probes_of
from comity.queries.asked import (
    LONGEST_TEXT,
    Account,
    Asked,
    AskedSubject,
    Described,
    Document,
    Firearm,
    Person,
    Telephone,
    Vehicle,
    Vessel,
    Work,
    subject_of,
)
from comity.records.registry import described_kinds

LONGEST_CASE, LONGEST_REASON = 120, 500
# The controls that say why, and not about what.
WHY = frozenset({"purpose", "case", "reason", "silent"})
BEHIND_CASE = _("Only border control asks without one.")
STRUCTS: dict[str, type[msgspec.Struct]] = {
    "document": Document,
    "person": Person,
    "vehicle": Vehicle,
    "firearm": Firearm,
    "vessel": Vessel,
    "telephone": Telephone,
    "account": Account,
    "work": Work,
    "described": Described,
}
GROUP_LABELS: dict[str, str | Promise] = {
    "document": _("A document by its number"),
    "person": _("A person by name"),
    "vehicle": _("A vehicle by VIN, plate or engine"),
    "firearm": _("A firearm by its serial number"),
    "vessel": _("A vessel by hull, IMO, radio, register or engine number"),
    "telephone": _("A telephone or its device"),
    "account": _("A bank account"),
    "work": _("A work of art by its inventory number"),
    "described": _("A thing by its looks"),
}


REACHES: dict[Reach, str | Promise] = {
    Reach.USUAL: _("usual: other spellings and scripts too"),
    Reach.STRICT: _("strict: spelled as typed"),
    Reach.WIDE: _("wide: less alike too, and wildcards"),
}
# How to look, not for whom: it stands for nobody where nothing else is filled in.
HOW = frozenset({"reach"})


@dataclass(frozen=True, slots=True)
class Group:
    """The fields of one kind of subject, folded away while they are empty."""

    label: str | Promise
    fields: list[forms.BoundField]
    is_open: bool


def purposes_of(actor: Any) -> list[tuple[str, str | Promise]]:
    """What this actor may ask for, in the order of the table. Words for people beside each."""
    allowed = getattr(actor, "purposes", None)
    return [(slug, PURPOSES[member]) for slug, member in SLUGS.items() if allowed is None or slug in allowed]


def _code(label: Any, **more: Any) -> forms.CharField:
    """A short identifier: left to right in every language, never corrected by the browser."""
    attributes = {"dir": "ltr", "class": "id", "autocomplete": "off", "spellcheck": "false"}
    longest = more.pop("longest", 60)
    return forms.CharField(
        label=label, required=False, max_length=longest, widget=forms.TextInput(attributes), **more
    )


class QuestionForm(forms.Form):
    """The whole question. `asked()` gives it once it is valid; `subjects` are its subjects as they were read."""

    use_required_attribute = False
    # The kinds of subject that are asked for; None is all of them, and the one text.
    kinds: tuple[str, ...] | None = None
    purpose = forms.ChoiceField(label=_("Purpose"))
    text = forms.CharField(
        label=_("What to ask about"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_(
            "Type, paste or swipe. The machine-readable lines of a document, a number with its country, a plate, "
            "a VIN, a serial number, a name."
        ),
        widget=forms.Textarea(
            {"rows": 3, "dir": "auto", "class": "id", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    document_number = _code(_("Document number"))
    document_issuer = _code(
        _("Issuing country or body"), longest=3, help_text=_("Three letters, for example FRA.")
    )
    document_kind = forms.ChoiceField(label=_("Kind of document"), required=False)
    person_name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=LONGEST_TEXT,  # what is too long for a name is said by matching, with what else is no name
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off", "spellcheck": "false"}),
    )
    person_born = forms.CharField(
        label=_("Born"),
        required=False,
        max_length=LONGEST_DATE,
        help_text=_("For example 1987-03-14, 1987 or ~1987."),
        widget=forms.TextInput({"dir": "auto", "class": "id", "autocomplete": "off", "spellcheck": "false"}),
    )
    person_nationality = _code(_("Nationality"), longest=3, help_text=_("Three letters, for example FRA."))
    person_sex = forms.ChoiceField(
        label=pgettext_lazy("of a person", "Sex"),
        required=False,
        choices=[("", _("not known")), ("female", _("female")), ("male", _("male"))],
    )
    person_reach = forms.ChoiceField(
        label=_("Reach"),
        required=False,
        initial=Reach.USUAL.value,
        choices=[(each.value, words) for each, words in REACHES.items()],
        help_text=_(
            "Wide also reads wildcards, Shcherb* or M?hammad; it needs a case and a written reason, and is asked alone."
        ),
    )
    vehicle_vin = _code(_("VIN"), longest=20)
    vehicle_plate = _code(_("Plate"), longest=20)
    vehicle_country = _code(
        _("Country of the plate"), longest=3, help_text=_("Three letters, for example FRA.")
    )
    vehicle_engine = _code(_("Engine number"), longest=40)
    vehicle_make = _code(_("Make of the engine"), longest=60)
    firearm_serial = _code(_("Serial number"), longest=40)
    firearm_make = _code(pgettext_lazy("of a firearm", "Make"), longest=60)
    firearm_calibre = _code(_("Calibre"), longest=20)
    firearm_model = _code(
        _("Model"), longest=60, help_text=_("Make and model alone find advice: where the number stands.")
    )
    vessel_hull = _code(_("Hull number"), longest=30, help_text=_("12 or 14 characters: HIN or CIN."))
    vessel_imo = _code(_("IMO number"), longest=20)
    vessel_mmsi = _code(_("Radio identity (MMSI)"), longest=20)
    vessel_call_sign = _code(_("Call sign"), longest=12)
    vessel_registration = _code(_("Registration number"), longest=40)
    vessel_country = _code(
        _("Country of the register"), longest=3, help_text=_("Three letters, for example FRA.")
    )
    vessel_engine = _code(_("Engine number"), longest=40)
    vessel_make = _code(_("Make of the engine"), longest=60)
    telephone_number = _code(_("Telephone number"), longest=40)
    telephone_country = _code(
        _("Country of the telephone number"),
        longest=3,
        help_text=_("Only for a number written without its country."),
    )
    telephone_imei = _code(_("Number of the device (IMEI)"), longest=30)
    account_number = _code(_("IBAN or account number"), longest=60)
    account_bank = _code(_("Bank"), longest=60, help_text=_("Its code (BIC) or name; an IBAN needs none."))
    work_inventory = _code(_("Inventory number"), longest=40)
    work_institution = forms.CharField(
        label=_("Institution"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off", "spellcheck": "false"}),
    )
    described_words = forms.CharField(
        label=_("Words that describe it"),
        required=False,
        max_length=LONGEST_DESCRIPTION,
        help_text=_(
            "What it shows, who made it, of what, its marks. It needs a case and a written reason, "
            "and finds candidates only."
        ),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    described_kind = forms.ChoiceField(label=_("Type of object"), required=False)
    described_height = _code(_("Height"), longest=20, help_text=_("With its unit: 64 cm."))
    described_width = _code(_("Width"), longest=20)
    described_depth = _code(_("Depth"), longest=20)
    described_diameter = _code(_("Diameter"), longest=20)
    described_length = _code(pgettext_lazy("measure", "Length"), longest=20)
    described_weight = _code(_("Weight"), longest=20, help_text=_("With its unit: 250 g."))
    partial = forms.BooleanField(
        label=_("I need a partial search: I know only a part of one number"),
        required=False,
        help_text=_(
            "Write ? for one unknown character, or * for all that is unknown before or behind: *123456, AB?23CD. "
            "It needs a case and a written reason, and finds candidates only."
        ),
    )
    case = forms.CharField(
        label=_("Case reference"),
        required=False,
        max_length=LONGEST_CASE,
        help_text=BEHIND_CASE,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=LONGEST_REASON)
    silent = forms.BooleanField(
        label=_("Silent: no owner learns of this question before a desk officer of my bureau says so"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        purposes: Iterable[tuple[str, str | Promise]],
        in_part: bool = False,
        **kwargs: Any,
    ) -> None:
        """in_part: may this officer ask for a part of a number?"""
        super().__init__(*args, **kwargs)
        if not in_part:
            for name in [each for each in self.fields if each == "partial" or each.startswith("described_")]:
                del self.fields[name]
            reaches = [(each.value, words) for each, words in REACHES.items() if each is not Reach.WIDE]
            self.fields["person_reach"].choices = reaches  # type: ignore[attr-defined]
            self.fields["person_reach"].help_text = ""
        self.fields["purpose"].choices = list(purposes)  # type: ignore[attr-defined]
        kinds = [(slug, LABELS[kind]) for slug, kind in BY_SLUG.items()]
        self.fields["document_kind"].choices = [("", _("not known")), *kinds]  # type: ignore[attr-defined]
        if in_part:
            self.fields["described_kind"].choices = [("", _("not known")), *described_kinds()]  # type: ignore[attr-defined]
        if self.kinds is not None:
            for name in [each for each in self.fields if each not in WHY and not each.startswith(self.kinds)]:
                del self.fields[name]
        self.asked_subjects: list[AskedSubject] = []
        self.subjects: list[Subject] = []

    @property
    def first(self) -> str:
        """The control that is filled in first."""
        return "text"

    @property
    def groups(self) -> Iterator[Group]:
        for name, label in GROUP_LABELS.items():
            if f"{name}_{STRUCTS[name].__struct_fields__[0]}" not in self.fields:
                continue
            fields = [self[f"{name}_{field}"] for field in STRUCTS[name].__struct_fields__]
            is_open = any(bound.errors or bound.value() not in (None, "", bound.initial) for bound in fields)
            yield Group(label, fields, is_open)

    def clean_case(self) -> str:
        return self._line("case", LONGEST_CASE)

    def clean_reason(self) -> str:
        return self._line("reason", LONGEST_REASON)

    def _line(self, field: str, longest: int) -> str:
        try:
            return clean_line(self.cleaned_data[field], field=field, longest=longest)
        except Invalid as error:
            raise forms.ValidationError(str(error.errors[0].message)) from None

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("purpose") and needs_case(typed["purpose"]) and not typed.get("case", "x"):
            self.add_error("case", _("Name the case. Only border control asks without one."))
        for name, subject in self._typed():
            if typed.get("partial") and not subject.is_loose:
                subject.match = "partial"
            try:
                read = subject_of(subject, today=timezone.now().date())
                probes_of(read)
            except Invalid as error:
                for each in error.errors:
                    self.add_error(self._field(name, each.field), str(each.message))
            else:
                self.asked_subjects.append(subject)
                self.subjects.append(read)
        if not self.asked_subjects and not self.errors:
            self.add_error(self.first, _("Say what you ask about."))
        return typed

    def _typed(self) -> Iterator[tuple[str, AskedSubject]]:
        text = self.cleaned_data.get("text", "")
        if text:
            yield "text", AskedSubject(text=text)
        for name, struct in STRUCTS.items():
            typed = (
                (field, self.cleaned_data.get(f"{name}_{field}", "")) for field in struct.__struct_fields__
            )
            values = {field: value for field, value in typed if value}
            if any(value for field, value in values.items() if field not in HOW):
                yield name, msgspec.convert({name: values}, AskedSubject)

    def _field(self, group: str, field: str) -> str:
        """The control an error of `matching` belongs to; the first of its group where it names none."""
        if group == "text":
            return "text"
        named = f"{group}_{field}"
        return named if named in self.fields else f"{group}_{STRUCTS[group].__struct_fields__[0]}"

    def asked(self) -> Asked:
        """The question of a valid form."""
        typed = self.cleaned_data
        return Asked(
            purpose=typed["purpose"],
            subjects=self.asked_subjects,
            case=typed["case"],
            reason=typed["reason"],
            silent=typed["silent"],
        )


class PersonForm(QuestionForm):
    """The same question about one person: by the name and what else is known, and by a paper."""

    kinds = ("person", "document")

    @property
    def first(self) -> str:
        return "person_name"

    @property
    def known(self) -> Iterator[forms.BoundField]:
        """What may be known beside the name."""
        apart = {self.first, *(f"person_{name}" for name in HOW)}
        for kind in self.kinds:
            yield from (self[name] for name in self.fields if name.startswith(kind) and name not in apart)
