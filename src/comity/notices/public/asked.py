"""What the address of the service asks. Unknown words are left alone, as clients send more than we know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import FieldError, Invalid
from comity.notices.public.search import MOST_RESULTS_IN_A_PAGE, RESULTS_IN_A_PAGE, SEXES, Wanted

LONGEST = 100
OLDEST, MOST_PAGES = 150, 100_000
TEXTS = {
    "name": "name",
    "forename": "forename",
    "nationality": "nationality",
    "freeText": "free_text",
    "arrestWarrantCountryId": "warrant_country",
    "unReference": "un_reference",
    "unResolution": "un_resolution",
}
AGES = {"ageMin": "age_min", "ageMax": "age_max"}


@dataclass(frozen=True, slots=True)
class Asked:
    """page: from 1. size: results on a page. query: the same as answered, with what was filled in."""

    wanted: Wanted
    page: int
    size: int
    query: Mapping[str, Any]


def read_asked(sent: Mapping[str, str]) -> Asked:
    """The question of an address. Raises: Invalid with every wrong value."""
    errors: list[FieldError] = []
    told: dict[str, Any] = {}
    for name, field in TEXTS.items():
        value = sent.get(name, "").replace("\0", "").strip()
        if len(value) > LONGEST:
            errors.append(
                FieldError(
                    name, "too-long", _("Write at most %(longest)s characters.") % {"longest": LONGEST}
                )
            )
        told[field] = value
    for name, field in AGES.items():
        told[field] = _number(sent, name, None, 0, OLDEST, errors)
    told["sex"] = sent.get("sexId", "")
    if told["sex"] and told["sex"] not in SEXES:
        errors.append(FieldError("sexId", "not-in-list", _("Give F, M or U, or leave it out.")))
    page = _number(sent, "page", 1, 1, MOST_PAGES, errors)
    size = _number(sent, "resultPerPage", RESULTS_IN_A_PAGE, 1, None, errors)
    if errors:
        raise Invalid(errors)
    assert page is not None and size is not None  # noqa: PT018  # both have a default
    size = min(size, MOST_RESULTS_IN_A_PAGE)  # clients ask for 200 and live with 160
    known = {name: sent[name] for name in (*TEXTS, *AGES, "sexId") if sent.get(name)}
    return Asked(Wanted(**told), page, size, {"page": page, "resultPerPage": size, **known})


def _number(
    sent: Mapping[str, str],
    name: str,
    default: int | None,
    least: int,
    most: int | None,
    errors: list[FieldError],
) -> int | None:
    """A whole number of the address, or the default where it is not said."""
    text = sent.get(name, "").strip()
    if not text:
        return default
    if (
        not (text.isascii() and text.isdigit() and len(text) <= 9)
        or int(text) < least
        or (most and int(text) > most)
    ):
        errors.append(FieldError(name, "not-a-number", _("Give a whole number here.")))
        return default
    return int(text)
