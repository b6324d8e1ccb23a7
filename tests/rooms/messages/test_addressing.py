"""To whom: a function or unit at a bureau, all bureaus, or those of a region; and how a message begins."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from comity.bureaus.countries import LANGUAGES
from comity.bureaus.countries import TABLE as COUNTRIES
from comity.bureaus.models import Bureau
from comity.bureaus.regions import Region, region_of
from comity.kit.errors import Invalid, NotAllowed
from comity.kit.ids import new_id
from comity.messages import actions
from comity.messages.mailboxes import Sieve, inbox
from comity.messages.models import Message
from comity.messages.notes import NOTE
from comity.messages.rules import Draft
from comity.messages.shown import show
from comity.messages.writing.drafting import save_draft, send_draft
from comity.messages.writing.phrases import TEMPLATES, begun
from tests.rooms.messages.conftest import Person

TYPED = {"to": "ITA", "subject": "A lorry", "text": "Is it yours?"}


def send(actor, **change) -> Message:
    row = save_draft(new_id(), {**TYPED, **change}, sitting=uuid4(), by=actor)
    return send_draft(row.id, language="en", by=actor)


def reached(message) -> list[str]:
    return sorted(message.deliveries.values_list("bureau", flat=True))


def test_a_function_and_a_unit_are_named_without_a_person(amina, bruno):
    message = send(amina, attention="firearms", unit="Squadra mobile")
    assert (message.schema_version, message.content["attention"]) == (2, "firearms")
    (shown,) = show([message], bruno)
    assert str(shown.attention) == "Firearms, Squadra mobile"
    plain = send(amina)
    assert plain.schema_version == 1  # every node reads it
    assert show([plain], bruno)[0].attention == ""


def test_a_desk_sees_what_is_for_it_and_for_nobody_in_particular(amina, bruno):
    firearms, vehicles, plain = (send(amina, attention=word) for word in ("firearms", "vehicles", ""))
    found = {row.message_id for row in inbox(bruno, Sieve(attention="firearms"))}
    assert found == {firearms.id, plain.id}
    assert {row.message_id for row in inbox(bruno, Sieve())} == {firearms.id, vehicles.id, plain.id}


@pytest.mark.parametrize("change", [{"attention": "the chief"}, {"group": "moon"}, {"unit": "x" * 81}])
def test_words_that_are_no_function_and_no_region_are_refused(amina, change):
    with pytest.raises(Invalid):
        send(amina, **change)


@pytest.fixture
def world(directory):
    for code, zone in (("KEN", "Africa/Nairobi"), ("ISL", "Atlantic/Reykjavik"), ("FJI", "Pacific/Fiji")):
        Bureau.objects.create(code=code, kind=1, names={"en": code}, hosted=True, time_zone=zone)
    Bureau.objects.filter(code__in=["FRA", "ITA", "ESP"]).update(time_zone="Europe/Rome")
    yesterday = timezone.now().date() - timedelta(days=1)
    Bureau.objects.create(code="OLD", kind=1, names={"en": "O"}, hosted=True, mandate_ends=yesterday)


def test_a_region_is_reached_without_the_sender(amina, world):
    assert reached(send(amina, to="", group="europe")) == ["ESP", "ISL", "ITA"]
    assert reached(send(amina, to="FJI", group="africa")) == ["FJI", "KEN"]


def test_all_are_reached_but_whose_mandate_has_ended(amina, world):
    assert reached(send(amina, to="", group="all")) == ["ESP", "FJI", "ISL", "ITA", "KEN", "UNM-A"]


def test_a_desk_alone_does_not_speak_to_all(world):
    desk = Person(
        "FRA",
        "desk officer",
        rights=frozenset({"messages.save_draft", "messages.send_draft", "messages.send"}),
    )
    with pytest.raises(NotAllowed):
        send(desk, group="all")
    assert Message.objects.count() == 0


def test_every_bureau_with_a_place_has_a_region():
    lines = [line.split(",") for line in COUNTRIES.read_text("utf-8").splitlines()[1:]]
    zones = {line[10] for line in lines if "/" in line[10]}
    assert len(zones) > 100
    assert {zone for zone in zones if region_of(zone) is None} == set()
    assert region_of("UTC") is None
    assert region_of("Indian/Maldives") is Region.ASIA


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_template_speaks_each_language(language):
    for each in TEMPLATES:
        found, english = begun(each.slug, language), begun(each.slug, "en")
        assert found["language"] == language
        assert (found["text"] == english["text"]) == (language == "en"), each.slug
    assert begun("no-such", language) == {}


def test_no_template_asks_to_arrest():
    for each in TEMPLATES:
        words = begun(each.slug, "en")
        assert not {"arrest", "locate", "detain"} & set(f"{words['subject']} {words['text']}".lower().split())


def test_a_code_that_no_store_takes_is_no_bureau(amina):
    with pytest.raises(Invalid) as refused:
        actions.send(Draft(kind=NOTE, to=("ITA", "\0"), body={"subject": "a", "text": "b"}), by=amina)
    assert [each.code for each in refused.value.errors] == ["unknown-bureau"]
