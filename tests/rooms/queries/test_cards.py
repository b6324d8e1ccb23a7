"""A person often mistaken for a record asks to be known as another: by consent, kept apart, deletable any day."""

import datetime
from dataclasses import replace
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from comity.access.roles import Role
from comity.bureaus.models import Bureau
from comity.databases.persons import Person
from comity.gate import epoch
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused
from comity.queries import actions, tasks
from comity.queries.actions.carding import Bearer, Consent
from comity.queries.asked import read_asked
from comity.queries.cards import CONSENT_HOLDS, Card, fits
from comity.queries.found import Found
from comity.queries.judging import Judged
from comity.queries.models import Hit
from comity.records import actions as records
from comity.records.attached import attaching
from comity.records.attached.attaching import Sent
from comity.records.attached.attachments import Attachment, Blob, of_card
from comity.records.ending.expire import expire_due
from tests import people
from tests.actors import AMINA, BRUNO, AnyActor, without
from tests.files import png

pytestmark = [pytest.mark.django_db]
CHIARA = AnyActor(bureau="DEU")
NAMED = {"person": {"name": "Amina Benali", "born": "1987-03-14"}}
PASSPORT = {"document": {"issuer": "ITA", "kind": "passport", "number": "YA1234567"}}
BEARER = Bearer(
    name="Amina Benali", born=datetime.date(1987, 3, 14), issuer="ITA", kind="passport", number="YA1234567"
)


def today() -> datetime.date:
    return timezone.now().date()


def consent(**more: Any) -> Consent:
    values = {"on": today(), "paper": "File 77", "until": today() + datetime.timedelta(days=180)}
    return Consent(**{**values, **more})


def found(by: AnyActor, subject: dict[str, Any] = NAMED) -> Found:
    body = {"purpose": "border-control", "subjects": [subject]}
    current = replace(by, epoch=epoch.current())
    answer = actions.ask(read_asked(msgspec.json.encode(body)), by=lambda _fresh: current)
    return next(one for each in answer.subjects[0].answers for one in each.found)


def examined(
    by: AnyActor = BRUNO, word: Judged = Judged.NOT_THE_SAME, subject: dict[str, Any] = NAMED
) -> Hit:
    one = found(by, subject)
    hit = Hit.objects.get(pk=one.hit)
    actions.judge(hit, word, version=one.version, by=by)
    return hit


def made(hit: Hit | None = None, *, by: AnyActor = BRUNO, **more: Any) -> Card:
    asked = {"consent": consent(), "portrait": Sent(png(), "Portrait"), **more}
    return actions.make_card(hit or examined(by), BEARER, asked["consent"], asked["portrait"], by=by)


@pytest.fixture
def record(directory: None) -> Person:
    """Of somebody else of the same name, born on the same day."""
    values = {
        **Person.example,
        "names": [{"text": "Amina Benali"}],
        "born": [{"date": "1987-03-14"}],
        "documents": [{"kind": "passport", "issuer": "FRA", "number": "77Z00001"}],
    }
    return records.create(Person, values, by=AMINA)


