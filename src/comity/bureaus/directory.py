"""Looking into the directory: one sieve for pages and programs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from comity.bureaus.models import Bureau, DutyDesk, on_duty
from comity.bureaus.rules import BureauKind, Standing, owner_line
from comity.gate.actor import Actor
from comity.kit.language import spoken
from comity.kit.statements import fetch

LONGEST_WORDS = 80


@dataclass(frozen=True, slots=True)
class Sieve:
    """words: part of a code, a name in the reader's language or English, or a city."""

    words: str = ""
    kind: BureauKind | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A bureau as its page shows it. on_duty: the desk to call now, its own or another's; None: nobody is there."""

    bureau: Bureau
    standing: Standing
    line: str
    desk: DutyDesk | None
    desk_is_open: bool
    on_duty: DutyDesk | None


def found(sieve: Sieve, actor: Actor) -> QuerySet[Bureau]:
    """The bureaus that pass the sieve, by code."""
    bureaus = Bureau.visible_to(actor)
    if sieve.kind is not None:
        bureaus = bureaus.filter(kind=int(sieve.kind))
    if words := sieve.words.strip()[:LONGEST_WORDS].replace("\0", ""):
        language = spoken()
        names = Q(names__en__icontains=words) | Q(**{f"names__{language}__icontains": words})
        bureaus = bureaus.filter(names | Q(code__istartswith=words) | Q(city__icontains=words))
    return bureaus


def entry(bureau: Bureau, now: datetime) -> Entry:
    """All that its page says, at this moment. now: aware."""
    desk = DutyDesk.objects.filter(bureau=bureau).select_related("bureau", "deputy").first()
    standing = bureau.standing_on(now.date())
    return Entry(
        bureau=bureau,
        standing=standing,
        line=str(owner_line(standing)),
        desk=desk,
        desk_is_open=desk is not None and desk.is_open(now),
        on_duty=on_duty(bureau.code, now),
    )


# Every message asks these two, so they are prepared.
_HOSTED = b"SELECT code FROM bureaus_bureau WHERE hosted"
_AMONG = b"SELECT code, hosted FROM bureaus_bureau WHERE code = ANY($1)"


def hosted_bureaus() -> set[str]:
    """Codes of the bureaus whose people work on this node."""
    return {code for (code,) in fetch(_HOSTED, ())}


def known_among(codes: Iterable[str]) -> dict[str, bool]:
    """Those of these codes that the directory has: do the people of that bureau work on this node?"""
    return dict(fetch(_AMONG, [list(codes)]))


def is_hosted(code: str) -> bool:
    """Do the people of this bureau work on this node?"""
    return Bureau.objects.filter(pk=code, hosted=True).exists()


def centre_hosted_here() -> str:
    """The code of the centre where this node hosts it; "" where it is elsewhere."""
    rows = Bureau.objects.filter(kind=int(BureauKind.CENTRE), hosted=True)
    return rows.values_list("code", flat=True).first() or ""


def centre_elsewhere() -> str:
    """The code of the centre where another node hosts it; "" where this one does, or none is known."""
    rows = Bureau.objects.filter(kind=int(BureauKind.CENTRE), hosted=False)
    return rows.values_list("code", flat=True).first() or ""


def is_centre(code: str) -> bool:
    """Is this bureau the centre, wherever it lives?"""
    return Bureau.objects.filter(pk=code, kind=int(BureauKind.CENTRE)).exists()


def mandates_to_end(today: date) -> QuerySet[Bureau]:
    """Bureaus whose last day has passed and that the directory does not call ended yet. today: UTC."""
    return Bureau.objects.filter(mandate_ends__lt=today).exclude(standing=Standing.MANDATE_ENDED)
