"""The pages of hits: both sides, the home page, the shift."""

from dataclasses import dataclass

import msgspec
import pytest
from django.test import Client

from comity.access.models import Unit
from comity.access.roles import Role
from comity.bureaus.rules import BureauKind
from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.gate import epoch
from comity.queries import actions
from comity.queries.actions.confirming import Question
from comity.queries.asked import read_asked
from comity.queries.clocks import Urgency
from comity.queries.hit_page import hit_page
from comity.queries.models import OWNER, Confirmation, HandOver, Hit
from comity.queries.telling import Telling
from comity.records import actions as records
from tests import people

SUBJECT = {"document": {"issuer": "FRA", "kind": "passport", "number": "12AB34567"}}


@dataclass(frozen=True)
class World:
    """Amina's bureau owns the record; Bruno's bureau found it; Chen's has nothing to do with it."""

    amina: Client
    bruno: Client
    guard: Client
    chen: Client
    hit: Hit


def signed_in(who: str, role: Role, code: str, **place: object) -> Client:
    client = Client()
    client.force_login(people.officer(who, role, place=people.unit(code, **place)))
    return client


@pytest.fixture
def world(db: None) -> World:
    people.bureau("CEN", BureauKind.CENTRE)
    amina = people.acting("amina", Role.DESK_OFFICER)
    records.create(TravelDocument, TravelDocument.example, by=amina)
    guard = people.officer("gina", Role.BORDER_GUARD, place=people.unit("ITA", name="Bridge"))
    body = {"purpose": "border-control", "subjects": [SUBJECT]}
    actions.ask(read_asked(msgspec.json.encode(body)), by=lambda fresh: people.actor(guard))
    clients = [Client(), Client()]
    clients[0].force_login(people.Officer.objects.get(sign_in_name="amina@fra"))
    clients[1].force_login(guard)
    return World(
        amina=clients[0],
        bruno=signed_in("bruno", Role.DESK_OFFICER, "ITA"),
        guard=clients[1],
        chen=signed_in("chen", Role.DESK_OFFICER, "CEN"),
        hit=Hit.objects.get(),
    )


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def post(client: Client, path: str, status: int = 302, **typed: object) -> str:
    response = client.post(path, typed)
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def asked(world: World) -> Confirmation:
    post(world.guard, f"/hits/{world.hit.pk}/ask/", telling="yes", urgency="held", text="In hand.")
    return Confirmation.objects.get(side=OWNER)


def test_a_guard_asks_the_owner_confirms_and_the_guard_s_page_is_free(world: World) -> None:
    before = page(world.guard, f"/hits/{world.hit.pk}/")
    assert "Do not act on this hit yet." in before
    assert "May the owner be told?" in before
    question = asked(world)
    assert "Delivered, not confirmed" in page(world.guard, f"/hits/{world.hit.pk}/")

    home = page(world.amina, "/")
    assert "1 hit to answer" in home
    assert f"/confirmations/{question.pk}/" in home
    theirs = page(world.amina, f"/confirmations/{question.pk}/")
    assert "Bureau ITA" in theirs
    assert "Bridge" not in theirs
    assert "Gina" not in theirs
    for path in (f"/hits/{world.hit.pk}/", "/hits/", "/"):
        assert "Opened, not confirmed" in page(world.guard, path), path

    post(world.amina, f"/confirmations/{question.pk}/answer/", word="not-the-same", text="Another series.")

    after = page(world.guard, f"/hits/{world.hit.pk}/")
    assert "The owner says: not the same." in after
    assert "Another series." in after
    assert "Mend the record" in page(world.amina, f"/confirmations/{question.pk}/")
    assert "Records to mend" in page(world.amina, "/")
    assert "1 unread" not in page(world.guard, "/"), "the page of the hit showed the answer"


def test_the_moving_part_says_nothing_until_something_moves(world: World) -> None:
    question = asked(world)
    whole = page(world.guard, f"/hits/{world.hit.pk}/")
    seen = whole.split("?seen=")[1].split('"')[0]
    page(world.guard, f"/hits/{world.hit.pk}/now/?seen={seen}", 204)

    post(world.amina, f"/confirmations/{question.pk}/answer/", word="confirmed")

    moved = page(world.guard, f"/hits/{world.hit.pk}/now/?seen={seen}")
    assert "The owner confirmed" in moved
    assert "Load the page again" in moved


