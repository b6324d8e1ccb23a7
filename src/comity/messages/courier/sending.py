"""What leaves: which parcels go to which node now, and the verbs that note what became of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.many import update_each
from comity.kit.statements import fetch
from comity.messages.courier import files_in, files_out
from comity.messages.courier.chunks import Chunk, Load, Progress, chunks_of, count_of, cut, numbers_to_send
from comity.messages.courier.client import BROKEN_OFF, TIMED_OUT
from comity.messages.courier.coming_back import tell_refused
from comity.messages.courier.filed import OutgoingFile
from comity.messages.courier.relaying import end_left
from comity.messages.courier.rules import (
    ASIDE_FOR,
    FIRST_BATCH_BYTES,
    LONGEST_BROKEN,
    LONGEST_PAUSE,
    LONGEST_RESEND,
    MOST_IN_A_BATCH,
    STALE_AFTER,
    Head,
    Parcel,
    ParcelKind,
    ParcelState,
    TakenState,
    batch_bytes,
    in_chunks,
    in_one_batch,
    pause,
    refused_for_now,
    resend_after,
)
from comity.messages.courier.tables import (
    OPEN_STATES,
    Incoming,
    Outgoing,
    Peer,
    Piece,
    Sent,
    Taken,
    UsedNonce,
)
from comity.messages.courier.wire import HAVE
from comity.messages.models import Delivery
from comity.messages.rules import Precedence, State
from comity.seal import tree

ENDED_AT_ONCE = 1_000
_ALONE = b"SELECT node FROM messages_peer WHERE next_at > $1"


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one request to a node, which took so long. answers: by parcel; reason: the code of why there
    are none, or empty.

    heads: where the request compared them, what the node holds of ours.
    """

    node: str
    answers: Mapping[UUID, Progress]
    reason: str = ""
    heads: tuple[Head, ...] | None = None
    took_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Errand:
    """What one request hands over: whole parcels, or chunks of one that is too long for it."""

    parcels: tuple[Parcel, ...] = ()
    chunks: tuple[Chunk, ...] = ()

    @property
    def ids(self) -> set[UUID]:
        """Of what it concerns: the answer may speak of these alone."""
        return {each.id for each in self.parcels} | {each.load.id for each in self.chunks}


def waiting(now: datetime) -> QuerySet[Outgoing]:
    """Parcels to hand over, or to offer again."""
    return Outgoing.objects.filter(state__in=OPEN_STATES, next_at__lte=now, expires_at__gt=now)


def nodes_due(now: datetime, alone: Collection[str]) -> list[str]:
    """Nodes for which a parcel waits, the most urgent first. alone: which are left alone now."""
    found = waiting(now).exclude(node__in=alone).order_by("-precedence", "id").values_list("node", flat=True)
    return list(dict.fromkeys(found[:MOST_IN_A_BATCH]))


def left_alone(now: datetime) -> set[str]:
    """Nodes that did not answer a moment ago."""
    return {node for (node,) in fetch(_ALONE, [now])}


def errand_for(node: str, now: datetime, *, files_next: bool = False) -> Errand | None:
    """What goes there in one request, the most urgent and then the oldest first. None: nothing is due.

    What is longer than the request may hold goes alone, chunk by chunk; what is more urgent passes it. Files follow
    when no parcel is due; files_next: a request held parcels, and it is the files' turn, but for urgent ones.
    """
    rows = waiting(now).filter(node=node)
    most = Peer.objects.filter(node=node).values_list("batch_bytes", flat=True).first() or FIRST_BATCH_BYTES
    heads = list(
        rows.order_by("-precedence", "id").values_list("id", Length("content"), "precedence")[
            :MOST_IN_A_BATCH
        ]
    )
    is_urgent = bool(heads) and heads[0][2] >= Precedence.URGENT
    if (not heads or (files_next and not is_urgent)) and (chunks := files_out.chunks_for(node, now, most)):
        return Errand(chunks=chunks)
    if not heads:
        return None
    if in_chunks(heads[0][1], most):
        return Errand(chunks=_chunks(Outgoing.objects.get(pk=heads[0][0]), most))
    fitting = in_one_batch((length for _id, length, _urgency in heads), most)
    chosen = [id for id, _length, _urgency in heads[:fitting]]
    found = {each.pk: each for each in Outgoing.objects.filter(id__any=chosen)}
    return Errand(parcels=tuple(parcel_of(found[id]) for id in chosen if id in found))


