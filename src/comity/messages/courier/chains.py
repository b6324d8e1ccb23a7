"""Chains as this node keeps them: the next number of what it seals, and whether what came goes on. Inside verbs."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from comity.messages.courier.tables import Chain, Taken
from comity.seal.chain import Held, follow
from comity.seal.header import BEGINNING, Link


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
        Chain.objects.bulk_update(self.rows.values(), ["seq", "digest"])


def theirs(sender: str, bureau: str) -> Chain:
    """The chain of what this sender seals for a hosted bureau, locked until the commit."""
    return _locked(sender, bureau, ours=False)


def goes_on(chain: Chain, link: Link, digest: bytes) -> list[Taken]:
    """May this envelope be taken now? What was taken ahead of the chain's head. Raises: Repeated, Forked, Gap."""
    near = (chain.seq, link.seq - 1, link.seq, link.seq + 1)
    wanted = Q(seq__in=near) | Q(seq__gt=chain.seq)
    rows = list(Taken.objects.filter(wanted, sender=chain.sender, bureau=chain.bureau).order_by("seq"))
    held = {row.seq: Held(bytes(row.digest), bytes(row.prev)) for row in rows if row.seq in near}
    follow(held, link, digest, last=chain.seq)
    return [row for row in rows if row.seq > chain.seq]


def close_up(chain: Chain, taken: Taken, ahead: Iterable[Taken]) -> None:
    """Move the chain's head over what was just taken, which goes on there, and over what was there ahead of it."""
    for row in (taken, *ahead):
        if row.seq == chain.seq + 1:
            chain.seq, chain.digest = row.seq, bytes(row.digest)
    chain.save(update_fields=["seq", "digest"])


def _locked(sender: str, bureau: str, *, ours: bool) -> Chain:
    row, _is_new = Chain.objects.select_for_update().get_or_create(
        ours=ours, sender=sender, bureau=bureau, defaults={"digest": BEGINNING}
    )
    return row
