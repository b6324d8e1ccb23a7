"""The content's key, wrapped for each addressed bureau, with that bureau's own place in what the sender sends to it.

A tree's root over all wraps is signed. So a carrier may cut away every wrap but one and leave the path to the root in
their place, and whoever meets a changed wrap knows it at once, without any key.
Source: RFC 9052, 5; draft-ietf-cose-hpke-27; docs/spec/seal.md, 11.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from comity.seal import cbor, tree
from comity.seal.errors import NoPrivateKey, NotAddressed, NotOpened, WrapNotOpened, WrongWraps
from comity.seal.header import HASH_BYTES, Link, read_link
from comity.seal.shapes import items, key_id, names, octets
from comity.seal.suites import Suite, suite_of

ALG, KID, EK = 1, 4, -4
_PATH = "path"
_DEEPEST_PATH = 10  # of a tree over a thousand wraps
_KEY_AND_TAG = 32 + 16


@dataclass(frozen=True, slots=True)
class Addressee:
    """For whom to seal. key_id: bureau and epoch, as `ITA/2026-11`. public: of that epoch, from the directory.

    link: the number of this envelope among those from this sender to this bureau, and the digest of the one before.
    """

    key_id: str
    public: bytes
    link: Link

    @property
    def bureau(self) -> str:
        return self.key_id.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Wrap:
    """One wrap as it stands in an envelope. path: where others were cut away, else nothing."""

    bureau: str
    epoch: str
    link: Link
    protected: bytes
    encapsulated: bytes
    wrapped: bytes
    path: tuple[bytes, ...] | None = None
    leaf: bytes = field(
        init=False, repr=False, compare=False
    )  # once: trimming for every bureau asks for all of them

    def __post_init__(self) -> None:
        value = cbor.write((self.protected, self.encapsulated, self.wrapped))
        object.__setattr__(self, "leaf", tree.leaf(value))

    @property
    def written(self) -> tuple[Any, ...]:
        """As COSE_recipient."""
        open_part = {EK: self.encapsulated} | ({} if self.path is None else {_PATH: self.path})
        return self.protected, open_part, self.wrapped


def make_wrap(key: bytes, addressee: Addressee, suite: Suite, header_digest: bytes) -> Wrap:
    """Raises: Malformed, WeakSecret for what is no public key."""
    name = addressee.key_id.encode()
    bureau, epoch = key_id(name)
    protected = cbor.write(
        {ALG: suite.wrapping, KID: name, "seq": addressee.link.seq, "prev": addressee.link.prev}
    )
    wrapped = suite.wrap(key, addressee.public, context=_info(suite, protected, header_digest))
    encapsulated, rest = wrapped[: suite.encapsulated_bytes], wrapped[suite.encapsulated_bytes :]
    return Wrap(bureau, epoch, addressee.link, protected, encapsulated, rest)


def read_wrap(value: Any, number: int) -> Wrap:
    """number: of the suite. Raises: Malformed, UnknownHeader and what `cbor.read` raises."""
    suite = suite_of(number)
    protected, open_part, wrapped = items(value, 3)
    found = names(cbor.read(octets(protected, 1, 256), most_bytes=256), (ALG, KID, "seq", "prev"))
    if found[ALG] != suite.wrapping:
        raise WrongWraps("A wrap is made by another algorithm than the suite's.")
    is_cut = isinstance(open_part, dict) and _PATH in open_part
    opened = names(open_part, (EK, _PATH) if is_cut else (EK,))
    path = [octets(each, HASH_BYTES) for each in items(opened[_PATH], 0, _DEEPEST_PATH)] if is_cut else None
    bureau, epoch = key_id(found[KID])
    return Wrap(
        bureau=bureau,
        epoch=epoch,
        link=read_link(found),
        protected=protected,
        encapsulated=octets(opened[EK], suite.encapsulated_bytes),
        wrapped=octets(wrapped, _KEY_AND_TAG),
        path=None if path is None else tuple(path),
    )


def root_of(wraps: Sequence[Wrap]) -> bytes:
    """What is signed for all of them."""
    return tree.root([each.leaf for each in wraps])


def check_wraps(wraps: Sequence[Wrap], to: tuple[str, ...], root: bytes) -> None:
    """Are these the signed wraps: one for each of `to` in its order, or some with their paths? Raises: WrongWraps."""
    bureaus = tuple(each.bureau for each in wraps)
    if any(each.path is not None for each in wraps):
        places = [to.index(code) if code in to else -1 for code in bureaus]
        if -1 in places or sorted(set(places)) != places or any(each.path is None for each in wraps):
            raise WrongWraps("The wraps that were left are not some of those for the addressees.")
        roots = {
            tree.root_by_path(each.leaf, place, len(to), each.path or ())
            for each, place in zip(wraps, places, strict=True)
        }
    else:
        if bureaus != to:
            raise WrongWraps("The wraps are not one for each addressee.")
        roots = {root_of(wraps)}
    if roots != {root}:
        raise WrongWraps("A wrap is not the one that was signed.")


def keep(wraps: Sequence[Wrap], bureaus: Collection[str]) -> list[Wrap]:
    """The wraps for these bureaus alone, each with its path. Raises: NotAddressed where one is missing."""
    if missing := set(bureaus) - {each.bureau for each in wraps}:
        raise NotAddressed(f"There is no wrap for {sorted(missing)[0]}.")
    kept = [(place, each) for place, each in enumerate(wraps) if each.bureau in bureaus]
    if any(each.path is not None for _place, each in kept):
        return [each for _place, each in kept]
    leaves = [each.leaf for each in wraps]
    return [replace(each, path=tuple(tree.path(leaves, place))) for place, each in kept]


def open_wrap(
    wraps: Sequence[Wrap], bureau: str, private: Mapping[str, bytes], number: int, header_digest: bytes
) -> tuple[bytes, Wrap]:
    """The content's key, and the wrap it was in. private: seeds by the epoch's name.

    Raises: NotAddressed, NoPrivateKey, WrapNotOpened.
    """
    mine = next((each for each in wraps if each.bureau == bureau), None)
    if mine is None:
        raise NotAddressed("The envelope is not for this bureau, or its wrap was cut away.")
    if mine.epoch not in private:
        raise NoPrivateKey("The envelope is sealed for a key that this bureau does not hold, or no longer.")
    suite = suite_of(number)
    context = _info(suite, mine.protected, header_digest)
    try:
        return suite.unwrap(mine.encapsulated + mine.wrapped, private[mine.epoch], context=context), mine
    except NotOpened:
        raise WrapNotOpened("The wrap for this bureau does not open with its key.") from None


def _info(suite: Suite, protected: bytes, header_digest: bytes) -> bytes:
    """What HPKE binds: Recipient_structure."""
    return cbor.write(("HPKE Recipient", suite.content, protected, header_digest))
