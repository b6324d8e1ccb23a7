"""The desk of the committee publishes its list from a page, and reads what each run added, changed and removed."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from comity.access.actors import for_node
from comity.access.roles import Role
from comity.databases import un_load
from comity.databases.persons import Person
from comity.kit.errors import NotAllowed, Refused
from comity.notices.actions import list_runs
from comity.notices.actions.following import follow_list
from comity.notices.actions.list_runs import ask_list_run, follow_waiting, run_now
from comity.notices.models import ListRun, Notice
from comity.notices.path import State
from comity.notices.un_special.runs import NEXT_TRY, next_try, stuck_runs
from tests.actors import AnyActor
from tests.rooms.notices.stories import AMINA, CHEN
from tests.rooms.notices.test_doors import window
from tests.rooms.notices.test_un_returns import load
from tests.rooms.notices.test_un_special import committee, later, without_velmar  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis", "committee")]
DESK = AnyActor("UNSC", function="desk officer")
PAGE = "/notices/public-list/"


@pytest.fixture(autouse=True)
def half_may_go(monkeypatch):
    monkeypatch.setattr(un_load, "MOST_GONE", 50)


def counts(run: ListRun) -> dict[str, int]:
    run.refresh_from_db()
    return {str(words): len(entries) for words, entries in run.counts}


def test_the_desk_publishes_the_list_and_reads_what_was_done():
    load(later(day="2026-02-27"))
    desk = window("sofia", "UNSC")
    assert "Publish the loaded list" in desk.get(PAGE).content.decode()
    assert not Notice.objects.exists()

    assert desk.post(f"{PAGE}publish/").url == PAGE
    assert "The list is being published." in desk.get(PAGE).content.decode()
    assert not Notice.objects.exists()  # a request is short: the worker publishes
    assert ProcrastinateJob.objects.filter(task_name=list_runs.WORK).exists()
    assert follow_waiting(timezone.now()) == 1

    run = ListRun.objects.get()
    assert counts(run) == {"Added": 2, "Changed": 0, "Removed": 0}
    page = desk.get(PAGE).content.decode()
    for row in Notice.objects.all():
        assert f'<a href="/notices/{row.pk}/">' in page
    assert "XXI.001" in page


def test_a_second_run_changes_nothing_and_a_newer_list_says_what_it_changed():
    load(later(day="2026-02-27"))
    ask_list_run(by=DESK)
    follow_waiting(timezone.now())
    again = ask_list_run(by=DESK)
    follow_waiting(timezone.now())
    assert counts(again) == {"Added": 0, "Changed": 0, "Removed": 0}
    assert again.unchanged == 2

    load(without_velmar(later("VALDERIS</SECOND_NAME>", "QUIRINUS</SECOND_NAME>")))
    newer = ask_list_run(by=DESK)
    follow_waiting(timezone.now())
    assert counts(newer) == {"Added": 0, "Changed": 1, "Removed": 1}
    assert [entry[:2] for entry in newer.entries] == [["amended", "XXI.001"], ["cancelled", "XXE.001"]]


def test_nobody_of_another_bureau_sees_the_page_or_asks():
    load(later(day="2026-02-27"))
    for name, code, role in (("fleur", "FRA", Role.DESK_OFFICER), ("chen", "CEN", Role.REVIEWER)):
        other = window(name, code, role)
        assert other.get(PAGE).status_code == other.post(f"{PAGE}publish/").status_code == 404
        assert "Our public list" not in other.get("/notices/").content.decode()
    for by in (AMINA, CHEN):
        with pytest.raises(Refused, match="sanctions committee"):
            ask_list_run(by=by)
    assert not ListRun.objects.exists()


def test_a_guard_of_the_committee_reads_and_does_not_publish():
    load(later(day="2026-02-27"))
    guard = window("gil", "UNSC", Role.BORDER_GUARD)
    assert "Publish the loaded list" not in guard.get(PAGE).content.decode()
    assert guard.post(f"{PAGE}publish/").status_code == 403
    assert not ListRun.objects.exists()


def test_the_desk_itself_holds_no_verb_that_publishes():
    with pytest.raises(NotAllowed):
        follow_list(by=person_of_the_desk(), refused=lambda *_told: None)


def person_of_the_desk() -> Any:
    from comity.access.actors import of_officer
    from tests import people

    person = people.officer("sofia", Role.DESK_OFFICER, place=people.unit("UNSC"))
    return of_officer(person.pk, second_factor=True)


def test_without_a_list_or_while_one_runs_it_is_refused_with_a_sentence():
    desk = window("sofia", "UNSC")
    assert "load_un_list" in desk.get(PAGE).content.decode()
    assert "Publish the loaded list" not in desk.get(PAGE).content.decode()
    with pytest.raises(Refused, match="No list"):
        ask_list_run(by=DESK)
    load(later(day="2026-02-27"))
    ask_list_run(by=DESK)
    with pytest.raises(Refused, match="being published"):
        ask_list_run(by=DESK)
    assert ListRun.objects.count() == 1


def test_two_never_follow_the_same_list_at_once():
    load(later(day="2026-02-27"))
    run = ask_list_run(by=DESK)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended('comity list UNSC', 0))")
        assert follow_waiting(timezone.now()) == 0
    finally:
        other.close()
    run.refresh_from_db()
    assert run.ended_at is None  # it waits still, and the next look does it
    assert not Notice.objects.exists()
    assert follow_waiting(timezone.now() + NEXT_TRY) == 1


def test_a_run_that_breaks_off_comes_later_each_time_and_the_operator_is_told(monkeypatch):
    load(later(day="2026-02-27"))
    run, now = ask_list_run(by=DESK), timezone.now()
    monkeypatch.setattr(list_runs, "follow_list", cut_off)
    tried = []
    for minutes in range(0, 60, 5):
        assert follow_waiting(now + timedelta(minutes=minutes)) == 0
        run.refresh_from_db()
        tried.append(run.tries)
        assert (stuck_runs() == 1) is (run.tries >= 3)
    assert tried == [1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4]  # after 5, 10, 20, 40 minutes
    assert next_try(30, now) == now + timedelta(hours=6)
    assert "Begun 4 times" in window("sofia", "UNSC").get(PAGE).content.decode()

    monkeypatch.undo()
    assert follow_waiting(now + timedelta(minutes=75)) == 1
    assert stuck_runs() == 0


def cut_off(**_told: Any) -> None:
    raise MemoryError


def test_what_cannot_become_a_notice_is_named_and_the_rest_is_published(monkeypatch):
    load(later(day="2026-02-27"))
    Person.objects.update(names=[])
    ask_list_run(by=DESK)
    follow_waiting(timezone.now())
    run = ListRun.objects.get()
    assert [each[0] for each in run.refused] == ["XXI.001"]
    assert counts(run)["Added"] == 1
    assert "No notice can be made of these entries" in window("sofia", "UNSC").get(PAGE).content.decode()


def test_what_a_command_did_stands_on_the_page_too(capsys):
    load(later(day="2026-02-27"))
    call_command("publish_un_list", bureau="UNSC", json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["published"], told["edition"]) == (2, "2026-02-27")
    run = ListRun.objects.get()
    assert (run.function, counts(run)["Added"]) == ("operator", 2)


def test_old_runs_go(monkeypatch):
    monkeypatch.setattr(list_runs, "MOST_RUNS", 2)
    load(later(day="2026-02-27"))
    for _ in range(3):
        run = ask_list_run(by=DESK)
        run_now(run, for_node("UNSC"))
    assert ListRun.objects.count() == 2
    assert Notice.objects.filter(state=int(State.PUBLISHED)).count() == 2
