"""Everything that is a bureau's, written into its package, as often as the operator asks for it.

Nobody changes any of it meanwhile: the bureau is closed here, and its own node does not have it yet.
"""

import base64
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import centre_hosted_here
from comity.bureaus.signed import holding, keys
from comity.bureaus.signed.entries import Entry
from comity.kit.errors import Refused
from comity.messages.files.stored import is_stored, open_stored, pieces_of
from comity.messages.files.tables import Attachment
from comity.messages.models import Message
from comity.messages.moving.package import BYTES, FILE, KEY, Head, Writing
from comity.messages.moving.parts import form, parts
from comity.messages.moving.tables import Departure
from comity.records.models import KeyScheme
from comity.seal.files import sealing
from comity.store.home import atomic_file

Say = Callable[[str, int], None]


def count_all(bureau: str) -> dict[str, int]:
    """How many rows of each part would go along."""
    return {each.name: many for each in parts() if (many := each.count(bureau))}


def write_package(
    departure: Departure, entry: Entry, path: Path, now: datetime, *, say: Say
) -> dict[str, int]:
    """Write the package of a bureau that was handed over, sealed for its new node; what it holds, by part.

    Whole or not at all. entry: of the new node. say: told of each part and its rows. Raises: Refused, StoreError.
    """
    if departure.finished_at is not None:
        raise Refused(_("What was this bureau's is no longer here."), code="finished")
    key, centre = keys.epoch_at(entry, now), centre_hosted_here()
    if key is None:
        raise Refused(
            _("The new node's keys have ended. It signs newer ones by itself once it runs."), code="no-key"
        )
    with transaction.atomic(), atomic_file(path) as output, sealing(output, [key.public]) as sealed:
        head = Head(
            bureau=departure.bureau,
            by=centre,
            entry=departure.entry,
            form=form(),
            made=int(now.timestamp()),
            scheme=KeyScheme.objects.values_list("oldest", flat=True).get(pk=1),
        )
        writing = Writing(sealed, head)
        _write_keys(departure.bureau, writing)
        for part in parts():
            for row in part.rows(departure.bureau, departure.began_at):
                writing.row(part.name, row)
            say(part.name, writing.counts.get(part.name, 0))
        _write_files(departure.bureau, writing)
        writing.end(keys.own_signer(centre))
    return writing.counts


def _write_keys(bureau: str, writing: Writing) -> None:
    """What opens messages that were sealed before the move and are still under way."""
    for key in holding.held_epochs(bureau):
        ends = int(key.ends_at.timestamp()) if key.ends_at else 0
        told = [str(key.id), key.epoch, holding.private_of(key).hex(), int(key.valid_from.timestamp()), ends]
        writing.line(KEY, *told)


def _write_files(bureau: str, writing: Writing) -> None:
    """The bytes of files of messages, after all rows. One that the disk lost is left out: its row says what it was."""
    own = Q(message=None, owner=bureau) | Q(message__sender=bureau)
    got = Message.objects.filter(deliveries__bureau=bureau).values("pk")
    for row in Attachment._default_manager.filter(own | Q(message__in=got)).order_by("id"):
        if is_stored(row):
            writing.line(FILE, str(row.id), row.size)
            with open_stored(row) as file:
                for piece in pieces_of(file):
                    writing.line(BYTES, base64.b64encode(piece).decode())
