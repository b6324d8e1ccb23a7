"""A draft is kept as it is written: half a date, no warrant, a lost answer, somebody else at the same draft."""

import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotFound, Refused, Stale
from comity.notices import actions
from comity.notices.actions import Typed
from comity.notices.fields import FIELDS
from comity.notices.models import Notice
from comity.notices.path import State
from comity.notices.request import faults_of, sorted_out
from comity.records.document import EMPTY
from tests.rooms.notices.stories import AMINA, BRUNO, CHEN, DORA, drafted, example, submitted
from tests.rooms.notices.test_doors import france, italy, typed

__all__ = ["france", "italy"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]
TODAY = datetime.date(2026, 11, 28)
SAVE = "/notices/new/red/save/"


def red(**more: Any) -> Typed:
    return Typed("red", example("red", **more))


def acts(row: Notice) -> list[str]:
    return list(ActRow.objects.filter(about=f"notice:{row.pk}").order_by("id").values_list("verb", flat=True))


def test_half_a_date_and_an_empty_warrant_are_kept_and_hold_up_the_submission():
    row = actions.save(red(warrant_on="2026-0", warrant=None), sitting=uuid4(), by=AMINA)
    assert row.standing is State.DRAFT
    assert row.unread == {"warrant_on": "2026-0"}
    assert "warrant_on" not in row.body
    assert row.body["charge"] == "Murder"
    with pytest.raises(Invalid) as refused:
        actions.submit(row, seen=row.version, by=AMINA)
    assert {each.field for each in refused.value.errors} == {"warrant_on", "warrant"}


def test_what_is_unreadable_alone_holds_up_the_submission():
    row = actions.save(red(height_cm="tall"), sitting=uuid4(), by=AMINA)
    with pytest.raises(Invalid) as refused:
        actions.submit(row, seen=row.version, by=AMINA)
    assert [each.field for each in refused.value.errors] == ["height_cm"]
    row = actions.save(red(height_cm="182"), sitting=uuid4(), notice=row, seen=1, by=AMINA)
    assert actions.submit(row, seen=2, by=AMINA).standing is State.SUBMITTED


def test_a_sitting_is_one_act_and_one_line_in_the_file_however_often_it_saves():
    page = uuid4()
    row = actions.save(red(charge="M"), sitting=page, by=AMINA)
    for charge in ("Mu", "Mur", "Murd", "Murder"):
        row = actions.save(red(charge=charge), sitting=page, notice=row, seen=row.version, by=AMINA)
    assert (row.version, row.body["charge"]) == (5, "Murder")
    assert acts(row) == ["notices.save"]
    assert list(row.deeds.values_list("verb", flat=True)) == ["notices.draft"]

    other = uuid4()
    for charge in ("Murder and", "Murder and theft"):
        row = actions.save(red(charge=charge), sitting=other, notice=row, seen=row.version, by=AMINA)
    assert acts(row) == ["notices.save", "notices.save"]
    assert list(row.deeds.order_by("at").values_list("verb", flat=True)) == [
        "notices.draft",
        "notices.change",
    ]


def test_whoever_only_let_a_page_save_has_drafted_it_and_never_reviews_it():
    row = submitted()
    Notice.objects.filter(pk=row.pk).update(state=int(State.DRAFT))
    page = uuid4()
    row = actions.save(red(charge="Theft"), sitting=page, notice=row, seen=row.version, by=AMINA)
    row = actions.submit(row, seen=row.version, by=AMINA)
    row.deeds.filter(verb="notices.change").update(officer=CHEN.officer)
    with pytest.raises(Refused, match="Whoever drafted"):
        actions.take(row, by=CHEN)


def test_a_refused_save_leaves_its_act():
    page = uuid4()
    row = actions.save(red(), sitting=page, by=AMINA)
    with pytest.raises(Stale):
        actions.save(red(charge="Theft"), sitting=uuid4(), notice=row, seen=0, by=AMINA)
    assert ActRow.objects.filter(verb="notices.save", reason="stale").count() == 1


