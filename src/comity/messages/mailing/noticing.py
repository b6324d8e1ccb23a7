"""The verbs of notices by e-mail, and the clock that sends them, found again from the data.

A notice is begun, sent and noted: what is cut between is sent again a quarter of an hour later, so nobody who waits is
forgotten, and no officer gets two in that time. Source: issue "Messages", item 5; practice 7 (desks, nights).
"""

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from comity.access.actors import of_officer
from comity.access.models import Officer
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.gate.system import clock_of
from comity.kit.errors import Refused
from comity.kit.ids import new_id
from comity.messages.kinds import no_mail
from comity.messages.mailing.rules import EVERY, Waiting, next_after, subject_of, text_of
from comity.messages.mailing.tables import MailNotice
from comity.messages.models import UNREAD, Delivery
from comity.messages.rules import Precedence

SENT_AT_ONCE = 200  # in a round of the clock, which comes each minute
log = logging.getLogger("comity.messages")


@dataclass(frozen=True, slots=True)
class Begun:
    """A notice on its way out. until: what was delivered by then is told."""

    officer: UUID
    bureau: str
    address: str
    language: str
    waiting: Waiting
    until: datetime


@action("messages.choose_mail")
def choose_mail(act: ActDraft, *, on: bool, by: Actor) -> None:
    """Be told by e-mail from now on, or no more. A repeat changes nothing. Raises: Refused without an address."""
    act.about = f"officer:{by.officer}"
    if by.officer is None or by.token is not None:
        raise Refused(_("Only an officer chooses this."), code="no-officer")
    if not on:
        MailNotice.visible_to(by).delete()
        return
    if not Officer.visible_to(by).filter(pk=by.officer).exclude(email="").exists():
        raise Refused(
            _("No e-mail address of yours is on record. Your security officer writes it down."),
            code="no-address",
        )
    now = timezone.now()
    MailNotice.objects.get_or_create(
        officer=by.officer, defaults={"bureau": by.bureau, "told_until": now, "next_at": now}
    )


@action("messages.begin_mail_notice")
def begin_mail_notice(act: ActDraft, officer: UUID, *, by: Actor) -> Begun | None:
    """Take up a notice that is due; None where nothing is, any more. It is not due again for a quarter of an hour.

    Whoever may read no more is told no more, and chooses anew when that right is back: else every quarter of an hour
    would leave an act that nothing was sent.
    """
    now = timezone.now()
    act.about = f"officer:{officer}"
    row = _due(now).filter(officer=officer, bureau=by.bureau).select_for_update(skip_locked=True).first()
    if row is None:
        return None
    person = (
        Officer.objects.filter(pk=officer, is_active=True).exclude(email="").select_related("unit").first()
    )
    actor = of_officer(officer, second_factor=True, fresh=True)
    if person is None or actor is None or not actor.may("messages.read", now=now):
        row.delete()
        return None
    row.next_at = now + EVERY
    row.save(update_fields=["next_at"])
    if actor.bureau != row.bureau:  # moved since: what waits there is told from now on
        row.bureau, row.told_until = actor.bureau, now
        row.save(update_fields=["bureau", "told_until"])
        return None
    new = _new(row.bureau, row.told_until)
    urgent = new.filter(message__precedence__gte=int(Precedence.URGENT)).count()
    return Begun(officer, row.bureau, person.email, person.language, Waiting(new.count(), urgent), now)


@action("messages.note_mail_notice")
def note_mail_notice(act: ActDraft, begun: Begun, *, taken: bool, by: Actor) -> None:
    """What became of a notice: the mail server took it, or is asked again later, and later each time."""
    act.about, act.count = f"officer:{begun.officer}", int(taken)
    row = MailNotice.objects.select_for_update().filter(officer=begun.officer, bureau=by.bureau).first()
    if row is None:
        return  # the officer wants no more of them
    row.tries = 0 if taken else row.tries + 1
    row.told_until = begun.until if taken else row.told_until
    row.next_at = next_after(row.tries, begun.until)
    row.save(update_fields=["tries", "told_until", "next_at"])


def send_due(now: datetime) -> int:
    """Send what is due; how many the server took. Nothing without COMITY_MAIL_OFFICERS, or where no server answers."""
    if not settings.MAIL_OFFICERS:
        return 0
    due = list(_due(now).order_by("next_at").values_list("officer", "bureau")[:SENT_AT_ONCE])
    if not due:
        return 0
    try:
        with get_connection() as server:
            return sum(_sent(officer, bureau, server) for officer, bureau in due)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("the mail server does not answer: %s", type(error).__name__)
        return 0  # in a minute, or in a quarter of an hour what was begun


def _sent(officer: UUID, bureau: str, server: BaseEmailBackend) -> bool:
    """Raises: OSError, SMTPException where the server is gone, and then nothing is noted."""
    by = clock_of(bureau, "messages.begin_mail_notice", "messages.note_mail_notice")
    begun = begin_mail_notice(officer, by=by)
    if begun is None:
        return False
    try:
        _written(begun, server).send()
        taken = True
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        log.warning("the notice for officer %s was not taken: %s", officer, type(error).__name__)
        taken = False
    note_mail_notice(begun, taken=taken, by=by)
    return taken


def _written(begun: Begun, server: BaseEmailBackend) -> EmailMessage:
    """No name in it, no word, and no host's name in its headers."""
    with override(begun.language):
        address = settings.MAIL_OFFICERS.rstrip("/") + reverse("messages:list")
        return EmailMessage(
            subject_of(begun.waiting),
            text_of(begun.waiting, address),
            settings.DEFAULT_FROM_EMAIL,
            [begun.address],
            connection=server,
            headers={"Auto-Submitted": "auto-generated", "Message-ID": f"<{new_id()}@comity.invalid>"},
        )


def _due(now: datetime) -> "QuerySet[MailNotice]":
    """Officers for whose bureau something unread came since they were told."""
    new = Delivery.objects.filter(UNREAD, bureau=OuterRef("bureau"), delivered_at__gt=OuterRef("told_until"))
    return MailNotice.objects.filter(Exists(_mail(new)), next_at__lte=now)


def _new(bureau: str, since: datetime) -> "QuerySet[Delivery]":
    return _mail(Delivery.objects.filter(UNREAD, bureau=bureau, delivered_at__gt=since))


def _mail(rows: "QuerySet[Delivery]") -> "QuerySet[Delivery]":
    """Without what nodes alone say to each other."""
    return rows.exclude(message__kind__in=no_mail())


def turned_on() -> bool:
    """Has the operator turned notices on?"""
    return bool(settings.MAIL_OFFICERS)
