"""Lengths that tell little: everything sealed is padded to one of few lengths, at most 12 % longer.

Source: Nikitin and others, "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs" (Padmé);
docs/spec/seal.md, 10.
"""

from comity.seal.errors import WrongPadding

FEWEST_BYTES = 256
_END = b"\x80"


def padded_length(length: int) -> int:
    """The length to which so many bytes are padded."""
    if length <= FEWEST_BYTES:
        return FEWEST_BYTES
    exponent = length.bit_length() - 1
    step = (1 << exponent - exponent.bit_length()) - 1
    return length + step & ~step


def pad(content: bytes) -> bytes:
    """The content, one byte that ends it, and zeros."""
    return (content + _END).ljust(padded_length(len(content) + 1), b"\0")


def unpad(padded: bytes) -> bytes:
    """The content again. Raises: WrongPadding where it was padded to any other length or with anything else."""
    content = padded.rstrip(b"\0")
    if not content.endswith(_END) or padded_length(len(content)) != len(padded):
        raise WrongPadding("The content is padded otherwise than the format says.")
    return content[:-1]