@pytest.mark.usefixtures("record")
class TestBesideAHit:
    def test_every_officer_who_meets_the_person_on_that_record_reads_the_card(self) -> None:
        card = made()
        for asker in (BRUNO, CHIARA):
            assert found(asker).cards == [card.id]
            assert actions.view_card(card.id, by=asker) == card
            (photograph,) = of_card(card.id)
            assert attaching.shown(photograph.id, asker) == photograph

    def test_the_owner_of_the_record_never_learns_of_it(self) -> None:
        before = found(AMINA)
        card = made()
        after = found(AMINA)
        assert (after.cards, after.remarks, after.why) == ([], before.remarks, before.why)
        with pytest.raises(NotFound):
            actions.view_card(card.id, by=AMINA)
        with pytest.raises(NotFound):
            attaching.shown(of_card(card.id)[0].id, AMINA)
        assert actions.list_cards(by=AMINA) == []

    def test_without_a_hit_of_that_person_there_is_no_card(self) -> None:
        card = made()
        with pytest.raises(NotFound):
            actions.view_card(card.id, by=CHIARA)
        other = found(CHIARA, {"document": {"issuer": "FRA", "kind": "passport", "number": "77Z00001"}})
        assert other.cards == [], "the record's own passport is not the person's"
        for asked in (card.id, uuid4()):
            with pytest.raises(NotFound) as refused:
                actions.view_card(asked, by=CHIARA)
            assert str(refused.value) == str(NotFound())
        with pytest.raises(NotFound):
            attaching.shown(of_card(card.id)[0].id, CHIARA)

    def test_a_card_speaks_of_one_record_only(self, record: Person) -> None:
        card = made()
        again = {**Person.example, "names": [{"text": "Amina Benali"}], "born": [{"date": "1987-03-14"}]}
        records.create(Person, {**again, "documents": []}, by=AnyActor(bureau="DEU"))
        body = {"purpose": "border-control", "subjects": [NAMED]}
        current = replace(BRUNO, epoch=epoch.current())
        answer = actions.ask(read_asked(msgspec.json.encode(body)), by=lambda _fresh: current)
        cards = {one.record: one.cards for each in answer.subjects[0].answers for one in each.found}
        assert len(cards) == 2
        assert cards.pop(record.id) == [card.id]
        assert list(cards.values()) == [[]]

    def test_whoever_may_no_longer_see_the_record_sees_no_card(self, record: Person) -> None:
        card = made()
        found(CHIARA)
        body = {**Person.example, "names": [{"text": "Amina Benali"}], "born": [{"date": "1987-03-14"}]}
        records.change(
            Person, record.id, {**body, "restriction": "all-but DEU"}, seen=1, reason="closed", by=AMINA
        )
        with pytest.raises(NotFound):
            actions.view_card(card.id, by=CHIARA)
        assert actions.view_card(card.id, by=BRUNO) == card


