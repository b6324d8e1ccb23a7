"""Who may what: standings of bureaus, reviewers of countries concerned, diffusions, a node without a legal basis."""

import datetime
from dataclasses import replace
from uuid import uuid4

import pytest

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind, Standing
from comity.gate import epoch
from comity.kit.errors import Invalid, NotFound, Refused
from comity.messages.models import Message
from comity.notices import actions
from comity.notices.models import Deed, LegalBasis, Notice, Protection, Received
from comity.notices.path import Ground, State
from comity.notices.weighing import factors_of
from comity.records import actions as records
from comity.records.models import SearchKey
from tests.actors import AnyActor
from tests.rooms.notices.stories import (
    AMINA,
    BRUNO,
    CHEN,
    DORA,
    EDO,
    approved,
    drafted,
    example,
    published,
    submitted,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]
TODAY = datetime.date.today()


def stands(code: str, standing: Standing) -> None:
    Bureau.objects.filter(code=code).update(standing=int(standing))
    epoch.bump()


def fresh(actor: AnyActor) -> AnyActor:
    return replace(actor, epoch=epoch.current())


def test_a_node_without_a_legal_basis_publishes_nothing():
    LegalBasis.objects.all().delete()
    row = actions.take(submitted(), by=CHEN)
    with pytest.raises(Refused, match="has not recorded the legal basis"):
        actions.approve(row, "Good.", digest=bytes(row.digest), by=CHEN)
    assert not SearchKey.objects.exists()
    diffusion = drafted("blue", to=("ITA",))
    with pytest.raises(Refused, match="has not recorded the legal basis"):
        actions.submit(diffusion, seen=1, by=AMINA)
    assert Notice.objects.get(pk=diffusion.pk).standing is State.DRAFT


def test_a_legal_basis_is_whole_and_not_of_tomorrow():
    told = {"body": "A body", "title": "Rules", "organ": "An assembly", "by": CHEN}
    with pytest.raises(Invalid, match="no basis"):
        actions.record_legal_basis(**told, adopted_on=TODAY + datetime.timedelta(days=1))
    with pytest.raises(Invalid, match="needed"):
        actions.record_legal_basis(**{**told, "organ": " "}, adopted_on=TODAY)


def test_a_harmless_diffusion_is_out_at_once_to_those_it_names_alone():
    row = actions.submit(drafted("blue", to=("ITA",)), seen=1, by=AMINA)
    assert row.standing is State.PUBLISHED
    assert list(Notice.visible_to(BRUNO)) == [row]
    assert not Notice.visible_to(DORA).exists()
    assert [each.bureau for each in Received.objects.all()] == ["ITA"]
    assert set(map(tuple, SearchKey.objects.values_list("visible", flat=True))) == {("+", "ITA")}


@pytest.mark.parametrize(
    ("kind", "more"),
    [("red", {}), ("blue", {"titles": "Minister"}), ("yellow", {"custody_dispute": True})],
    ids=["wanted", "flagged", "child"],
)
def test_other_diffusions_wait_for_reviewers(kind, more):
    row = actions.submit(drafted(kind, to=("ITA",), **more), seen=1, by=AMINA)
    assert row.standing is State.SUBMITTED
    assert not Notice.visible_to(BRUNO).exists()


def test_every_diffusion_of_a_pre_moderated_bureau_waits_for_two():
    stands("FRA", Standing.PRE_MODERATED)
    row = actions.submit(drafted("purple", to=()), seen=1, by=fresh(AMINA))
    assert row.standing is State.SUBMITTED
    assert approved(row, CHEN).standing is State.IN_REVIEW
    row.refresh_from_db()
    assert actions.approve(row, "Good.", digest=bytes(row.digest), by=EDO).standing is State.PUBLISHED


def test_persons_of_a_suspended_owner_are_hidden_and_it_may_still_withdraw():
    row = published()
    stands("FRA", Standing.SUSPENDED)
    assert not Notice.visible_to(fresh(BRUNO)).exists()
    row = actions.withdraw(row, reason="Lifted.", by=fresh(AMINA))
    assert row.standing is State.WITHDRAWN
    assert all(each.recall_received_at for each in Received.objects.all())


