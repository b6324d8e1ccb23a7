"""The keys of bureaus hosted here: made ahead, signed, changed, ended. A clock's verbs, found again from the data."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import centre_hosted_here
from comity.bureaus.models import Bureau, DutyDesk
from comity.bureaus.signed import holding
from comity.bureaus.signed.entries import Contact, EncryptionKey, Entry, Signed, sign_entry
from comity.bureaus.signed.epochs import ENTRY_FOR, epochs_needed, needs_signing
from comity.bureaus.signed.history import add_entry, head_of
from comity.bureaus.signed.tables import HeldKey, KeyUse, SignedEntry
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import Refused

DUTY_DESK = "duty-desk"


def is_due(bureau: Bureau, now: datetime) -> bool:
    """Must `keep_keys` do something for this bureau?"""
    head = head_of(bureau.code)
    if head is None:
        return True
    signing = holding.held_signing(bureau.code, head.signing_key)
    if signing is None:
        return False  # its keys are elsewhere now
    lacks = any(holding.epoch_key(bureau.code, each.month) is None for each in epochs_needed(now))
    if lacks or needs_signing(head.valid_to, now):
        return True
    return not _says_the_same(_wanted(bureau, signing, head, now), head.signed.entry)


@action("bureaus.keep_keys")
def keep_keys(act: ActDraft, bureau: Bureau, now: datetime, *, by: Actor) -> SignedEntry | None:  # noqa: ARG001  # the gate asks `by`
    """Make what is missing of this hosted bureau's keys and sign a new entry where it says something new.

    This month's and the next month's encryption key; its signing key where it has none. None: all was there.
    """
    act.about = bureau.code
    bureau = _locked(bureau)
    head = head_of(bureau.code)
    signing = (
        holding.held_signing(bureau.code, head.signing_key)
        if head
        else holding.held(bureau.code, KeyUse.SIGNING) or holding.make_key(bureau.code, KeyUse.SIGNING, now)
    )
    if signing is None:  # its keys are elsewhere now
        return None
    _make_ready(bureau, now)
    entry = _wanted(bureau, signing, head, now)
    if (
        head is not None
        and not needs_signing(head.valid_to, now)
        and _says_the_same(entry, head.signed.entry)
    ):
        return None
    seed = holding.private_of(signing)
    act.count = 1
    return add_entry(sign_entry(entry, seed, previous_seed=seed if head else None), now=now)


@action("bureaus.rotate_key")
def rotate_key(act: ActDraft, bureau: Bureau, now: datetime, *, by: Actor) -> SignedEntry:  # noqa: ARG001
    """Give a hosted bureau new keys, signed by its former signing key, which ends here and now.

    The encryption keys are new, too: whoever took one may have taken all. The old ones open what is under way.

    Raises: Refused where its key is not held here.
    """
    act.about, act.count = bureau.code, 1
    bureau = _locked(bureau)
    head = head_of(bureau.code)
    former = holding.held_signing(bureau.code, head.signing_key) if head else None
    if head is None or former is None:
        raise Refused(_("The signing key of this bureau is not held on this node."), code="key-elsewhere")
    _make_ready(bureau, now, anew=True)
    own = holding.make_key(bureau.code, KeyUse.SIGNING, now)
    entry = _wanted(bureau, own, head, now)
    signed = sign_entry(entry, holding.private_of(own), previous_seed=holding.private_of(former))
    former.delete()
    return add_entry(signed, now=now)


@action("bureaus.begin_recovery")
def begin_recovery(act: ActDraft, bureau: Bureau, now: datetime, *, by: Actor) -> Signed:  # noqa: ARG001
    """A new signing key for a bureau that lost its own, and the entry that officers must sign before it counts.

    It stands in no history until the directory brings it back. Raises: Refused for a bureau that never had an entry.
    """
    act.about, act.count = bureau.code, 1
    bureau = _locked(bureau)
    head = head_of(bureau.code)
    if head is None:
        raise Refused(_("This bureau has no entry yet: `comity directory keep`."), code="no-entry")
    own = holding.make_key(bureau.code, KeyUse.SIGNING, now)
    _make_ready(bureau, now, anew=True)
    return sign_entry(_wanted(bureau, own, head, now), holding.private_of(own), previous_seed=None)


@action("bureaus.end_keys")
def end_keys(act: ActDraft, now: datetime, *, by: Actor) -> int:  # noqa: ARG001
    """Destroy the private keys whose messages are all delivered or expired; how many."""
    act.count = holding.end_keys(now)
    return act.count


def _make_ready(bureau: Bureau, now: datetime, *, anew: bool = False) -> None:
    """This month's and the next one's encryption key, and the node's own key for requests. anew: in any case."""
    head = head_of(bureau.code)
    published = {each.epoch for each in head.signed.entry.encryption} if head else set()
    for epoch in epochs_needed(now):
        if anew or holding.epoch_key(bureau.code, epoch.month) is None:
            holding.make_epoch_key(bureau.code, epoch, settings.MESSAGE_DAYS, published=published)
    if holding.held("", KeyUse.REQUESTS) is None:
        holding.make_key("", KeyUse.REQUESTS, now)


def _wanted(bureau: Bureau, signing: HeldKey, head: SignedEntry | None, now: datetime) -> Entry:
    """The entry that says how things are now. The newest of an epoch's keys must exist."""
    now = now.replace(microsecond=0)
    epochs = [
        EncryptionKey(epoch=key.epoch, public=bytes(key.public), valid_from=epoch.begins, valid_to=epoch.ends)
        for epoch in epochs_needed(now)
        if (key := holding.epoch_key(bureau.code, epoch.month))
    ]
    requests = holding.held("", KeyUse.REQUESTS)
    centre = centre_hosted_here()
    desk = DutyDesk.objects.filter(bureau=bureau).first()
    return Entry(
        bureau=bureau.code,
        version=head.version + 1 if head else 1,
        previous=head.digest if head else "",
        valid_from=max(now, head.valid_from) if head else now,
        valid_to=now + ENTRY_FOR,
        signing_key=bytes(signing.public),
        encryption=tuple(epochs),
        request_key=bytes(requests.public) if requests else b"",
        tls_pins=tuple(settings.TLS_PINS),
        addresses=(settings.NODE_URL,) if settings.NODE_URL else (),
        hosted_by=centre if centre != bureau.code else "",
        contacts=(Contact(desk=DUTY_DESK, telephone=desk.telephone, languages=tuple(desk.languages)),)
        if desk
        else (),
        relay="" if settings.NODE_URL else settings.RELAY,
        relays=settings.RELAYS and bool(settings.NODE_URL),
    )


def _says_the_same(one: Entry, other: Entry) -> bool:
    """Equal but for version and times, which every new entry changes."""
    return (
        replace(
            one,
            version=other.version,
            previous=other.previous,
            valid_from=other.valid_from,
            valid_to=other.valid_to,
        )
        == other
    )


def _locked(bureau: Bureau) -> Bureau:
    """Held until the commit: two workers never make two versions."""
    return Bureau.objects.select_for_update().get(code=bureau.code)
