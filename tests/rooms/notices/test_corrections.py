"""A notice is corrected by its bureau: reviewed anew, everywhere in one moment, the difference sent and answered."""

import datetime
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.kit.errors import Invalid, NotFound, Refused, Stale
from comity.messages.models import Message
from comity.notices import actions, lists, telling
from comity.notices.databases import NoticeDocument, NoticeRecord
from comity.notices.models import Notice, Protection, Received
from comity.notices.path import Ground, State
from comity.records.attached.attaching import Sent
from comity.records.attached.attachments import of_notice
from comity.records.models import SearchKey
from tests.files import png
from tests.rooms.notices.stories import (
    AMINA,
    BRUNO,
    CHEN,
    DORA,
    EDO,
    approved,
    corrected,
    drafted,
    published,
    submitted,
    taken_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]
TODAY = datetime.date.today()
OTHER_PAPER = [{"kind": "passport", "issuer": "KAZ", "number": "N09999999"}]


def sent_to(bureau: str) -> list[dict[str, Any]]:
    """The differences that a bureau was sent, the oldest first."""
    rows = Message.objects.filter(kind=telling.CORRECTION, deliveries__bureau=bureau).order_by("id")
    return [each.content for each in rows]


def values() -> set[str]:
    return set(SearchKey.objects.values_list("value", flat=True))


def test_until_a_correction_is_approved_the_published_version_stands():
    row = published()
    before = (row.body, bytes(row.digest), row.version, values())

    made = corrected(row, documents=OTHER_PAPER)

    row.refresh_from_db()
    assert (row.body, bytes(row.digest), row.version, values()) == before
    assert row.standing is State.PUBLISHED
    assert made.standing is State.SUBMITTED
    assert not Notice.visible_to(BRUNO).filter(pk=made.pk).exists()
    assert sent_to("ITA") == []


def test_approved_it_replaces_entries_and_keys_and_counts_as_a_new_version():
    row = published()
    made = corrected(row, documents=OTHER_PAPER, charge="Manslaughter")
    made = approved(made, CHEN)

    now = Notice.objects.get(pk=row.pk)
    assert (made.standing, now.standing, now.version) == (State.TAKEN_IN, State.PUBLISHED, row.version + 1)
    assert now.body["charge"] == "Manslaughter"
    assert bytes(now.digest) == bytes(made.digest)  # what stands is what was approved
    assert not any("N04471203" in value for value in values())
    assert any("N09999999" in value for value in values())
    assert NoticeRecord.objects.count() == 1
    assert now.expires_on == row.expires_on  # a correction prolongs nothing


def test_every_bureau_that_received_it_is_sent_the_difference_and_asked_for_its_word():
    row = published()
    row = taken_in(row, charge="Manslaughter")

    (told,) = sent_to("ITA")
    assert told["changes"] == [{"field": "charge", "before": "Murder", "after": "Manslaughter"}]
    assert (told["version"], told["was"]) == (row.version, row.version - 1)
    received = {each.bureau: each for each in row.received.all()}
    assert set(received) == {"ITA", "DEU"}
    assert all(each.is_to_correct and each.correction_received_at for each in received.values())

    actions.acknowledge_correction(received["ITA"], applied_on=TODAY, version=row.version, by=BRUNO)
    assert {each.bureau for each in lists.board(CHEN, row) if each.is_to_correct} == {"DEU"}
    assert not lists.corrections(BRUNO, open_only=True).exists()
    assert lists.corrections(DORA, open_only=True).count() == 1


def test_what_stays_in_the_file_is_in_no_difference():
    row = published()
    row = taken_in(row, link="A third witness, under protection.", charge="Manslaughter")
    assert [each["field"] for each in sent_to("ITA")[0]["changes"]] == ["charge"]
    assert "protection" not in Message.objects.get(kind=telling.CORRECTION, deliveries__bureau="ITA").body


def test_what_only_reviewers_read_is_corrected_without_a_word_to_others():
    row = published()
    row = taken_in(row, link="A third witness.")
    assert row.body["link"] == "A third witness."
    assert sent_to("ITA") == []
    assert not any(each.is_to_correct for each in row.received.all())


