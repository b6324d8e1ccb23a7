"""The workflow of an offer, walked at random: whatever happens, in whatever order, a model of ten lines agrees."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.databases.vehicles import Vehicle
from comity.kit.errors import ComityError
from comity.records import actions
from comity.records.between import answering, offering
from comity.records.between.agreed import Offer, OfferedRecord
from comity.records.between.agreements import Step
from comity.records.between.offering import Chosen
from comity.records.models import SearchKey
from comity.records.tasks import settle
from tests.actors import AMINA, BRUNO, AnyActor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
DIETER = AnyActor("DEU", function="desk officer")
WHO = {each.bureau: each for each in (AMINA, BRUNO, DIETER)}
DAYS = timedelta(days=14)

moves = st.one_of(
    st.tuples(st.just("offer"), st.sampled_from(sorted(WHO)), st.sampled_from(sorted(WHO))),
    st.tuples(st.sampled_from(["accept", "decline", "take-back"]), st.sampled_from(sorted(WHO)), st.just("")),
    st.tuples(st.just("change"), st.sampled_from(sorted(WHO)), st.just("")),
    st.tuples(st.sampled_from(["wait-almost", "wait", "clock"]), st.just(""), st.just("")),
)


@dataclass
class Model:
    """What should be true: whose record it is, at which version, and the offer that stands, if one does."""

    owner: str = "FRA"
    version: int = 1
    offer: tuple[str, str, int] | None = None  # giver, taker, version
    left: timedelta = DAYS

    @property
    def stands(self) -> bool:
        return self.offer is not None and self.left > timedelta(0)

    def allows(self, move: str, who: str, to: str) -> bool:
        """Is this move possible now?"""
        giver, taker, version = self.offer or ("", "", 0)
        match move:
            case "offer":
                return who == self.owner != to and self.offer is None
            case "accept":
                return self.stands and who == taker and version == self.version
            case "decline":
                return self.stands and who == taker
            case "take-back":
                return self.stands and who == giver
            case "change":
                return who == self.owner
        return True

    def make(self, move: str, who: str, to: str) -> None:
        """What it changes."""
        match move:
            case "offer":
                self.offer, self.left = (who, to, self.version), DAYS
            case "accept":
                self.owner, self.version, self.offer = who, self.version + 1, None
            case "decline" | "take-back":
                self.offer = None
            case "change":
                self.version += 1
            case "clock":
                self.offer = self.offer if self.stands else None


def play(move: str, who: str, to: str, record: Vehicle, turn: int) -> None:
    """The move in the real world. Raises: ComityError where it is refused."""
    last = Offer.objects.order_by("-id").first()
    identity: Any = last.id if last is not None else record.id
    match move:
        case "offer":
            offering.offer([Chosen(Vehicle, record.id)], to=to, reason="A case.", by=WHO[who])
        case "accept":
            answering.accept_offer(identity, by=WHO[who])
        case "decline":
            answering.decline_offer(identity, reason="No.", by=WHO[who])
        case "take-back":
            answering.take_back_offer(identity, by=WHO[who])
        case "change":
            seen = Vehicle.objects.get(pk=record.pk).version
            raw = {**Vehicle.example, "case": f"C-{turn}"}
            actions.change(Vehicle, record.id, raw, seen=seen, by=WHO[who])
        case "clock":
            settle(0)


def pass_time(by: timedelta) -> None:
    for each in Offer.objects.filter(step=int(Step.OFFERED)):
        Offer.objects.filter(pk=each.pk).update(at=each.at - by, ends_at=each.ends_at - by)


@given(st.lists(moves, max_size=14))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_the_model_agrees(played: list[tuple[str, str, str]]) -> None:
    with transaction.atomic():
        record, model = actions.create(Vehicle, Vehicle.example, by=AMINA), Model()
        for turn, (move, who, to) in enumerate(played):
            if move.startswith("wait"):
                gone = DAYS - timedelta(minutes=1) if move == "wait-almost" else DAYS
                pass_time(gone)
                model.left -= gone
                continue
            allowed = model.allows(move, who, to)
            try:
                with transaction.atomic():
                    play(move, who, to, record, turn)
            except ComityError:
                assert not allowed, (move, who, to)
            else:
                assert allowed, (move, who, to)
                model.make(move, who, to)
            _agrees(model, record)
        transaction.set_rollback(True)


def _agrees(model: Model, record: Vehicle) -> None:
    now = Vehicle.objects.get(pk=record.pk)
    assert (now.owner, now.version) == (model.owner, model.version)
    keys = set(SearchKey.objects.filter(record=record.id).values_list("owner", "version"))
    assert keys == {(model.owner, model.version)}
    standing = OfferedRecord.objects.filter(is_open=True)
    assert standing.count() == (model.offer is not None)
    for bureau, actor in WHO.items():
        seen = [each.taker for each in Offer.visible_to(actor).filter(step=int(Step.OFFERED))]
        assert seen == ([model.offer[1]] if model.offer and bureau in model.offer[:2] else [])
        for each in Offer.visible_to(actor):
            shown = [record for _row, record in offering.view_offer(each.id, by=actor).records]
            sees = bureau == model.owner or (
                model.stands
                and each.step == Step.OFFERED
                and model.offer is not None
                and model.offer[1:] == (bureau, model.version)
            )
            assert (shown == [now]) == sees
