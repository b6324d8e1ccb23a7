"""Searching the extract: every filter of the page and of the service, and nothing that is not in the extract."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from comity.bureaus import countries
from comity.notices.models import Notice
from comity.notices.public.paths import Compared, Exists, Pattern, name_pattern, quoted

SEXES = {"F": "female", "M": "male", "U": "unspecified"}
# Where free text looks: what the public reads anyhow, or a hidden word could be guessed at.
FREE_TEXT = (
    "$.names[*].text",
    "$.marks",
    "$.charge",
    "$.offence",
    "$.last_seen",
    "$.birth_places[*].text",
    "$.title",
)
MOST_RESULTS_IN_A_PAGE = 160
RESULTS_IN_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. Countries as the request was: two letters or three. sex: F, M, U or "".

    age_min, age_max: whole years today, by the birth date; who has none fits no age.
    """

    name: str = ""
    forename: str = ""
    nationality: str = ""
    age_min: int | None = None
    age_max: int | None = None
    free_text: str = ""
    sex: str = ""
    warrant_country: str = ""
    un_reference: str = ""
    un_resolution: str = ""


def fitting(rows: QuerySet[Notice], wanted: Wanted, *, today: date) -> QuerySet[Notice]:
    """Those of the extract that fit. today: UTC."""
    for typed in (wanted.name, wanted.forename):
        if typed.strip("^$ "):
            rows = _where(rows, Pattern("$.names[*].text", name_pattern(typed.strip())))
    if wanted.nationality:
        rows = rows.filter(body__nationalities__contains=[{"country": country(wanted.nationality)}])
    if wanted.warrant_country:
        rows = rows.filter(body__warrant_country=country(wanted.warrant_country))
    if wanted.sex:
        known = Q(body__sex=SEXES[wanted.sex])
        rows = rows.filter(known | Q(body__sex__isnull=True) if wanted.sex == "U" else known)
    if wanted.un_reference:
        rows = rows.filter(body__un_reference__iexact=wanted.un_reference.strip())
    if wanted.un_resolution:
        rows = _where(rows, Pattern("$.un_regime", quoted(wanted.un_resolution.strip())))
    for word in wanted.free_text.split()[:8]:
        rows = _anywhere(rows, quoted(word))
    return _of_age(rows, wanted, today)


def country(letters: str) -> str:
    """The code that we store for two or three letters; what is no country finds nothing."""
    found = countries.by_letters(letters.strip())
    return found.code if found else letters.strip().upper()


def _where(rows: QuerySet[Notice], asked: Pattern | Compared) -> QuerySet[Notice]:
    return rows.alias(_asked=Exists("body", asked)).filter(_asked=True)


def _anywhere(rows: QuerySet[Notice], regex: str) -> QuerySet[Notice]:
    found = Q()
    for path in FREE_TEXT:
        found |= Q(Exists("body", Pattern(path, regex)))
    return rows.filter(found)


def _of_age(rows: QuerySet[Notice], wanted: Wanted, today: date) -> QuerySet[Notice]:
    """By the day of birth as ISO text, which sorts as days do; a year alone counts as its first day."""
    if wanted.age_min is not None:
        rows = _where(rows, Compared("$.born[*].date", "<=", _years_ago(today, wanted.age_min)))
    if wanted.age_max is not None:
        rows = _where(rows, Compared("$.born[*].date", ">", _years_ago(today, wanted.age_max + 1)))
    return rows


def _years_ago(today: date, years: int) -> str:
    """This day so many years ago; 29 February is written as such, which only has to sort."""
    return f"{max(0, today.year - years):04}-{today.month:02}-{today.day:02}"
