"""What anybody may look for: only what is closed to nobody, without words in the journal, with a certificate."""

from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from comity.access import locks
from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.databases.works_of_art import WorkOfArt
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotFound, TooMany
from comity.records import actions
from comity.records.attached.attaching import Sent, attach
from comity.records.public import search as public
from comity.records.public.search import (
    Wanted,
    anybody,
    certify,
    count_look,
    extract,
    read,
    read_certificate,
    search,
)
from tests.actors import AMINA
from tests.files import png

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
TODAY = timezone.now().date()
BOATS = Wanted(words="harbour boats")


@pytest.fixture(autouse=True)
def centre(bureaus: None) -> None:
    Bureau.objects.get_or_create(code="CEN", defaults={"kind": int(BureauKind.CENTRE), "name": "Secretariat"})


def work(**more: object) -> WorkOfArt:
    return actions.create(WorkOfArt, {**WorkOfArt.example, **more}, by=AMINA)


def found(wanted: Wanted) -> list[WorkOfArt]:
    return search(WorkOfArt, wanted, by=anybody()).records


def test_what_its_owner_lets_the_public_find_is_found_by_words_number_and_measures() -> None:
    made = work()

    for wanted in (
        BOATS,
        Wanted(),
        Wanted(words="harbour"),
        Wanted(number="mm 1907 33"),
        Wanted(measures={"height": "65 cm"}),
        Wanted(words="harbour", kind="painting", measures={"width": "48 cm"}),
    ):
        assert found(wanted) == [made]
    for wanted in (
        Wanted(words="violin"),
        Wanted(kind="coin"),
        Wanted(number="MM 1907-34"),
        Wanted(measures={"height": "2 m"}),
    ):
        assert found(wanted) == []


@pytest.mark.parametrize(
    "closing",
    [
        {"public": False},
        {"marking": "restricted"},
        {"restriction": "all-but ITA"},
        {"restriction": "only ITA"},
    ],
)
def test_what_is_closed_to_anybody_is_not_public(closing: dict[str, object]) -> None:
    made = work(**closing)

    assert found(Wanted()) == []
    assert extract(WorkOfArt, today=TODAY).count() == 0
    with pytest.raises(NotFound):
        read(WorkOfArt, made.id, by=anybody())


def test_an_owner_that_closes_its_records_to_somebody_has_none_in_public_while_the_rule_lasts() -> None:
    work()
    actions.close_to("ITA", database=WorkOfArt.code, until=timezone.now(), by=AMINA)

    assert extract(WorkOfArt, today=TODAY).count() == 0
    assert extract(WorkOfArt, today=TODAY + timedelta(days=1)).count() == 1


def test_withdrawn_recovered_and_expired_works_are_gone() -> None:
    withdrawn, recovered, kept = work(inventory="1"), work(inventory="2"), work(inventory="3")
    actions.withdraw(WorkOfArt, withdrawn.id, reason="wrong", seen=1, by=AMINA)
    actions.recover(WorkOfArt, recovered.id, reason="found", seen=1, by=AMINA)

    assert found(BOATS) == [kept]
    assert extract(WorkOfArt, today=kept.kept_until).count() == 1
    assert extract(WorkOfArt, today=kept.kept_until + timedelta(days=1)).count() == 0


def test_the_journal_knows_that_somebody_looked_and_not_for_what() -> None:
    work()
    found(BOATS)

    act = ActRow.objects.get(verb="records.search_public")
    assert (act.bureau, act.count, act.officer, bytes(act.words), act.reason) == ("CEN", 1, None, b"", "")


def test_a_certificate_says_what_was_looked_for_and_cannot_be_changed() -> None:
    text = certify(WorkOfArt, Wanted(words="violin trumpet"), "Lot 17", by=anybody())

    read_back = read_certificate(text)
    assert (read_back.wanted.words, read_back.about, read_back.found, read_back.of) == (
        "violin trumpet",
        "Lot 17",
        (),
        0,
    )
    assert not read_back.is_old(read_back.at + timedelta(days=29))
    assert read_back.is_old(read_back.at + timedelta(days=30))
    for forged in (text[:-1] + ("A" if text[-1] != "A" else "B"), "x" + text, text.replace(":", "::", 1), ""):
        with pytest.raises(NotFound):
            read_certificate(forged)


def test_nobody_gets_a_certificate_of_nothing() -> None:
    with pytest.raises(Invalid):
        certify(WorkOfArt, Wanted(words="  "), "", by=anybody())


def test_pages_show_what_the_public_may_see_and_no_more() -> None:
    made = work(remark="Cut from its frame.", case="FRA-77")
    picture = attach(WorkOfArt, made.id, Sent(png(), "Whole front"), by=AMINA)
    client = Client()

    page = client.get("/public/works-of-art/", {"words": "harbour boats"}).content.decode()
    assert "Harbour at low tide" in page
    assert "Make the certificate" in page
    page = client.get(f"/public/works-of-art/{made.id}/").content.decode()
    assert "Lucia Ferrante" in page
    assert "Whole front" in page
    assert "Cut from its frame" not in page
    assert "FRA-77" not in page
    assert "Room 4" not in page
    assert public.shown_publicly(picture.id).id == picture.id
    actions.withdraw(WorkOfArt, made.id, reason="wrong", seen=made.version, by=AMINA)
    with pytest.raises(NotFound):
        public.shown_publicly(picture.id)


def test_a_certificate_is_made_on_the_page_and_opens_by_its_address() -> None:
    work()
    client = Client()

    made = client.post("/public/works-of-art/certify/", {"words": "harbour boats", "about": "Lot <17>"})
    page = client.get(made["Location"]).content.decode()
    assert "Certificate of a search" in page
    assert "Lot &lt;17&gt;" in page
    assert "1 record looked like it" in page
    assert client.post("/public/works-of-art/certify/", {"about": "x"}).status_code == 422
    assert client.get("/public/certificates/forged/").status_code == 404


def test_what_is_not_public_has_no_public_address(settings: object) -> None:
    client = Client()

    assert client.get("/public/persons/").status_code == 404
    assert client.get(f"/public/works-of-art/{work(public=False).id}/").status_code == 404
    settings.PUBLIC_SEARCH = False  # type: ignore[attr-defined]
    assert client.get("/public/works-of-art/").status_code == 404


@pytest.mark.parametrize("typed", [{"height": "64"}, {"kind": "submarine"}, {"words": "x" * 301}])
def test_what_cannot_be_read_is_said_on_the_page(typed: dict[str, str]) -> None:
    assert Client().get("/public/works-of-art/", typed).status_code == 422


def test_one_network_cannot_copy_the_extract() -> None:
    with mock.patch.dict(locks.MOST_FAILURES, {locks.Locked.PUBLIC: 3}):
        for _look in range(2):
            count_look("203.0.113.7")
        for _look in range(2):
            with pytest.raises(TooMany):
                count_look("203.0.113.7")
        count_look("203.0.113.8")
