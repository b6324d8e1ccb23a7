"""Being found can kill: an adult is asked first, for a child its protection is, and who looks learns what is allowed.

Source: practice 24 (binding).
"""

import datetime
from typing import Any

import pytest
from django.test import Client, override_settings
from hypothesis import given
from hypothesis import strategies as st

from comity.access.roles import Role
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused
from comity.messages.models import Message
from comity.notices import actions, telling
from comity.notices.asked import Asked
from comity.notices.conditions.identity import is_child as may_be_child
from comity.notices.finding import Answer, Report, answers_for, faults
from comity.notices.models import Deed, Finding, Notice
from comity.notices.path import Ground, State
from comity.notices.weighing import factors_of
from comity.records.models import SearchKey
from tests.actors import without
from tests.rooms.notices.stories import AMINA, BRUNO, CHEN, DORA, EDO, approved, published, submitted
from tests.rooms.notices.test_doors import france, italy, reviewer, window

__all__ = ["france", "italy", "reviewer"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]
TODAY = datetime.date(2026, 11, 28)
ALONE = Report(Answer.NO_CONTACT, asked=True)
CARE = "Youth office of Turin, 27 November"


def adult(**more: Any) -> Notice:
    return published("yellow", **more)


def child(born: str = "2016-05-02", **more: Any) -> Notice:
    body = {
        "born": [{"date": born}],
        "minor_condition": "A missing child is sought.",
        "custody_dispute": False,
        "protection_order": False,
        "other_parent": "Heard.",
        **more,
    }
    return approved(submitted("yellow", **body), CHEN, EDO)


def read_by(bureau: Any, row: Notice) -> str:
    """Everything that the bureau which asked can read of it: messages and file."""
    told = [*Message.visible_to(bureau).filter(about=f"notice:{row.pk}").values_list("body", flat=True)]
    deeds = Deed.visible_to(bureau).filter(notice=row)
    return " ".join([*told, *(f"{each.bureau} {each.function} {each.text} {each.verb}" for each in deeds)])


def test_an_adult_who_wants_no_contact_ends_the_notice_and_its_bureau_learns_only_that():
    row = adult()
    actions.report_found(row, ALONE, by=BRUNO)
    row.refresh_from_db()
    assert (row.standing, row.ground) == (State.CANCELLED, int(Ground.LOCATED_SAFE))
    assert str(row.ground_words) == "Located and safe; does not want contact"
    assert not SearchKey.objects.exclude(visible=["+"]).exists()
    (told,) = (
        Message.visible_to(AMINA)
        .filter(about=f"notice:{row.pk}", kind=telling.DECIDED)
        .order_by("-created_at")[:1]
    )
    assert told.content == {
        "notice": str(row.pk),
        "number": row.number,
        "what": "cancelled",
        "ground": "located-safe",
        "text": "",
    }
    words = read_by(AMINA, row)
    assert "ITA" not in words
    assert "report_found" not in words
    assert BRUNO.function not in [
        each.function for each in Deed.visible_to(AMINA).filter(verb="notices.cancel")
    ]
    assert not Finding.visible_to(AMINA).exists()
    assert not Finding.visible_to(CHEN).exists()
    assert ActRow.objects.filter(verb="notices.report_found", bureau="ITA").count() == 1


def test_an_adult_is_asked_first():
    row = adult()
    with pytest.raises(Invalid) as refused:
        actions.report_found(row, Report(Answer.NO_CONTACT), by=BRUNO)
    assert [each.field for each in refused.value.errors] == ["asked"]
    row.refresh_from_db()
    assert row.is_out


def test_an_adult_who_agrees_is_looked_for_no_more_and_the_finder_may_be_asked():
    row = adult()
    actions.report_found(row, Report(Answer.ADULT_AGREES, asked=True), by=BRUNO)
    row.refresh_from_db()
    assert row.standing is State.SUSPENDED
    told = Message.visible_to(AMINA).get(kind=telling.FOUND)
    assert told.content == {
        "notice": str(row.pk),
        "number": row.number,
        "what": "adult-agrees",
        "bureau": "ITA",
    }
    assert not Message.visible_to(DORA).filter(kind=telling.FOUND).exists()
    assert actions.withdraw(row, reason="Found.", by=AMINA).standing is State.WITHDRAWN


@pytest.mark.parametrize("answer", [Answer.NO_CONTACT, Answer.ADULT_AGREES])
def test_a_childs_wish_ends_nothing(answer: Answer) -> None:
    row = child()
    with pytest.raises(Invalid) as refused:
        actions.report_found(row, Report(answer, asked=True), by=BRUNO)
    assert [each.code for each in refused.value.errors] == ["age"]
    row.refresh_from_db()
    assert row.is_out


@pytest.mark.parametrize(("born", "is_child"), [("2008-11-28", False), ("2008-11-29", True)])
def test_the_day_somebody_comes_of_age(born: str, is_child: bool) -> None:
    asked = Asked({"born": [{"date": born}]}, TODAY)
    assert may_be_child(asked) is is_child
    assert (Answer.NO_CONTACT in answers_for(is_child=is_child, is_known=True)) is not is_child


