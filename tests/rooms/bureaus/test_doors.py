"""The directory's pages and API."""

from datetime import date, time

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import Http404
from django.test import RequestFactory
from django.urls import Resolver404, resolve
from django.utils.translation import override
from ninja.testing import TestClient

from comity.access.roles import Role
from comity.bureaus import actions, views
from comity.bureaus.api import router
from comity.bureaus.details import Desk
from comity.bureaus.models import Bureau, DutyDesk
from comity.bureaus.rules import BureauKind, Standing
from comity.kit.errors import NotAllowed, NotSignedIn, Stale
from tests import people

pytestmark = pytest.mark.django_db

FORM = {
    "telephone": "+33 1 23 45 67 89",
    "languages": "fr, en",
    "opens": "08:00",
    "closes": "18:00",
    "weekdays": ["1", "5"],
}


@pytest.fixture
def amina():
    people.bureau("CEN", BureauKind.CENTRE)
    people.bureau("ITA", names={"en": "Italy", "fr": "Italie", "ar": "إيطاليا"}, city="Rome")
    people.bureau("UNM-A", BureauKind.MISSION, names={"en": "Mission"}, mandate_ends=date(2020, 1, 1))
    return people.acting("amina", Role.BUREAU_HEAD, code="FRA")


@pytest.fixture
def chen(amina):
    return people.acting("chen", Role.REVIEWER, code="CEN")


def get(view, actor, *args, **asked):
    request = RequestFactory().get("/", asked)
    request.actor = actor
    return view(request, *args).content.decode()


def post(view, actor, typed, *args):
    request = RequestFactory().post("/", typed)
    request.actor, request._messages = actor, CookieStorage(request)
    request._dont_enforce_csrf_checks = True
    return view(request, *args)


def test_nobody_reads_the_directory_without_signing_in():
    for view, more in [(views.directory, ()), (views.bureau, ("FRA",)), (views.duty_desk, ())]:
        with pytest.raises(NotSignedIn):
            get(view, None, *more)


def test_the_directory_is_found_by_code_name_city_and_kind(amina):
    assert "Italy" in get(views.directory, amina)
    for words in ("ita", "Ital", "rom"):
        page = get(views.directory, amina, q=words)
        assert "Italy" in page
        assert "Bureau FRA" not in page
    assert "UNM-A" in get(views.directory, amina, kind="mission")
    assert "Italy" not in get(views.directory, amina, kind="mission")
    assert "No bureau fits" in get(views.directory, amina, q="%_\0")


def test_it_speaks_the_readers_language(amina):
    with override("fr"):
        assert "Italie" in get(views.directory, amina, q="italie")
    with override("ar"):
        assert "إيطاليا" in get(views.bureau, amina, "ITA")


def test_a_page_shows_the_standing_that_counts_today(amina):
    page = get(views.bureau, amina, "UNM-A")
    assert "Mandate ended" in page
    assert "cannot be relied on without the centre" in page


def test_the_page_names_who_answers_now(amina):
    assert "has not described its duty desk" in get(views.bureau, amina, "ITA")
    bruno = people.acting("bruno", Role.BUREAU_HEAD, code="ITA")
    italy = Bureau.visible_to(bruno).get(code="ITA")
    actions.set_duty_desk(italy, Desk(telephone="+39 06 12345678", always_open=True), by=bruno)
    page = get(views.bureau, amina, "ITA")
    assert "Open now" in page
    assert "+39 06 12345678" in page


def test_the_own_desk_is_written_by_form_and_nothing_typed_is_lost(amina):
    answer = post(views.duty_desk, amina, {**FORM, "telephone": "0123"})
    assert answer.status_code == 422
    assert "dialled from abroad" in answer.content.decode()
    assert 'value="fr, en"' in answer.content.decode()

    answer = post(views.duty_desk, amina, {**FORM, "deputy": "ITA"})

    assert (answer.status_code, answer.url) == (302, "/bureaus/FRA/")
    desk = DutyDesk.visible_to(amina).get()
    assert (desk.bureau_id, desk.opens, desk.weekdays, desk.deputy_id) == ("FRA", time(8), [1, 5], "ITA")
    assert "Monday, Friday" in get(views.bureau, amina, "FRA")
    assert 'value="08:00' in get(views.duty_desk, amina)


def test_only_the_centre_changes_a_standing_and_sees_the_way_to_it(amina, chen):
    italy = Bureau.visible_to(chen).get(code="ITA")
    decided = {"standing": "4", "reason": "decision 7", "seen": italy.version}
    with pytest.raises(NotAllowed):
        post(views.standing, amina, decided, "ITA")
    assert "/standing/" not in get(views.bureau, amina, "ITA")
    assert "/bureaus/ITA/standing/" in get(views.bureau, chen, "ITA")
    assert post(views.standing, chen, {**decided, "reason": ""}, "ITA").status_code == 422

    assert post(views.standing, chen, decided, "ITA").status_code == 302

    assert "Owner suspended" in get(views.bureau, amina, "ITA")
    with pytest.raises(Stale):
        post(views.standing, chen, decided, "ITA")


def test_programs_read_the_directory_page_by_page(amina):
    client = TestClient(router)
    first = client.get("?limit=2", actor=amina).json()
    assert [each["code"] for each in first["bureaus"]] == ["CEN", "FRA"]
    second = client.get(f"?limit=2&after={first['next']}", actor=amina).json()
    assert [each["code"] for each in second["bureaus"]] == ["ITA", "UNM-A"]
    assert second["next"] is None
    assert second["bureaus"][1]["standing"] == Standing.MANDATE_ENDED.slug
    assert client.get("?kind=nonsense", actor=amina).status_code == 422


def test_programs_read_one_bureau_and_whom_to_call(amina, chen):
    operator = people.acting("oskar", Role.OPERATOR, code="CEN")
    centre = Bureau.visible_to(operator).get(code="CEN")
    actions.set_duty_desk(centre, Desk(telephone="+33 4 00 00 00 00", always_open=True), by=operator)
    italy = TestClient(router).get("/ITA", actor=amina).json()
    assert (italy["names"]["fr"], italy["duty_desk"]) == ("Italie", None)
    assert (italy["on_duty"]["bureau"], italy["on_duty"]["open_now"]) == ("CEN", True)


@pytest.mark.parametrize("code", ["NIX", "fra", "FRA%00", "%00", "FRA%E2%80%AE", "x" * 300])
def test_what_is_no_code_of_a_bureau_is_not_found(amina, code):
    assert TestClient(router).get(f"/{code}", actor=amina).status_code in (404, 422)
    request = RequestFactory().get(f"/bureaus/{code}/")
    try:
        match = resolve(request.path)
    except Resolver404:
        return
    request.actor = amina
    with pytest.raises(Http404):
        match.func(request, **match.kwargs)