@pytest.mark.usefixtures("record")
class TestLife:
    def test_only_after_another_was_found(self) -> None:
        for word in (Judged.SAME, Judged.CANNOT_SAY):
            with pytest.raises(Refused):
                made(examined(word=word))
        with pytest.raises(Refused):
            made(Hit.objects.get(pk=found(BRUNO).hit))
        assert not Card.objects.exists()

    def test_nobody_else_makes_renews_or_deletes_one(self) -> None:
        hit = examined()
        for stranger in (AMINA, CHIARA):
            with pytest.raises(NotFound):
                made(hit, by=stranger)
        card = made(hit)
        for stranger in (AMINA, CHIARA):
            with pytest.raises(NotFound):
                actions.renew_card(card.id, consent(), by=stranger)
            with pytest.raises(NotFound):
                actions.delete_card(card.id, by=stranger)
        verbs = {
            "queries.make_card": lambda by: made(hit, by=by),
            "queries.renew_card": lambda by: actions.renew_card(card.id, consent(), by=by),
            "queries.delete_card": lambda by: actions.delete_card(card.id, by=by),
        }
        for right, verb in verbs.items():
            with pytest.raises(NotAllowed):
                verb(without(BRUNO, right))

    def test_deleted_at_once_with_its_photograph(self) -> None:
        card = made()
        actions.delete_card(card.id, by=BRUNO)
        assert not Card.objects.exists()
        assert not Attachment.objects.exists()
        assert not Blob.objects.exists()
        assert found(CHIARA).cards == []

    def test_nothing_of_the_person_stands_in_the_journal(self) -> None:
        card = made()
        actions.view_card(card.id, by=BRUNO)
        actions.delete_card(card.id, by=BRUNO)
        acts = ActRow.objects.filter(
            verb__in=["queries.make_card", "queries.view_card", "queries.delete_card"]
        )
        assert [act.about for act in acts] == [f"card:{card.pk}"] * 3
        assert {(act.reason, act.case, bytes(act.words)) for act in acts} == {("", "", b"")}

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"on": datetime.timedelta(days=1)}, "on"),
            ({"on": datetime.timedelta(days=-31)}, "on"),
            ({"until": datetime.timedelta(days=0)}, "until"),
            ({"until": CONSENT_HOLDS + datetime.timedelta(days=1)}, "until"),
            ({"paper": " "}, "paper"),
        ],
    )
    def test_a_consent_that_does_not_carry_is_refused(self, more: dict[str, Any], field: str) -> None:
        told = {
            name: today() + value if isinstance(value, datetime.timedelta) else value
            for name, value in more.items()
        }
        with pytest.raises(Invalid) as refused:
            made(consent=consent(**told))
        assert field in {error.field for error in refused.value.errors}
        assert not Card.objects.exists()

    def test_without_a_photograph_there_is_no_card(self) -> None:
        with pytest.raises(Invalid):
            made(portrait=Sent(b"%PDF", "Portrait"))
        assert not Card.objects.exists()

    @pytest.mark.parametrize(("days", "holds"), [(180, True), (181, False)])
    def test_it_ends_after_its_last_day_unless_renewed(self, days: int, holds: bool) -> None:
        card = made()
        moment = timezone.now() + datetime.timedelta(days=days)
        with mock.patch.object(timezone, "now", return_value=moment):
            assert found(CHIARA).cards == ([card.id] if holds else [])
            assert tasks.verdicts.func(0) == (0 if holds else 1)
            assert Card.objects.exists() is holds
            assert Blob.objects.exists() is holds

    def test_a_new_consent_keeps_it(self) -> None:
        card = made()
        moment = timezone.now() + datetime.timedelta(days=170)
        with mock.patch.object(timezone, "now", return_value=moment):
            actions.renew_card(card.id, consent(paper="File 78"), by=BRUNO)
        assert Card.objects.get().kept_until == today() + datetime.timedelta(days=350)

    def test_with_the_record_it_goes(self) -> None:
        made()
        assert expire_due(now=timezone.now() + datetime.timedelta(days=9000), by=AMINA) >= 1
        assert not Card.objects.exists()
        assert not Blob.objects.exists()


@pytest.mark.parametrize(
    ("asked", "fit"),
    [
        ({"name": "amina BENALI", "born": "1987-03-14"}, True),
        ({"name": "Amina Benali"}, True),
        ({"name": "Amina Benali", "born": "1987"}, True),
        ({"name": "Amina Benali", "born": "1988-03-14"}, False),
        ({"name": "Amina Benaly", "born": "1987-03-14"}, False),
        ({"number": "ya 1234567"}, True),
        ({"number": "YA1234567", "issuer": "ITA", "kind": "passport"}, True),
        ({"number": "YA1234567", "issuer": "FRA"}, False),
        ({"number": "YA1234567", "kind": "identity-card"}, False),
        ({"number": "YA1234568", "issuer": "ITA"}, False),
        ({"vin": "VF1RFB00X57123456"}, False),
        ({}, False),
    ],
)
def test_what_was_asked_is_the_person_of_the_card_or_not(asked: dict[str, str], fit: bool) -> None:
    card = Card(name=BEARER.name, born=BEARER.born, issuer="ITA", kind="passport", number="YA1234567")
    assert fits(asked, card.facts) is fit


# Pages and programs


@pytest.fixture
def desk(record: Person) -> tuple[Client, Hit]:
    """A desk officer of Italy, with a hit that was not the same."""
    officer = people.officer("bruno", Role.DESK_OFFICER, place=people.unit("ITA"))
    client = Client()
    client.force_login(officer)
    return client, examined(people.actor(officer))


def typed(**more: object) -> dict[str, object]:
    day = today()
    return {
        "name": "Amina Benali",
        "born": "1987-03-14",
        "issuer": "ITA",
        "kind": "passport",
        "number": "YA1234567",
        "file": SimpleUploadedFile("x.png", png()),
        "on": day.isoformat(),
        "paper": "File 77",
        "until": (day + datetime.timedelta(days=90)).isoformat(),
        **more,
    }


