"""Pictures on records: who puts them there, who sees them, and that they go with the record."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from comity.access.roles import Role
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.databases.travel_documents import TravelDocument
from comity.gate import epoch
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused
from comity.records import actions, reading
from comity.records.attached import attaching, door, links
from comity.records.attached.attaching import Sent, attach, detach
from comity.records.attached.attachments import MOST_ATTACHED, Attachment, Blob
from comity.records.ending.expire import expire_due
from comity.records.orphans import orphans
from comity.records.rules import Status
from comity.records.watching import reviewing
from comity.wsgi import application
from tests import people
from tests.actors import AMINA, BRUNO, CHEN, without
from tests.files import png
from tests.rooms.records.pages import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]


def recorded(**more: Any) -> TravelDocument:
    return actions.create(TravelDocument, {**TravelDocument.example, **more}, by=AMINA)


def pictured(record: TravelDocument, colour: str = "teal", by: Any = AMINA) -> Attachment:
    return attach(TravelDocument, record.id, Sent(png(colour=colour), "The data page"), by=by)


@pytest.fixture
def led(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question of everybody has led to every record."""
    monkeypatch.setattr(reading, "LEADS", [lambda *_asked: True])
    monkeypatch.setattr(attaching, "LEADS", [lambda *_asked: True])


@pytest.fixture
def officer() -> Any:
    """A desk officer of the owner who is really enrolled, so that an address can name one."""
    return people.acting("adele", Role.DESK_OFFICER)


def test_a_picture_is_kept_once_and_goes_when_nothing_shows_it_any_more() -> None:
    one, other = recorded(), recorded(number="77Z00099")
    first, second = pictured(one), pictured(other)

    assert Blob.objects.count() == 1
    assert [each.place for each in (first, pictured(one, "red"))] == [1, 2]
    act = ActRow.objects.filter(verb="records.attach").latest("at")
    assert (act.count, list(act.databases)) == (1, [TravelDocument.code])

    detach(TravelDocument, one.id, first.id, by=AMINA)
    assert Blob.objects.count() == 2
    detach(TravelDocument, other.id, second.id, by=AMINA)
    assert Blob.objects.count() == 1


def test_only_the_owner_attaches_and_takes_off(led: None) -> None:
    record = recorded()
    made = pictured(record)

    for by in (BRUNO, CHEN):
        with pytest.raises(NotFound):
            pictured(record, by=by)
        with pytest.raises(NotFound):
            detach(TravelDocument, record.id, made.id, by=by)
    with pytest.raises(NotFound):
        detach(TravelDocument, recorded(number="77Z00098").id, made.id, by=AMINA)
    with pytest.raises(NotAllowed):
        pictured(record, by=without(AMINA, "records.attach"))
    with pytest.raises(NotAllowed):
        detach(TravelDocument, record.id, made.id, by=without(AMINA, "records.detach"))
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("standing", [Standing.READ_ONLY, Standing.SUSPENDED, Standing.MANDATE_ENDED])
def test_a_bureau_that_may_not_add_to_its_records_adds_no_pictures(standing: Standing, officer: Any) -> None:
    record = recorded()
    Bureau.objects.filter(pk="FRA").update(standing=int(standing))
    epoch.bump()
    with pytest.raises(NotAllowed):
        pictured(record, by=people.actor(people.officer("amelie", Role.DESK_OFFICER)))


def test_a_record_whose_life_has_ended_takes_no_picture() -> None:
    record = recorded()
    actions.withdraw(TravelDocument, record.id, reason="typed wrongly", seen=1, by=AMINA)
    with pytest.raises(Refused):
        pictured(record)


