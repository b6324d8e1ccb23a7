"""The court's part of a wanted person: warrant, charge, penalty, assurance of extradition."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from comity.notices.asked import Asked, Missing
from comity.notices.law import ASSURANCE, RED, SILVER, THRESHOLD, Law

DAYS_IN_MONTH, MONTHS_IN_YEAR, LIFE_MONTHS = 30, 12, 12_000
FOR_TRIAL, TO_SERVE = "for-trial", "to-serve"


def months(amount: int, unit: str) -> int:
    """A penalty in whole months. unit: as the request writes it."""
    return {
        "days": amount // DAYS_IN_MONTH,
        "months": amount,
        "years": amount * MONTHS_IN_YEAR,
        "life": LIFE_MONTHS,
    }[unit]


def warrant(asked: Asked) -> Iterator[Missing]:
    """A valid warrant or judgment: number, court, day. Source: domain facts 2.2 (marked [K])."""
    for name, sentence in (
        ("warrant", _("Write the number of the warrant or judgment.")),
        ("warrant_by", _("Name the court or authority that issued it.")),
        ("warrant_country", _("Name the country of that court.")),
        ("warrant_on", _("Write the day on which it was issued.")),
    ):
        if not asked.says(name):
            yield Missing(RED, name, "required", sentence)
    issued, ends = _day(asked, "warrant_on"), _day(asked, "warrant_until")
    if issued is not None and issued > asked.today:
        yield Missing(
            RED, "warrant_on", "date-ahead", _("A warrant cannot have been issued on a day to come.")
        )
    if ends is not None and ends < asked.today:
        yield Missing(RED, "warrant_until", "warrant-ended", _("This warrant is no longer valid."))
    if ends is not None and issued is not None and ends < issued:
        yield Missing(RED, "warrant_until", "date-order", _("It cannot end before it was issued."))


def charge(asked: Asked) -> Iterator[Missing]:
    """Charge, law, and whether for trial or to serve."""
    for name, sentence in (
        ("wanted", _("Say whether the person is wanted for trial or to serve a sentence.")),
        ("charge", _("Write the charge.")),
        ("law", _("Name the law and the article that were broken.")),
    ):
        if not asked.says(name):
            yield Missing(RED, name, "required", sentence)


def penalty(asked: Asked) -> Iterator[Missing]:
    """A penalty with its unit, as high as the threshold. Source: Red Notice Law Journal and NGM (domain facts 2.2)."""
    yield from _amount(asked, "penalty", _("Write the longest possible penalty, or the sentence."))
    if asked.body.get("wanted") == FOR_TRIAL:
        yield from _reaches(asked, "penalty", asked.limits.trial_months)
    if asked.body.get("wanted") == TO_SERVE and not asked.says("left"):
        yield from _reaches(asked, "penalty", asked.limits.serve_months)


def left_to_serve(asked: Asked) -> Iterator[Missing]:
    """What is left of a sentence, where it is said, with its unit and as high as the threshold."""
    if asked.body.get("wanted") != TO_SERVE or not (asked.says("left") or asked.says("left_unit")):
        return
    yield from _amount(asked, "left", _("Write what is left to serve."))
    yield from _reaches(asked, "left", asked.limits.serve_months)


def silver_penalty(asked: Asked) -> Iterator[Missing]:
    """Assets are sought only for a crime of at least four years' maximum. Source: White & Case on the pilot."""
    yield from _amount(asked, "penalty", _("Write the longest possible penalty."))
    yield from _reaches(asked, "penalty", asked.limits.silver_months, law=SILVER, waived=False)


def assurance(asked: Asked) -> Iterator[Missing]:
    """Extradition will be sought, and those who decide on it agreed. Source: domain facts 2.2 on Art. 84."""
    for name, sentence in (
        ("extradition_sought", _("Assure that extradition will be sought when the person is arrested.")),
        ("authorities_agreed", _("Assure that the authorities for extradition agreed.")),
    ):
        if asked.body.get(name) is not True:
            yield Missing(ASSURANCE, name, "not-affirmed", sentence)


def below_threshold(asked: Asked) -> bool:
    """Is the penalty known and too low, so that only its special importance could carry the request?"""
    wanted = asked.body.get("wanted")
    field, least = ("penalty", asked.limits.trial_months)
    if wanted == TO_SERVE:
        field, least = ("left" if asked.says("left") else "penalty", asked.limits.serve_months)
    found = _months_of(asked, field)
    return wanted is not None and found is not None and found < least


def _amount(asked: Asked, field: str, sentence: object) -> Iterator[Missing]:
    unit = asked.body.get(f"{field}_unit")
    if not asked.says(field) and unit != "life":
        yield Missing(RED, field, "required", sentence)  # type: ignore[arg-type]
    elif unit is None:
        words = _("Say the unit: days, months or years. A number alone says nothing.")
        yield Missing(RED, f"{field}_unit", "unit", words)


def _reaches(
    asked: Asked, field: str, least: int, *, law: Law = THRESHOLD, waived: bool = True
) -> Iterator[Missing]:
    found = _months_of(asked, field)
    if found is None or found >= least or (waived and asked.says("importance")):
        return
    sentence = _("This is below the threshold of %(months)s months.") % {"months": least}
    yield Missing(law, field, "threshold", sentence)


def _months_of(asked: Asked, field: str) -> int | None:
    unit = asked.body.get(f"{field}_unit")
    if unit == "life":
        return LIFE_MONTHS
    return months(asked.body[field], unit) if unit and asked.says(field) else None


def _day(asked: Asked, name: str) -> date | None:
    return date.fromisoformat(asked.body[name]) if asked.says(name) else None
