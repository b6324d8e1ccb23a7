"""The invented world: the same every time, and only what the databases accept."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest
from django.utils import timezone

from comity.access.models import Officer
from comity.access.roles import Role
from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.demo import scenes, stage, traces
from comity.demo.cast import COMMITTEE, HOUSES
from comity.demo.life import play_life
from comity.demo.names import ARABIC, CHINESE, CYRILLIC, KOREAN, LATIN, invent, respelt
from comity.demo.objects import firearms, travel_documents, vehicles
from comity.demo.persons import persons
from comity.demo.un_list import load_edition
from comity.demo.world import counts, directory, newcomers, offices, recorded
from comity.queries.actions import lapse_due
from comity.queries.conversation import State
from comity.queries.models import Card, Confirmation, Hit
from comity.queries.telling import Telling
from comity.records.models import Dispute, Find, Load, StillElsewhere
from comity.records.watching.misled import Misled
from comity.tracing.models import SEIZER, TraceRequest, TraceStep
from comity.tracing.rules import OPEN, Stage
from tests import people

SAMPLE = Path(__file__).parents[2] / "databases" / "un_sample.xml"
EVERY_STATE = {
    State.ASKED,
    State.DELIVERED,
    State.MORE_NEEDED,
    State.POSTPONED,
    State.OVERDUE,
    State.ESCALATED,
    State.UNANSWERED,
    State.CONFIRMED,
    State.NOT_THE_SAME,
    State.WITHDRAWN,
    State.TAKEN_BACK,
    State.CLOSED,
}


def test_a_trace_stands_in_the_middle_of_its_way(db, bureaus):
    for code in ("KEN", "MAR"):
        Bureau.objects.create(code=code, country=code, kind=BureauKind.MEMBER, names={"en": code})
    Bureau.objects.update(hosted=True)
    for name, code in (("amina", "FRA"), ("bianca", "ITA"), ("dunya", "MAR"), ("kamau", "KEN")):
        people.officer(name, Role.DESK_OFFICER, place=people.unit(code))
    for _start in range(2):  # a later start changes nothing
        traces.play(timezone.now().date())
    stages = TraceRequest.objects.order_by("id").values_list("bureau", "stage")
    assert list(stages) == [("FRA", Stage.PART_ANSWERED), ("KEN", Stage.SENT), ("FRA", Stage.DRAFT)]
    running = TraceStep.objects.filter(state__in=[int(state) for state in OPEN], side=SEIZER)
    assert {step.other for step in running} == {"MAR", "FRA"}
    assert all(step.sent_at < timezone.now() < step.due_at for step in running)
    assert all(step.request.body["seized_on"] <= step.sent_at.date().isoformat() for step in running)


def rows(make):
    return [row for house in HOUSES for row in make(house.code)]


def test_the_world_is_the_same_every_time_and_as_large_as_promised():
    for make, about in ((persons, 812), (travel_documents, 2001), (vehicles, 501), (firearms, 201)):
        assert json.dumps(rows(make)) == json.dumps(rows(make))
        assert len(rows(make)) == about


def test_persons_have_names_in_several_scripts():
    scripts = Counter(name["script"] for row in rows(persons) for name in row["names"] if "script" in name)
    assert scripts.keys() >= {LATIN, ARABIC, CYRILLIC, CHINESE, KOREAN}
    assert min(scripts.values()) >= 20


def test_a_name_is_the_same_in_both_scripts_and_can_be_respelt():
    name = invent(Random(1), "VNM", CYRILLIC)
    assert name.latin.isascii()
    assert not name.native.isascii()
    assert respelt(Random(1), name.latin) != name.latin


@pytest.mark.django_db(transaction=True)
def test_everything_is_accepted_and_a_second_time_changes_nothing_and_hits_are_in_every_state():
    accounts, today = [], timezone.now().date()
    for _round in range(2):
        directory(today)
        offices(today, lambda _done, _of: None, accounts.append)
        recorded(lambda _done, _of: None)

    hits = list(stage.play([*scenes.past(timezone.now()), *scenes.running()]))
    lapse_due(timezone.now())

    assert TravelDocument.objects.get(owner="FRA", number="12AB34567").recorded_at.date() == date(2024, 5, 6)
    assert Person.objects.order_by("recorded_at").first().recorded_at.year < today.year
    assert len(hits) == 20
    assert {State(each) for each in Confirmation.objects.values_list("state", flat=True)} >= EVERY_STATE
    assert Misled.objects.get().database == TravelDocument.code
    assert Card.objects.get().bureau == "FRA"
    assert stage.clocks_run()
    assert Hit.objects.exclude(telling=int(Telling.YES)).count() == 7
    assert counts() == {
        "travel-documents": 2001,
        "vehicles": 501,
        "firearms": 201,
        "persons": 812,
        "organisations": 6,
        "administrative-documents": 191,
        "vessels": 57,
        "works-of-art": 28,
        "maritime-piracy": 8,
        "firearm-models": 4,
        "document-alerts": 4,
        "document-specimens": 2,
    }

    # Of a world that an earlier version built somebody may be missing.
    Officer.objects.filter(sign_in_name="farid@cen").update(sign_in_name="former@cen")
    joined = []
    for _start in range(2):
        newcomers(today, joined.append)
    assert [account.sign_in_name for account in joined] == ["farid@cen"]

    for _start in range(2):  # a later start says nothing again
        play_life()
    amina = stage.officer("amina@fra")
    assert (Dispute.visible_to(amina).get().bureau, Find.visible_to(amina).get().bureau) == ("KEN", "URY")
    assert {each.there["number"] for each in StillElsewhere.visible_to(amina)} == {"2026/4711", "FR-88-1"}
    assert len(accounts) == sum(len(house.officers) for house in HOUSES)
    assert len({account.password for account in accounts}) == len(accounts)
    assert set(Person.objects.values_list("version", flat=True)) == {1}
    assert not TravelDocument.objects.exclude(issuer__in=[house.code for house in HOUSES]).exists()


@pytest.mark.django_db(transaction=True)
def test_the_real_list_belongs_to_the_committee_and_is_loaded_once():
    directory(timezone.now().date())

    for _round in range(2):
        load_edition(SAMPLE)

    persons = Person.objects.filter(owner=COMMITTEE)
    assert persons.exists()
    assert set(persons.values_list("version", flat=True)) == {1}
    assert Load.objects.filter(owner=COMMITTEE, database=Person.code).count() == 1