def test_a_picture_of_a_pre_moderated_bureau_waits_for_the_centre(led: None) -> None:
    record = recorded()
    Bureau.objects.filter(pk="FRA").update(standing=int(Standing.PRE_MODERATED))
    epoch.bump()
    made = pictured(record)

    record.refresh_from_db()
    assert record.status == Status.DRAFT
    with pytest.raises(NotFound):
        attaching.shown(made.id, BRUNO)
    assert attaching.shown(made.id, CHEN) == made
    seen = record.version
    pictured(record, "red")
    with pytest.raises(Refused):
        reviewing.release(TravelDocument, record.id, seen=seen, by=CHEN)
    reviewing.release(TravelDocument, record.id, seen=seen + 1, by=CHEN)
    assert attaching.shown(made.id, BRUNO) == made


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (Sent(png(), " "), "caption"),
        (Sent(png(), "x" * 201), "caption"),
        (Sent(png(), "a\u202eb"), "caption"),
        (Sent(png(), "x", "video"), "kind"),
        (Sent(b"%PDF", "x"), "file"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_field(sent: Sent, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        attach(TravelDocument, recorded().id, sent, by=AMINA)
    assert refused.value.errors[0].field == field
    assert not Blob.objects.exists()


def test_a_record_takes_so_many_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attaching, "MOST_ATTACHED", 2)
    record = recorded()
    pictured(record)
    pictured(record)
    with pytest.raises(Refused):
        pictured(record)
    assert MOST_ATTACHED == 20


@pytest.mark.parametrize(
    "closed", [{"restriction": "all-but ITA"}, {"restriction": "only DEU"}, {"marking": "confidential"}]
)
def test_the_picture_of_a_closed_record_does_not_exist(closed: dict[str, str], led: None) -> None:
    made = pictured(recorded(**closed))
    bruno = replace(BRUNO, clearance=1)
    assert attaching.shown(made.id, AMINA) == made
    for asked in (made.id, uuid4()):
        with pytest.raises(NotFound) as refused:
            attaching.shown(asked, bruno)
        assert str(refused.value) == str(NotFound())


def test_another_bureau_is_shown_it_only_where_a_question_led() -> None:
    made = pictured(recorded())
    with pytest.raises(NotFound):
        attaching.shown(made.id, BRUNO)


def test_with_the_record_its_pictures_go_in_the_same_act() -> None:
    day = timezone.now().date() + datetime.timedelta(days=40)
    pictured(recorded(kept_until=day.isoformat()))
    later = timezone.now() + datetime.timedelta(days=41)

    assert expire_due(now=later, by=AMINA) == 1
    assert not Attachment.objects.exists()
    assert not Blob.objects.exists()
    assert orphans() == []


# The door of files


def got(address: str, method: str = "GET", **more: str) -> tuple[str, dict[str, str], bytes]:
    told: list[Any] = []
    parts = urlsplit(address)
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": parts.path,
        "HTTP_HOST": parts.netloc or "localhost",
        **more,
    }
    body = b"".join(application(environ, lambda status, headers: told.extend((status, dict(headers)))))
    return told[0], told[1], body


def test_a_signed_address_gives_the_picture_under_a_strict_policy(officer: Any) -> None:
    made = pictured(recorded())
    status, headers, body = got(links.link_to(made.id, by=officer), HTTP_COOKIE="sessionid=x")

    assert (status, body) == ("200 OK", bytes(Blob.objects.get().content))
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Content-Type"] == "image/webp"
    assert headers["Content-Disposition"] == f'inline; filename="comity-{made.id}.webp"'
    assert "Set-Cookie" not in headers
    small = got(links.link_to(made.id, by=officer, small=True))
    assert small[2] == bytes(Blob.objects.get().thumbnail)
    assert got(links.link_to(made.id, by=officer), "HEAD")[2] == b""
    assert got(links.link_to(made.id, by=officer), "POST")[0].startswith("405")


def refusals(officer: Any, made: Attachment) -> Iterator[str]:
    good = links.link_to(made.id, by=officer)
    yield "/files/"
    yield good[:-1] + ("a" if good[-1] != "a" else "b")
    yield good + "a"
    yield links.PATH + signing.dumps([made.id.hex, officer.officer.hex, 1, officer.epoch, 0], salt="another")
    yield links.link_to(uuid4(), by=officer)
    yield links.link_to(made.id, by=AMINA)  # nobody enrolled


def test_every_other_address_is_refused_with_the_same_words(officer: Any) -> None:
    answers = {got(address)[0::2] for address in refusals(officer, pictured(recorded()))}
    assert answers == {("404 Not Found", door.NOT_HERE)}


def test_an_address_ends_after_five_minutes(officer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = pictured(recorded())
    address, now = links.link_to(made.id, by=officer), signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 299)
    assert got(address)[0] == "200 OK"
    monkeypatch.setattr(signing.time, "time", lambda: now + 302)
    assert got(address)[0] == "404 Not Found"


@pytest.mark.parametrize(
    ("differs_s", "taken"), [(1, True), (3600, False), (366 * 86_400, False), (-3600, True)]
)
def test_a_clock_set_while_an_address_is_shown_ends_it_early_or_late(
    officer: Any, monkeypatch: pytest.MonkeyPatch, differs_s: int, taken: bool
) -> None:
    made = pictured(recorded())
    address, real = links.link_to(made.id, by=officer), signing.time.time
    monkeypatch.setattr(signing.time, "time", lambda: real() + differs_s)
    assert (got(address)[0] == "200 OK") is taken
    assert got(links.link_to(made.id, by=officer))[0] == "200 OK", "the page loaded again shows it"

    epoch.bump()
    assert got(address)[0] == "404 Not Found", "rights are asked whatever the clock says"


