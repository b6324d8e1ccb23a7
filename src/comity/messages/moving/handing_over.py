"""The centre's side: a bureau that lived here is closed, handed over, and forgotten when its own node has it.

Each verb is one transaction and may be repeated; between them nothing is lost or twice. Source: docs/spec/move.md, 2.
"""

from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comity.access.actions.leaving import forget_people, let_in_again, shut_out
from comity.bureaus.directory import centre_hosted_here, hosted_bureaus
from comity.bureaus.models import Bureau
from comity.bureaus.signed import moving
from comity.bureaus.signed.entries import Signed
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import Refused
from comity.messages.actions import empty_all
from comity.messages.courier.rules import TakenState
from comity.messages.courier.tables import Incoming
from comity.messages.models import Delivery, Message, NoteDraft
from comity.messages.moving.letting_go import let_go_of
from comity.messages.moving.still_open import StillOpen, still_open, under_way
from comity.messages.moving.tables import Departure
from comity.records.registry import all_databases
from comity.records.rules import Feeder


class StillHere(Refused):
    """Something must end before the bureau can go. found: what, and how many."""

    code = "still-open"

    def __init__(self, found: list[StillOpen]) -> None:
        self.found = found
        lines = "\n".join(f"- {each.words}: {each.count}" for each in found)
        super().__init__(_("This must come to its end first:\n%(lines)s") % {"lines": lines})


def check(request: Signed, bureau: str, now: datetime, *, fingerprint_said: str) -> None:
    """Could this bureau be handed over to the node that wrote this request? Raises: Refused, StillHere."""
    if not centre_hosted_here() or centre_hosted_here() == bureau:
        raise Refused(_("The centre alone hands a bureau over, and never itself."), code="not-the-centre")
    if not Bureau.objects.filter(pk=bureau).exists():
        raise Refused(_("The directory holds no bureau of this code."), code="unknown-bureau")
    moving.require_request(request, bureau, fingerprint_said=fingerprint_said)
    if found := still_open(bureau, now):
        raise StillHere(found)


@action("messages.close_bureau")
def close_bureau(
    act: ActDraft, request: Signed, now: datetime, *, by: Actor, fingerprint_said: str
) -> Departure:
    """Nobody of this bureau works here from now on; its keys stay until everything is signed that they must sign.

    A repeat changes nothing. Raises: Refused, StillHere.
    """
    act.about = f"bureau:{by.bureau}"
    departure = Departure.objects.select_for_update().filter(pk=by.bureau).first()
    if departure is not None and departure.handed_at is None:
        return departure
    # Locked before anybody looks: what comes in meanwhile is seen by `hand_bureau_over`, which looks again.
    Bureau.objects.select_for_update().filter(pk=by.bureau).first()
    check(request, by.bureau, now, fingerprint_said=fingerprint_said)
    act.count = shut_out(by.bureau, now)
    moving.live_here(by.bureau, hosted=False)
    made, _is_new = Departure.objects.update_or_create(
        bureau=by.bureau, defaults={"began_at": now, "entry": "", "handed_at": None, "finished_at": None}
    )
    return made


@action("messages.reopen_bureau")
def reopen_bureau(act: ActDraft, *, by: Actor) -> int:
    """It stays after all: undo `close_bureau`. Raises: Refused once it was handed over."""
    act.about = f"bureau:{by.bureau}"
    departure = Departure.visible_to(by).select_for_update().first()
    if departure is None or departure.handed_at is not None:
        raise Refused(_("This bureau is not about to leave."), code="not-leaving")
    act.count = let_in_again(by.bureau, departure.began_at)
    moving.live_here(by.bureau, hosted=True)
    departure.delete()
    _look_again()
    return act.count


@action("messages.hand_bureau_over")
def hand_bureau_over(
    act: ActDraft, request: Signed, now: datetime, *, by: Actor, fingerprint_said: str
) -> Departure:
    """The bureau's former key signs the new node's entry and ends; its records here become copies, owned from there.

    A repeat changes nothing. Raises: Refused while something is under way, StillHere.
    """
    act.about = f"bureau:{by.bureau}"
    departure = Departure.visible_to(by).select_for_update().first()
    if departure is None:
        raise Refused(_("This bureau is not about to leave."), code="not-leaving")
    if departure.handed_at is not None:
        if departure.entry != request.digest:
            raise Refused(_("This bureau was handed over to another node."), code="handed-over")
        return departure
    head = moving.require_request(request, by.bureau, fingerprint_said=fingerprint_said)
    if found := still_open(by.bureau, now):
        raise StillHere(found)
    if many := under_way(by.bureau):
        sentence = _("%(count)s messages and receipts are still under way. Repeat the command in a minute.")
        raise Refused(sentence % {"count": many}, code="under-way")
    moving.let_go(request, head, now)
    act.count = _lives_elsewhere(by.bureau)
    departure.entry, departure.handed_at = request.digest, now
    departure.save()
    _look_again()
    return departure


@action("messages.finish_hand_over")
def finish_hand_over(act: ActDraft, now: datetime, *, by: Actor) -> dict[str, int]:
    """The new node has everything: let go here what is the bureau's alone. No package can be written after it.

    Names of its people, what it could open, its drafts, its traces, its notes on hits, and the words of its mail with
    bureaus of other nodes. Ids stay, because acts name them; so do mails with bureaus that live here, which are theirs
    too. Raises: Refused.
    """
    act.about = f"bureau:{by.bureau}"
    departure = Departure.visible_to(by).select_for_update().first()
    if departure is None or departure.handed_at is None:
        raise Refused(_("This bureau was not handed over."), code="not-handed-over")
    if departure.finished_at is None:
        departure.finished_at = now
        departure.save(update_fields=["finished_at"])
    mail = _mail_of_nobody_here(by.bureau)
    NoteDraft.objects.filter(owner=by.bureau).delete()
    told = {
        "people": forget_people(by.bureau, now),
        "keys": moving.end_encryption_keys(by.bureau),
        "messages": empty_all(mail, now),
        "rows": let_go_of(by.bureau),
    }
    act.count = sum(told.values())
    return told


def _lives_elsewhere(bureau: str) -> int:
    """Its records are copies from now on, which its own node alone changes; how many. No version moves by it."""
    return sum(
        each._default_manager.filter(owner=bureau, home=settings.NODE).update(home=bureau)
        for each in all_databases()
        if each.fed_by is not Feeder.NODE
    )


def _look_again() -> None:
    """What lies aside may be for the bureau that has just left, or come back."""
    Incoming.objects.filter(state=int(TakenState.ASIDE)).update(state=int(TakenState.WHOLE))


def _mail_of_nobody_here(bureau: str) -> QuerySet[Message]:
    """Messages from and to this bureau of which no bureau here is a part, and that still have words."""
    here = hosted_bureaus()
    got = Delivery.objects.filter(message=OuterRef("pk"))
    rows = Message.objects.filter(Q(sender=bureau) | Exists(got.filter(bureau=bureau)), emptied_on=None)
    return rows.exclude(sender__in=here).exclude(Exists(got.filter(bureau__in=here)))
