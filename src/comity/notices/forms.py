"""What people type about notices: the request with its conditions beside, decisions, acknowledgements."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.notices.actions.drafting import MOST_ADDRESSEES
from comity.notices.actions.filing import LONGEST_REASON
from comity.notices.asked import Missing, Words
from comity.notices.finding import ANSWERS, Answer, Report
from comity.notices.finding import BY_SLUG as BY_ANSWER
from comity.notices.kinds.kind import Kind
from comity.notices.path import GROUND_BY_SLUG, GROUNDS, Ground, State, Verb, may
from comity.notices.request import GOES_TO_ALL
from comity.records.attached.attachments import ATTACHMENT_KINDS, OF_NOTICES
from comity.records.attached.forms_attaching import PictureForm
from comity.records.forms import DeclaredForm, Row
from comity.records.record import Body

REASON = {"rows": 4, "dir": "auto"}


@dataclass(frozen=True, slots=True)
class Placed:
    """A field with the conditions beside it that are not met."""

    row: Row
    unmet: tuple[Missing, ...]


class RequestForm(DeclaredForm):
    """The fields of a kind. A draft may be kept with gaps."""

    def __init__(
        self,
        kind: Kind,
        data: Mapping[str, Any] | None = None,
        *,
        body: Body | None = None,
        more: str = "",
    ) -> None:
        self.kind = kind
        super().__init__(kind.fields, data, body=body, more=more)

    def sections(self, unmet: Sequence[Missing]) -> list[tuple[Words, list[Placed], int]]:
        """Headings, fields with what is unmet beside them, and how much that is."""
        found = []
        for heading, declared in self.kind.sections:
            names = {each.name for each in declared}
            placed = [
                Placed(row, tuple(each for each in unmet if each.field == row.name))
                for row in self.rows_of(declared)
            ]
            found.append((heading, placed, sum(each.field in names for each in unmet)))
        return found


class AudienceForm(forms.Form):
    """A notice to all, or a diffusion to some."""

    diffusion = forms.BooleanField(label=_("A diffusion, not a notice"), required=False)
    addressees = forms.CharField(
        label=_("Addressees of a diffusion"),
        required=False,
        max_length=13 * MOST_ADDRESSEES,
        help_text=_("Codes of bureaus, such as ITA DEU. Left empty: all to whom it is not closed."),
        widget=forms.TextInput({"spellcheck": "false", "dir": "ltr"}),
    )

    def clean_addressees(self) -> list[str]:
        return [code for code in re.split(r"[\s,;]+", str(self.cleaned_data["addressees"]).upper()) if code]

    def clean(self) -> dict[str, Any]:
        typed = dict(self.cleaned_data)
        if typed.get("addressees") and not typed.get("diffusion"):
            self.add_error("addressees", GOES_TO_ALL)
        return typed


class NoticePictureForm(PictureForm):
    """A picture for a request: of the person, of prints, of a report."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.name.lower(), ATTACHMENT_KINDS[kind]) for kind in OF_NOTICES]
    )


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, required=False, widget=forms.Textarea(REASON)
    )


class AnswerForm(forms.Form):
    """The answer to what reviewers asked."""

    text = forms.CharField(
        label=_("Your answer"), max_length=LONGEST_REASON, required=False, widget=forms.Textarea(REASON)
    )


class ExtendForm(ReasonForm):
    """Until when, and why."""

    until = forms.DateField(
        label=_("Last day"), input_formats=["%Y-%m-%d"], help_text=_("As 2026-11-23."), required=False
    )
    field_order = ("until", "reason")


class FoundForm(forms.Form):
    """What the finder of a missing person answers. allowed: what fits the person's age."""

    answer = forms.ChoiceField(label=_("What was found, and what may be told"), widget=forms.RadioSelect)
    asked = forms.BooleanField(
        label=_("An adult: the person was asked alone, without family or whoever looks"), required=False
    )
    child_protection = forms.CharField(
        label=_("A child: the child protection authority that was informed, and the day"),
        max_length=200,
        required=False,
        help_text=_("Kept at your own bureau. It never goes out."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, allowed: Sequence[Answer]) -> None:
        super().__init__(data)
        field: Any = self.fields["answer"]
        field.choices = [(each.slug, ANSWERS[each]) for each in allowed]
        if not any(each.is_of_child for each in allowed):
            del self.fields["child_protection"]
        if all(each.is_of_child for each in allowed):
            del self.fields["asked"]

    @property
    def report(self) -> Report:
        told = self.cleaned_data
        return Report(
            BY_ANSWER[told["answer"]], bool(told.get("asked")), str(told.get("child_protection", ""))
        )


class GoneForm(forms.Form):
    """Since which day a recalled notice is gone."""

    removed_on = forms.DateField(
        label=_("Gone since"),
        input_formats=["%Y-%m-%d"],
        help_text=_("As 2026-11-23."),
        widget=forms.DateInput({"class": "short"}),
    )


class RightForm(forms.Form):
    """Since which day one's copies say what a corrected notice says. version: that was read."""

    applied_on = forms.DateField(
        label=_("Put right since"),
        input_formats=["%Y-%m-%d"],
        help_text=_("As 2026-11-23."),
        widget=forms.DateInput({"class": "short"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


DECISIONS: dict[Verb, Words] = {
    Verb.APPROVE: _("Approve"),
    Verb.ASK_MORE: _("Ask the bureau for more"),
    Verb.REFUSE: _("Refuse"),
    Verb.SUSPEND: _("Suspend"),
    Verb.RESUME: _("Publish again"),
    Verb.CANCEL: _("Cancel for good"),
}
BY_NAME = {verb.name.lower(): verb for verb in DECISIONS}


class DecisionForm(forms.Form):
    """What a reviewer decides, with a ground where it ends something, and why.

    allowed: what this person may. digest: hex of what was read.
    """

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=_("Ground"),
        required=False,
        choices=[("", ""), *((ground.slug, GROUNDS[ground]) for ground in Ground)],
        help_text=_("Needed to refuse or to cancel; it is counted, never with a name."),
    )
    reason = forms.CharField(
        label=_("Reason, or what you ask"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
    )
    digest = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, state: State, allowed: Sequence[Verb], digest: str
    ) -> None:
        super().__init__(data, initial={"digest": digest})
        field: Any = self.fields["decision"]
        field.choices = [
            (verb.name.lower(), words)
            for verb, words in DECISIONS.items()
            if verb in allowed and may(state, verb)
        ]

    @property
    def is_empty(self) -> bool:
        """Is there nothing that this person may decide now?"""
        field: Any = self.fields["decision"]
        return not field.choices

    def clean(self) -> dict[str, Any]:
        typed = dict(self.cleaned_data)
        needs = typed.get("decision") in ("refuse", "cancel")
        if needs and not typed.get("ground"):
            self.add_error("ground", _("Choose the ground."))
        return typed

    @property
    def verb(self) -> Verb:
        return BY_NAME[self.cleaned_data["decision"]]

    @property
    def ground_chosen(self) -> Ground:
        return GROUND_BY_SLUG[self.cleaned_data["ground"]]

    @property
    def digest_read(self) -> bytes:
        """What the reviewer read; b"" where the page said nothing sensible, which fits no notice."""
        text = self.cleaned_data.get("digest", "")
        return bytes.fromhex(text) if re.fullmatch(r"[0-9a-f]{64}", text) else b""
