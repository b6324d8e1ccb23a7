"""What may go wrong with sealed bytes. Raised, never returned: a forgotten `if` must not let bad data pass.

`seal` knows no other room, so these stand apart from the house's errors; whoever opens says it to people.
"""


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