def test_its_own_reference_and_what_shows_it_to_fewer_needs_no_reviewer():
    row = published(public=True)
    made = corrected(row, case="FRA-2026-7", public=None, restriction="all-but DEU")
    assert made.standing is State.TAKEN_IN
    row.refresh_from_db()
    assert "public" not in row.body
    assert row.closed == ["-", "DEU"]


@pytest.mark.parametrize(
    "more",
    [{"charge": "Arson"}, {"names": [{"text": "Somebody Else", "quality": "primary"}]}, {"titles": "Mayor"}],
)
def test_all_else_waits_for_a_reviewer(more):
    assert corrected(published(), **more).standing is State.SUBMITTED


def test_to_show_it_to_the_public_or_to_more_bureaus_waits_for_a_reviewer():
    assert corrected(published(), public=True).standing is State.SUBMITTED
    assert corrected(published(restriction="all-but DEU"), restriction=None).standing is State.SUBMITTED


def test_whoever_it_is_closed_to_by_a_correction_learns_that_it_is_withdrawn_and_nothing_after():
    row = published()
    row = taken_in(row, charge="Manslaughter", restriction="all-but DEU")

    assert sent_to("DEU") == []
    (theirs,) = Received.visible_to(DORA)
    assert (theirs.waits, theirs.standing) == (True, State.WITHDRAWN)
    recall = Message.objects.get(kind=telling.RECALL)
    assert [each.bureau for each in recall.deliveries_for(DORA)] == ["DEU"]
    assert recall.content["what"] == "withdrawn"
    assert not Notice.visible_to(DORA).filter(pk=row.pk).exists()

    actions.cancel(row, ground=Ground.ORDERED, reason="Ordered.", by=CHEN)
    theirs.refresh_from_db()
    assert theirs.standing is State.WITHDRAWN
    later = Message.objects.filter(kind=telling.RECALL).latest("id")
    assert not later.deliveries.filter(bureau="DEU").exists()


def test_whoever_it_is_opened_to_gets_the_notice_and_never_what_it_said_before():
    row = published(restriction="all-but DEU")
    row = taken_in(row, charge="Manslaughter", restriction=None)
    assert sent_to("DEU") == []
    assert Message.objects.filter(kind=telling.NOTICE, deliveries__bureau="DEU").count() == 1
    assert row.received.get(bureau="DEU").corrected_at is None
    assert len(sent_to("ITA")) == 1


def test_addressees_of_a_diffusion_never_learn_of_one_another_by_its_correction():
    row = published(to=("ITA", "DEU"))
    row = taken_in(row, charge="Manslaughter", to=("ITA",))
    assert [each["field"] for each in sent_to("ITA")[0]["changes"]] == ["charge"]
    assert row.received.get(bureau="DEU").dropped


def test_opened_again_it_comes_as_new():
    row = published()
    row = taken_in(row, restriction="all-but DEU")
    row = taken_in(row, charge="Manslaughter", restriction=None)
    theirs = row.received.get(bureau="DEU")
    assert (theirs.dropped, theirs.recalled_at) == (False, None)
    assert Notice.visible_to(DORA).filter(pk=row.pk).exists()


@pytest.mark.parametrize("end", ["withdrawn", "cancelled", "suspended", "expired"])
def test_what_does_not_stand_cannot_be_corrected(end):
    row = published()
    ended(row, end)
    with pytest.raises(Refused):
        actions.correct(row, by=AMINA)
    assert Notice.objects.count() == 1


def ended(row: Notice, how: str) -> None:
    if how == "withdrawn":
        actions.withdraw(row, reason="Lifted.", by=AMINA)
    elif how == "cancelled":
        actions.cancel(row, ground=Ground.ORDERED, reason="Ordered.", by=CHEN)
    elif how == "suspended":
        actions.suspend(row, reason="New facts.", by=CHEN)
    else:
        assert actions.expire_due(timezone.now() + timedelta(days=6 * 366)) == 1


