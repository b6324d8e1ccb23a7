"""What a bureau's entry in the directory and its duty desk may say. Pure: values in, clean values or Invalid out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from comity.bureaus import countries
from comity.bureaus.rules import CODE_FORM, BureauKind
from comity.bureaus.working_days import WEEKEND
from comity.kit.errors import FieldError, Invalid, invalid
from comity.kit.text import clean_line

LONGEST_NAME, LONGEST_CITY, LONGEST_TELEPHONE = 160, 80, 40
MOST_LANGUAGES = 10
_LANGUAGE = re.compile(r"[a-z]{2,3}")
# Another continent dials it: with the country's number in front.
_TELEPHONE = re.compile(r"\+[1-9][0-9 ()/.-]{5,30}( ext\. ?[0-9]{1,6})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What the directory says of a bureau beside its code, kind and standing.

    names: language to name, "en" required. country: ISO alpha-3 or empty. mandate_ends: its last day.
    """

    names: Mapping[str, str]
    country: str = ""
    city: str = ""
    time_zone: str = "UTC"
    languages: tuple[str, ...] = ()
    mandate_ends: date | None = None
    hosted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A duty desk as its bureau describes it. opens, closes: local time. deputy: code of a bureau, or empty."""

    telephone: str
    languages: tuple[str, ...] = ()
    always_open: bool = False
    opens: time | None = None
    closes: time | None = None
    weekdays: frozenset[int] = field(default_factory=frozenset)
    deputy: str = ""
    weekend: frozenset[int] = frozenset(WEEKEND)


class _Errors(list[FieldError]):
    """All that is wrong, so that a person corrects it in one go."""

    def of(self, clean: Callable[..., Any], *values: Any) -> Any:
        try:
            return clean(*values)
        except Invalid as refusal:
            self.extend(refusal.errors)

    def end(self) -> None:
        if self:
            raise Invalid(self)


def clean_code(raw: str) -> str:
    """The code of a bureau. Raises: Invalid."""
    code = raw.strip().upper()
    if not re.fullmatch(CODE_FORM, code):
        message = _(
            "Write the code with 2 to 12 capital letters, digits and hyphens, for example FRA or UNM-A."
        )
        raise invalid("code", "bureau-code", message)
    return code


def clean_details(kind: BureauKind, details: Details) -> Details:
    """The details as they are stored. Raises: Invalid, with all that is wrong.

    Source: a mission acts under a mandate, and a mandate has an end (practice 9).
    """
    errors = _Errors()
    cleaned = replace(
        details,
        names=errors.of(_names, details.names),
        country=errors.of(_country, details.country),
        city=errors.of(_city, details.city),
        time_zone=errors.of(_time_zone, details.time_zone),
        languages=errors.of(_languages, details.languages),
    )
    if kind is BureauKind.MISSION and details.mandate_ends is None:
        errors.append(
            FieldError("mandate_ends", "mandate-missing", _("A mission has a last day of its mandate."))
        )
    errors.end()
    return cleaned


def clean_desk(own: str, desk: Desk) -> Desk:
    """The duty desk as it is stored. own: the code of the bureau. Raises: Invalid, with all that is wrong."""
    errors = _Errors()
    cleaned = replace(
        desk,
        telephone=errors.of(_telephone, desk.telephone),
        languages=errors.of(_languages, desk.languages),
        opens=None if desk.always_open else desk.opens,
        closes=None if desk.always_open else desk.closes,
        weekdays=frozenset() if desk.always_open else desk.weekdays,
    )
    if not desk.always_open and (desk.opens is None or desk.closes is None):
        errors.append(
            FieldError(
                "opens", "hours-missing", _("Say from when to when the desk is open, or day and night.")
            )
        )
    if not desk.weekdays <= set(range(1, 8)):
        errors.append(FieldError("weekdays", "weekday", _("Days go from 1, Monday, to 7, Sunday.")))
    if not desk.weekend < set(range(1, 8)):
        errors.append(FieldError("weekend", "weekday", _("At least one day of the week is a working day.")))
    if desk.deputy == own:
        errors.append(FieldError("deputy", "deputy-self", _("Choose another bureau as deputy.")))
    errors.end()
    return cleaned


def _names(raw: Mapping[str, str]) -> dict[str, str]:
    names = {
        language: clean_line(raw[language], field=f"name_{language}", longest=LONGEST_NAME)
        for language in countries.LANGUAGES
        if raw.get(language)
    }
    if not names.get("en"):
        raise invalid("name_en", "name-missing", _("Give the English name; others fall back to it."))
    return {language: name for language, name in names.items() if name}


def _country(code: str) -> str:
    if code and (code == "D" or countries.issuer(code) is None):
        raise invalid("country", "unknown-country", _("This is no country code. Use three letters, as FRA."))
    return code


def _city(raw: str) -> str:
    return clean_line(raw, field="city", longest=LONGEST_CITY)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _time_zone(zone: str) -> str:
    if zone not in _zones():
        raise invalid(
            "time_zone", "unknown-time-zone", _("This is no time zone. Use a name as Europe/Paris.")
        )
    return zone


def _languages(raw: tuple[str, ...]) -> tuple[str, ...]:
    languages = tuple(dict.fromkeys(each.strip().lower() for each in raw if each.strip()))
    if len(languages) > MOST_LANGUAGES or not all(map(_LANGUAGE.fullmatch, languages)):
        message = _("Write languages as codes of two or three letters, at most %(most)s, for example fr es.")
        raise invalid("languages", "language-code", message % {"most": MOST_LANGUAGES})
    return languages


def _telephone(raw: str) -> str:
    telephone = clean_line(raw, field="telephone", longest=LONGEST_TELEPHONE)
    if not _TELEPHONE.fullmatch(telephone):
        message = _("Write the number as dialled from abroad, for example +33 1 23 45 67 89.")
        raise invalid("telephone", "telephone-form", message)
    return telephone