def test_for_a_child_its_protection_is_named_before_anybody_is_told():
    row = child()
    with pytest.raises(Invalid) as refused:
        actions.report_found(row, Report(Answer.CHILD_TOLD), by=BRUNO)
    assert [each.field for each in refused.value.errors] == ["child_protection"]
    assert not Message.objects.filter(kind=telling.FOUND).exists()

    actions.report_found(row, Report(Answer.CHILD_TOLD, child_protection=CARE), by=BRUNO)
    row.refresh_from_db()
    assert row.standing is State.SUSPENDED
    assert Message.visible_to(AMINA).get(kind=telling.FOUND).content["what"] == "child-told"
    assert CARE not in read_by(AMINA, row)
    assert not ActRow.objects.filter(reason__contains="Youth").exists()


def test_where_child_protection_says_no_nothing_changes_and_nobody_learns_of_it():
    row = child()
    messages, deeds, version = Message.objects.count(), row.deeds.count(), row.version
    before = read_by(AMINA, row)
    actions.report_found(row, Report(Answer.CHILD_KEPT, child_protection=CARE), by=BRUNO)
    row.refresh_from_db()
    assert row.is_out
    assert (Message.objects.count(), row.deeds.count(), row.version) == (messages, deeds, version)
    assert read_by(AMINA, row) == before
    assert Finding.visible_to(BRUNO).get().child_protection == CARE
    actions.report_found(row, Report(Answer.CHILD_TOLD, child_protection=CARE), by=BRUNO)  # decided later
    assert Finding.objects.get().answer == Answer.CHILD_TOLD


def test_who_sees_no_notice_finds_nobody():
    report = ALONE
    with pytest.raises(Refused, match="your own notice"):
        actions.report_found(adult(), report, by=AMINA)
    with pytest.raises(NotFound):
        actions.report_found(adult(restriction="all-but ITA"), report, by=BRUNO)
    with pytest.raises(NotFound):
        actions.report_found(submitted("yellow"), report, by=CHEN)
    with pytest.raises(Refused, match="no missing person"):
        actions.report_found(published("red"), report, by=BRUNO)
    with pytest.raises(NotAllowed):
        actions.report_found(adult(), report, by=without(BRUNO, "notices.report_found"))
    row = adult()
    actions.report_found(row, report, by=BRUNO)
    with pytest.raises(NotFound):
        actions.report_found(row, report, by=DORA)


def test_a_new_request_for_who_wanted_no_contact_needs_two_reviewers():
    actions.report_found(adult(), ALONE, by=BRUNO)
    again = submitted("yellow")
    (factor,) = [each for each in factors_of(again, TODAY) if each.code == "earlier"]
    assert "Located and safe; does not want contact" in str(factor.evidence[0])
    assert factor.two


@override_settings(PUBLIC_NOTICES=True)
def test_a_found_person_is_gone_from_the_public_side_at_once(client: Client) -> None:
    row = adult(public=True)
    assert _public(client, row) == 200
    actions.report_found(row, ALONE, by=BRUNO)
    assert _public(client, row) == 404


def _public(client: Client, row: Notice) -> int:
    return client.get(f"/public/notices/{row.number}/").status_code


def test_the_page_asks_what_fits_the_age(italy: Client, france: Client) -> None:
    row, young = adult(), child(documents=None, names=[{"text": "Mia Invented", "quality": "primary"}])
    words = italy.get(f"/notices/{row.pk}/").content.decode()
    assert "An adult: located and safe, does not want contact" in words
    assert 'name="child_protection"' not in words
    words = italy.get(f"/notices/{young.pk}/").content.decode()
    assert "does not want contact" not in words
    assert 'name="child_protection"' in words
    assert "Found here" not in france.get(f"/notices/{row.pk}/").content.decode()

    wrong = italy.post(f"/notices/{row.pk}/found/", {"answer": "no-contact"})
    assert wrong.status_code == 422
    assert "Ask this person first, alone, and say that you did." in wrong.content.decode()
    assert italy.post(f"/notices/{row.pk}/found/", {"answer": "child-told"}).status_code == 422
    done = italy.post(f"/notices/{row.pk}/found/", {"answer": "no-contact", "asked": "on"})
    assert done.url == "/notices/"
    page = france.get(f"/notices/{row.pk}/").content.decode()
    assert "Located and safe; does not want contact" in page
    assert "ITA" not in page

    kept = {"answer": "child-kept", "child_protection": CARE}
    assert italy.post(f"/notices/{young.pk}/found/", kept).url == f"/notices/{young.pk}/"
    assert CARE in italy.get(f"/notices/{young.pk}/").content.decode()
    assert CARE not in france.get(f"/notices/{young.pk}/").content.decode()
    assert CARE not in window("dirk", "DEU", Role.DESK_OFFICER).get(f"/notices/{young.pk}/").content.decode()


@given(
    st.booleans(),
    st.booleans(),
    st.sampled_from(Answer),
    st.booleans(),
    st.sampled_from(["", "Youth office"]),
)
def test_nothing_is_told_before_the_adult_or_child_protection_answered(
    is_child: bool, is_known: bool, answer: Answer, asked: bool, care: str
) -> None:
    if faults(Report(answer, asked, care), answers_for(is_child=is_child, is_known=is_known)):
        return
    assert care if answer.is_of_child else asked
    assert not (is_child and not answer.is_of_child)