def test_an_address_ends_when_rights_change_and_what_it_shows_is_asked_anew(officer: Any, led: None) -> None:
    record = recorded()
    made = pictured(record)
    address = links.link_to(made.id, by=officer)
    epoch.bump()
    assert got(address)[0] == "404 Not Found"

    bella = people.acting("bella", Role.DESK_OFFICER, code="ITA")
    address = links.link_to(made.id, by=bella)
    assert got(address)[0] == "200 OK"
    actions.change(
        TravelDocument, record.id, {**TravelDocument.example, "restriction": "all-but ITA"}, seen=1, by=AMINA
    )
    assert got(address)[0] == "404 Not Found"


def test_with_a_host_of_its_own_pictures_come_from_there_alone(
    officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "FILES_URL", "https://files.example.org")
    monkeypatch.setattr(door, "HOST", "files.example.org")
    address = links.link_to(pictured(recorded()).id, by=officer)

    assert address.startswith("https://files.example.org/files/")
    assert got(address)[0] == "200 OK"
    assert got(address.replace("files.example.org", "localhost", 1))[0] == "404 Not Found"
    assert got("https://files.example.org/account/login/")[0] == "404 Not Found"


# Pages


def test_the_page_of_a_record_shows_its_pictures_with_their_words(officer: Any) -> None:
    record = recorded()
    made = pictured(record)
    page = opened(officer, "page", "travel-documents", record.id).content.decode()

    assert 'alt="The data page"' in page
    assert 'src="/files/' in page
    assert f"/records/pictures/{made.id}/" in page
    assert f"/pictures/{made.id}/detach/" in page
    full = opened(officer, "picture", made.id)
    assert (full.status_code, got(full["Location"])[0]) == (302, "200 OK")


def test_a_picture_is_uploaded_and_taken_off_on_pages() -> None:
    record = recorded()
    args = ("travel-documents", record.id)
    assert b'enctype="multipart/form-data"' in opened(AMINA, "attach", *args).content
    file = SimpleUploadedFile("x.jpg", png(), "text/html")  # its name and type play no part
    sent = {"file": file, "caption": "The data page", "kind": "page"}
    assert opened(AMINA, "attach", *args, data=sent, post=True).status_code == 302
    made = Attachment.objects.get()
    assert (made.caption, made.kind_name) == ("The data page", "page")
    assert opened(AMINA, "detach", *args, made.id, post=True).status_code == 302
    assert not Blob.objects.exists()


def test_what_is_no_picture_comes_back_with_what_was_typed() -> None:
    sent = {"file": SimpleUploadedFile("x.jpg", b"<html>"), "caption": "The data page", "kind": "page"}
    page = opened(AMINA, "attach", "travel-documents", recorded().id, data=sent, post=True)
    assert page.status_code == 422
    assert b"The data page" in page.content
    assert "This is no picture that we read." in page.content.decode()


# Programs


@pytest.fixture
def program(officer: Any) -> Any:
    text, _id = people.token(person=people.Officer.objects.get(pk=officer.officer))

    def call(method: str, path: str, data: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {text}"}
        return getattr(Client(raise_request_exception=False), method)(f"/api/v1{path}", data, headers=headers)

    return call


def test_programs_attach_list_read_and_take_off(program: Any) -> None:
    path = f"/records/travel-documents/{recorded().id}/attachments"
    file = SimpleUploadedFile("x.png", png())
    made = program("post", path, {"file": file, "caption": "The data page", "kind": "scan"})

    assert made.status_code == 201
    assert program("get", path).json() == [made.json()]
    content = program("get", f"/attachments/{made.json()['id']}")
    assert (content["Content-Type"], len(content.content)) == ("image/webp", made.json()["size"])
    assert program("delete", f"{path}/{made.json()['id']}").status_code == 204
    assert program("get", f"/attachments/{made.json()['id']}").status_code == 404


def test_programs_are_told_what_does_not_fit(program: Any) -> None:
    path = f"/records/travel-documents/{recorded().id}/attachments"
    refused = program("post", path, {"file": SimpleUploadedFile("x.png", b"GIF89a"), "caption": "x"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "not-a-picture")
    assert program("get", path.replace("travel-documents", "no-such")).status_code == 404