def test_what_was_typed_comes_back_with_the_error(world: World) -> None:
    shown = post(world.guard, f"/hits/{world.hit.pk}/ask/", 422, telling="no", text="kept words")
    assert "kept words" in shown
    assert "Say why." in shown
    question = asked(world)
    shown = post(world.amina, f"/confirmations/{question.pk}/answer/", 422, word="more-needed", text="")
    assert "Say what is needed." in shown


def test_a_no_stays_with_the_desk_and_its_reason_is_opened_by_an_act(world: World) -> None:
    post(world.guard, f"/hits/{world.hit.pk}/ask/", telling="no", reason="asks for asylum")
    shown = page(world.bruno, f"/hits/{world.hit.pk}/")
    assert "The owner is not told." in shown
    assert "asylum" not in shown
    assert "asks for asylum" in post(world.bruno, f"/hits/{world.hit.pk}/reason/", 200)
    assert "May the owner be told?</legend>" not in page(world.guard, f"/hits/{world.hit.pk}/")
    assert "Nobody waits for your word" in page(world.amina, "/")


def test_for_every_other_bureau_nothing_of_it_exists(world: World) -> None:
    question = asked(world)
    mine = Confirmation.objects.exclude(pk=question.pk).get()
    for client in (world.chen, world.amina):
        for verb in ("", "now/"):
            page(client, f"/hits/{world.hit.pk}/{verb}", 404)
        for verb in ("ask", "more", "take-back", "done", "desk", "reason"):
            post(client, f"/hits/{world.hit.pk}/{verb}/", 404, done="let-go", text="x", telling="yes")
    for client in (world.chen, world.bruno):
        page(client, f"/confirmations/{question.pk}/", 404)
        post(client, f"/confirmations/{question.pk}/answer/", 404, word="confirmed")
    page(world.amina, f"/confirmations/{mine.pk}/", 404)
    page(world.chen, f"/conversations/{question.thread}/", 404)


def test_a_guard_sees_the_hits_of_the_own_unit_only(world: World) -> None:
    other = signed_in("gaia", Role.BORDER_GUARD, "ITA", name="Harbour")
    page(other, f"/hits/{world.hit.pk}/", 404)
    assert "12AB34567" not in page(other, "/hits/?show=decide")

    harbour = people.Unit.objects.get(name="Harbour")
    post(world.bruno, f"/hits/{world.hit.pk}/desk/", unit=str(harbour.pk))

    assert "12AB34567" in page(other, "/hits/?show=decide&desk=1")
    post(world.bruno, f"/hits/{world.hit.pk}/desk/", unit="bureau", take="1")
    page(other, f"/hits/{world.hit.pk}/", 404)


def test_a_second_answer_is_a_page_that_says_so(world: World) -> None:
    question = asked(world)
    post(world.amina, f"/confirmations/{question.pk}/answer/", word="confirmed")
    shown = post(world.amina, f"/confirmations/{question.pk}/answer/", 409, word="not-the-same")
    assert "already been answered" in shown


def test_what_was_done_is_recorded_and_the_hit_closed(world: World) -> None:
    post(world.guard, f"/hits/{world.hit.pk}/done/", done="let-go", close="on")
    world.hit.refresh_from_db()
    assert world.hit.closed_at is not None
    assert "12AB34567" in page(world.guard, "/hits/?show=closed")
    assert "12AB34567" not in page(world.guard, "/hits/?show=decide")


def test_a_hit_from_before_the_move_says_where_its_record_is(world: World) -> None:
    """It came along from the centre without a copy of the record (docs/spec/move.md, 3)."""
    Hit.objects.update(kept_at="CEN", told={})
    told = page(world.guard, f"/hits/{world.hit.pk}/")
    assert "The record is at CEN" in told
    assert "ask again to see what stands there" in told
    assert "Nothing may rest on this hit" not in told


def test_a_shift_is_handed_over_and_signed_on_pages(world: World) -> None:
    asked(world)
    assert "12AB34567" in page(world.guard, "/hand-over/")
    post(world.guard, "/hand-over/", note="Wait for FRA.")
    row = HandOver.objects.get()
    mate = signed_in("gaia", Role.BORDER_GUARD, "ITA", name="Bridge")
    assert "Read and sign" in page(mate, "/")
    assert "Wait for FRA." in page(mate, f"/hand-over/{row.pk}/")
    post(world.guard, f"/hand-over/{row.pk}/sign/", 409)
    page(world.amina, f"/hand-over/{row.pk}/", 404)
    post(mate, f"/hand-over/{row.pk}/sign/")


