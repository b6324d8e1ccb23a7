"""Who receives a notice: the bureaus of the directory, less those to whom it is closed. Reads only."""

from datetime import date

from django.db.models import Q

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind, Standing
from comity.notices.databases import NoticeRecord
from comity.notices.models import Notice
from comity.notices.rules import is_closed
from comity.records.models import OwnerRule


def centre() -> str:
    """The code of the centre; "" where the directory has none."""
    return Bureau.objects.filter(kind=int(BureauKind.CENTRE)).values_list("code", flat=True).first() or ""


def closed_among(row: Notice, codes: list[str], today: date) -> list[str]:
    """Those of these bureaus to which the notice, or all of its owner's, is closed."""
    rules = OwnerRule.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today),
        Q(database__isnull=True) | Q(database=NoticeRecord.code),
        owner=row.bureau,
        bureau__in=codes,
    )
    barred = set(rules.values_list("bureau", flat=True))
    return [code for code in codes if code in barred or is_closed(code, row.closed)]


def audience_of(row: Notice, today: date) -> list[str]:
    """The bureaus that receive it now: addressed or all, never its own, nor the centre that keeps it."""
    own = {row.bureau, centre()}
    codes = [
        each.code
        for each in Bureau.objects.order_by("code")
        if each.standing_on(today) is not Standing.MANDATE_ENDED
        and each.code not in own
        and (not row.addressees or each.code in row.addressees)
    ]
    barred = set(closed_among(row, codes, today))
    return [code for code in codes if code not in barred]


def recalled_from(row: Notice, today: date) -> list[str]:
    """Who must take it back: whoever received it, and whoever could see it since; not who was asked so before, when it
    was closed to them: that it stood for others until today is nothing to them (practice 10).
    """
    received = set(row.received.filter(dropped=False).values_list("bureau", flat=True))
    return sorted(received | set(audience_of(row, today)))


def restriction_for(row: Notice) -> str:
    """To whom its entry in the databases is closed, as records write it: to all but the addressees of a diffusion."""
    if row.addressees:
        return " ".join(["only", *(code for code in row.addressees if not is_closed(code, row.closed))])
    return str(row.body.get("restriction", ""))