@action("messages.note_sent")
def note_sent(act: ActDraft, turn: Turn, random: Random, *, by: Actor) -> None:  # noqa: ARG001
    """What a node answered to our parcels, or that it did not. Source: docs/spec/courier.md, 4.

    A parcel that arrived is offered again until its receipt is here; receipts themselves are done.
    """
    now = timezone.now()
    act.about, act.count = f"node:{turn.node}", len(turn.answers)
    peer, _is_new = Peer.objects.get_or_create(node=turn.node)
    if turn.reason:
        peer.tries, peer.reason = peer.tries + 1, turn.reason
        longest = LONGEST_BROKEN if turn.reason in (BROKEN_OFF, TIMED_OUT) else LONGEST_PAUSE
        peer.next_at = now + pause(peer.tries, random, longest)
    else:
        peer.tries, peer.reason, peer.next_at, peer.reached_at = 0, "", None, now
    peer.batch_bytes = batch_bytes(peer.batch_bytes, reached=not turn.reason, took_s=turn.took_s)
    peer.save()
    rows = list(_open_parcels(turn.answers).select_for_update(of=("self",)))
    if others := turn.answers.keys() - {row.id for row in rows}:
        files_out.note_progress({id: turn.answers[id] for id in others}, now, random)
    chance = random.random()  # the same for all of them: they are offered again together, as they went
    for row in rows:
        _answered(row, turn.answers[row.id], now, Random(chance))  # noqa: S311  # no secret
    update_each(rows, ["state", "tries", "have", "next_at", "refused"])
    if arrived := [row.id for row in rows if row.has_files and row.state == ParcelState.ARRIVED]:  # type: ignore[attr-defined]  # annotated
        files_out.follow(arrived, now)


@action("messages.end_parcels")
def end_parcels(act: ActDraft, *, by: Actor) -> int:  # noqa: ARG001
    """Let go what has expired, both ways; a delivery that never got there says so. At most 1,000 rows of each a call.

    Found from the data, so that it may run late or twice.
    """
    now = timezone.now()
    ended = list(Outgoing.objects.filter(expires_at__lte=now).values_list("id", flat=True)[:ENDED_AT_ONCE])
    lost = Sent.unsigned().filter(parcel__in=ended)
    open_rows = Delivery.objects.filter(id__in=lost.values("id"), state=int(State.ACCEPTED))
    open_rows.update(state=int(State.EXPIRED), expired_at=now)
    _give_back(lost, "expired")
    act.count = Outgoing.objects.filter(id__in=ended).delete()[0]
    Incoming.objects.filter(expires_at__lte=now).delete()
    Incoming.objects.filter(state=int(TakenState.PARTIAL), arrived_at__lte=now - STALE_AFTER).delete()
    aside = Incoming.objects.filter(state=int(TakenState.ASIDE), arrived_at__lte=now - ASIDE_FOR)
    aside.update(state=int(TakenState.WHOLE))
    _forget_a_wrong_clock(now)
    _forget_pieces()
    end_left(now)
    files_in.end_expired(now)
    files_out.end_expired(now)
    UsedNonce.objects.filter(until__lte=now).delete()
    _forget_taken(now)
    return act.count


