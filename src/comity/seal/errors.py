"""What may go wrong with sealed bytes. Raised, never returned: a forgotten `if` must not let bad data pass.

`seal` knows no other room, so these stand apart from the house's errors; whoever opens says it to people.
"""

from typing import ClassVar


class SealError(Exception):
    """The root of everything that `seal` refuses."""


class NotOpened(SealError):
    """The bytes were not sealed for this key and this act, or were changed since. Never retry, never show."""


class NotSigned(SealError):
    """The bytes are not what the holder of the key signed. Never retry, never use."""


class WeakSecret(SealError):
    """A secret or key that is too short or of the wrong length to protect anything."""


class TooLong(SealError):
    """More than this kind of seal takes."""


class Refusal(SealError):
    """An envelope, blob or proof is refused. `code` is the same for both sides, in every language and log.

    The codes are part of the format (docs/spec/seal.md, 14): they never change their meaning.
    """

    code: ClassVar[str] = "refused"


class TooLarge(Refusal):
    """More bytes, values or depth than the format has."""

    code = "too-large"


class NotCanonical(Refusal):
    """The same could be written in another way: a name twice, a wrong order, a number too long."""

    code = "not-canonical"


class TrailingBytes(Refusal):
    """Something stands behind the end."""

    code = "trailing-bytes"


class Malformed(Refusal):
    """Cut short, or a part is missing, of the wrong kind or out of its bounds."""

    code = "malformed"


class WrongVersion(Refusal):
    """Another version of the format."""

    code = "wrong-version"


class UnknownSuite(Refusal):
    """A suite number that this reader does not have."""

    code = "unknown-suite"


class UnknownHeader(Refusal):
    """A header, critical or not, that this version does not name."""

    code = "unknown-header"


class SignatureMissing(Refusal):
    """Not exactly the signatures that the suite asks for, all by the sender."""

    code = "signature-missing"


class UnknownKey(Refusal):
    """The directory has no such signing key for this sender."""

    code = "unknown-key"


class WrongSignature(Refusal, NotSigned):
    """One of the signatures does not hold. Never show, never forward."""

    code = "not-signed"


class BoxSwapped(Refusal):
    """The sealed content is not the one that was signed."""

    code = "box-swapped"


class WrongWraps(Refusal):
    """The wraps are not those that were signed, one for each addressee."""

    code = "wrong-wraps"


class NotAddressed(Refusal):
    """This bureau is not in `to`, or its wrap was cut away."""

    code = "not-addressed"


class NoPrivateKey(Refusal):
    """Sealed for a key that this bureau does not hold, or no longer."""

    code = "no-private-key"


class WrapNotOpened(Refusal, NotOpened):
    """The wrap that was signed for this key does not open with it: the sender made it wrong."""

    code = "wrap-not-opened"


class BoxNotOpened(Refusal, NotOpened):
    """The content does not open with the key in the wrap: the sender made it wrong."""

    code = "box-not-opened"


class NotCommitted(Refusal):
    """The content is another than the one all addressees were promised."""

    code = "not-committed"


class WrongPadding(Refusal):
    """Padded otherwise than the format says."""

    code = "wrong-padding"


class NotYet(Refusal):
    """Made later than now: one of the two clocks is wrong."""

    code = "not-yet"


class Expired(Refusal):
    """Arrived after its last moment."""

    code = "expired"


class Repeated(Refusal):
    """The very same envelope was taken before. Harmless: acknowledge it again, keep nothing."""

    code = "repeated"


class Gap(Refusal):
    """Envelopes before this one are missing: keep it aside and ask for `missing`, both ends included."""

    code = "gap"

    def __init__(self, words: str, missing: tuple[int, int]) -> None:
        super().__init__(words)
        self.missing = missing


class Forked(Refusal):
    """The sender told two stories under one number. Keep both, raise an alarm: it is evidence."""

    code = "forked"


class BlobChanged(Refusal):
    """An attachment's bytes are not those that were signed."""

    code = "blob-changed"


class BlobNotOpened(Refusal, NotOpened):
    """An attachment does not open with its key, or is cut."""

    code = "blob-not-opened"
