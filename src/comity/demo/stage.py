"""Plays scenes by the verbs of the query room: everybody in them asks and answers as officers do."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.utils import timezone

from comity.access.actors import OfficerActor, for_node, of_officer
from comity.access.models import Officer
from comity.demo.actions import let_time_pass
from comity.demo.pictures import portrait
from comity.demo.scenes import Answered, CardAsked, Opened, Scene, Step, TakenBack
from comity.queries import actions as queries
from comity.queries.actions.asking import ReadActor
from comity.queries.actions.carding import Bearer, Consent
from comity.queries.actions.closing import WasDone
from comity.queries.actions.confirming import Question
from comity.queries.asked import Asked
from comity.queries.beside import asked_of
from comity.queries.cards import PORTRAIT
from comity.queries.conversation import IN_TIME
from comity.queries.judging import Judged
from comity.queries.models import ASKER, OWNER, Confirmation, Hit
from comity.records.attached.attaching import Sent
from comity.records.comparing import facts_of
from comity.records.registry import by_code


class StageError(Exception):
    """A scene found nothing to play with: the world and its scenes no longer fit."""


def clocks_run() -> bool:
    """Is there a question that its owner can still answer in time?"""
    return Confirmation.objects.filter(state__in=[int(state) for state in IN_TIME]).exists()


def play(scenes: Iterable[Scene]) -> Iterator[Hit]:
    """The hit of each scene, when all of it has happened. Raises: StageError."""
    for scene in scenes:
        asker = officer(scene.asker)
        asked = Asked(purpose=scene.purpose, subjects=[scene.subject], case=scene.case)
        answer = queries.ask(asked, by=_always(asker))
        hit = Hit.objects.filter(act=answer.act).exclude(owner=asker.bureau).order_by("-grade", "id").first()
        if hit is None:
            raise StageError(f"{scene.asker} finds nothing: {answer.sentence}")
        for step in scene.steps:
            _step(step, hit, asker)
        yield hit


def _step(step: Step, hit: Hit, asker: OfficerActor) -> None:
    match step:
        case timedelta():
            let_time_pass(hit, step, by=for_node(asker.bureau))
        case Question():
            queries.ask_confirmation(hit, step, by=asker)
        case Opened():
            queries.view_question(_copy(hit, OWNER), by=officer(step.by))
        case Answered():
            queries.answer(_copy(hit, OWNER), step.reply, by=officer(step.by))
        case TakenBack():
            queries.take_back(_copy(hit, ASKER), by=asker)
        case WasDone():
            queries.record_outcome(hit, step, by=asker)
        case Judged():
            version = by_code(hit.database)._default_manager.get(pk=hit.record).version
            queries.judge(hit, step, version=version, by=asker)
        case CardAsked():
            _make_card(hit, step, asker)


def _make_card(hit: Hit, step: CardAsked, asker: OfficerActor) -> None:
    """The person of a hit shows a passport of the asker's state."""
    today, subject = timezone.now().date(), asked_of(hit)
    facts = facts_of(subject) if subject is not None else {}
    bearer = Bearer(
        name=facts["name"],
        born=date.fromisoformat(facts["born"]),
        issuer=asker.bureau,
        kind="passport",
        number=step.passport,
    )
    consent = Consent(on=today, paper="FRA-2026-204, 3", until=today + timedelta(days=180))
    queries.make_card(hit, bearer, consent, Sent(portrait(), PORTRAIT), by=asker)


def officer(sign_in_name: str) -> OfficerActor:
    """Somebody of the cast, signed in with everything his or her role needs."""
    found = of_officer(Officer.objects.get(sign_in_name=sign_in_name).id, second_factor=True, fresh=True)
    if found is None:
        raise StageError(f"{sign_in_name} is suspended")
    return found


def _always(actor: OfficerActor) -> ReadActor:
    return lambda _fresh: actor


def _copy(hit: Hit, side: int) -> Confirmation:
    return Confirmation.objects.get(thread=Confirmation.objects.get(hit=hit).thread, side=side)
