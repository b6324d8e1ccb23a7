"""A node's side: which directory it trusts, what it takes from it, what it refuses. The verbs of the copy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root
from tuf.api.serialization import DeserializationError

from comity.bureaus.directory import centre_hosted_here
from comity.bureaus.models import Bureau
from comity.bureaus.signed.alarms import is_alarming, raise_over
from comity.bureaus.signed.client import DirectoryRefused, Fetched
from comity.bureaus.signed.entries import Signed
from comity.bureaus.signed.fingerprints import same_fingerprint
from comity.bureaus.signed.history import add_entry
from comity.bureaus.signed.statements import Statement
from comity.bureaus.signed.tables import DirectoryCopy, RevokedKey, SignedEntry
from comity.gate import epoch
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.journal.acts import Outcome
from comity.kit.errors import Refused

# What of a statement becomes columns of the bureau.
_COLUMNS = (
    "kind",
    "names",
    "country",
    "city",
    "time_zone",
    "languages",
    "standing",
    "standing_since",
    "mandate_ends",
)


@dataclass(frozen=True, slots=True)
class News:
    """What a refresh brought. entries: new ones, each after the one before; refused: code of a bureau to why not."""

    fetched: Fetched
    entries: tuple[Signed, ...]
    refused: Mapping[str, str]


@action("bureaus.trust_directory")
def trust(
    act: ActDraft,
    root: bytes,
    url: str,
    now: datetime,
    *,
    by: Actor,  # noqa: ARG001  # the gate asks `by`
    fingerprint_said: str,
) -> DirectoryCopy:
    """Follow the directory of this root from now on. Another one than before begins anew, with nothing refused.

    url: of the centre's node, with or without `/directory/`. fingerprint_said: of the root, as somebody said it by
    another way.
    Raises: Refused.
    """
    if centre_hosted_here():
        raise Refused(_("This node hosts the centre: the directory is its own."), code="own-directory")
    try:
        found = Metadata[Root].from_bytes(root)
        if found.signed.type != Root.type:
            raise ValueError("no root")
        found.signed.verify_delegate(Root.type, found.signed_bytes, found.signatures)
    except (DeserializationError, RepositoryError, ValueError):
        raise Refused(_("This is no root that enough officers signed."), code="root-unsigned") from None
    if not same_fingerprint(fingerprint_said, found.signed_bytes):
        raise Refused(
            _("The root has another fingerprint. Do not go on: ask the centre."), code="root-fingerprint"
        )
    if not url.startswith(("https://", "http://")) or len(url) > 180:
        raise Refused(_("Give the centre's address, as https://centre.example.org"), code="address")
    act.about, act.count = f"root:{found.signed.version}", 1
    fresh = {
        "url": f"{url.rstrip('/').removesuffix('/directory')}/directory/",
        "root": root,
        "root_version": found.signed.version,
        "targets_version": 0,
        "timestamp_version": 0,
        "trusted_at": now,
        "signed_at": None,
        "fetched_at": None,
        "tried_at": None,
        "refused": "",
        "refused_codes": [],
    }
    return DirectoryCopy.objects.update_or_create(id=1, defaults=fresh)[0]


@action("bureaus.take_directory")
def take(act: ActDraft, news: News, now: datetime, *, by: Actor) -> int:  # noqa: ARG001  # the gate asks `by`
    """Make this node's bureaus, standings and keys what the directory says; how many bureaus changed.

    It counts for everybody from the commit on. Raises: DirectoryRefused for an older one than was taken before.
    """
    copy = _locked_copy()
    fetched = news.fetched
    if fetched.timestamp_version < copy.timestamp_version or fetched.targets_version < copy.targets_version:
        raise DirectoryRefused(
            _("The directory is older than the one known here: somebody plays back an old one."),
            code="directory-rolled-back",
        )
    # The centre's own words count even where a bureau's entry is refused: a suspension must not wait for it.
    changed = {each.code for each in fetched.statements.values() if _said(each)}
    for signed in news.entries:
        add_entry(signed, now=now)
        changed.add(signed.entry.bureau)
    changed |= {each.code for each in fetched.statements.values() if _revoked(each)}
    if changed:
        epoch.bump()
    _kept(copy, fetched, sorted(news.refused), now)
    act.about, act.count, act.recipients = (
        f"directory:{fetched.timestamp_version}",
        len(changed),
        tuple(sorted(changed)),
    )
    alarming = {code: why for code, why in news.refused.items() if is_alarming(why)}
    if alarming:
        act.outcome, act.reason = Outcome.ALARM, ",".join(sorted(set(alarming.values())))
        for code, why in sorted(alarming.items()):
            _tell(f"directory:{why}:{code}:{fetched.targets_version}", (why, code), now, concerned=code)
    return len(changed)


@action("bureaus.refuse_directory")
def refuse(act: ActDraft, why: str, now: datetime, *, by: Actor) -> None:  # noqa: ARG001
    """Note that a refresh was refused as a whole, and call somebody where that is alarming. The copy stays."""
    copy = _locked_copy()
    copy.refused, copy.tried_at = why, now
    copy.save(update_fields=["refused", "tried_at"])
    act.about, act.reason = f"directory:{copy.timestamp_version}", why
    if is_alarming(why):
        act.outcome = Outcome.ALARM
        _tell(f"directory:{why}:{copy.timestamp_version}", (why,), now, concerned="")


def note_fetched(fetched: Fetched, refused: Iterable[str], now: datetime) -> None:
    """Where the copy stands after a refresh that brought nothing new: no act, it comes every minute."""
    _kept(DirectoryCopy.objects.get(id=1), fetched, sorted(refused), now)


def note_tried(now: datetime) -> None:
    """Another try that ended as the one before did."""
    DirectoryCopy.objects.filter(id=1).update(tried_at=now)


def brings_news(news: News) -> bool:
    """Must `take` write anything but that the directory was fetched?"""
    copy = DirectoryCopy.objects.get(id=1)
    if (
        copy.targets_version != news.fetched.targets_version
        or copy.timestamp_version > news.fetched.timestamp_version
    ):
        return True
    return bool(news.entries) or copy.refused_codes != sorted(news.refused)


def _locked_copy() -> DirectoryCopy:
    return DirectoryCopy.objects.select_for_update().get(id=1)


def _kept(copy: DirectoryCopy, fetched: Fetched, refused: list[str], now: datetime) -> None:
    copy.root_version = fetched.root.signed.version
    copy.targets_version, copy.timestamp_version = fetched.targets_version, fetched.timestamp_version
    copy.signed_at, copy.fetched_at, copy.tried_at = fetched.signed_at, now, now
    copy.refused, copy.refused_codes = "", refused
    copy.save()


def _said(statement: Statement) -> bool:
    """Make the bureau's row what the centre says of it. Is it new or changed?"""
    values: dict[str, Any] = {name: getattr(statement, name) for name in _COLUMNS}
    values |= {
        "kind": int(statement.kind),
        "standing": int(statement.standing),
        "languages": list(statement.languages),
    }
    bureau = Bureau.objects.select_for_update().filter(code=statement.code).first()
    if bureau is None:
        Bureau.objects.create(code=statement.code, hosted=False, **values)
        return True
    values["standing_since"] = _same_second(bureau.standing_since, statement.standing_since)
    if all(getattr(bureau, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(bureau, name, value)
    bureau.version += 1
    bureau.save()
    return True


def _same_second(known: datetime, said: datetime) -> datetime:
    """A statement says moments to the second: our own finer one is no other."""
    return known if known.replace(microsecond=0) == said else said


def _revoked(statement: Statement) -> bool:
    known = set(RevokedKey.objects.filter(bureau=statement.code).values_list("key", flat=True))
    new = [(key, at) for key, at in statement.revoked if key not in known]
    RevokedKey.objects.bulk_create(RevokedKey(key=key, bureau_id=statement.code, at=at) for key, at in new)
    return bool(new)


def _tell(about: str, codes: tuple[str, ...], now: datetime, *, concerned: str) -> None:
    """The bureau concerned where it is hosted here, else every bureau hosted here."""
    hosted = list(Bureau.objects.filter(hosted=True).order_by("code").values_list("code", flat=True))
    for each in [concerned] if concerned in hosted else hosted:
        raise_over(each, f"{about}:{each}", codes, now)


def known_heads() -> dict[str, SignedEntry]:
    """The newest entry of every bureau that this node knows."""
    rows = SignedEntry.objects.order_by("bureau_id", "-version").distinct("bureau_id")
    return {each.bureau_id: each for each in rows}
