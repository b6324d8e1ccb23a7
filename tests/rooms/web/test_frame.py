"""The frame shows what rooms handed down, to those who may."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import DateTimeField, Value
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.bureaus.models import Bureau
from comity.gate.models import AccessEpoch
from comity.kit import figures
from comity.kit.statements import fetch
from comity.web import menu, metrics
from comity.web.context import Page
from comity.web.durations import words
from tests import people
from tests.actors import AMINA, BRUNO, without


@pytest.fixture
def frame(monkeypatch):
    """An empty frame, so that no room's own entries disturb."""
    monkeypatch.setattr(menu, "frame", menu.Frame())


def shown(rf, path, actor=AMINA):
    request = rf.get(path)
    request.actor = actor
    return Page(request)


def test_an_entry_is_shown_to_those_who_may(rf, frame):
    menu.register(menu.Entry("Health", "web:healthz", right="web.look"))

    assert [entry.label for entry in shown(rf, "/").menu.row] == ["Health"]
    assert shown(rf, "/", without(AMINA, "web.look")).menu.row == []


@pytest.mark.django_db
def test_the_longest_address_is_where_we_are_and_what_waits_is_counted(rf, frame):
    people.bureau("FRA", country="FRA")
    people.bureau("ITA", country="ITA")
    menu.register(menu.Entry("Language", "web:language", order=2))
    own = menu.Entry(
        "Health",
        "web:healthz",
        order=1,
        waits=lambda actor: [Bureau.objects.filter(code=actor.bureau), Bureau.objects.all()],
    )
    menu.register(own)

    assert [(entry.label, entry.current, entry.count) for entry in shown(rf, "/language/x").menu.row] == [
        ("Health", False, 3),
        ("Language", True, None),
    ]


@pytest.mark.django_db
def test_all_that_waits_and_the_clocks_are_one_statement(rf, frame, monkeypatch):
    people.bureau("FRA", country="FRA")
    deadline = datetime(2026, 5, 1, 12, tzinfo=UTC)
    epoch = AccessEpoch.objects.filter(pk=1).annotate(due_at=Value(deadline, DateTimeField()))
    for url_name in ("web:healthz", "web:language"):
        menu.register(menu.Entry("Page", url_name, waits=lambda _actor: [Bureau.objects.all()]))
    menu.register_clocks(
        lambda _actor: menu.Clocks(Bureau.objects.none(), epoch.values("due_at"), "web:healthz")
    )
    sent: list[bytes] = []
    monkeypatch.setattr(figures, "fetch", lambda text, values: sent.append(text) or fetch(text, values))

    with CaptureQueriesContext(connection) as others:
        page = shown(rf, "/")
        assert ([entry.count for entry in page.menu.row], page.due) == (
            [1, 1],
            menu.Due(0, deadline, "/healthz"),
        )
        assert shown(rf, "/").due == page.due

    assert len(sent) == 2  # one for each page
    assert sent[0] is sent[1]  # compiled once
    assert len(others) == 0


@pytest.mark.django_db
def test_what_was_compiled_for_one_reader_tells_no_other(rf, frame):
    """Rights, bureau and access epoch are in the actor; a later count is read anew."""
    menu.register(
        menu.Entry("Own", "web:healthz", waits=lambda actor: [Bureau.objects.filter(code=actor.bureau)])
    )
    assert shown(rf, "/").menu.row[0].count == 0
    people.bureau("FRA", country="FRA")

    assert shown(rf, "/").menu.row[0].count == 1
    assert shown(rf, "/", BRUNO).menu.row[0].count == 0


def test_nobody_signed_in_sees_no_menu_and_no_clock(rf, frame):
    menu.register(menu.Entry("Health", "web:healthz"))
    menu.register_clocks(lambda _actor: pytest.fail("asked for nobody"))
    page = Page(rf.get("/"))

    assert (page.menu, page.due, page.who, page.ask_url) == (None, None, None, None)


def test_an_address_that_is_not_served_is_not_shown(rf, frame):
    menu.register(menu.Entry("Later", "later:page"))

    assert shown(rf, "/").menu.row == []


def long_menu(monkeypatch, *, seldom: int) -> None:
    """Eleven words, the last ones seldom used, on addresses that are served."""
    monkeypatch.setattr(menu, "url_or_none", lambda name: f"/{name}/")
    for place in range(menu.MOST_IN_ROW + 1):
        is_seldom = place > menu.MOST_IN_ROW - seldom
        waits = (lambda _actor: [AccessEpoch.objects.all()]) if is_seldom else None
        menu.register(menu.Entry(f"Word {place}", f"word-{place}", waits=waits, seldom=is_seldom))


@pytest.mark.django_db
def test_a_menu_too_long_for_a_row_keeps_what_is_seldom_used_behind_one_word(rf, frame, monkeypatch):
    long_menu(monkeypatch, seldom=2)
    seen = shown(rf, "/word-10/").menu

    assert [len(seen.row), len(seen.more)] == [menu.MOST_IN_ROW - 1, 2]
    assert seen.waiting == 2  # nothing that waits is hidden
    assert seen.here.label == "Word 10"
    assert shown(rf, "/word-0/").menu.here is None


@pytest.mark.django_db
def test_a_menu_that_fits_hides_nothing(rf, frame, monkeypatch):
    long_menu(monkeypatch, seldom=2)
    menu.frame.entries.pop(0)
    seen = shown(rf, "/").menu

    assert [len(seen.row), seen.more] == [menu.MOST_IN_ROW, []]


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