def test_what_an_owner_closes_later_is_gone_for_that_bureau_and_recalled_from_it_too():
    row = published()
    records.close_to("ITA", by=AMINA)
    assert not Notice.visible_to(fresh(BRUNO)).exists()
    assert Notice.visible_to(fresh(DORA)).exists()
    actions.withdraw(row, reason="Lifted.", by=fresh(AMINA))
    assert all(each.waits for each in Received.objects.all())
    assert Received.objects.filter(bureau="ITA").exists()  # it has copies


def test_a_bureau_that_joined_later_sees_it_and_is_asked_to_take_it_out():
    row = published()
    Bureau.objects.create(code="ESP", country="ESP", kind=BureauKind.MEMBER, names={"en": "ESP"}, hosted=True)
    epoch.bump()
    assert Notice.visible_to(replace(BRUNO, bureau="ESP", epoch=epoch.current())).exists()
    actions.cancel(row, ground=Ground.ORDERED, reason="Ordered.", by=CHEN)
    assert Received.objects.get(bureau="ESP").waits


def test_an_only_list_never_widens():
    row = published(restriction="only CEN ITA")
    Bureau.objects.create(code="ESP", country="ESP", kind=BureauKind.MEMBER, names={"en": "ESP"}, hosted=True)
    epoch.bump()
    assert not Notice.visible_to(replace(BRUNO, bureau="ESP", epoch=epoch.current())).exists()
    assert [each.bureau for each in row.received.all()] == ["ITA"]


def test_a_reviewer_of_the_subject_s_country_decides_nothing():
    Bureau.objects.create(code="KAZ", country="KAZ", kind=BureauKind.MEMBER, names={"en": "KAZ"})
    theirs = AnyActor("KAZ", officer=uuid4())
    row = submitted()
    with pytest.raises(Refused, match="your own bureau or country"):
        actions.take(row, by=theirs)
    row = actions.take(row, by=CHEN)
    for verb in (
        lambda: actions.approve(row, "Good.", digest=bytes(row.digest), by=theirs),
        lambda: actions.refuse(row, "Bad.", ground=Ground.OTHER, digest=bytes(row.digest), by=theirs),
        lambda: actions.ask_more(row, "More?", by=theirs),
    ):
        with pytest.raises(Refused, match="your own bureau or country"):
            verb()


def test_what_is_closed_to_the_centre_cannot_wait_for_it():
    row = drafted(restriction="only ITA")
    with pytest.raises(Invalid, match="nobody there can review it"):
        actions.submit(row, seen=1, by=AMINA)
    assert not Notice.visible_to(CHEN).exists()


def test_a_reviewer_to_whom_it_is_closed_does_not_see_it():
    row = submitted(restriction="all-but DEU")
    theirs = AnyActor("DEU", officer=uuid4())
    assert not Notice.visible_to(theirs).exists()
    with pytest.raises(NotFound):
        actions.take(row, by=theirs)


def test_a_warrant_that_ends_while_reviewers_read_carries_nothing(monkeypatch):
    soon = (TODAY + datetime.timedelta(days=3)).isoformat()
    row = actions.take(submitted(warrant_until=soon), by=CHEN)
    later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=5)
    monkeypatch.setattr("comity.notices.actions.reviewing.timezone.now", lambda: later)
    with pytest.raises(Refused, match="no longer met"):
        actions.approve(row, "Good.", digest=bytes(row.digest), by=CHEN)


def test_an_earlier_refusal_under_another_bureau_is_shown_to_reviewers_and_needs_two():
    row = actions.take(submitted(), by=CHEN)
    actions.refuse(row, "Political.", ground=Ground.ARTICLE_3, digest=bytes(row.digest), by=CHEN)
    again = submitted(by=DORA, names=[{"text": "Another Name"}])  # the same passport
    (factor,) = factors_of(again, TODAY)
    assert factor.code == "earlier"
    assert row.number in str(factor.evidence[0])
    assert "Article 3" in str(factor.evidence[0])
    assert approved(again, CHEN).standing is State.IN_REVIEW
    stranger = submitted(
        names=[{"text": "Somebody Else"}],
        documents=[{"number": "OTHER-1", "kind": "passport", "issuer": "KAZ"}],
    )
    assert factors_of(stranger, TODAY) == ()


