"""The frame shows what rooms handed down, to those who may."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from comity.web import menu, metrics
from comity.web.context import Page
from comity.web.durations import words


@pytest.fixture
def frame(monkeypatch):
    """An empty frame, so that no room's own entries disturb."""
    monkeypatch.setattr(menu, "frame", menu.Frame())


def actor(*rights):
    return SimpleNamespace(may=lambda right, *, now: right in rights)


def shown(rf, path, *rights):
    request = rf.get(path)
    request.actor = actor(*rights)
    return Page(request).menu


def test_an_entry_is_shown_to_those_who_may(rf, frame):
    menu.register(menu.Entry("Health", "web:healthz", right="web.look"))

    assert [entry.label for entry in shown(rf, "/", "web.look")] == ["Health"]
    assert shown(rf, "/") == []


def test_the_longest_address_is_where_we_are(rf, frame):
    menu.register(menu.Entry("Language", "web:language", order=2))
    menu.register(menu.Entry("Health", "web:healthz", order=1, count=lambda request: 3))

    assert [(entry.label, entry.current, entry.count) for entry in shown(rf, "/language/x")] == [
        ("Health", False, 3),
        ("Language", True, None),
    ]


def test_nobody_signed_in_sees_no_menu_and_no_clock(rf, frame):
    menu.register(menu.Entry("Health", "web:healthz"))
    menu.register_due(lambda request: pytest.fail("asked for nobody"))
    page = Page(rf.get("/"))

    assert (page.menu, page.due, page.who, page.ask_url) == ([], None, None, None)


def test_an_address_that_is_not_served_is_not_shown(rf, frame):
    menu.register(menu.Entry("Later", "later:page"))

    assert shown(rf, "/") == []


def test_choosing_a_language_leads_back_and_is_remembered(client):
    response = client.post(
        "/language/", {"language": "ar"}, headers={"referer": "http://testserver/nothing/"}
    )

    assert response["Location"] == "http://testserver/nothing/"
    assert '<html lang="ar" dir="rtl">' in client.get("/nothing/").content.decode()


@pytest.mark.parametrize("back", ["", "https://evil.example/", "javascript:alert(1)"])
def test_no_way_leads_out(client, back):
    assert client.post("/language/", {"language": "fr"}, headers={"referer": back})["Location"] == "/"


def test_an_unknown_language_changes_nothing(client):
    assert not client.post("/language/", {"language": "xx"}).cookies


def test_a_form_from_elsewhere_is_refused_with_a_sentence():
    response = Client(enforce_csrf_checks=True).post("/language/", {"language": "ar"})

    assert response.status_code == 403
    assert "form-expired" in response.content.decode()


def test_health_needs_no_store(client):
    assert client.get("/healthz").json() == {"alive": True}


@pytest.mark.django_db
def test_a_migrated_node_is_ready(client):
    assert client.get("/readyz").json() == {"ready": True, "store": True, "migrated": True}


def test_metrics_are_for_this_machine(client, monkeypatch):
    monkeypatch.setattr(metrics, "_registry", {})
    asked = metrics.Counter("comity_questions", "Questions asked.")
    asked.add(outcome='no "hit"')
    asked.add(2, outcome='no "hit"')

    assert client.get("/metrics").content.decode() == (
        "# HELP comity_questions Questions asked.\n"
        "# TYPE comity_questions counter\n"
        'comity_questions{outcome="no \\"hit\\""} 3\n'
    )
    assert client.get("/metrics", headers={"x-forwarded-for": "10.1.1.1"}).status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="10.1.1.1").status_code == 404


def test_the_next_clock_is_told_as_time_left():
    due = menu.Due(0, datetime.now(UTC) + timedelta(minutes=18, seconds=30), "/")

    assert words(due.left) == "18 min"
