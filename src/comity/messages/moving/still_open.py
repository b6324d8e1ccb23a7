"""What a bureau must bring to an end before it moves, because the other side would wait for it in vain.

Counts alone. Rooms above add theirs to `LOOKS`: hits, traces, requests for notices. Source: docs/spec/move.md, 1.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.messages.courier.filed import IncomingFile, OutgoingFile
from comity.messages.courier.rules import FileState
from comity.messages.courier.tables import OPEN_STATES, ReceiptDue, Sent
from comity.messages.models import Message, NoteDraft
from comity.records.between.agreed import Offer, OnBehalf
from comity.records.between.agreements import Behalf, Step
from comity.records.life.disputes import Dispute, DisputeState
from comity.records.life.elsewhere import StillElsewhere
from comity.records.life.finds import Find, FindState
from comity.records.loading.imports import WORKING, Import
from comity.records.models import Block
from comity.records.registry import all_databases
from comity.records.rules import Feeder, Status

# A record in one of these waits for somebody here: the centre's review, a check, an owner's word, the commission.
WAITS = (
    Status.DRAFT,
    Status.SENT_BACK,
    Status.BLOCKED,
    Status.SUSPENDED,
    Status.IN_CHECK,
    Status.WAITS_FOR_OWNER,
)
# For so long a message to another node is simply on its way.
ON_ITS_WAY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class StillOpen:
    """code: for programs. words: what it is, for the operator, who tells the bureau."""

    code: str
    words: str | Promise
    count: int


LOOKS: list[Callable[[str], Iterable[StillOpen]]] = []


def still_open(bureau: str, now: datetime) -> list[StillOpen]:
    """What keeps this bureau here; nothing where it may go."""
    found = [*_of_records(bureau), *_of_messages(bureau, now)]
    for look in LOOKS:
        found += look(bureau)
    return [each for each in found if each.count]


def under_way(bureau: str) -> int:
    """What its keys must still sign here: messages that wait to be sealed or signed for, receipts."""
    sent = Sent.unsigned().filter(sender=bureau)
    return sent.count() + ReceiptDue.objects.filter(bureau=bureau).count()


def _of_records(bureau: str) -> Iterator[StillOpen]:
    waiting = sum(
        each._default_manager.filter(owner=bureau, status__in=[int(status) for status in WAITS]).count()
        for each in all_databases()
        if each.fed_by is not Feeder.NODE
    )
    yield StillOpen(
        "records-waiting", _("Records that wait for the centre or a check, or are blocked"), waiting
    )
    side = Q(owner=bureau) | Q(bureau=bureau)
    disputes = Dispute.objects.filter(side, state=int(DisputeState.OPEN)).count()
    yield StillOpen("disputes", _("Disputes about records"), disputes)
    finds = Find.objects.filter(side, state=int(FindState.OPEN)).count()
    yield StillOpen("finds", _("Reports of finds without an answer"), finds)
    blocks = Block.objects.filter(owner=bureau, lifted_at=None).count()
    yield StillOpen("blocks", _("Blocked records"), blocks)
    elsewhere = StillElsewhere.objects.filter(owner=bureau, ticked_at=None).count()
    yield StillOpen("elsewhere", _("Ended records that must still be withdrawn in other systems"), elsewhere)
    made = OnBehalf.objects.filter(Q(owner=bureau) | Q(maker=bureau), step=int(Behalf.WAITING)).count()
    yield StillOpen("on-behalf", _("Records made on behalf of a bureau that has not answered"), made)
    offered = Offer.objects.filter(Q(giver=bureau) | Q(taker=bureau), step=int(Step.OFFERED)).count()
    yield StillOpen("offers", _("Offers of records without an answer"), offered)
    imports = Import.objects.filter(owner=bureau, state__in=[int(state) for state in WORKING]).count()
    yield StillOpen("imports", _("Imports that run"), imports)


def _of_messages(bureau: str, now: datetime) -> Iterator[StillOpen]:
    late = Sent.unsigned().filter(sender=bureau, message__created_at__lte=now - ON_ITS_WAY)
    yield StillOpen("unsigned", _("Messages for which another node has not signed yet"), late.count())
    own = Message.objects.filter(sender=bureau).values("id")
    leaving = OutgoingFile.objects.filter(state__in=OPEN_STATES, file__message__in=own).count()
    theirs = Message.objects.filter(deliveries__bureau=bureau).values("id")
    ended = (int(FileState.HERE), int(FileState.REFUSED))
    coming = IncomingFile.objects.filter(message__in=theirs).exclude(state__in=ended).count()
    yield StillOpen("files", _("Files of messages that are still under way"), leaving + coming)
    drafts = NoteDraft.objects.filter(owner=bureau, submitted_at__isnull=False).count()
    yield StillOpen("drafts-waiting", _("Drafts that wait for the centre"), drafts)
