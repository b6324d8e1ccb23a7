"""Releases at both ends: the centre's key put under what it released, and its word believed where it came.

Source: practice 9; docs/spec/courier.md, 11.
"""

from collections.abc import Callable
from datetime import datetime

from comity.bureaus.directory import is_centre
from comity.bureaus.signed.keys import NoKey, signing_keys_by_id
from comity.messages.courier.letter import Letter
from comity.messages.courier.release import centre_named, read_release, with_release
from comity.messages.courier.rules import moment
from comity.messages.models import Message
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


def can_sign(message: Message, signer: Callable[[str], Signer | None]) -> bool:
    """Are the keys here of all who sign this message: its sender, and the centre that released it?"""
    return all(signer(each) is not None for each in (message.sender, message.released_by) if each)


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
