"""The commission opens why an owner was not told: with a reason of its own, unseen by whom it reads."""

from re import sub

import pytest
from django.test import Client

from comity.access import middleware
from comity.access.roles import Role
from comity.bureaus.rules import BureauKind
from comity.databases.travel_documents import TravelDocument
from comity.journal.acts import Outcome
from comity.journal.models import ActRow, WordKey
from comity.journal.texts import texts_of
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused
from comity.queries import actions, words
from comity.queries.actions.confirming import Question
from comity.queries.models import Hit
from comity.queries.telling import Telling
from comity.records import actions as records
from comity.seal.errors import NotOpened
from tests import people
from tests.actors import AnyActor
from tests.rooms.queries.conversations import hit_by

pytestmark = pytest.mark.django_db
WHY = "Complaint 7 of the person concerned"


@pytest.fixture(autouse=True)
def second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)


@pytest.fixture
def hit() -> Hit:
    """Bruno's bureau found a passport of Amina's, and keeps that from its owner."""
    people.bureau("CEN", BureauKind.CENTRE)
    amina, bruno = (
        people.acting("amina", Role.DESK_OFFICER),
        people.acting("bruno", Role.DESK_OFFICER, code="ITA"),
    )
    records.create(TravelDocument, TravelDocument.example, by=amina)
    found = hit_by(AnyActor(bureau="ITA", unit=bruno.unit, officer=bruno.officer))
    actions.ask_confirmation(found, Question(telling=Telling.NO, reason="asks for asylum"), by=bruno)
    found.refresh_from_db()
    return found


def client_of(name: str, role: Role, code: str) -> Client:
    client = Client()
    client.force_login(people.officer(name, role, place=people.unit(code)))
    return client


@pytest.fixture
def noor(hit: Hit) -> Client:
    return client_of("noor", Role.COMMISSION, "CEN")


def test_the_commission_finds_the_hit_says_why_and_reads(noor: Client, hit: Hit) -> None:
    listed = noor.get("/sealed/").content.decode()
    assert hit.number in listed
    assert "asks for asylum" not in listed
    page = f"/sealed/{hit.pk}/"
    assert "asks for asylum" not in noor.get(page).content.decode()

    opened = noor.post(page, {"reason": WHY})

    assert opened.status_code == 200
    assert "asks for asylum" in opened.content.decode()
    act = ActRow.objects.get(verb="queries.open_reason")
    assert (act.bureau, act.about, act.outcome) == ("CEN", f"hit:{hit.pk}", Outcome.DONE)
    assert texts_of([act])[act.id].reason == WHY
    assert ActRow.objects.filter(verb="queries.list_reasons", bureau="CEN", count=1).count() == 1


def test_without_a_reason_nothing_is_opened(noor: Client, hit: Hit) -> None:
    for typed in ("", "   "):
        answer = noor.post(f"/sealed/{hit.pk}/", {"reason": typed})
        assert answer.status_code == 422
        assert "asks for asylum" not in answer.content.decode()
    cora = people.acting("cora", Role.COMMISSION, code="CEN")
    with pytest.raises(Invalid):
        actions.open_reason(hit, by=cora)


def test_the_page_of_the_hit_leads_the_commission_to_the_form(noor: Client, hit: Hit) -> None:
    assert f'href="/sealed/{hit.pk}/"' in noor.get(f"/hits/{hit.pk}/").content.decode()
    assert noor.post(f"/hits/{hit.pk}/reason/")["Location"] == f"/sealed/{hit.pk}/"


def test_those_who_were_read_see_nothing_of_it(noor: Client, hit: Hit) -> None:
    guard, security = (
        client_of("gina", Role.DESK_OFFICER, "ITA"),
        client_of("sara", Role.SECURITY_OFFICER, "ITA"),
    )
    asker, seen = f"/hits/{hit.pk}/now/", "/acts/?verb=queries.open_reason"
    before = guard.get(asker).content

    noor.get(f"/hits/{hit.pk}/")
    noor.post(f"/sealed/{hit.pk}/", {"reason": WHY})

    assert guard.get(asker).content == before
    for reader in (guard, security):
        assert WHY not in reader.get(seen).content.decode()
        page = reader.get("/acts/").content.decode()
        assert "CEN" not in sub(r"[A-Za-z0-9]{64}", "", page)  # a token may hold any letters
    assert WHY in noor.get(f"/acts/{ActRow.objects.get(verb='queries.open_reason').id}/").content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COMMISSION])
def test_the_list_is_the_commissions_alone(hit: Hit, role: Role) -> None:
    other = client_of("x", role, "ITA")
    assert other.get("/sealed/").status_code == 403
    assert other.get(f"/sealed/{hit.pk}/").status_code == 403
    with pytest.raises(NotAllowed):
        actions.list_reasons(by=people.acting("y", role))


def test_the_list_is_narrowed_to_one_bureau(noor: Client, hit: Hit) -> None:
    assert hit.number in noor.get("/sealed/?bureau=ita").content.decode()
    assert hit.number not in noor.get("/sealed/?bureau=FRA").content.decode()


def test_a_hit_without_a_sealed_reason_has_no_such_page(noor: Client, hit: Hit) -> None:
    Hit.objects.filter(pk=hit.pk).update(reason_key=None)
    assert noor.get(f"/sealed/{hit.pk}/").status_code == 404
    with pytest.raises(NotFound):
        actions.open_reason(hit, why=WHY, by=people.acting("cora", Role.COMMISSION, code="CEN"))


def test_the_commission_opens_with_its_own_key_and_not_with_the_bureaus(hit: Hit) -> None:
    sealed = (hit.reason_key, bytes(hit.reason_words), hit.id)
    WordKey.objects.get(id=hit.reason_key)
    assert words.open_for_commission(*sealed, bureau="ITA") == "asks for asylum"
    with pytest.raises((NotOpened, LookupError)):
        words.open_for_commission(*sealed, bureau="FRA")


def test_words_whose_key_is_gone_are_said_to_be_gone(hit: Hit) -> None:
    hit.reason_key = people.unit("ITA").id  # an id under which no key is kept
    hit.save()
    with pytest.raises(Refused, match="no longer kept"):
        actions.open_reason(hit, by=people.acting("berta", Role.DESK_OFFICER, code="ITA"))
