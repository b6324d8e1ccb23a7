"""Who comes back to the Security Council's list is published again; what was ended by hand or by reviewers is not."""

import io
from contextlib import suppress

import pytest
from django.core.management import call_command

from comity.databases import un_load
from comity.databases.organisations import Organisation
from comity.notices import actions
from comity.notices.models import Notice
from comity.notices.path import Ground, State
from comity.records import actions as records
from comity.records.document import body_of, digest
from comity.records.models import SearchKey
from comity.records.rules import Status
from tests.rooms.notices.stories import CHEN
from tests.rooms.notices.test_un_special import COMMITTEE, committee, counts, followed, later, without_velmar  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis", "committee")]


@pytest.fixture(autouse=True)
def half_may_go(monkeypatch):
    """The sample has two entries: one that leaves is more than a tenth."""
    monkeypatch.setattr(un_load, "MOST_GONE", 50)


def velmar(*states: State) -> list[Notice]:
    rows = Notice.objects.filter(body__un_reference="XXE.001").order_by("id")
    return [row for row in rows if not states or row.standing in states]


def test_who_returns_is_recorded_and_published_anew_under_another_number():
    followed()
    followed(without_velmar(later()))
    assert counts(followed(later(day="2026-03-01"))) == (1, 0, 0, 1)

    first, second = velmar()
    assert (first.standing, second.standing) == (State.CANCELLED, State.PUBLISHED)
    assert first.number != second.number
    living, ended = Organisation.objects.filter(source_reference__startswith="XXe.001").order_by("status")
    assert (living.status, ended.status) == (Status.ACTIVE, Status.WITHDRAWN)
    assert (living.source_reference, ended.source_reference) == ("XXe.001", f"XXe.001 {ended.id.hex[-8:]}")
    assert bytes(ended.sha256) == digest(body_of(ended))
    assert not SearchKey.objects.filter(record=ended.id).exists()


def test_loading_the_edition_in_which_it_returned_twice_changes_nothing():
    followed()
    followed(without_velmar(later()))
    text = later(day="2026-03-01")
    followed(text)
    before = list(Organisation.objects.order_by("id").values()), list(Notice.objects.order_by("id").values())
    assert counts(followed(text)) == (0, 0, 0, 2)
    assert before == (
        list(Organisation.objects.order_by("id").values()),
        list(Notice.objects.order_by("id").values()),
    )


def test_it_may_leave_and_return_again():
    followed()
    for day in ("01", "03", "05"):
        followed(without_velmar(later(day=f"2026-03-{day}")))
        followed(later(day=f"2026-03-0{int(day) + 1}"))
    assert [each.standing for each in velmar()] == [State.CANCELLED] * 3 + [State.PUBLISHED]


def test_back_before_anybody_published_the_list_without_it_nothing_is_recalled():
    followed()
    (row,) = velmar()
    for text in (without_velmar(later()), later(day="2026-03-01")):
        load(text)
    assert counts(followed(later(day="2026-03-01"))) == (0, 0, 0, 2)
    assert velmar() == [row]


def load(text: str):
    return un_load.load_un_list(io.BytesIO(text.encode()), by=COMMITTEE, refused=lambda *_told: None)


def test_the_load_says_who_returned():
    load(later(day="2026-02-27"))
    assert load(without_velmar(later())).returned == ()
    assert load(later(day="2026-03-01")).returned == ("XXe.001",)
    assert load(later(day="2026-03-01")).returned == ()


def test_what_its_bureau_withdrew_by_hand_no_edition_brings_back():
    followed()
    record = Organisation.objects.get()
    records.withdraw(Organisation, record.id, reason="A mistake of ours.", seen=record.version, by=COMMITTEE)
    assert counts(followed(later())) == (0, 0, 1, 1)
    assert counts(followed(later(day="2026-03-01"))) == (0, 0, 0, 1)
    assert Organisation.objects.count() == 1


def test_what_reviewers_cancelled_the_next_run_does_not_publish_again():
    followed()
    (row,) = velmar()
    actions.cancel(row, ground=Ground.ORDERED, reason="A court ordered it.", by=CHEN)
    assert counts(followed(later())) == (0, 0, 0, 2)
    assert velmar(State.PUBLISHED) == []
    followed(without_velmar(later(day="2026-03-01")))
    followed(later(day="2026-03-02"))  # listed anew, it is another listing
    assert len(velmar(State.PUBLISHED)) == 1


def test_the_operator_reads_who_returned(tmp_path, capsys):
    for place, text in enumerate((later(day="2026-02-27"), without_velmar(later()), later(day="2026-03-01"))):
        file = tmp_path / f"{place}.xml"
        file.write_text(text)
        with suppress(SystemExit):  # the sample has entries that are refused
            call_command("load_un_list", str(file), bureau="UNSC")
    assert "Back on the list, recorded anew: XXe.001" in capsys.readouterr().out
