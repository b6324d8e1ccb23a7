"""What officers type about hits: may the owner be told, the question, more, what was done, whose desk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.access.models import Unit
from comity.gate.actor import Actor
from comity.queries import clocks, kinds, outcomes, telling
from comity.queries.actions.answering import WORDS, Reply, Word
from comity.queries.actions.closing import LONGEST_NOTE, WasDone
from comity.queries.actions.confirming import LONGEST_REASON, Question
from comity.queries.actions.reasons import LONGEST_WHY
from comity.queries.clocks import Urgency
from comity.queries.outcomes import DONE
from comity.queries.telling import TELLINGS, Telling
from comity.records.attached.attachments import Attachment

LONGEST_TEXT, LONGEST_LINE = 4000, 200
BUREAU = "bureau"


ANSWERS = [(each.value, WORDS[each]) for each in Word]


def _moment(label: Any, hint: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, help_text=hint, required=False, widget=widget)


def _text(label: Any, hint: Any = "", *, required: bool = False, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=LONGEST_TEXT, widget=widget
    )


class WhyForm(forms.Form):
    """Why the commission opens what a bureau has sealed."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Why you open it"),
        help_text=_(
            "It stands in the journal with your function. The bureau that wrote the reason sees neither."
        ),
        max_length=LONGEST_WHY,
        widget=forms.TextInput({"dir": "auto"}),
    )


class AskForm(forms.Form):
    """May the owner be told; and if so, the question to it. urgency_words: with the time each gives."""

    telling = forms.ChoiceField(
        label=_("May the owner be told?"),
        widget=forms.RadioSelect,
        help_text=_(
            "Nothing leaves your bureau before you answer. Think of who the owner is: a person may flee from it."
        ),
    )
    reason = forms.CharField(
        label=_("If not: why"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Sealed. Only your bureau and the commission can read it, never the owner or the centre."
        ),
    )
    urgency = forms.ChoiceField(
        label=_("If yes: how urgent"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("By fact, not by wish. The times are this node's own; no official figure is public."),
    )
    checked = forms.MultipleChoiceField(
        label=_("How you looked"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(kinds.CHECKED.items()),
    )
    text = _text(_("Words to the owner"), _("It also gets the database, the time and what was compared."))
    pictures = forms.MultipleChoiceField(
        label=_("Pictures for the owner"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only those you choose. Look first: does one show where you are, or who stands by?"),
    )
    place = forms.CharField(
        label=_("Place"),
        required=False,
        max_length=LONGEST_LINE,
        help_text=_("Left empty, the owner does not learn where."),
    )
    itinerary = forms.CharField(label=_("Route"), required=False, max_length=LONGEST_LINE)

    def __init__(
        self,
        *args: Any,
        default: Telling,
        minutes: dict[Urgency, int],
        pictures: Sequence[Attachment] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, pictures)
        tellings: Any = self.fields["telling"]
        tellings.choices = [(telling.SLUGS[each], words) for each, words in TELLINGS.items()]
        tellings.initial = telling.SLUGS[default]
        urgencies: Any = self.fields["urgency"]
        urgencies.choices = [
            (clocks.SLUGS[each], _with_time(words, minutes[each])) for each, words in clocks.URGENCIES.items()
        ]
        urgencies.initial = clocks.SLUGS[Urgency.ROUTINE]

    def question(self) -> Question:
        """What was typed, for the verb."""
        typed = self.cleaned_data
        return Question(
            telling=telling.BY_SLUG[typed["telling"]],
            reason=typed["reason"],
            urgency=clocks.BY_SLUG.get(typed["urgency"], Urgency.ROUTINE),
            checked=tuple(typed["checked"]),
            text=typed["text"],
            place=typed["place"],
            itinerary=typed["itinerary"],
            pictures=tuple(UUID(each) for each in typed.get("pictures", ())),
        )


def _with_time(words: Any, minutes: int) -> Any:
    hours, rest = divmod(minutes, 60)
    if rest:
        return _("%(fact)s: %(minutes)s minutes") % {"fact": words, "minutes": minutes}
    return _("%(fact)s: %(hours)s h") % {"fact": words, "hours": hours}


class MoreForm(forms.Form):
    """More words to the owner."""

    text = _text(_("Write to the owner"), required=True)


class AnswerForm(forms.Form):
    """The owner's answer."""

    word = forms.ChoiceField(
        label=_("Does your record stand?"),
        widget=forms.RadioSelect,
        choices=ANSWERS,
    )
    needed = forms.MultipleChoiceField(
        label=_("If more is needed: what"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(kinds.NEEDED.items()),
    )
    before = _moment(_("If not now: from when you can answer"), _("Once, and at most seven days ahead."))
    text = _text(_("Words to the asker"), _("Your name is not shown, only your bureau and function."))
    pictures = forms.MultipleChoiceField(
        label=_("Pictures for the asker"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of your record. Only those you choose go along; they stay with the asker’s hit."),
    )

    def __init__(self, *args: Any, pictures: Sequence[Attachment] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, pictures)

    def reply(self) -> Reply:
        """What was typed, for the verb."""
        typed = self.cleaned_data
        return Reply(
            word=Word(typed["word"]),
            needed=tuple(typed["needed"]),
            before=typed["before"],
            text=typed["text"],
            pictures=tuple(UUID(each) for each in typed.get("pictures", ())),
        )


class DoneForm(forms.Form):
    """What was done after the hit."""

    done = forms.ChoiceField(
        label=_("What was done?"),
        widget=forms.RadioSelect,
        choices=[(outcomes.SLUGS[each], words) for each, words in DONE.items()],
    )
    held_since = _moment(_("If held: since when"))
    note = forms.CharField(
        label=_("Note for your bureau"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    close = forms.BooleanField(label=_("Close the hit: it leaves the desk"), required=False)

    def was(self) -> WasDone:
        """What was typed, for the verb."""
        typed = self.cleaned_data
        since: datetime | None = typed["held_since"]
        return WasDone(
            done=outcomes.BY_SLUG[typed["done"]], held_since=since, note=typed["note"], close=typed["close"]
        )


class DeskForm(forms.Form):
    """To which desk of the bureau."""

    unit = forms.ChoiceField(label=_("Give it to"), help_text=_("A desk, never a person."))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.visible_to(actor).filter(closed_at=None).order_by("name")
        field: Any = self.fields["unit"]
        field.choices = [(BUREAU, _("The bureau's own desk")), *((str(each.pk), each.name) for each in units)]
        field.initial = BUREAU

    def desk(self) -> UUID | None:
        """The unit; None is the bureau's own desk."""
        chosen = self.cleaned_data["unit"]
        return None if chosen == BUREAU else UUID(chosen)


class HandOverForm(forms.Form):
    """The note for the next shift."""

    note = _text(_("What the next shift must know"), required=True, rows=5)


def _offer(form: forms.Form, pictures: Sequence[Attachment]) -> None:
    """The pictures that may be chosen; where there are none, nothing asks for them."""
    if not pictures:
        del form.fields["pictures"]
        return
    chosen: Any = form.fields["pictures"]
    chosen.choices = [(str(each.id), each.caption) for each in pictures]
