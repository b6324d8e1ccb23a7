"""Releases at both ends: the centre's key put under what it released, and its word believed where it came.

Source: practice 9; docs/spec/courier.md, 11 and 13.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from comity.bureaus.directory import is_centre
from comity.bureaus.signed.keys import NoKey, signing_key_named, signing_keys_by_id
from comity.messages.courier.letter import Letter
from comity.messages.courier.release import centre_named, read_release, with_release
from comity.messages.courier.rules import moment
from comity.messages.evidence.frames import with_body
from comity.messages.evidence.tables import Statement
from comity.messages.models import Message
from comity.messages.moderation.words import WORDS, about
from comity.messages.moderation.written import (
    Written,
    check_release,
    is_released,
    read_written,
    write_written,
)
from comity.seal.content import Attachment
from comity.seal.errors import UnknownKey
from comity.seal.header import Header
from comity.seal.signed import Signer


def signed_by_centre(
    letter: Letter, message: Message, to: tuple[str, ...], at: int, signer: Callable[[str], Signer | None]
) -> Letter:
    """The letter of a message, with the word of the centre that released it; of any other message as it is.

    at: the envelope's `iat`. signer: of bureaus hosted here; `can_sign` has asked it for the centre's.
    """
    centre = signer(message.released_by) if message.released_by else None
    return with_release(letter, message.sender, to, at, centre) if centre else letter


def with_written(letter: Letter, message: Message) -> Letter | None:
    """The letter of a message that the centre releases for a bureau of another node, with what that bureau signed.

    None where its words have been deleted since.
    """
    rows = Statement.objects.filter(message__about=about(message.pk), message__kind=WORDS)
    row = rows.filter(sender=message.sender, message__emptied_on=None).select_related("message").first()
    if row is None:
        return None
    content = with_body(bytes(row.frame), row.message.body)
    return replace(letter, written=write_written(bytes(row.signed), content))


def can_sign(message: Message, sealed_by: str, signer: Callable[[str], Signer | None]) -> bool:
    """Are the keys here of all who sign this message: the bureau that seals it, and the centre that released it?"""
    return all(signer(each) is not None for each in (sealed_by, message.released_by) if each)


def written_in(
    header: Header, letter: Letter, attachments: Sequence[Attachment], now: datetime
) -> Written | None:
    """What a bureau signed, in the envelope by which the centre releases it; None for every other envelope.

    attachments: of the envelope. Raises: UnknownKey for who is no centre, or a key of the bureau that did not count
    then; as `is_released`, `read_written` and `check_release`.
    """
    if not is_released(header, letter):
        return None
    if not is_centre(header.sender):
        raise UnknownKey("Only a centre releases.")
    written = read_written(letter.written, signing_key_named)
    try:
        counting = signing_keys_by_id(written.bureau, moment(written.header.issued_at), seen_at=now)
    except NoKey:
        counting = {}
    if written.key_id not in counting:
        raise UnknownKey("The directory has no such key of the bureau that wrote for that time.")
    check_release(header, letter, attachments, written)
    return written


def releasing_centre(header: Header, letter: Letter, now: datetime) -> str:
    """The centre that released this letter; "" for one that nobody did.

    Raises: UnknownKey for who is no centre, or a key that did not count then; as `read_release`.
    """
    centre = centre_named(letter)
    if not centre:
        return ""
    if not is_centre(centre):
        raise UnknownKey("Only a centre releases.")
    try:
        counting = signing_keys_by_id(centre, moment(header.issued_at), seen_at=now)
    except NoKey:
        raise UnknownKey("The directory has no key of this centre for that time.") from None
    return read_release(header, letter, counting.get).centre
