"""What an asked bureau may say of a weapon, and what each answer must hold. Pure. Source: practice 12."""

from dataclasses import dataclass
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.dates import parse_partial
from comity.kit.errors import FieldError, Invalid
from comity.kit.text import clean_line, clean_text
from comity.records.codes import Issuer

LONGEST_DOCUMENT, LONGEST_NAME, LONGEST_TEXT = 120, 200, 2000


class Said(IntEnum):
    """Closed set: numbers are never reused."""

    SOLD_TO = 1
    EXPORTED_TO = 2
    NOT_FOUND = 3
    RECORDS_DESTROYED = 4
    REFUSED = 5

    @property
    def slug(self) -> str:
        """How messages and the API write it: "sold-to"."""
        return self.name.lower().replace("_", "-")


SAID: dict[Said, str | Promise] = {
    Said.SOLD_TO: _("Sold to a dealer or a holder"),
    Said.EXPORTED_TO: _("Exported to another country"),
    Said.NOT_FOUND: _("Not found in our registers"),
    Said.RECORDS_DESTROYED: _("The records of that time are destroyed"),
    Said.REFUSED: _("We refuse to answer"),
}
BY_SLUG = {said.slug: said for said in Said}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said. country: to which it was exported, or of the dealer. date: of sale or export, perhaps partial.

    document: the number of the paper that proves it. dealer: a firm. holder: a person, sealed before it leaves.
    """

    said: Said
    country: str = ""
    date: str = ""
    document: str = ""
    dealer: str = ""
    holder: str = ""
    text: str = ""


def checked(answer: Answer) -> Answer:
    """The answer in canonical values. Raises: Invalid with every wrong field."""
    errors: list[FieldError] = []
    clean: dict[str, str] = {}
    lines = {"document": LONGEST_DOCUMENT, "dealer": LONGEST_NAME, "holder": LONGEST_NAME}
    for name in ("country", "date", *lines, "text"):
        raw = getattr(answer, name)
        try:
            if name == "country":
                clean[name] = Issuer().clean(raw, name) if raw else ""
            elif name == "date":
                clean[name] = parse_partial(raw, field=name).as_written if raw else ""
            elif name == "text":
                clean[name] = clean_text(raw, field=name, longest=LONGEST_TEXT)
            else:
                clean[name] = clean_line(raw, field=name, longest=lines[name])
        except Invalid as error:
            errors += error.errors
    errors += _faults(answer)
    if errors:
        raise Invalid(errors)
    return Answer(said=answer.said, **clean)


def _faults(answer: Answer) -> list[FieldError]:
    """What does not go together. A name without a sale would be a person named for nothing."""
    found = []
    if answer.said is Said.EXPORTED_TO and not answer.country.strip():
        found.append(FieldError("country", "required", _("Say to which country it went.")))
    if answer.said is Said.SOLD_TO and not (answer.dealer.strip() or answer.holder.strip()):
        found.append(FieldError("dealer", "required", _("Name the dealer, or the holder.")))
    if answer.said is Said.REFUSED and not answer.text.strip():
        found.append(FieldError("text", "required", _("Say why.")))
    if answer.said is not Said.SOLD_TO:
        found += [
            FieldError(name, "only-with-sold", _("Leave this empty: nothing was sold."))
            for name in ("dealer", "holder")
            if getattr(answer, name).strip()
        ]
    if answer.said in (Said.NOT_FOUND, Said.RECORDS_DESTROYED, Said.REFUSED):
        found += [
            FieldError(name, "only-with-sale-or-export", _("Leave this empty with this answer."))
            for name in ("country", "date")
            if getattr(answer, name).strip()
        ]
    return found
