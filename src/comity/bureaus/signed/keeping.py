"""The keys of bureaus hosted here: made ahead, signed, changed, ended. A clock's verbs, found again from the data."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import Bureau, DutyDesk
from comity.bureaus.rules import BureauKind
from comity.bureaus.signed import holding
from comity.bureaus.signed.entries import Contact, EncryptionKey, Entry, key_name, sign_entry
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
    months = {each.month for each in epochs_needed(now)}
    kept = HeldKey.objects.filter(owner=bureau.code, use=int(KeyUse.ENCRYPTION), month__in=months).count()
    if head is None or kept < len(months) or needs_signing(head.valid_to, now):
        return True
    signing = holding.held(bureau.code, KeyUse.SIGNING)
    if signing is None or key_name(bytes(signing.public)) != head.signing_key:
        return False  # its keys are elsewhere now
    return not _says_the_same(_wanted(bureau, signing, head, now), head.signed.entry)


def is_kept_elsewhere(bureau: Bureau) -> bool:
    """Is the bureau's signing key not on this node, although it has one?"""
    head, signing = head_of(bureau.code), holding.held(bureau.code, KeyUse.SIGNING)
    return head is not None and (signing is None or key_name(bytes(signing.public)) != head.signing_key)


@action("bureaus.keep_keys")
def keep_keys(act: ActDraft, bureau: Bureau, now: datetime, *, by: Actor) -> SignedEntry | None:  # noqa: ARG001  # the gate asks `by`
    """Make what is missing of this hosted bureau's keys and sign a new entry where it says something new.

    This month's and the next month's encryption key; its signing key where it has none. None: all was there.
    """
    act.about = bureau.code
    bureau = _locked(bureau)
    if is_kept_elsewhere(bureau):
        return None
    signing = holding.held(bureau.code, KeyUse.SIGNING) or holding.make_key(bureau.code, KeyUse.SIGNING, now)
    for epoch in epochs_needed(now):
        if holding.epoch_key(bureau.code, epoch.month) is None:
            holding.make_epoch_key(bureau.code, epoch, settings.MESSAGE_DAYS)
    if holding.held("", KeyUse.REQUESTS) is None:
        holding.make_key("", KeyUse.REQUESTS, now)
    head = head_of(bureau.code)
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
    """Give a hosted bureau a new signing key, signed by its former one, which ends here and now.

    Raises: Refused where its key is not held here.
    """
    act.about, act.count = bureau.code, 1
    bureau = _locked(bureau)
    head, former = head_of(bureau.code), holding.held(bureau.code, KeyUse.SIGNING)
    if head is None or former is None or is_kept_elsewhere(bureau):
        raise Refused(_("The signing key of this bureau is not held on this node."), code="key-elsewhere")
    own = holding.make_key(bureau.code, KeyUse.SIGNING, now)
    entry = _wanted(bureau, own, head, now)
    signed = sign_entry(entry, holding.private_of(own), previous_seed=holding.private_of(former))
    former.delete()
    return add_entry(signed, now=now)


@action("bureaus.end_keys")
def end_keys(act: ActDraft, now: datetime, *, by: Actor) -> int:  # noqa: ARG001
    """Destroy the private keys whose messages are all delivered or expired; how many."""
    act.count = holding.end_keys(now)
    return act.count


def _wanted(bureau: Bureau, signing: HeldKey, head: SignedEntry | None, now: datetime) -> Entry:
    """The entry that says how things are now. The newest of an epoch's keys must exist."""
    now = now.replace(microsecond=0)
    epochs = [
        EncryptionKey(
            month=epoch.month, public=bytes(key.public), valid_from=epoch.begins, valid_to=epoch.ends
        )
        for epoch in epochs_needed(now)
        if (key := holding.epoch_key(bureau.code, epoch.month))
    ]
    requests = holding.held("", KeyUse.REQUESTS)
    centre = (
        Bureau.objects.filter(kind=int(BureauKind.CENTRE), hosted=True).values_list("code", flat=True).first()
    )
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
        hosted_by=centre if centre and centre != bureau.code else "",
        contacts=(Contact(desk=DUTY_DESK, telephone=desk.telephone, languages=tuple(desk.languages)),)
        if desk
        else (),
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
