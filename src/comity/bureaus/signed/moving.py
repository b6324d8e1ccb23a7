"""A bureau's keys move to a node of its own: the key on the node that hosted it signs for the new one, and ends.

Inside verbs. Nobody else can do it: the centre cannot swap a key unseen, and the new node cannot take one without it.
Source: docs/spec/directory.md, 3; docs/spec/move.md.
"""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import Bureau
from comity.bureaus.signed import holding
from comity.bureaus.signed.entries import Signed, handed_on, require_next
from comity.bureaus.signed.fingerprints import same_fingerprint
from comity.bureaus.signed.form import EntryRefused
from comity.bureaus.signed.history import add_entry, head_of
from comity.bureaus.signed.tables import HeldKey, KeyUse, SignedEntry
from comity.gate import epoch
from comity.kit.errors import Refused


def require_request(request: Signed, bureau: str, *, fingerprint_said: str) -> SignedEntry:
    """Go on only where this entry can follow the bureau's newest, whose key is held here; that one.

    request: as the new node wrote it, without the signature of the key before. Raises: Refused, EntryRefused.
    """
    head, entry = head_of(bureau), request.entry
    if entry.bureau != bureau:
        raise Refused(_("This is the request of another bureau."), code="request-bureau")
    if not same_fingerprint(fingerprint_said, entry.signing_key):
        raise Refused(
            _("The new node's key has another fingerprint. Do not go on: ask the bureau."),
            code="request-fingerprint",
        )
    if entry.hosted_by:
        raise Refused(_("This request was not made on a node of the bureau's own."), code="request-hosted")
    if head is None or holding.held_signing(bureau, head.signing_key) is None:
        raise Refused(_("The signing key of this bureau is not held on this node."), code="key-elsewhere")
    if (entry.version, entry.previous) != (head.version + 1, head.digest):
        raise Refused(
            _("The bureau's entry has changed since this request. Refresh the new node, and prepare again."),
            code="request-old",
        )
    return head


def let_go(request: Signed, head: SignedEntry, now: datetime) -> SignedEntry:
    """Sign the new node's entry with the bureau's former key, which ends here and now. Raises: EntryRefused."""
    former = holding.held_signing(request.entry.bureau, head.signing_key)
    if former is None:
        raise Refused(_("The signing key of this bureau is not held on this node."), code="key-elsewhere")
    signed = handed_on(request, holding.private_of(former))
    require_next(signed, head.signed, recovered=_by_nobody)
    former.delete()
    return add_entry(signed, now=now)


def is_handed_on(request: Signed) -> bool:
    """Is this request the bureau's newest entry already?"""
    head = head_of(request.entry.bureau)
    return head is not None and head.digest == request.digest


def live_here(bureau: str, *, hosted: bool) -> None:
    """Say whether this node hosts the bureau, from the next request on."""
    Bureau.objects.filter(pk=bureau).update(hosted=hosted, version=F("version") + 1)
    epoch.bump()


def end_encryption_keys(bureau: str) -> int:
    """Destroy what this node could still open of the bureau's; how many keys."""
    return HeldKey.objects.filter(owner=bureau, use=int(KeyUse.ENCRYPTION)).delete()[0]


def _by_nobody(_signed: Signed) -> None:
    raise EntryRefused(
        _("The key of this bureau was changed, and its former key did not sign the change."), code="entry-key"
    )