def test_more_is_asked_and_answered_and_the_request_goes_back():
    row = actions.take(submitted(), by=CHEN)
    row = actions.ask_more(row, "Which court?", by=CHEN)
    assert row.standing is State.MORE_ASKED
    with pytest.raises(Refused):
        actions.approve(row, "Good.", digest=bytes(row.digest), by=CHEN)
    row = actions.answer(row, "The second chamber.", by=AMINA)
    assert row.standing is State.SUBMITTED
    with pytest.raises(NotFound):
        actions.answer(row, "We say so too.", by=BRUNO)


def test_whoever_answers_or_changes_a_request_never_reviews_it():
    both = AnyActor("FRA", officer=uuid4())
    row = actions.take(submitted(), by=CHEN)
    row = actions.ask_more(row, "Which court?", by=CHEN)
    row = actions.answer(row, "The second chamber.", by=both)
    moved = replace(both, bureau="CEN")  # the same person works at the centre by now
    with pytest.raises(Refused, match="drafted"):
        actions.take(row, by=moved)


def test_silver_needs_two_and_does_not_exist_without_the_switch(settings):
    with pytest.raises(Invalid, match="no such kind"):
        actions.draft("silver", example("silver"), by=AMINA)
    settings.SILVER_NOTICES = True
    row = actions.draft("silver", example("silver"), by=AMINA)
    row = actions.submit(row, seen=1, by=AMINA)
    assert approved(row, CHEN).standing is State.IN_REVIEW


def test_a_stale_draft_is_not_submitted_or_changed():
    row = drafted()
    actions.change(row, example("red", case="B"), seen=1, by=AMINA)
    with pytest.raises(Refused, match="changed it meanwhile"):
        actions.change(row, example("red", case="C"), seen=1, by=AMINA)
    with pytest.raises(Refused, match="changed it meanwhile"):
        actions.submit(row, seen=1, by=AMINA)
    assert actions.submit(row, seen=2, by=AMINA).standing is State.SUBMITTED


def test_a_bureau_that_protects_the_person_ends_it_everywhere_and_nobody_learns_which():
    """Source: resolution GA-2017-86-RES-09; practice 2 (binding)."""
    row = published()
    actions.confirm_protection(row, by=BRUNO)
    row.refresh_from_db()
    assert row.standing is State.SUSPENDED
    assert not SearchKey.objects.exclude(visible=["+"]).exists()
    told = [deed for deed in Deed.visible_to(AMINA).filter(notice=row) if deed.verb == "notices.suspend"]
    assert [(deed.bureau, deed.text) for deed in told] == [("CEN", "")]
    words = " ".join(Message.visible_to(AMINA).values_list("body", flat=True))
    assert "ITA" not in words
    assert "protect" not in words
    assert not Protection.visible_to(AMINA).exists()
    assert not Protection.visible_to(CHEN).exists()
    assert [each.code for each in factors_of(row, TODAY)] == ["protected"]
    with pytest.raises(Refused, match="is protected"):
        actions.resume(row, reason="No matter.", by=CHEN)


def test_a_later_request_of_the_same_owner_for_the_protected_person_is_not_approved():
    actions.confirm_protection(published(), by=BRUNO)
    again = actions.take(submitted(names=[{"text": "A New Name"}]), by=CHEN)  # the same passport
    with pytest.raises(Refused, match="is protected"):
        actions.approve(again, "Good.", digest=bytes(again.digest), by=CHEN)
    assert "protected" not in [each.code for each in factors_of(submitted(by=DORA), TODAY)]


def test_nobody_protects_from_its_own_notice_nor_from_one_that_it_does_not_see():
    with pytest.raises(Refused, match="your own notice"):
        actions.confirm_protection(published(), by=AMINA)
    with pytest.raises(NotFound):
        actions.confirm_protection(published(restriction="all-but ITA"), by=BRUNO)
    with pytest.raises(NotFound):
        actions.confirm_protection(submitted(), by=CHEN)
