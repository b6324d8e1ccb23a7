"""How this node's directory stands: one answer for page, API, command and `comity doctor`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from tuf.api.metadata import Metadata, Root

from comity.bureaus.directory import centre_hosted_here
from comity.bureaus.models import Bureau
from comity.bureaus.signed import publishing
from comity.bureaus.signed.age import SENTENCES, Age, age_of, clock_is_behind
from comity.bureaus.signed.repository import signed_at
from comity.bureaus.signed.tables import DirectoryCopy, RevokedKey, SignedEntry

ROOT_SOON = timedelta(days=30)


class Part(StrEnum):
    """What this node has to do with the directory."""

    CENTRE = "centre"
    FOLLOWER = "follower"
    NONE = "none"


REASONS: dict[str, str | Promise] = {
    "directory-unreached": _("The centre did not answer the last time."),
    "directory-unsigned": _("The last directory was not signed by those who must sign it. Call the centre."),
    "directory-rolled-back": _("The last directory was older than the one known here. Call the centre."),
    "directory-ended": _(
        "The last directory had ended: its news are held back, or signed no more. Call the centre."
    ),
    "directory-form": _("What the centre sent was no directory."),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Bureaus that this node knows, those with keys, and signing keys that were revoked."""

    bureaus: int
    with_keys: int
    revoked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """signed_at: when the centre signed what counts here; fetched_at: when it was last reached; both None before.

    refused: the code of the last refusal as a whole; refused_bureaus: whose new entries were refused. remarks: what a
    person should look at, as sentences; none: all is well.
    """

    part: Part
    url: str = ""
    root_version: int = 0
    root_ends: datetime | None = None
    version: int = 0
    signed_at: datetime | None = None
    fetched_at: datetime | None = None
    age: Age = Age.STOPPED
    refused: str = ""
    refused_bureaus: tuple[str, ...] = ()
    counts: Counts
    remarks: tuple[str | Promise, ...] = ()

    @property
    def shown(self) -> str:
        """The state by which the style sheet draws its age."""
        if self.signed_at is None:
            return "waiting"
        return {Age.FRESH: "confirmed", Age.OLD: "waiting", Age.STOPPED: "overdue"}[self.age]

    @property
    def label(self) -> str | Promise:
        """Its age in a word; that nothing was signed yet, where nothing was."""
        return self.age.label if self.signed_at else _("Not begun")


def directory_state(now: datetime) -> State:
    """At this moment. now: aware."""
    if centre_hosted_here():
        return _of_the_centre(now)
    copy = DirectoryCopy.here()
    if copy is None:
        words = _("This node follows no directory: `comity directory trust`. It knows no keys of others.")
        return State(part=Part.NONE, remarks=(words,), counts=_counts())
    return _of_a_follower(copy, now)


def _of_the_centre(now: datetime) -> State:
    root, timestamp = publishing.newest_root(), publishing.newest_timestamp()
    if root is None:
        words = _("There is no root yet: begin with the key ceremony.")
        return State(part=Part.CENTRE, remarks=(words,), counts=_counts())
    said = signed_at(timestamp) if timestamp else None
    age = age_of(said, now)
    remarks: list[str | Promise] = [] if age is Age.FRESH else [SENTENCES[age]]
    return State(
        part=Part.CENTRE,
        root_version=root.signed.version,
        root_ends=root.signed.expires,
        version=timestamp.version if timestamp else 0,
        signed_at=said,
        fetched_at=said,
        age=age,
        remarks=(*remarks, *_root_remarks(root, now)),
        counts=_counts(),
    )


def _of_a_follower(copy: DirectoryCopy, now: datetime) -> State:
    age = age_of(copy.signed_at, now)
    remarks: list[str | Promise] = []
    if copy.refused:
        remarks.append(REASONS.get(copy.refused, copy.refused))
    if copy.signed_at is None:
        remarks.append(_("The directory was never fetched yet."))
    elif age is not Age.FRESH:
        remarks.append(SENTENCES[age])
    if clock_is_behind(copy.signed_at, now):
        remarks.append(_("The clock of this node is behind that of the centre: set it."))
    if copy.refused_codes:
        sentence = _("New keys of these bureaus were refused, their known ones go on: %(codes)s")
        remarks.append(sentence % {"codes": ", ".join(copy.refused_codes)})
    return State(
        part=Part.FOLLOWER,
        url=copy.url,
        root_version=copy.root_version,
        version=copy.timestamp_version,
        signed_at=copy.signed_at,
        fetched_at=copy.fetched_at,
        age=age,
        refused=copy.refused,
        refused_bureaus=tuple(copy.refused_codes),
        remarks=tuple(remarks),
        counts=_counts(),
    )


def _root_remarks(root: Metadata[Root], now: datetime) -> list[str | Promise]:
    if root.signed.expires - now > ROOT_SOON:
        return []
    return [_("The root ends soon: hold the key ceremony. Under an ended root nobody takes the directory.")]


def _counts() -> Counts:
    with_keys = SignedEntry.objects.values("bureau_id").order_by("bureau_id").distinct().count()
    return Counts(Bureau.objects.count(), with_keys, RevokedKey.objects.count())
