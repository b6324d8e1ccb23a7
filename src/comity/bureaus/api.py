"""The directory for programs. Who asks is `request.actor`, set where the API is put together."""

from datetime import date, datetime, time
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from comity.bureaus.directory import LONGEST_WORDS, Sieve, entry, found
from comity.bureaus.models import Bureau, DutyDesk
from comity.bureaus.rules import CODE_FORM, BureauKind
from comity.bureaus.signed.form import as_base64
from comity.bureaus.signed.shown import KeysShown, keys_shown
from comity.bureaus.signed.state import directory_state
from comity.gate.door import actor_of

MOST_IN_A_PAGE = 250
KINDS = {kind.slug: kind for kind in BureauKind}
KIND_FORM = f"^({'|'.join(KINDS)})$"
Code = Annotated[str, Path(pattern=CODE_FORM)]

router = Router(tags=["bureaus"])
signed_directory = Router(tags=["bureaus"])


class Asked(Schema):
    """q: part of a code, name or city. after: the last code of the page before."""

    q: str = Field("", max_length=LONGEST_WORDS)
    kind: str | None = Field(None, pattern=KIND_FORM)
    after: str = Field("", max_length=12)
    limit: int = Field(MOST_IN_A_PAGE, ge=1, le=MOST_IN_A_PAGE)


class BureauOut(Schema):
    """A bureau. standing: the one that counts today (UTC). name: in the language of the request."""

    code: str
    kind: str
    name: str
    names: dict[str, str]
    country: str
    city: str
    standing: str
    standing_since: datetime
    mandate_ends: date | None
    time_zone: str
    languages: list[str]
    version: int


class BureausOut(Schema):
    """A page of the directory, by code. next: the `after` of the following page; null at the end."""

    bureaus: list[BureauOut]
    next: str | None


class DeskOut(Schema):
    """A duty desk. opens, closes: in `time_zone`; weekdays: 1 is Monday, none means every day.

    weekend: the bureau's days of rest, which count in no clock of working days.
    """

    bureau: str
    telephone: str
    languages: list[str]
    always_open: bool
    opens: time | None
    closes: time | None
    weekdays: list[int]
    weekend: list[int]
    time_zone: str
    deputy: str | None
    open_now: bool


class EpochOut(Schema):
    """A key to seal for (X-Wing, 1,216 bytes, Base64), from valid_from up to valid_to."""

    epoch: str
    key: str
    valid_from: datetime
    valid_to: datetime


class KeysOut(Schema):
    """What the signed directory holds of a bureau. fingerprint: of its signing key, as people read it aloud.

    hosted_by: the bureau whose node holds these keys and could read what is sealed for them; empty: its own node.
    revoked_at: since when the signing key counts no more.
    """

    version: int
    signing_key: str
    fingerprint: str
    valid_from: datetime
    valid_to: datetime
    revoked_at: datetime | None
    encryption: list[EpochOut]
    request_key: str
    tls_pins: list[str]
    addresses: list[str]
    hosted_by: str


class DirectoryOut(Schema):
    """How this node's directory stands. part: centre, follower or none. age: fresh, old (warns) or stopped.

    refused: code of why the last refresh was refused as a whole (docs/spec/directory.md, 7), empty where it was not.
    remarks: what a person should look at, in the language of the request; none: all is well.
    """

    part: str
    url: str
    root_version: int
    root_ends: datetime | None
    version: int
    signed_at: datetime | None
    fetched_at: datetime | None
    age: str
    refused: str
    refused_bureaus: list[str]
    bureaus: int
    with_keys: int
    remarks: list[str]


class BureauPageOut(BureauOut):
    """A bureau with its desk. on_duty: the desk to call now, its own or another's. line: what its records carry.

    keys: as the signed directory holds them; null where it holds none.
    """

    line: str
    duty_desk: DeskOut | None
    on_duty: DeskOut | None
    keys: KeysOut | None


