"""A record ends as records do: what a finder's own node keeps of it goes, as it does on the centre's node."""

import json
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from django.utils import timezone

from comity.databases.travel_documents import TravelDocument
from comity.gate import epoch
from comity.gate.acts import visible_acts
from comity.journal.models import ActRow
from comity.kit.ids import new_id
from comity.messages.models import Delivery, Message
from comity.queries import actions
from comity.queries.forwarding.copies import Kept
from comity.queries.hit_page import hit_page
from comity.queries.models import Hit
from comity.queries.record_changed import FOUND_ENDED, RECORD_CHANGED
from comity.queries.verdicts import Verdict
from comity.records.ending.deleting import ask_deletion, delete_asked
from comity.records.ending.expire import expire_due
from comity.records.life.happenings import Happening
from comity.records.life.states import Cause
from comity.records.models import OwnerRule
from comity.records.rules import Status
from tests.actors import AMINA, BRUNO, CHEN, AnyActor
from tests.rooms.messages.courier.far import Far
from tests.rooms.queries.abroad import far, hosted, left_for, says
from tests.rooms.queries.conversations import hit_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
CLOCK = AnyActor(bureau="FRA")


class TestAtTheCentre:
    """This node is the centre's and hosts FRA, which owns the record; ITA, which found it, has a node of its own."""

    @pytest.fixture
    def rome(self, hit: Hit) -> Far:
        hosted("FRA", "DEU", "CEN")
        return far("ITA")

    def expire(self) -> None:
        TravelDocument.objects.update(kept_until=timezone.now().date() - timedelta(days=1))
        assert expire_due(now=timezone.now(), by=CLOCK) == 1
        actions.inform_due(timezone.now())

    def told(self, rome: Far) -> list[dict[str, Any]]:
        return [json.loads(letter.body) for _row, kind, letter in left_for(rome) if kind == FOUND_ENDED]

    def test_the_last_day_of_a_record_is_told_to_a_finder_s_own_node(self, rome, record, hit):
        self.expire()

        day = timezone.now().date().isoformat()  # as on this node: it could be shown the record to the end
        assert self.told(rome) == [{"database": "travel-documents", "hits": [str(hit.pk)], "ended_on": day}]
        assert not Happening._default_manager.exists()

    def test_what_its_owner_deletes_is_told_with_nothing_of_the_record(self, rome, record, hit):
        ask_deletion(TravelDocument, record.id, cause=Cause.PURPOSE_MET, seen=1, by=AMINA)
        actions.inform_due(timezone.now())
        assert delete_asked(now=timezone.now(), by=CLOCK) == 1
        actions.inform_due(timezone.now())

        told = [(kind, letter) for _row, kind, letter in left_for(rome)]
        assert [kind for kind, _letter in told] == ["found-record-changed", FOUND_ENDED]
        assert str(record.id) not in "".join(letter.body + letter.about for _kind, letter in told)

    def test_every_hit_however_old_and_nothing_to_who_has_its_hits_here(self, rome, record, hit):
        Hit.objects.filter(pk=hit.pk).update(at=timezone.now() - timedelta(days=900))
        hit_by(AnyActor(bureau="DEU", function="border guard"))
        self.expire()
        assert [each["hits"] for each in self.told(rome)] == [[str(hit.pk)]]
        assert Message.objects.count() == 1

    def test_one_to_whom_it_was_closed_learns_no_day(self, rome, record, hit):
        OwnerRule.objects.create(owner="FRA", database=None, bureau="ITA")
        epoch.bump()
        ask_deletion(TravelDocument, record.id, cause=Cause.PURPOSE_MET, seen=1, by=AMINA)
        delete_asked(now=timezone.now(), by=CLOCK)
        actions.inform_due(timezone.now())
        (told,) = self.told(rome)
        assert "ended_on" not in told

    def test_nobody_here_learns_that_there_was_somebody_to_tell(self, rome, record, hit):
        before = {each.id for each in visible_acts(CHEN)} | {each.id for each in visible_acts(AMINA)}
        self.expire()
        assert Message.objects.filter(kind=FOUND_ENDED).exists()
        for reader in (AMINA, CHEN):
            assert not Message.visible_to(reader).exists()
            assert not Delivery.visible_to(reader).exists()
        new = ActRow.objects.exclude(id__in=before).filter(bureau__in=("FRA", "CEN"))
        assert {each.verb for each in new} == {"records.expire"}

    def test_where_nobody_afar_found_it_nothing_is_written_or_sent(self, record):
        hosted("FRA", "DEU", "CEN", "ITA")
        hit_by(BRUNO)
        TravelDocument.objects.update(kept_until=timezone.now().date() - timedelta(days=1))
        expire_due(now=timezone.now(), by=CLOCK)
        assert not Happening._default_manager.exists()
        assert not Message.objects.exists()


