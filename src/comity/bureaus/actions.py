"""Who enters the directory, what it says of them, and what they may do at present.

Everything but one's own duty desk is the centre's. What changes anyone's rights moves the access epoch.
"""

from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus import countries
from comity.bureaus.details import Desk, Details, clean_code, clean_desk, clean_details
from comity.bureaus.directory import mandates_to_end
from comity.bureaus.models import Bureau, DutyDesk
from comity.bureaus.rules import BureauKind, Standing, mandate_is_over
from comity.gate import epoch
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotAllowed, NotFound, Refused, Stale, invalid
from comity.kit.text import clean_line

LONGEST_REASON = 500


@action("bureaus.admit")
def admit(act: ActDraft, code: str, kind: BureauKind, details: Details, *, by: Actor) -> Bureau:
    """Enter a bureau into the directory.

    Raises: Invalid, NotAllowed outside the centre, Refused if the code is taken.
    """
    act.about = code = clean_code(code)
    only_the_centre(by)
    details = clean_details(kind, details)
    if Bureau.objects.filter(code=code).exists():
        raise Refused(_("The directory already holds a bureau of this code."), code="bureau-exists")
    bureau = Bureau(code=code, kind=int(kind), **_columns(details))
    bureau.save(force_insert=True)
    act.count = 1
    epoch.bump()
    return bureau


@action("bureaus.change")
def change(act: ActDraft, bureau: Bureau, details: Details, *, by: Actor, seen: int) -> Bureau:
    """Replace what the directory says of a bureau. seen: the version the change was made from.

    A mandate is extended and ended by its last day. Raises: Invalid, NotAllowed, Stale.
    """
    act.about, act.count = bureau.code, 1
    only_the_centre(by)
    details = clean_details(BureauKind(bureau.kind), details)
    bureau = _locked(bureau, seen)
    now = timezone.now()
    had_ended = bureau.standing_on(now.date()) is Standing.MANDATE_ENDED
    for column, value in _columns(details).items():
        setattr(bureau, column, value)
    if had_ended and not mandate_is_over(bureau.mandate_ends, now.date()):
        # A new mandate alone restores nothing: the centre decides on the standing next.
        bureau.standing, bureau.standing_since = int(Standing.SUSPENDED), now
    return _kept(bureau)


@action("bureaus.set_standing")
def set_standing(
    act: ActDraft, bureau: Bureau, standing: Standing, *, by: Actor, reason: str, seen: int
) -> Bureau:
    """Give a bureau another standing, from the next request on. Source: RPD Art. 131; practice 9.

    reason: for the journal, at most 500 characters. Raises: Invalid, NotAllowed, Refused, Stale.
    """
    act.about, act.count = bureau.code, 1
    only_the_centre(by)
    act.reason = clean_line(reason, field="reason", longest=LONGEST_REASON)
    if not act.reason:
        raise invalid(
            "reason", "reason-missing", _("Give the reason: the bureau and the commission will ask.")
        )
    if standing is Standing.MANDATE_ENDED:
        message = _("A mandate ends by its date: change the last day of the mandate.")
        raise invalid("standing", "mandate-by-date", message)
    if bureau.kind == BureauKind.CENTRE:
        raise Refused(_("The centre cannot take away its own standing."), code="own-standing")
    bureau = _locked(bureau, seen)
    bureau.standing, bureau.standing_since = int(standing), timezone.now()
    return _kept(bureau)


@action("bureaus.end_mandates")
def end_mandates(act: ActDraft, today: date, *, by: Actor) -> list[str]:  # noqa: ARG001  # the gate asks `by`
    """Close the access of every bureau whose mandate is over; returns their codes. Repeat it as you like.

    today: UTC. Rules already refuse from that day on; this moves the epoch, so that nothing cached survives it.
    """
    over = mandates_to_end(today)
    codes = sorted(over.select_for_update().values_list("code", flat=True))
    if codes:
        over.update(
            standing=int(Standing.MANDATE_ENDED), standing_since=timezone.now(), version=F("version") + 1
        )
        epoch.bump()
    act.count, act.recipients = len(codes), tuple(codes)
    return codes


@action("bureaus.set_duty_desk")
def set_duty_desk(act: ActDraft, bureau: Bureau, desk: Desk, *, by: Actor) -> DutyDesk:
    """Say whom to call at one's own bureau, and when. It changes nobody's rights, so the epoch stays.

    Raises: Invalid, NotAllowed for another's desk.
    """
    act.about, act.count = bureau.code, 1
    if by.bureau != bureau.code:
        raise NotAllowed(_("Each bureau describes its own duty desk."), code="not-your-bureau")
    desk = clean_desk(bureau.code, desk)
    if desk.deputy and not Bureau.objects.filter(code=desk.deputy).exists():
        raise invalid("deputy", "unknown-bureau", _("The directory holds no bureau of this code."))
    kept, _new = DutyDesk.objects.update_or_create(
        bureau=bureau,
        defaults={
            "telephone": desk.telephone,
            "languages": list(desk.languages),
            "always_open": desk.always_open,
            "opens": desk.opens,
            "closes": desk.closes,
            "weekdays": sorted(desk.weekdays),
            "weekend": sorted(desk.weekend),
            "deputy_id": desk.deputy or None,
        },
    )
    return kept


@action("bureaus.load_members")
def load_members(act: ActDraft, *, by: Actor) -> int:
    """Enter every member country's bureau that the directory does not hold yet; returns how many were new.

    Raises: NotAllowed outside the centre.
    """
    only_the_centre(by)
    known = set(Bureau.objects.values_list("code", flat=True))
    new = [_member(each) for each in countries.members() if each.code not in known]
    Bureau.objects.bulk_create(new)
    if new:
        epoch.bump()
    act.count = len(new)
    return len(new)


def only_the_centre(by: Actor) -> None:
    """Go on only for the centre. Until a directory names one, the operator who sets up the node begins it.

    Raises: NotAllowed.
    """
    centres = set(Bureau.objects.filter(kind=int(BureauKind.CENTRE)).values_list("code", flat=True))
    if centres and by.bureau not in centres:
        raise NotAllowed(_("The directory is kept by the centre."), code="not-the-centre")


def _columns(details: Details) -> dict[str, Any]:
    return {
        "names": dict(details.names),
        "country": details.country,
        "city": details.city,
        "time_zone": details.time_zone,
        "languages": list(details.languages),
        "mandate_ends": details.mandate_ends,
        "hosted": details.hosted,
    }


def _locked(bureau: Bureau, seen: int) -> Bureau:
    """The bureau as it is now, held until the commit. Raises: NotFound, Stale."""
    current = Bureau.objects.select_for_update().filter(code=bureau.code).first()
    if current is None:
        raise NotFound
    if current.version != seen:
        raise Stale(
            _("Someone changed this entry in the meantime. Look at it again, then repeat your change.")
        )
    return current


def _kept(bureau: Bureau) -> Bureau:
    bureau.version += 1
    bureau.save(force_update=True)
    epoch.bump()
    return bureau


def _member(country: countries.Issuer) -> Bureau:
    details = Details(
        names=country.names,
        country=country.code,
        city=country.city,
        time_zone=country.time_zone,
        languages=country.languages,
    )
    return Bureau(code=country.code, kind=int(BureauKind.MEMBER), **_columns(details))