@pytest.mark.parametrize("end", ["withdrawn", "cancelled", "suspended"])
def test_recalled_while_a_correction_waits_it_is_not_edited_back(end):
    row = published()
    made = actions.take(corrected(row, charge="Manslaughter"), by=CHEN)
    ended(row, end)
    with pytest.raises(Refused, match="does not stand"):
        actions.approve(made, "Well told.", digest=bytes(made.digest), by=CHEN)
    assert Notice.objects.get(pk=row.pk).body["charge"] == "Murder"
    assert not SearchKey.objects.filter(visible__isnull=False, database=NoticeDocument.code).exists() or (
        end == "suspended"
    )


def test_a_correction_of_what_has_ended_ends_by_itself():
    row = published()
    made = corrected(row, charge="Manslaughter")
    assert actions.drop_corrections_due(timezone.now()) == 0
    actions.withdraw(row, reason="Lifted.", by=AMINA)
    assert actions.drop_corrections_due(timezone.now()) == 1
    assert actions.drop_corrections_due(timezone.now()) == 0
    made.refresh_from_db()
    assert made.standing is State.WITHDRAWN


def test_one_correction_at_a_time():
    row = published()
    actions.correct(row, by=AMINA)
    with pytest.raises(Refused, match="under way"):
        actions.correct(row, by=AMINA)


def test_no_other_bureau_corrects_it_and_no_reviewer_does():
    row = published()
    for by in (BRUNO, CHEN):
        with pytest.raises(NotFound):
            actions.correct(row, by=by)


def test_a_draft_and_a_correction_are_not_corrected():
    with pytest.raises(Refused):
        actions.correct(drafted(), by=AMINA)
    made = actions.correct(published(), by=AMINA)
    with pytest.raises(Refused, match="correction itself"):
        actions.correct(made, by=AMINA)


def test_handed_in_unchanged_it_is_refused():
    made = actions.correct(published(), by=AMINA)
    with pytest.raises(Refused, match="Nothing is corrected"):
        actions.submit(made, seen=made.version, by=AMINA)


def test_a_notice_does_not_become_a_diffusion():
    made = actions.correct(published(), by=AMINA)
    with pytest.raises(Invalid, match="diffusion"):
        actions.change(made, made.body, seen=made.version, diffusion=True, by=AMINA)


def test_a_correction_meets_every_condition_too():
    row = published()
    made = actions.correct(row, by=AMINA)
    made = actions.change(made, {**row.body, "warrant": ""}, seen=made.version, by=AMINA)
    with pytest.raises(Invalid) as refusal:
        actions.submit(made, seen=made.version, by=AMINA)
    assert [each.field for each in refusal.value.errors] == ["warrant"]


def test_an_approval_is_of_the_bytes_of_the_correction_that_were_read():
    made = actions.take(corrected(published(), charge="Manslaughter"), by=CHEN)
    read = bytes(made.digest)
    actions.change(made, {**made.body, "charge": "Arson"}, seen=made.version, by=AMINA)
    actions.take(made, by=CHEN)
    with pytest.raises(Stale):
        actions.approve(made, "Read.", digest=read, by=CHEN)
    assert sent_to("ITA") == []


def test_a_flagged_factor_needs_two_for_a_correction_as_for_a_request():
    row = published()
    made = approved(corrected(row, titles="Former minister"), CHEN)
    assert made.standing is State.IN_REVIEW
    made = actions.approve(made, "Nor do I.", digest=bytes(made.digest), by=EDO)
    assert made.standing is State.TAKEN_IN


def test_the_correction_of_a_diffusion_that_needed_no_review_needs_none():
    row = submitted("green", to=())
    assert row.standing is State.PUBLISHED
    assert corrected(row, description="A scar.").standing is State.TAKEN_IN
    assert corrected(Notice.objects.get(pk=row.pk), titles="Minister").standing is State.SUBMITTED


def test_a_pre_moderated_bureau_s_correction_of_it_waits():
    row = submitted("green", to=())
    Bureau.objects.filter(pk="FRA").update(standing=2)
    assert corrected(row, description="A scar.").standing is State.SUBMITTED


def test_whoever_is_protected_meanwhile_is_not_published_again_under_another_name():
    row = published()
    made = actions.take(corrected(row, names=[{"text": "Somebody Else", "quality": "primary"}]), by=CHEN)
    Protection.objects.create(notice=row, bureau="ITA", confirmed_at=timezone.now())
    with pytest.raises(Refused, match="protected"):
        actions.approve(made, "Well told.", digest=bytes(made.digest), by=CHEN)