def _forget_taken(now: datetime) -> None:
    """Numbers that nobody can repeat any more; the newest of each chain stays for ever (docs/spec/seal.md, 13)."""
    old = Taken.objects.filter(expires_at__lte=now)
    chains = {(row.sender, row.bureau) for row in old[:ENDED_AT_ONCE]}
    for sender, bureau in chains:
        rows = Taken.objects.filter(sender=sender, bureau=bureau).order_by("-seq")
        newest = rows.values_list("seq", flat=True).first() or 0
        rows.filter(expires_at__lte=now, seq__lt=newest).delete()


def _forget_a_wrong_clock(now: datetime) -> None:
    """What was put off while our clock was ahead, for longer than any pause, is due now."""
    latest = now + LONGEST_RESEND
    Peer.objects.filter(next_at__gt=now + LONGEST_PAUSE).update(next_at=now)
    Sent.unsealed().filter(next_at__gt=latest).update(next_at=now)
    Outgoing.objects.filter(state__in=OPEN_STATES, next_at__gt=latest).update(next_at=now)
    OutgoingFile.objects.filter(state__in=OPEN_STATES, next_at__gt=latest).update(next_at=now)


def _forget_pieces() -> None:
    """Chunks of parcels that are no more."""
    loads = Piece.objects.order_by("load").values_list("load", flat=True).distinct()[:ENDED_AT_ONCE]
    known = Incoming.objects.filter(row__in=list(loads)).values_list("row", flat=True)
    Piece.objects.filter(load__in=set(loads) - set(known)).delete()


def _open_parcels(ids: Iterable[UUID]) -> "QuerySet[Outgoing]":
    """Without their contents, which are long and never change."""
    rows = Outgoing.objects.filter(id__any=list(ids), state__in=OPEN_STATES).defer("content", "sha256")
    files = OutgoingFile.objects.filter(parcel=OuterRef("pk"))
    return rows.annotate(length=Length("content"), has_files=Exists(files))


def _answered(row: Outgoing, answer: Progress, now: datetime, random: Random) -> None:
    if isinstance(answer, int):
        row.have = answer
        if answer < count_of(row.length):  # type: ignore[attr-defined]  # annotated by _open_parcels
            row.state = int(ParcelState.WAITING)
            return
        answer = HAVE
    row.tries += 1
    if answer == HAVE and row.kind != ParcelKind.ENVELOPE:
        row.state = int(ParcelState.DONE)
    elif answer == HAVE:
        row.state, row.refused = int(ParcelState.ARRIVED), ""
        row.next_at = now + resend_after(row.tries, random)
    elif refused_for_now(answer):
        row.next_at, row.refused = now + pause(row.tries, random), answer
    else:
        row.state, row.refused = int(ParcelState.REFUSED), answer
        _give_back(Sent.unsigned().filter(parcel=row.id), answer)


def _give_back(rows: QuerySet[Sent], code: str) -> None:
    """Nobody will sign for these any more."""
    chosen = list(rows.select_related("message"))
    for row in chosen:
        row.refused = code
    update_each(chosen, ["refused"])
    tell_refused(chosen)


def _chunks(row: Outgoing, most_bytes: int) -> tuple[Chunk, ...]:
    """The next of its chunks."""
    content = bytes(row.content)
    parts = cut(content)
    leaves = [tree.leaf(each) for each in parts]
    load = Load(
        id=row.id,
        kind=ParcelKind(row.kind),
        precedence=row.precedence,
        expires_at=int(row.expires_at.timestamp()),
        total_bytes=len(content),
        sha256=bytes(row.sha256),
        root=tree.root(leaves),
    )
    numbers = numbers_to_send(row.have, load.count, most_bytes)
    return tuple(chunks_of(load, leaves, [(number, parts[number]) for number in numbers]))


def parcel_of(row: Outgoing) -> Parcel:
    """As it travels."""
    return Parcel(
        row.id, ParcelKind(row.kind), row.precedence, int(row.expires_at.timestamp()), bytes(row.content)
    )
