"""The tags of every template (built in: no `load` needed). They know how things look, not what they mean."""

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comity.web import durations, moments
from comity.web.words import MARKINGS, STATES, state_of

register = template.Library()


@register.simple_tag
def state(value: object, text: str | Promise = "") -> SafeString:
    """A pill: `{% state "hit" %}`, or with words of its own `{% state "hit" words %}`.

    Raises: KeyError for a word that is in no closed set and brings no text.
    """
    word = state_of(value)
    sign, label = STATES[word] if not text else (STATES.get(word, (word, ""))[0], text)
    return format_html('<span class="state" data-is="{}">{}</span>', sign, label)


@register.simple_tag
def marking(level: int) -> SafeString:
    """How confidential: 1 official use, 2 restricted, 3 confidential."""
    return format_html('<span class="marking">{}</span>', MARKINGS[int(level)])


@register.simple_tag
def ident(value: object) -> SafeString | str:
    """An identifier: fixed width, its own direction, never translated."""
    return format_html('<bdi class="id">{}</bdi>', value) if value not in (None, "") else ""


@register.simple_tag
def comma() -> str:
    """Between two things of one line, in the reader's language: `{{ place }}{% comma %}{{ function }}`."""
    return f"{moments.comma()} "


@register.simple_tag
def moment(at: datetime | None, style: str = "full") -> SafeString | str:
    """`{% moment at %}` in the reader's zone, UTC on hover. Styles: full, short, time, day, precise."""
    if at is None:
        return ""
    shown = moments.moment(at, style=style)
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), moments.in_utc(at), shown)


@register.simple_tag
def utc(at: datetime | None) -> SafeString | str:
    """`{% utc at %}`: the same moment as everybody else reads it, for what two bureaus speak about."""
    if at is None:
        return ""
    return format_html('<time datetime="{}"><bdi>{}</bdi></time>', at.isoformat(), moments.in_utc(at))


@register.simple_tag
def day(value: date | None) -> SafeString | str:
    """A day without an hour: 17 Mar 2026."""
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), moments.day(value))


@register.filter
def duration(length: timedelta | float) -> str:
    """`{{ delta|duration }}`: "3 h 10 min". A bare number is seconds."""
    return durations.words(_as_delta(length))


@register.inclusion_tag("web/clock.html")
def clock(
    due: datetime,
    total: timedelta | float,
    now: datetime | None = None,
    done: datetime | None = None,
    word: str = "",
    large: bool = False,
) -> dict[str, Any]:
    """How long is left of `total` (a timedelta or seconds) until `due`; `done` is when it was answered.

    The server decides: nothing, "soon" in the last third, "over", "done". `word` replaces "answered".
    """
    length, left = _as_delta(total), due - (now or timezone.now())
    used = min(max(length - left, timedelta(0)), length)
    urgency = "done" if done else "over" if left <= timedelta(0) else "soon" if left <= length / 3 else ""
    return {
        "urgency": urgency,
        "large": large,
        "left": _("%(time)s over") % {"time": durations.words(-left)}
        if urgency == "over"
        else durations.words(left),
        "word": word or _("answered"),
        "took": durations.words(done - (due - length)) if done else "",
        "total_s": max(int(length.total_seconds()), 1),
        "used_s": int(used.total_seconds()),
        "used_words": durations.words(used),
        "total_words": durations.words(length),
        "due": due,
        "due_style": "time" if timezone.localdate(due) == timezone.localdate(now) else "short",
    }


@register.inclusion_tag("web/field.html")
def field(bound: BoundField, size: str = "", optional: bool = True) -> dict[str, Any]:
    """Label, hint, error, control. size: "short" or "middling" for values of known length.

    optional: say so behind the label where nothing need be typed; False where that depends on other fields.
    """
    widget = bound.field.widget
    notes = [f"{bound.auto_id}-hint"] if bound.help_text else []
    notes += [f"{bound.auto_id}-error"] if bound.errors else []
    attributes: dict[str, Any] = {"aria-describedby": " ".join(notes)} if notes else {}
    if size:
        attributes["class"] = " ".join(filter(None, [widget.attrs.get("class"), size]))
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attributes),
        "is_group": widget.use_fieldset,
        "is_check": isinstance(widget, CheckboxInput),
        "optional": optional and not bound.field.required and not isinstance(widget, CheckboxInput),
        "described_by": " ".join(notes),
    }


@register.inclusion_tag("web/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """All errors of a form, each leading to its control; takes the focus. Nothing where there is no error."""
    fields = [(bound, error) for bound in form for error in bound.errors]
    return {
        "whole": form.non_field_errors(),
        "fields": [(_target(bound), bound.label, error) for bound, error in fields],
    }


def _target(bound: BoundField) -> str:
    """The id of the control to go to; a group of choices has none of its own, its first choice has."""
    return bound.id_for_label or f"{bound.auto_id}_0"


def _as_delta(length: timedelta | float) -> timedelta:
    return length if isinstance(length, timedelta) else timedelta(seconds=length)
