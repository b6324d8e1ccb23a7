"""A mail says that messages wait, and no word of them; it is off, and stays off, until node and officer want it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comity.access.models import Officer
from comity.access.roles import Role
from comity.gate.system import clock_of
from comity.journal.models import ActRow
from comity.kit.errors import Refused
from comity.messages import actions
from comity.messages.mailing.noticing import begin_mail_notice, choose_mail, send_due
from comity.messages.mailing.rules import EVERY, LONGEST_PAUSE, Waiting, next_after, subject_of
from comity.messages.models import MailNotice
from comity.messages.notes import NOTE
from comity.messages.rules import Draft, Precedence
from comity.messages.views.noticing import by_mail
from tests import people
from tests.mail_server import mail_server
from tests.rooms.messages.test_moderated import asked_by

BODY = {"subject": "A lorry of Umbrico", "text": "Is it yours?"}


@given(st.integers(0, 40))
def test_never_more_often_than_every_quarter_of_an_hour_and_at_least_every_six(tries):
    now = timezone.now()
    assert now + EVERY <= next_after(tries, now) <= now + LONGEST_PAUSE


def test_the_subject_is_a_count():
    assert subject_of(Waiting(1, 0)) == "1 new message"
    assert subject_of(Waiting(12, 3)) == "12 new messages; urgent or flash: 3"


@pytest.fixture
def server(settings):
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.DEFAULT_FROM_EMAIL = "node@police.example"
        settings.MAIL_OFFICERS = "https://node.police.example/"
        yield server


@pytest.fixture
def paolo(amina) -> Officer:
    """An officer of ITA with an address on record, who asked to be told."""
    person = people.officer(
        "paolo", Role.DESK_OFFICER, place=people.unit("ITA"), email="paolo@police.example"
    )
    choose_mail(on=True, by=people.actor(person))
    return person


def send(actor, *, to=("ITA",), **more):
    return actions.send(Draft(kind=NOTE, to=to, body=BODY, **more), by=actor)


def later() -> None:
    """What was sent is some time ago."""
    MailNotice.objects.update(next_at=timezone.now() - timedelta(seconds=1))


def test_it_says_how_many_and_how_urgent_and_no_word_more(server, amina, paolo):
    send(amina, case="C-1")
    send(amina, precedence=Precedence.FLASH)

    assert send_due(timezone.now()) == 1

    (mail,) = server.messages()
    assert (mail["To"], mail["Subject"]) == ("paolo@police.example", "2 new messages; urgent or flash: 1")
    text = mail.get_content()
    assert "https://node.police.example/messages/" in text
    for word in ("lorry", "Umbrico", "C-1", "FRA", "Paolo", "note"):
        assert word not in str(mail["Subject"]) + text
    assert mail["Message-ID"].endswith("@comity.invalid>")


def test_no_officer_gets_two_within_a_quarter_of_an_hour(server, amina, paolo):
    send(amina)
    assert send_due(timezone.now()) == 1
    send(amina)
    assert send_due(timezone.now()) == 0
    assert send_due(timezone.now() + EVERY - timedelta(seconds=5)) == 0
    later()
    assert send_due(timezone.now()) == 1
    assert server.messages()[-1]["Subject"] == "1 new message"


def test_what_was_told_or_read_is_told_no_more(server, amina, bruno, paolo):
    send(amina)
    send_due(timezone.now())
    later()
    assert send_due(timezone.now()) == 0
    actions.read(send(amina), by=bruno)
    assert send_due(timezone.now()) == 0
    send(amina, to=("ESP",))
    assert send_due(timezone.now()) == 0


def test_nothing_is_sent_before_node_and_officer_want_it(server, amina, settings):
    people.officer("rosa", Role.DESK_OFFICER, place=people.unit("ITA"), email="rosa@police.example")
    send(amina)
    assert send_due(timezone.now()) == 0
    settings.MAIL_OFFICERS = ""
    person = people.officer("ugo", Role.DESK_OFFICER, place=people.unit("ITA"), email="ugo@police.example")
    choose_mail(on=True, by=people.actor(person))
    send(amina)
    assert send_due(timezone.now()) == 0
    assert server.messages() == []


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_who_may_not_read_any_more_is_not_told_and_leaves_one_act(server, amina, paolo, change):
    Officer.objects.filter(pk=paolo.pk).update(**change)
    send(amina)
    for _quarter in range(3):
        assert send_due(timezone.now()) == 0
        later()
    assert ActRow.objects.filter(verb="messages.begin_mail_notice").count() == 1
    assert not MailNotice.objects.exists()


def test_who_moved_to_another_bureau_is_told_of_its_messages(server, amina, paolo):
    send(amina)
    Officer.objects.filter(pk=paolo.pk).update(unit=people.unit("ESP"))
    assert send_due(timezone.now()) == 0
    send(amina, to=("ITA", "ESP"))
    later()
    assert send_due(timezone.now()) == 1
    assert server.messages()[-1]["Subject"] == "1 new message"


def test_an_officer_without_a_role_is_not_told(server, amina):
    person = people.officer("ugo", place=people.unit("ITA"), email="ugo@police.example")
    now = timezone.now()
    MailNotice.objects.create(officer=person.pk, bureau="ITA", told_until=now, next_at=now)
    send(amina)
    assert send_due(timezone.now()) == 0


def test_a_server_that_refuses_is_asked_again_later_and_named_by_id(server, amina, paolo, caplog):
    server.refuses = True
    send(amina)
    assert send_due(timezone.now()) == 0
    row = MailNotice.objects.get()
    assert row.tries == 1
    assert row.next_at >= timezone.now() + EVERY
    assert str(paolo.pk) in caplog.text
    assert "paolo@" not in caplog.text
    server.refuses = False
    later()
    assert send_due(timezone.now()) == 1
    assert MailNotice.objects.get().tries == 0


def test_a_server_that_is_not_there_loses_nothing(server, amina, paolo, settings, caplog):
    send(amina)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert send_due(timezone.now()) == 0
    assert "does not answer" in caplog.text
    settings.EMAIL_PORT = port
    assert send_due(timezone.now()) == 1


def test_what_was_cut_between_begin_and_end_is_sent_again(server, amina, paolo):
    send(amina)
    assert begin_mail_notice(paolo.pk, by=clock_of("ITA", "messages.begin_mail_notice")) is not None
    assert send_due(timezone.now()) == 0
    later()
    assert send_due(timezone.now()) == 1


def test_the_page_turns_it_on_and_off(paolo, settings):
    actor = people.actor(paolo)
    page = by_mail(asked_by(actor)).content.decode()
    assert "paolo@police.example" in page
    assert "has not turned notices on" in page
    assert by_mail(asked_by(actor, "post", do="off")).status_code == 302
    assert not MailNotice.objects.exists()
    assert by_mail(asked_by(actor, "post", do="on")).status_code == 302
    by_mail(asked_by(actor, "post", do="on"))
    assert MailNotice.objects.count() == 1


def test_without_an_address_on_record_nobody_asks(amina):
    actor = people.actor(people.officer("rosa", Role.DESK_OFFICER, place=people.unit("ITA")))
    assert by_mail(asked_by(actor, "post", do="on")).status_code == 409
    with pytest.raises(Refused):
        choose_mail(on=True, by=actor)
    assert "Tell me by e-mail" not in by_mail(asked_by(actor)).content.decode()