def test_a_page_whose_answers_were_lost_goes_on_with_its_own_draft():
    page = uuid4()
    row = actions.save(red(), sitting=page, by=AMINA)
    again = actions.save(red(charge="Theft"), sitting=page, by=AMINA)  # it never heard of the draft
    assert (again.pk, Notice.objects.count()) == (row.pk, 1)
    later = actions.save(red(charge="Fraud"), sitting=page, notice=row, seen=1, by=AMINA)
    assert (later.version, later.body["charge"]) == (3, "Fraud")


def test_somebody_elses_change_is_never_written_over_unseen():
    page = uuid4()
    row = actions.save(red(), sitting=page, by=AMINA)
    actions.change(row, example("red", charge="Manslaughter"), seen=1, by=AMINA)
    with pytest.raises(Stale):
        actions.save(red(charge="Theft"), sitting=page, notice=row, seen=1, by=AMINA)
    row.refresh_from_db()
    assert row.body["charge"] == "Manslaughter"


def test_a_draft_of_another_bureau_is_not_there():
    page = uuid4()
    row = actions.save(red(), sitting=page, by=AMINA)
    with pytest.raises(NotFound):
        actions.save(red(), sitting=uuid4(), notice=row, seen=1, by=BRUNO)
    assert actions.save(red(), sitting=page, by=DORA).pk != row.pk  # nor by its page's id


def test_what_reviewers_have_is_not_changed_by_itself():
    row = submitted()
    with pytest.raises(Refused, match="Reviewers have it already"):
        actions.save(red(charge="Theft"), sitting=uuid4(), notice=row, seen=row.version, by=AMINA)


def test_half_a_code_of_a_bureau_never_becomes_a_diffusion_to_all():
    half = Typed("blue", example("blue"), diffusion=True, addressees=("IT",), addressees_typed="IT")
    row = actions.save(half, sitting=uuid4(), by=AMINA)
    assert row.unread == {"addressees": "IT"}
    with pytest.raises(Invalid) as refused:
        actions.submit(row, seen=1, by=AMINA)
    assert [each.field for each in refused.value.errors] == ["addressees"]


def test_a_change_by_the_button_or_a_program_reads_everything():
    row = actions.save(red(height_cm="tall"), sitting=uuid4(), by=AMINA)
    row = actions.change(row, example("red"), seen=1, by=AMINA)
    assert (row.unread, row.version) == ({}, 2)


def test_too_much_that_cannot_be_read_is_refused():
    with pytest.raises(Refused, match="Too much"):
        actions.save(red(penalty="9" * 60_000), sitting=uuid4(), by=AMINA)


def test_a_letter_that_no_store_holds_is_left_out():
    row = actions.save(red(penalty="t\0wo"), sitting=uuid4(), by=AMINA)
    assert row.unread == {"penalty": "two"}


@given(
    st.dictionaries(
        st.sampled_from(["warrant_on", "penalty", "sex", "facts_on", "charge", "born"]), st.text()
    )
)
def test_nothing_typed_is_dropped_by_sorting_it_out(raw: dict[str, str]) -> None:
    request, unread = sorted_out("red", raw, today=TODAY)
    says = {name for name in raw if not _is_nothing(name, raw[name])}
    assert says == set(unread) | set(request.body)
    assert not set(unread) & set(request.body)
    assert {each.field.partition(".")[0] for each in faults_of("red", request.body, unread, TODAY)} == set(
        unread
    )


def _is_nothing(name: str, text: str) -> bool:
    """Does cleaning leave nothing of it, as of spaces?"""
    try:
        return FIELDS[name].value.clean(text, name) in EMPTY if text else True
    except Invalid:
        return False


# The page


def sent(**more: Any) -> dict[str, str]:
    return {**typed("red"), "sitting": str(uuid4()), **more}


