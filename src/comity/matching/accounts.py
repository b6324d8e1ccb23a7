"""Bank accounts: an IBAN names one account; any other number does only with its bank."""

import re

from django.utils.translation import gettext_lazy as _
from stdnum import iban

from comity.kit.errors import invalid
from comity.matching.folding import number_of, part_of
from comity.matching.keys import Grade, Key, KeyKind, Probe, joined

# Two letters of a country and two check digits: nobody writes another number like that and means it.
_LIKE_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def account_number(raw: str, *, field: str = "number") -> str:
    """An account number, normalised. Raises: Invalid for an IBAN whose check digits are wrong."""
    number = number_of(raw, field=field)
    if _LIKE_IBAN.fullmatch(number) and not is_iban(number):
        message = _("This looks like an IBAN, but its check digits are wrong. Look again.")
        raise invalid(field, "iban-check", message)
    return number


def is_iban(number: str) -> bool:
    """Is this normalised number an IBAN with right check digits?"""
    return number.isascii() and bool(_LIKE_IBAN.fullmatch(number)) and iban.is_valid(number)


def account_keys(number: str, bank: str = "") -> tuple[Key, ...]:
    """Key of a recorded account. Without IBAN or bank it is never more than a candidate."""
    plain = account_number(number)
    behind = "" if is_iban(plain) else part_of(bank, field="bank")
    grade = Grade.HIT if is_iban(plain) or behind else Grade.CANDIDATE
    return (Key(KeyKind.ACCOUNT, plain + joined(behind), None, grade),)


def account_probes(number: str, bank: str = "") -> tuple[Probe, ...]:
    """Questions for an account: a hit by its IBAN, or by number and bank; the number alone is a candidate."""
    plain = account_number(number)
    whose = part_of(bank, field="bank")
    if is_iban(plain):
        return (_probe(plain + joined(""), Grade.HIT),)
    found = [_probe(plain + joined(whose), Grade.HIT)] if whose else []
    beginning = plain + joined("")
    found.append(Probe(KeyKind.ACCOUNT, beginning, beginning, Grade.CANDIDATE, Grade.CANDIDATE, prefix=True))
    return tuple(found)


def _probe(value: str, grade: Grade) -> Probe:
    return Probe(KeyKind.ACCOUNT, value, value, grade, grade)