def test_a_card_is_made_read_renewed_and_deleted_on_pages(desk: tuple[Client, Hit]) -> None:
    client, hit = desk
    assert "Make a card" in client.get(f"/hits/{hit.pk}/").content.decode()
    form = client.get(f"/hits/{hit.pk}/card/").content.decode()
    assert 'value="Amina Benali"' in form, "what was asked stands there already"
    bad = client.post(f"/hits/{hit.pk}/card/", typed(paper=""))
    assert (bad.status_code, b"YA1234567" in bad.content) == (422, True)
    answer = client.post(f"/hits/{hit.pk}/card/", typed())
    assert answer.status_code == 302, answer.content
    card = Card.objects.get()
    page = client.get(f"/cards/{card.pk}/").content.decode()
    assert 'alt="Photograph of Amina Benali"' in page
    assert "File 77" in page
    assert "Amina Benali" in client.get("/cards/").content.decode()
    again = client.post("/ask/", {"purpose": "border-control", "text": "Amina Benali 1987-03-14"})
    assert "compare with the card" in again.content.decode()
    renewed = {name: value for name, value in typed().items() if name in ("on", "until")}
    assert client.post(f"/cards/{card.pk}/renew/", {**renewed, "paper": "File 78"}).status_code == 302
    assert client.post(f"/cards/{card.pk}/delete/").status_code == 302
    assert not Card.objects.exists()
    assert client.get(f"/cards/{card.pk}/").status_code == 404


def test_another_bureau_s_officer_reads_it_and_learns_not_who_keeps_it(desk: tuple[Client, Hit]) -> None:
    client, hit = desk
    client.post(f"/hits/{hit.pk}/card/", typed())
    Bureau.objects.filter(code="ITA").update(names={"en": "Bureau of the keeper"})
    card = Card.objects.get()
    officer = people.officer("dora", Role.BORDER_GUARD, place=people.unit("DEU"))
    theirs = Client()
    theirs.force_login(officer)
    assert theirs.get(f"/cards/{card.pk}/").status_code == 404
    found(people.actor(officer))
    page = theirs.get(f"/cards/{card.pk}/").content.decode()
    assert "Amina Benali" in page
    for hidden in ("keeper", "ITA desk", "File 77", "Delete the card", "Written consent"):
        assert hidden not in page
    assert theirs.post(f"/cards/{card.pk}/delete/").status_code in (403, 404)


def test_programs_make_read_and_delete_cards(desk: tuple[Client, Hit]) -> None:
    _client, hit = desk
    text, _id = people.token(person=people.Officer.objects.get(sign_in_name="bruno@ita"))
    program = Client(headers={"Authorization": f"Bearer {text}"})
    answer = program.post(f"/api/v1/hits/{hit.pk}/card", typed())
    assert answer.status_code == 201, answer.content
    card = answer.json()
    assert (card["own"], card["consent"], card["database"]) == (True, "File 77", "persons")
    assert program.get("/api/v1/cards").json() == [card]
    assert program.get(f"/api/v1/cards/{card['id']}").json() == card
    assert program.get(f"/api/v1/attachments/{card['portrait']}")["Content-Type"] == "image/webp"
    until = (today() + datetime.timedelta(days=300)).isoformat()
    sent = {"on": today().isoformat(), "paper": "File 78", "until": until}
    renewed = program.post(f"/api/v1/cards/{card['id']}/consent", sent, content_type="application/json")
    assert renewed.json()["kept_until"] == until
    late = {**sent, "until": (today() + datetime.timedelta(days=400)).isoformat()}
    refused = program.post(f"/api/v1/cards/{card['id']}/consent", late, content_type="application/json")
    assert refused.status_code == 422
    assert program.get(f"/api/v1/cards/{UUID(int=1)}").status_code == 404
    assert program.delete(f"/api/v1/cards/{card['id']}").status_code == 204
    assert program.get("/api/v1/cards").json() == []