def test_the_page_is_told_where_its_draft_is_and_what_it_saw(france: Client) -> None:
    part = france.post(SAVE, sent(warrant_on="2026-0"))
    row = Notice.objects.get()
    words = part.content.decode()
    assert (part.status_code, part["Comity-Part"]) == (200, "saved")
    assert "Saved at" in words
    assert 'name="seen" value="1"' in words
    assert f'data-address="/notices/{row.pk}/change/"' in words
    page = france.get(f"/notices/{row.pk}/change/").content.decode()
    assert 'value="2026-0"' in page
    assert "condition is not met yet" in page
    shown = france.get(f"/notices/{row.pk}/").content.decode()
    assert "1 condition is not met yet" in shown


def test_an_empty_form_begins_nothing(france: Client) -> None:
    assert france.post(SAVE, {"sitting": str(uuid4())}).status_code == 200
    assert not Notice.objects.exists()


def test_a_conflict_is_a_sentence_with_what_the_other_one_saved(france: Client) -> None:
    page = sent()
    france.post(SAVE, page)
    row = Notice.objects.get()
    actions.change(row, example("red", charge="Manslaughter", link=None), seen=1, by=AMINA)
    mine = {**page, "notice": str(row.pk), "seen": "1", "offence": "Theft"}
    part = france.post(SAVE, mine)
    words = part.content.decode()
    assert (part.status_code, part["Comity-Part"]) == (409, "conflict")
    assert "Somebody has changed it meanwhile." in words
    assert "Manslaughter" in words
    assert "#beside-offence" in words
    assert "#beside-link" in words
    assert "#beside-facts_place" not in words  # there both say the same

    plain = france.post(f"/notices/{row.pk}/change/", mine)  # without scripts the same
    assert plain.status_code == 422
    assert "Manslaughter" in plain.content.decode()
    assert 'value="Theft"' in plain.content.decode()
    assert france.post(f"/notices/{row.pk}/change/", {**mine, "over": "2"}).status_code == 302
    row.refresh_from_db()
    assert (row.body["offence"], row.body["charge"]) == ("Theft", "Murder")


def test_a_draft_that_somebody_dropped_is_offered_as_a_new_one(france: Client) -> None:
    row = drafted()
    actions.drop(row, by=AMINA)
    part = france.post(SAVE, sent(notice=str(row.pk), seen="1"))
    assert (part.status_code, part["Comity-Part"]) == (404, "gone")
    assert 'formaction="/notices/new/red/"' in part.content.decode()


def test_a_draft_of_others_answers_like_one_that_is_gone(italy: Client) -> None:
    row, gone = drafted(), drafted()
    actions.drop(gone, by=AMINA)
    theirs, nothing = (italy.post(SAVE, sent(notice=str(each.pk), seen="1")) for each in (row, gone))
    assert (theirs.status_code, theirs.content) == (nothing.status_code, nothing.content)


@pytest.mark.parametrize("more", [{"sitting": "x"}, {"notice": "x"}, {"seen": "9" * 30}, {"penalty": "\0"}])
def test_what_no_page_would_send_breaks_nothing(france: Client, more: dict[str, str]) -> None:
    assert france.post(SAVE, sent(**more)).status_code in (200, 404)


def test_the_button_finds_what_its_page_saved_already(france: Client) -> None:
    page = sent()
    france.post(SAVE, page)
    assert france.post("/notices/new/red/", {**page, "charge": "Theft"}).status_code == 302
    row = Notice.objects.get()
    assert (row.body["charge"], row.version) == ("Theft", 2)


def test_addressees_without_a_diffusion_are_not_left_out_silently(france: Client) -> None:
    page = france.post("/notices/new/blue/", {**typed("blue"), "addressees": "ITA"})
    assert page.status_code == 422
    assert "Say that this is a diffusion, or name nobody." in page.content.decode()
    assert not Notice.objects.exists()
