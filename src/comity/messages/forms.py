"""What a person types into a message."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from comity.bureaus.countries import LANGUAGES
from comity.bureaus.regions import Region
from comity.messages.clocks import hours_of
from comity.messages.kinds import LONGEST_TEXT
from comity.messages.notes import ATTENTIONS
from comity.messages.rules import LONGEST_CASE, Precedence
from comity.messages.writing.typed import ALL
from comity.web.durations import words


class AnswerForm(forms.Form):
    """The words of an answer to a note."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only the bureau that wrote to you can read it."),
    )


def precedences() -> list[tuple[str, str]]:
    """How urgent, with the time that an answer may take."""
    sentence = _("%(label)s, answer in %(time)s")
    return [
        (each.slug, sentence % {"label": each.label, "time": words(timedelta(hours=hours_of(each)))})
        for each in Precedence
    ]


class NoteForm(forms.Form):
    """A note as it is typed. What is wrong is said when it is sent; a draft may hold anything."""

    to = forms.CharField(
        label=_("To"),
        help_text=_("Codes of bureaus, as FRA or UNM-A, with spaces between. Each sees only itself."),
        required=False,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "spellcheck": "false", "autocapitalize": "characters", "list": "bureaus"}
        ),
    )
    group = forms.ChoiceField(
        label=_("And to all at once"),
        required=False,
        help_text=_("For heads of bureaus and the centre. Bureaus whose mandate has ended are left out."),
    )
    attention = forms.ChoiceField(label=_("For which function there"), required=False)
    unit = forms.CharField(
        label=_("For which unit there"),
        max_length=80,
        required=False,
        help_text=_("In the words of the bureau you write to. No names of persons."),
    )
    case = forms.CharField(
        label=_("Case reference"),
        max_length=LONGEST_CASE,
        required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    precedence = forms.ChoiceField(label=_("How urgent"), required=False)
    answer = forms.BooleanField(label=_("An answer is asked for in that time"), required=False)
    language = forms.ChoiceField(label=_("Language of the text"), required=False)
    subject = forms.CharField(
        label=_("Subject"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        groups = [
            ("", _("only to these")),
            (ALL, _("all bureaus")),
            *((each.value, each.label) for each in Region),
        ]
        for name, choices in (
            ("group", groups),
            ("attention", [("", _("whoever reads it first")), *ATTENTIONS.items()]),
            ("precedence", precedences()),
            ("language", [(code, get_language_info(code)["name_local"]) for code in LANGUAGES]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
