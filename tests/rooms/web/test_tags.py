"""The tags: what people read, and what a program that reads the page to them hears."""

from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone
from django.utils.translation import override

from comity.kit.errors import FieldError, Invalid
from comity.web.forms import show_errors

NOW = datetime(2026, 3, 17, 17, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)


def render(source, **context):
    return Template(source).render(Context(context)).strip()


class Answer(IntEnum):
    NO_HIT = 3


class Document(forms.Form):
    number = forms.CharField(label="Number", help_text="As printed")
    told = forms.ChoiceField(label="May the owner be told?", choices=[("y", "Yes")], widget=forms.RadioSelect)
    place = forms.CharField(label="Place", required=False)


def test_a_state_is_a_word_with_a_sign():
    assert render('{% state "hit" %}') == '<span class="state" data-is="hit">Hit</span>'
    assert (
        render("{% state word %}", word=Answer.NO_HIT) == '<span class="state" data-is="none">No hit</span>'
    )
    assert render('{% state "due" "20 days" %}') == '<span class="state" data-is="due">20 days</span>'


def test_an_unknown_state_is_a_fault_of_ours():
    with pytest.raises(KeyError):
        render('{% state "purple" %}')


def test_what_people_typed_is_escaped():
    assert render("{% ident value %}", value="<b>") == '<bdi class="id">&lt;b&gt;</bdi>'
    assert render("{% ident value %}", value=None) == ""


def test_a_moment_is_in_the_readers_zone_with_utc_on_hover():
    with timezone.override(ZoneInfo("America/Montevideo")):
        shown = render("{% moment at %}", at=NOW)

    assert "17 Mar 2026, 14:22" in shown
    assert 'title="17 Mar 2026, 17:22:00 UTC"' in shown


def test_a_comma_is_the_readers():
    assert render("{{ a }}{% comma %}{{ b }}", a="x", b="y") == "x, y"
    with override("ar"):
        assert render("{{ a }}{% comma %}{{ b }}", a="x", b="y") == "x، y"


def test_a_moment_in_arabic_has_an_arabic_comma():
    with timezone.override(ZoneInfo("America/Montevideo")), override("ar"):
        assert "17 مارس 2026، 14:22" in render("{% moment at %}", at=NOW)


def test_days_are_in_the_readers_language():
    with override("es"):
        assert "17 mar 2026" in render("{% day value %}", value=date(2026, 3, 17))
    with override("ar"):
        assert "17 مارس 2026" in render("{% day value %}", value=date(2026, 3, 17))


@pytest.mark.parametrize(
    ("left", "urgency", "words"),
    [
        (timedelta(minutes=41), None, "41 min"),
        (timedelta(minutes=20), "soon", "20 min"),
        (timedelta(0), "over", "0 min over"),
        (timedelta(minutes=-25), "over", "25 min over"),
    ],
)
def test_the_clock_says_how_long_is_left(left, urgency, words):
    shown = render("{% clock due total now %}", due=NOW + left, total=HOUR, now=NOW)

    assert f"<b>{words}</b>" in shown
    assert (f'data-due="{urgency}"' in shown) if urgency else ("data-due" not in shown)
    assert '<progress max="3600"' in shown


def test_an_answered_clock_says_how_long_it_took():
    shown = render("{% clock due total now done %}", due=NOW + HOUR, total=2 * HOUR, now=NOW, done=NOW)

    assert 'data-due="done"' in shown
    assert "1 h" in shown
    assert "progress" not in shown


def test_a_field_joins_label_hint_error_and_control():
    shown = render("{% field form.number %}", form=Document({"told": "y"}))

    assert '<label for="id_number">Number</label>' in shown
    assert 'aria-describedby="id_number-hint id_number-error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="id_number-error"' in shown


def test_choices_stand_in_a_fieldset_and_what_is_optional_says_so():
    assert "<legend>May the owner be told?</legend>" in render("{% field form.told %}", form=Document())
    assert "optional" in render("{% field form.place %}", form=Document())


def test_the_summary_leads_to_every_wrong_control():
    shown = render("{% error_summary form %}", form=Document({}))

    assert 'href="#id_number"' in shown
    assert 'href="#id_told_0"' in shown
    assert "autofocus" in shown
    assert render("{% error_summary form %}", form=Document({"number": "1", "told": "y"})) == ""


def test_a_refused_verb_is_shown_beside_its_field_and_loses_nothing():
    form = Document({"number": "AB12", "told": "y"})
    show_errors(
        form, Invalid([FieldError("number", "digit", "Wrong digit."), FieldError("x", "y", "Too late.")])
    )

    assert form.errors["number"] == ["Wrong digit."]
    assert form.non_field_errors() == ["Too late."]
    assert 'value="AB12"' in render("{% field form.number %}", form=form)