class TestAtHome:
    """ITA keeps a node of its own, which is this one; its hit is of a record at the centre, which is not."""

    @pytest.fixture
    def rome(self, hit: Hit) -> Far:
        hosted("ITA", "DEU")
        kept = Kept(1, int(Status.ACTIVE), timezone.now(), "12AB34567", {"number": "12AB34567"})
        Hit.objects.filter(pk=hit.pk).update(kept_at="CEN", told=msgspec.to_builtins(kept))
        TravelDocument.objects.all().delete()
        hit.refresh_from_db()
        return far("CEN")

    def tells(self, sender: Far, hit: Hit, **more: Any) -> str:
        body = {"database": "travel-documents", "hits": [str(more.pop("named", hit.pk))]}
        body |= {name: more.pop(name) for name in ("ended_on", "database") if name in more}
        return says(sender, more.pop("to", "ITA"), FOUND_ENDED, body, **more)

    def test_every_word_of_the_hit_goes_and_its_page_says_the_day(self, rome, hit):
        today = timezone.now().date().isoformat()
        assert self.tells(rome, hit, ended_on=today) == ""

        hit.refresh_from_db()
        assert (hit.asked, hit.told, hit.exact, hit.ended_on.isoformat()) == ({}, {}, "", today)
        assert hit.closed_at is not None
        assert hit_page(hit, BRUNO).record is None
        assert not Message.objects.filter(kind=RECORD_CHANGED).exists(), "no desk is told of an ordinary end"
        assert self.tells(rome, hit, ended_on=today) == "", "a repeat changes nothing"

    def test_an_open_question_stays_open_for_its_owner_s_word(self, rome, hit, asked):
        assert self.tells(rome, hit) == ""
        hit.refresh_from_db()
        assert (hit.closed_at, hit.ended_on, hit.asked) == (None, None, {})
        assert not Message.objects.filter(about__startswith="record:", emptied_on=None).exists()

    def test_all_of_this_bureau_s_hits_on_it_and_nobody_else_s(self, rome, hit):
        twin = Hit.objects.get(pk=hit.pk)
        twin.pk = twin.id = new_id()
        twin.save(force_insert=True)
        another = Hit.objects.get(pk=hit.pk)
        another.pk, another.bureau = new_id(), "DEU"
        another.id = another.pk
        another.save(force_insert=True)
        assert self.tells(rome, hit) == ""
        assert [each.is_emptied for each in Hit.objects.filter(bureau="ITA")] == [True, True]
        assert not Hit.objects.get(bureau="DEU").is_emptied

    def test_nobody_but_the_centre_where_it_was_found_ends_a_hit(self, rome, hit):
        assert self.tells(far("ESP"), hit) == "not-found"
        Hit.objects.filter(pk=hit.pk).update(kept_at="ESP")
        assert self.tells(rome, hit) == "not-found"
        Hit.objects.filter(pk=hit.pk).update(kept_at="")
        assert self.tells(rome, hit) == "not-found"
        hit.refresh_from_db()
        assert hit.asked

    def test_what_is_not_there_and_another_s_are_refused_alike(self, rome, hit):
        assert self.tells(rome, hit, named=new_id()) == "not-found"
        assert self.tells(rome, hit, to="DEU") == "not-found"
        assert self.tells(rome, hit, database="vehicles") == "not-found"
        assert self.tells(rome, hit, about="record:x:y") == "body-form"
        hit.refresh_from_db()
        assert hit.asked

    def test_no_day_lies_ahead(self, rome, hit):
        assert self.tells(rome, hit, ended_on=date(2199, 1, 1).isoformat()) == ""
        hit.refresh_from_db()
        assert hit.ended_on == timezone.now().date()

    def test_verdicts_on_it_go_too(self, rome, hit):
        Verdict.objects.create(
            hit=hit, bureau="ITA", database=hit.database, record=hit.record, seen=1, tag=b"t" * 16, judged=1,
            grade=hit.grade, kind=hit.kind, at=timezone.now(), until=timezone.now().date(),
        )  # fmt: skip
        assert self.tells(rome, hit) == ""
        assert not Verdict.objects.exists()
