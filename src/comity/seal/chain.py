"""Chains: what a sender sealed is numbered and names the one before, so that nothing is lost, doubled or told twice.

There is one chain of all that a sender sealed, which whoever carries it follows, and one for each pair of sender and
addressee, which the addressee follows: it sees no other numbers. Source: docs/spec/seal.md, 13.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from comity.seal.errors import Forked, Gap, Repeated
from comity.seal.header import Link


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept of an envelope that was taken: the digest of its header, and the digest before it."""

    digest: bytes
    prev: bytes


def follow(held: Mapping[int, Held], link: Link, digest: bytes, *, last: int) -> None:
    """May this envelope be taken now? It goes on, or fills a gap.

    held: by number, what was taken and has not expired, and the newest. last: up to which number nothing is missing;
    0 at the beginning. Raises: Repeated, Forked, Gap.
    """
    known = held.get(link.seq)
    if known is not None and known == Held(digest, link.prev):
        raise Repeated(f"Number {link.seq} of this sender was taken before.")
    before, after = held.get(link.seq - 1), held.get(link.seq + 1)
    if (
        known is not None
        or link.seq <= last
        or (before is not None and before.digest != link.prev)
        or (after is not None and after.prev != digest)
    ):
        raise Forked(f"The sender told two stories under number {link.seq}, or of what came before it.")
    if link.seq > 1 and before is None:
        there = [number for number in held if number < link.seq] + [min(last, link.seq - 2)]
        raise Gap(f"Before number {link.seq} something is missing.", (max(there) + 1, link.seq - 1))
