"""A bureau with a node of its own keeps command of its notices: what it decides at home, their keeper is asked to do.

The words go sealed and signed, and wait while the line is down. What stands here changes when the keeper has signed
that it has done it; what it did not take stands on the page with its reason. Source: docs/decisions/0055.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft
from comity.gate.actor import Actor
from comity.gate.system import clock_of
from comity.kit.errors import Refused
from comity.messages import actions as messages
from comity.messages.kinds import CameBack, GotThere
from comity.messages.models import Message
from comity.messages.rules import Draft, Precedence
from comity.notices import telling
from comity.notices.actions.filing import file, file_said, step
from comity.notices.models import Notice
from comity.notices.path import State, Verb

KIND_OF: dict[Verb, str] = {
    Verb.WITHDRAW: telling.WITHDRAWAL,
    Verb.SUBMIT: telling.CORRECTION_ASKED,
    Verb.ANSWER: telling.ANSWER,
    Verb.EXTEND: telling.EXTENSION,
}
VERB_OF = {kind: verb for verb, kind in KIND_OF.items()}


def ask_keeper(
    act: ActDraft,
    row: Notice,
    verb: Verb,
    body: dict[str, Any],
    by: Actor,
    *,
    text: str = "",
    about: UUID | None = None,
) -> Notice:
    """Ask the node that keeps this notice to do it. A second time, while it is on its way, changes nothing.

    text: what its file says. about: of a correction the notice that it corrects. Raises: Refused while something else
    is on its way; it may always be withdrawn.
    """
    if row.asked == verb.value:
        return row
    if row.asked and verb is not Verb.WITHDRAW:
        raise Refused(_("Its keeper was asked for something already. Wait for its word."), code="asked")
    row.asked, row.not_taken = verb.value, ""
    row.save()
    file(row, "notices.ask_keeper", by, timezone.now(), text=text)
    act.recipients = (row.keeper,)
    tell_keeper(KIND_OF[verb], about or row.pk, row.keeper, {"number": row.number, **body}, by)
    return row


def tell_keeper(kind: str, notice: UUID, keeper: str, body: dict[str, Any], by: Actor) -> None:
    """In the bureau's name and function, whatever its standing: a suspended one obeys too (practice 9)."""
    draft = Draft(
        kind=kind,
        to=(keeper,),
        body={"notice": str(notice), **body},
        precedence=Precedence.PRIORITY,
        about=f"notice:{notice}",
    )
    voice = replace(clock_of(by.bureau, "messages.send"), function=by.function, unit=by.unit)
    messages.send(draft, by=voice)


def refuse_kept_elsewhere(row: Notice) -> None:
    """Raises: Refused for what the node that keeps a notice does alone."""
    if row.keeper:
        words = {"keeper": row.keeper}
        raise Refused(
            _("%(keeper)s keeps this notice. It can be done there alone.") % words, code="kept-elsewhere"
        )


def asked_got_there(message: Message, bureau: str, at: datetime) -> None:
    """Its keeper signed that it has done it, so it is done here too. Inside messages.open."""
    row, verb = _asked(message, bureau), VERB_OF[message.kind]
    if row is None:
        return
    row.asked = ""
    if verb is Verb.EXTEND:
        row.expires_on, row.warned_on = message.content["until"], None
    elif verb is not Verb.SUBMIT and not row.has_ended:  # a correction was submitted when it left
        step(row, verb, at)
    row.save()
    if verb is not Verb.SUBMIT:
        file_said(row, verb, message, at)


def asked_came_back(message: Message, bureau: str, code: str) -> None:
    """Its keeper did not take it: all is as it was, and the page says why."""
    row, verb = _asked(message, bureau), VERB_OF[message.kind]
    if row is None:
        return
    row.asked, row.not_taken = "", code[:40]
    if verb is Verb.SUBMIT and not row.has_ended:
        row.stand(State.DRAFT, timezone.now())
    row.save()


def _asked(message: Message, keeper: str) -> Notice | None:
    """The notice here that still waits for this word, locked."""
    if message.emptied_on:
        return None
    content = message.content
    rows = Notice.everywhere.select_for_update().filter(bureau=message.sender, keeper=keeper)
    pk = content.get("correction", content["notice"])
    return rows.filter(pk=pk, asked=VERB_OF[message.kind].value).first()


ASKED_GOT_THERE: dict[str, GotThere] = dict.fromkeys(VERB_OF, asked_got_there)
ASKED_CAME_BACK: dict[str, CameBack] = dict.fromkeys(VERB_OF, asked_came_back)