def test_its_photographs_are_replaced_with_it_and_told_by_digest_alone():
    row = drafted()
    for colour, kind in (("teal", "photograph"), ("navy", "fingerprints")):
        actions.attach(row, Sent(png(colour=colour), "A face", kind), by=AMINA)
    row.refresh_from_db()
    row = approved(actions.submit(row, seen=row.version, by=AMINA), CHEN)
    files = row.files
    made = actions.correct(row, by=AMINA)
    assert made.files == files
    (face,) = [each for each in of_notice(made.pk) if each.kind_name == "photograph"]
    actions.detach(made, face.pk, by=AMINA)
    actions.attach(made, Sent(png(colour="olive"), "A better one"), by=AMINA)
    made.refresh_from_db()
    approved(actions.submit(made, seen=made.version, by=AMINA), CHEN)

    now = Notice.objects.get(pk=row.pk)
    assert now.files == made.files != files
    (told,) = sent_to("ITA")[0]["changes"]
    assert told["field"] == "photographs"
    assert len(told["before"]) == len(told["after"]) == 1  # and no word of fingerprints
    assert bytes(now.request.sha256) == bytes(now.digest)


def test_a_recall_takes_the_words_of_corrections_back():
    row = taken_in(published(), charge="Manslaughter")
    actions.withdraw(row, reason="Lifted.", by=AMINA)
    assert all(each.body == "" for each in Message.objects.filter(kind=telling.CORRECTION))
    assert not any(each.is_to_correct for each in row.received.all())
    assert all(each.waits for each in row.received.all())


def test_an_acknowledgement_is_of_the_version_that_stands():
    row = taken_in(published(), charge="Manslaughter")
    first = row.version
    row = taken_in(row, charge="Arson")
    theirs = row.received.get(bureau="ITA")
    with pytest.raises(Stale):
        actions.acknowledge_correction(theirs, applied_on=TODAY, version=first, by=BRUNO)
    with pytest.raises(NotFound):
        actions.acknowledge_correction(theirs, applied_on=TODAY, version=row.version, by=DORA)
    for day in (TODAY + timedelta(days=2), TODAY - timedelta(days=2)):
        with pytest.raises(Invalid):
            actions.acknowledge_correction(theirs, applied_on=day, version=row.version, by=BRUNO)
    actions.acknowledge_correction(theirs, applied_on=TODAY, version=row.version, by=BRUNO)
    actions.withdraw(row, reason="Lifted.", by=AMINA)
    with pytest.raises(Refused, match="recalled"):
        actions.acknowledge_correction(theirs, applied_on=TODAY, version=row.version, by=BRUNO)


def test_nothing_is_acknowledged_that_was_not_corrected():
    theirs = published().received.get(bureau="ITA")
    with pytest.raises(Refused):
        actions.acknowledge_correction(theirs, applied_on=TODAY, version=1, by=BRUNO)


def test_it_is_reminded_of_like_a_recall_at_a_day_and_then_weekly():
    row = taken_in(published(), charge="Manslaughter")
    now = row.received.first().corrected_at
    assert actions.remind_due(now + timedelta(hours=23)) == 0
    assert actions.remind_due(now + timedelta(hours=25)) == 2
    assert actions.remind_due(now + timedelta(hours=26)) == 0
    told = Message.objects.filter(kind=telling.CORRECTION_REMINDER)
    assert told.count() == 2
    assert told[0].content["version"] == row.version
    theirs = row.received.get(bureau="ITA")
    actions.acknowledge_correction(theirs, applied_on=TODAY, version=row.version, by=BRUNO)
    assert actions.remind_due(now + timedelta(days=9)) == 1


def test_the_end_of_a_file_takes_its_corrections_along():
    row = taken_in(published(), charge="Manslaughter")
    actions.withdraw(row, reason="Lifted.", by=AMINA)
    assert actions.end_due(timezone.now() + timedelta(days=4 * 366)) >= 1
    assert not Notice.objects.exists()