def test_filters_stand_in_the_address(world: World) -> None:
    asked(world)
    assert "12AB34567" in page(world.bruno, "/hits/?show=asked&database=travel-documents&bureau=fra")
    assert "12AB34567" not in page(world.bruno, "/hits/?show=asked&database=vehicles")
    assert "12AB34567" not in page(world.bruno, "/hits/?show=asked&bureau=DEU")
    assert "12AB34567" not in page(world.bruno, "/hits/?show=asked&desk=1")
    assert "12AB34567" in page(world.amina, "/hits/?show=answer&bureau=ITA")


def test_a_message_leads_to_the_hit_on_the_reader_s_side(world: World) -> None:
    question = asked(world)
    assert f"/conversations/{question.thread}/" in page(world.amina, f"/messages/{question.thread}/")
    assert world.amina.get(f"/conversations/{question.thread}/").url == f"/confirmations/{question.pk}/"
    assert world.bruno.get(f"/conversations/{question.thread}/").url == f"/hits/{world.hit.pk}/"


def test_the_overdue_page_shows_whom_to_call(world: World) -> None:
    from comity.bureaus.models import DutyDesk

    DutyDesk.objects.create(bureau=people.bureau("FRA"), telephone="+33 1 23 45 67", always_open=True)
    row = actions.ask_confirmation(
        world.hit,
        Question(telling=Telling.YES, urgency=Urgency.HELD),
        by=people.actor(people.Officer.objects.get(sign_in_name="bruno@ita")),
    )
    assert row is not None
    actions.lapse_due(row.due_at)
    shown = page(world.guard, f"/hits/{world.hit.pk}/")
    assert "The owner&#x27;s time is over." in shown
    assert "+33 1 23 45 67" in shown
    actions.lapse_due(row.due_at + row.length)
    shown = page(world.guard, f"/hits/{world.hit.pk}/")
    assert "This answer gives you no ground to hold; decide under your own law." in shown


def test_not_the_same_is_said_once_and_folds_the_hit_below_the_next_time(world: World) -> None:
    path = f"/hits/{world.hit.pk}/"
    assert "Is it the same document, object or person?" in page(world.guard, path)
    post(world.guard, f"{path}judge/", 422, version=1)
    post(world.guard, f"{path}judge/", judged="not-the-same", version=1, shared="on")
    assert "Not the same" in page(world.guard, path)

    typed = {"purpose": "border-control", "text": "FRA passport 12AB34567"}
    again = post(world.guard, "/ask/", 200, **typed)
    folded = again[again.index('<details class="examined">') :]
    assert "Your bureau examined this on" in folded
    assert "1 hit" in again, "folded, and counted all the same"
    assert "Your bureau examined this on" in page(world.bruno, f"/hits/{Hit.objects.latest('id').pk}/")
    assert "examined" not in post(world.chen, "/ask/", 200, **typed).split("Another bureau")[0]


def test_nobody_else_says_whether_it_is_the_same(world: World) -> None:
    for client in (world.chen, world.amina):
        post(client, f"/hits/{world.hit.pk}/judge/", 404, judged="same", version=1)


def test_a_unit_that_learns_hit_or_no_hit_sees_of_the_record_only_what_it_asked(world: World) -> None:
    """Its colleagues at the same bureau, who read whole records, see beside it what was not asked."""
    records.create(
        Person, Person.example, by=people.actor(people.Officer.objects.get(sign_in_name="amina@fra"))
    )
    guard = people.Officer.objects.get(sign_in_name="gina@ita")
    name = Person.example["names"][0]["text"]
    body = {"purpose": "border-control", "subjects": [{"person": {"name": name}}]}
    actions.ask(read_asked(msgspec.json.encode(body)), by=lambda fresh: people.actor(guard))
    hit = Hit.objects.get(database=Person.code)
    Unit.objects.filter(name="Bridge").update(full_view=False)
    epoch.bump()

    def compared(who: str) -> set[str]:
        reader = people.actor(people.Officer.objects.get(sign_in_name=who))
        return {str(line.label) for line in hit_page(hit, reader).lines}

    assert compared("gina@ita") == {"Name"}
    assert compared("bruno@ita") > {"Name", "Born"}
