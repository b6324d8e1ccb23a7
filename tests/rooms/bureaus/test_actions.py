"""The directory under the gate: who may write it, what it refuses, and that rights move at once."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone

import pytest
from django.utils.translation import override

from comity.access import actors
from comity.access.roles import Role
from comity.bureaus import actions, countries
from comity.bureaus.details import Desk, Details
from comity.bureaus.models import Bureau, DutyDesk, on_duty
from comity.bureaus.rules import BureauKind, Standing
from comity.gate import epoch
from comity.gate.actor import Allowed
from comity.kit.errors import Invalid, NotAllowed, Refused, Stale
from tests import people

pytestmark = pytest.mark.django_db

CENTRE = Details(
    names={"en": "Centre", "fr": "Centre (fr)"}, city="Lyon", time_zone="Europe/Paris", hosted=True
)
MISSION = Details(names={"en": "Mission in Anchuria"}, mandate_ends=date(2030, 6, 30))
NOON = datetime(2026, 6, 24, 12, tzinfo=timezone.utc)  # a Wednesday


@pytest.fixture
def chen():
    """Operator at the centre, which begins the directory."""
    actions.admit("CEN", BureauKind.CENTRE, CENTRE, by=actors.for_node("CEN"))
    return people.acting("chen", Role.OPERATOR, code="CEN")


@pytest.fixture
def amina():
    return people.acting("amina", Role.BUREAU_HEAD, code="FRA")


def allowed(actor, right):
    return actor.may(right, now=datetime.now(timezone.utc)) == Allowed()


def codes(refusal):
    return {error.code for error in refusal.value.errors}


def test_the_centre_admits_a_mission(chen):
    bureau = actions.admit("unm-a", BureauKind.MISSION, MISSION, by=chen)
    kept = Bureau.visible_to(chen).get(code="UNM-A")
    assert kept == bureau
    assert kept.standing_on(date(2030, 6, 30)) is Standing.NORMAL
    assert kept.standing_on(date(2030, 7, 1)) is Standing.MANDATE_ENDED


def test_names_are_in_the_readers_language_with_english_behind(chen):
    centre = Bureau.visible_to(chen).get(code="CEN")
    with override("fr"):
        assert centre.name == "Centre (fr)"
    with override("ar"):
        assert centre.name == "Centre"


def test_nobody_but_the_centre_admits(chen):
    operator_elsewhere = people.acting("bruno", Role.OPERATOR, code="ITA")
    with pytest.raises(NotAllowed) as refusal:
        actions.admit("UNM-A", BureauKind.MISSION, MISSION, by=operator_elsewhere)
    assert refusal.value.code == "not-the-centre"
    with pytest.raises(NotAllowed):
        actions.admit(
            "UNM-A", BureauKind.MISSION, MISSION, by=people.acting("dora", Role.DESK_OFFICER, code="CEN")
        )
    assert not Bureau.visible_to(chen).filter(code="UNM-A").exists()


def test_a_code_is_given_once(chen):
    actions.admit("UNM-A", BureauKind.MISSION, MISSION, by=chen)
    with pytest.raises(Refused) as refusal:
        actions.admit("UNM-A", BureauKind.MISSION, MISSION, by=chen)
    assert refusal.value.code == "bureau-exists"


def test_all_that_is_wrong_is_said_at_once(chen):
    wrong = Details(
        names={"fr": "Mission"},
        country="XYZ",
        time_zone="Mars/Base",
        languages=("french",),
        city="x" * 5000,
    )
    with pytest.raises(Invalid) as refusal:
        actions.admit("UNM-A", BureauKind.MISSION, wrong, by=chen)
    assert codes(refusal) == {
        "name-missing", "unknown-country", "unknown-time-zone", "language-code", "too-long", "mandate-missing",
    }  # fmt: skip


@pytest.mark.parametrize("code", ["", "F", "-FR", "FRANCE-AND-MORE", "FR A", "ФРА"])
def test_a_code_is_short_and_plain(chen, code):
    with pytest.raises(Invalid) as refusal:
        actions.admit(code, BureauKind.MEMBER, CENTRE, by=chen)
    assert codes(refusal) == {"bureau-code"}


def test_all_members_are_loaded_once(chen):
    before = epoch.current()
    assert actions.load_members(by=chen) == 196
    assert actions.load_members(by=chen) == 0
    assert epoch.current() == before + 1
    assert Bureau.visible_to(chen).filter(kind=BureauKind.MEMBER).count() == len(countries.members())
    assert Bureau.visible_to(chen).get(code="DEU").city == "Wiesbaden"


def test_another_standing_moves_the_epoch_and_counts_at_once(chen):
    bruno = people.acting("bruno", Role.DESK_OFFICER, code="ITA")
    italy, before = Bureau.visible_to(chen).get(code="ITA"), epoch.current()
    assert allowed(bruno, "queries.ask_batch")

    actions.set_standing(italy, Standing.SUSPENDED, by=chen, reason="decision 7", seen=italy.version)

    assert epoch.current() == before + 1
    bruno = actors.of_officer(bruno.officer, second_factor=True)
    for right in ("queries.ask_batch", "records.create", "messages.send"):
        assert not allowed(bruno, right)
    for right in ("queries.answer", "records.withdraw", "records.change", "messages.read"):
        assert allowed(bruno, right)


def test_a_refused_change_of_standing_moves_nothing(chen):
    people.bureau("ITA")
    italy, before = Bureau.visible_to(chen).get(code="ITA"), epoch.current()
    for standing, reason, code in [
        (Standing.SUSPENDED, "  ", "reason-missing"),
        (Standing.MANDATE_ENDED, "over", "mandate-by-date"),
    ]:
        with pytest.raises(Invalid) as refusal:
            actions.set_standing(italy, standing, by=chen, reason=reason, seen=italy.version)
        assert codes(refusal) == {code}
    with pytest.raises(Stale):
        actions.set_standing(italy, Standing.READ_ONLY, by=chen, reason="r", seen=italy.version + 1)
    assert epoch.current() == before


def test_the_centre_keeps_its_own_standing(chen):
    centre = Bureau.visible_to(chen).get(code="CEN")
    with pytest.raises(Refused):
        actions.set_standing(centre, Standing.READ_ONLY, by=chen, reason="r", seen=centre.version)


def test_mandates_are_closed_once_and_the_last_day_belongs_to_them(chen):
    actions.admit("UNM-A", BureauKind.MISSION, MISSION, by=chen)
    before = epoch.current()
    assert actions.end_mandates(MISSION.mandate_ends, by=chen) == []
    assert epoch.current() == before
    assert actions.end_mandates(MISSION.mandate_ends + timedelta(days=1), by=chen) == ["UNM-A"]
    assert actions.end_mandates(MISSION.mandate_ends + timedelta(days=1), by=chen) == []
    assert epoch.current() == before + 1


def test_a_new_mandate_alone_restores_nothing(chen):
    ended = replace(MISSION, mandate_ends=date(2020, 1, 31))
    bureau = actions.admit("UNM-A", BureauKind.MISSION, ended, by=chen)
    actions.end_mandates(date(2020, 2, 1), by=chen)
    bureau.refresh_from_db()

    bureau = actions.change(bureau, MISSION, by=chen, seen=bureau.version)

    assert bureau.standing_on(date(2026, 1, 1)) is Standing.SUSPENDED
    with pytest.raises(Stale):
        actions.change(bureau, MISSION, by=chen, seen=bureau.version - 1)


def test_a_bureau_describes_its_own_duty_desk_and_no_other(chen, amina):
    desk = Desk(
        telephone="+33 1 23 45 67 89", languages=("FR", "en"), opens=time(8), closes=time(18), deputy="CEN"
    )
    kept = actions.set_duty_desk(Bureau.visible_to(amina).get(code="FRA"), desk, by=amina)
    assert (kept.languages, kept.deputy_id) == (["fr", "en"], "CEN")
    with pytest.raises(NotAllowed) as refusal:
        actions.set_duty_desk(Bureau.visible_to(amina).get(code="CEN"), desk, by=amina)
    assert refusal.value.code == "not-your-bureau"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"telephone": "0123"}, "telephone-form"),
        ({"telephone": "+33 call me"}, "telephone-form"),
        ({"opens": None}, "hours-missing"),
        ({"weekdays": frozenset({8})}, "weekday"),
        ({"deputy": "FRA"}, "deputy-self"),
        ({"deputy": "NIX"}, "unknown-bureau"),
    ],
)
def test_a_desk_that_nobody_can_call_is_refused(amina, changes, code):
    desk = Desk(telephone="+33 1 23 45 67 89", opens=time(8), closes=time(18))
    with pytest.raises(Invalid) as refusal:
        actions.set_duty_desk(Bureau.visible_to(amina).get(code="FRA"), replace(desk, **changes), by=amina)
    assert codes(refusal) == {code}
    assert not DutyDesk.visible_to(amina).exists()


def test_at_night_the_deputy_answers_and_then_the_centre(chen, amina):
    bruno = people.acting("bruno", Role.BUREAU_HEAD, code="ITA")
    france, italy, centre = (Bureau.visible_to(chen).get(code=code) for code in ("FRA", "ITA", "CEN"))
    by_day = Desk(telephone="+33 1 23 45 67 89", opens=time(8), closes=time(18), deputy="ITA")
    actions.set_duty_desk(france, by_day, by=amina)
    actions.set_duty_desk(italy, replace(by_day, closes=time(22), deputy=""), by=bruno)
    assert on_duty("FRA", NOON).bureau_id == "FRA"
    assert on_duty("FRA", NOON.replace(hour=20)).bureau_id == "ITA"
    assert on_duty("FRA", NOON.replace(hour=23)) is None
    assert on_duty("ITA", NOON.replace(hour=23)) is None

    actions.set_duty_desk(centre, Desk(telephone="+33 4 00 00 00 00", always_open=True), by=chen)

    assert on_duty("FRA", NOON.replace(hour=20)).bureau_id == "ITA"
    assert on_duty("FRA", NOON.replace(hour=23)).bureau_id == "CEN"
    assert on_duty("ITA", NOON.replace(hour=23)).bureau_id == "CEN"
    assert on_duty("BRA", NOON).bureau_id == "CEN"