@router.get("", response=BureausOut, summary="The directory", operation_id="list_bureaus")
def list_bureaus(request: HttpRequest, asked: Query[Asked]) -> BureausOut:
    """All participants, by code."""
    sieve = Sieve(words=asked.q, kind=KINDS[asked.kind] if asked.kind else None)
    bureaus = found(sieve, actor_of(request)).order_by("code").filter(code__gt=asked.after.replace("\0", ""))
    page = list(bureaus[: asked.limit + 1])
    today = timezone.now().date()
    shown = page[: asked.limit]
    more = shown[-1].code if len(page) > asked.limit else None
    return BureausOut(bureaus=[BureauOut(**_row(each, today)) for each in shown], next=more)


@router.get("/{code}", response=BureauPageOut, summary="One bureau", operation_id="read_bureau")
def read_bureau(request: HttpRequest, code: Code) -> BureauPageOut:
    """A bureau, its duty desk, and whom to call now."""
    now = timezone.now()
    bureau = get_object_or_404(Bureau.visible_to(actor_of(request)), code=code)
    shown = entry(bureau, now)
    return BureauPageOut(
        **_row(bureau, now.date()),
        line=shown.line,
        duty_desk=_desk(shown.desk, now),
        on_duty=_desk(shown.on_duty, now),
        keys=_keys(keys_shown(code, now)),
    )


@signed_directory.get(
    "", response=DirectoryOut, summary="How the directory stands", operation_id="read_directory"
)
def read_directory(request: HttpRequest) -> DirectoryOut:
    """How old the signed directory is on which everything sealed relies, and what was refused of it."""
    actor_of(request)
    state = directory_state(timezone.now())
    return DirectoryOut(
        part=state.part,
        url=state.url,
        root_version=state.root_version,
        root_ends=state.root_ends,
        version=state.version,
        signed_at=state.signed_at,
        fetched_at=state.fetched_at,
        age=state.age,
        refused=state.refused,
        refused_bureaus=list(state.refused_bureaus),
        bureaus=state.counts.bureaus,
        with_keys=state.counts.with_keys,
        remarks=[str(each) for each in state.remarks],
    )


def _keys(shown: KeysShown | None) -> KeysOut | None:
    if shown is None:
        return None
    entry = shown.entry
    return KeysOut(
        version=entry.version,
        signing_key=as_base64(entry.signing_key),
        fingerprint=shown.fingerprint,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        revoked_at=shown.revoked_at,
        encryption=[
            EpochOut(
                epoch=each.epoch,
                key=as_base64(each.public),
                valid_from=each.valid_from,
                valid_to=each.valid_to,
            )
            for each in entry.encryption
        ],
        request_key=as_base64(entry.request_key),
        tls_pins=list(entry.tls_pins),
        addresses=list(entry.addresses),
        hosted_by=entry.hosted_by,
    )


def _row(bureau: Bureau, today: date) -> dict[str, Any]:
    return {
        "code": bureau.code,
        "kind": BureauKind(bureau.kind).slug,
        "name": bureau.name,
        "names": bureau.names,
        "country": bureau.country,
        "city": bureau.city,
        "standing": bureau.standing_on(today).slug,
        "standing_since": bureau.standing_since,
        "mandate_ends": bureau.mandate_ends,
        "time_zone": bureau.time_zone,
        "languages": bureau.languages,
        "version": bureau.version,
    }


def _desk(desk: DutyDesk | None, now: datetime) -> DeskOut | None:
    if desk is None:
        return None
    return DeskOut(
        bureau=desk.bureau_id,
        telephone=desk.telephone,
        languages=desk.languages,
        always_open=desk.always_open,
        opens=desk.opens,
        closes=desk.closes,
        weekdays=desk.weekdays,
        weekend=desk.weekend,
        time_zone=desk.bureau.time_zone,
        deputy=desk.deputy_id,
        open_now=desk.is_open(now),
    )
