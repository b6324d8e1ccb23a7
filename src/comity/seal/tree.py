"""A Merkle tree over a few values: one root stands for all, and a path shows that one of them is in it.

Source: RFC 9162, 2.1, with SHA-256.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from comity.seal.errors import Malformed

HASH_BYTES = 32


def leaf(value: bytes) -> bytes:
    """The hash of one value."""
    return sha256(b"\0" + value).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over hashed leaves; of none that of nothing."""
    return _levels(leaves)[-1][0] if leaves else sha256().digest()


def cut(joined: bytes) -> list[bytes]:
    """Hashes that are kept one after the other."""
    return [joined[start : start + HASH_BYTES] for start in range(0, len(joined), HASH_BYTES)]


def path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from one leaf to the root, from below."""
    return paths(leaves, (index,))[0]


def paths(leaves: Sequence[bytes], indexes: Iterable[int]) -> list[list[bytes]]:
    """The same for several leaves; the tree is made once."""
    levels = _levels(leaves)
    return [_path(levels, index) for index in indexes]


def _path(levels: Sequence[Sequence[bytes]], index: int) -> list[bytes]:
    found = []
    for level in levels[:-1]:
        if index ^ 1 < len(level):
            found.append(level[index ^ 1])
        index //= 2
    return found


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """From the leaves to the root. A value without a neighbour goes up as it is."""
    levels = [list(leaves)]
    while len(level := levels[-1]) > 1:
        pairs = [_node(*level[n : n + 2]) for n in range(0, len(level) - 1, 2)]
        levels.append(pairs + level[len(pairs) * 2 :])
    return levels


def root_by_path(one: bytes, index: int, count: int, hashes: Sequence[bytes]) -> bytes:
    """The root to which a path leads from the leaf at `index` of `count`. Raises: Malformed for a wrong length."""
    left, last = list(hashes), count - 1
    while last > 0:
        if index & 1 or index < last:
            if not left:
                raise Malformed("A path to the root is too short.")
            other = left.pop(0)
            one = _node(other, one) if index & 1 else _node(one, other)
        index, last = index // 2, last // 2
    if left:
        raise Malformed("A path to the root is too long.")
    return one


def _node(first: bytes, second: bytes) -> bytes:
    return sha256(b"\1" + first + second).digest()
