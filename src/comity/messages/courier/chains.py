"""Chains as this node keeps them: the next number of what it seals, and whether what came goes on. Inside verbs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from comity.kit.many import insert_new, update_each
from comity.messages.courier.tables import Chain, Taken
from comity.seal.chain import Held, follow
from comity.seal.header import BEGINNING, Link

Pair = tuple[str, str]  # sender and bureau


@dataclass(slots=True)
class Ours:
    """The chains of hosted senders, locked from the first question to the commit: one writer for each sender."""

    rows: dict[tuple[str, str], Chain] = field(default_factory=dict)

    def next(self, sender: str, bureaus: Iterable[str]) -> dict[str, Link]:
        """The next link of the sender's own chain (under "") and of each bureau's."""
        named = ["", *sorted(bureaus)]  # the sender's own first: who holds it holds them all
        for bureau in named:
            if (sender, bureau) not in self.rows:
                self.rows[sender, bureau] = _locked(sender, bureau, ours=True)
        return {
            each: Link(self.rows[sender, each].seq + 1, bytes(self.rows[sender, each].digest))
            for each in named
        }

    def advance(self, sender: str, bureaus: Iterable[str], digest: bytes) -> None:
        """An envelope with this header was sealed under the links that `next` gave."""
        for bureau in ("", *bureaus):
            row = self.rows[sender, bureau]
            row.seq, row.digest = row.seq + 1, digest

    def save(self) -> None:
        update_each(self.rows.values(), ["seq", "digest"])


@dataclass(slots=True)
class Theirs:
    """The chains of what senders elsewhere seal for hosted bureaus, locked until the commit: all of one run at once.

    taken: of each chain by number, near what came and all that lies ahead of its head; held: what is compared of it.
    new: what this run takes.
    """

    rows: dict[Pair, Chain]
    taken: dict[Pair, dict[int, Taken]]
    held: dict[Pair, dict[int, Held]]
    new: list[Taken] = field(default_factory=list)
    moved: set[Pair] = field(default_factory=set)

    @classmethod
    def of(cls, came: Mapping[Pair, Iterable[int]]) -> "Theirs":
        """came: the numbers that came, by sender and bureau."""
        rows = _locked_theirs(came)
        wanted = Q()
        for (sender, bureau), numbers in came.items():
            head = rows[sender, bureau].seq
            near = {head, *(number + step for number in numbers for step in (-1, 0, 1))}
            wanted |= Q(sender=sender, bureau=bureau) & (Q(seq__in=near) | Q(seq__gt=head))
        taken: dict[Pair, dict[int, Taken]] = {pair: {} for pair in came}
        for row in Taken.objects.filter(wanted) if came else ():
            taken[row.sender, row.bureau][row.seq] = row
        held = {pair: {seq: _held(row) for seq, row in known.items()} for pair, known in taken.items()}
        return cls(rows, taken, held)

    def check(self, pair: Pair, link: Link, digest: bytes) -> None:
        """May this envelope be taken now? Raises: Repeated, Forked, Gap."""
        follow(self.held[pair], link, digest, last=self.rows[pair].seq)

    def take(self, taken: Taken) -> None:
        """This number is used up; the head moves over it, and over what was there ahead of it, where it goes on."""
        pair = taken.sender, taken.bureau
        chain, known = self.rows[pair], self.taken[pair]
        known[taken.seq], self.held[pair][taken.seq] = taken, _held(taken)
        self.new.append(taken)
        while (following := known.get(chain.seq + 1)) is not None:
            chain.seq, chain.digest = following.seq, bytes(following.digest)
            self.moved.add(pair)

    def save(self) -> None:
        """Write what was taken, and how far each chain is."""
        insert_new(self.new)
        update_each([self.rows[pair] for pair in self.moved], ["seq", "digest"])


def _held(row: Taken) -> Held:
    return Held(bytes(row.digest), bytes(row.prev))


def _locked_theirs(pairs: Iterable[Pair]) -> dict[Pair, Chain]:
    """Always in one order, so that two who lock several never wait for each other."""
    wanted = sorted(pairs)
    named = Q()
    for sender, bureau in wanted:
        named |= Q(sender=sender, bureau=bureau)
    rows = Chain.objects.filter(named, ours=False).select_for_update().order_by("sender", "bureau")
    found = {(row.sender, row.bureau): row for row in rows} if wanted else {}
    for sender, bureau in wanted:
        if (sender, bureau) not in found:
            found[sender, bureau] = _locked(sender, bureau, ours=False)
    return found


def _locked(sender: str, bureau: str, *, ours: bool) -> Chain:
    row, _is_new = Chain.objects.select_for_update().get_or_create(
        ours=ours, sender=sender, bureau=bureau, defaults={"digest": BEGINNING}
    )
    return row
