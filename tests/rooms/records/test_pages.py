"""The pages of own records: list, search, detail, form, reasons; and what another bureau sees of them: nothing."""

import re
from urllib.parse import urlencode

import pytest
from django.utils import translation

from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.journal.models import ActRow
from comity.kit.errors import NotAllowed, NotFound, Stale
from comity.records import actions, reading, scope
from comity.records.document import body_of
from comity.records.forms import RecordForm
from comity.records.models import OwnerRule
from comity.records.rules import Status
from tests.actors import AMINA, BRUNO, without
from tests.rooms.records.pages import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
DOCUMENTS = TravelDocument.slug


def recorded(number="12AB34567", **more):
    return actions.create(TravelDocument, {**TravelDocument.example, "number": number, **more}, by=AMINA)


def text_of(response):
    return response.content.decode()


def test_the_overview_counts_only_own_records():
    recorded()
    own, other = text_of(opened(AMINA, "overview")), text_of(opened(BRUNO, "overview"))
    assert '<td class="num">1</td>' in own
    assert '<td class="num">1</td>' not in other


def test_own_records_are_listed_and_foreign_ones_never():
    recorded()
    assert "12AB34567" in text_of(opened(AMINA, "list", DOCUMENTS))
    assert "12AB34567" not in text_of(opened(BRUNO, "list", DOCUMENTS))
    assert ActRow.objects.filter(verb="records.list").count() == 2


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"q": "12ab34567"}, True),
        ({"q": "12AB"}, True),
        ({"q": "N-1"}, True),
        ({"q": "99"}, False),
        ({"kind": "passport"}, True),
        ({"kind": "visa"}, False),
        ({"state": "active", "since": "2026-01-01"}, True),
        ({"state": "withdrawn"}, False),
        ({"since": "2999-01-01"}, False),
        ({"kind": "'", "state": "\0", "since": "x", "before": "y", "q": ""}, True),
    ],
)
def test_filters_stand_in_the_address(asked, shown):
    recorded(source_reference="N-1")
    assert ("12AB34567" in text_of(opened(AMINA, "list", DOCUMENTS, data=asked))) is shown


def test_a_person_is_found_by_the_beginning_of_the_name():
    actions.create(Person, Person.example, by=AMINA)
    assert "Amina Benali" in text_of(opened(AMINA, "list", "persons", data={"q": "amina"}))
    assert "Amina Benali" in text_of(opened(AMINA, "list", "persons", data={"q": "123456789"}))


def test_the_cursor_walks_forth_and_back(monkeypatch):
    monkeypatch.setattr("comity.records.views.listing.ON_A_PAGE", 2)
    for number in range(5):
        recorded(f"12AB3456{number}")

    seen, address = [], {}
    while True:
        text = text_of(opened(AMINA, "list", DOCUMENTS, data=address))
        seen.append(re.findall(r"12AB3456\d", text))
        older = re.search(r"before=([0-9a-f-]{36})", text)
        if not older:
            break
        address = {"before": older[1]}

    assert seen == [["12AB34564", "12AB34563"], ["12AB34562", "12AB34561"], ["12AB34560"]]
    back = re.search(r"after=([0-9a-f-]{36})", text)[1]
    assert (
        re.findall(r"12AB3456\d", text_of(opened(AMINA, "list", DOCUMENTS, data={"after": back}))) == seen[1]
    )


def test_a_record_shows_its_values_and_its_history():
    record = recorded()
    actions.change(
        TravelDocument, record.id, {**TravelDocument.example, "happened": "lost"}, seen=1, by=AMINA
    )

    text = text_of(opened(AMINA, "page", DOCUMENTS, record.id))

    for word in ("12AB34567", "France", "passport", "Version 2", "Version 1", "desk officer"):
        assert word in text
    assert re.search(r"<del>.*stolen.*</del>.*<ins>.*lost.*</ins>", text, re.DOTALL)


def test_a_foreign_record_opens_only_where_a_hit_led(monkeypatch):
    record = recorded()
    with pytest.raises(NotFound):
        opened(BRUNO, "page", DOCUMENTS, record.id)

    monkeypatch.setattr(reading, "LEADS", [lambda actor, code, pk: (actor.bureau, pk) == ("ITA", record.id)])
    text = text_of(opened(BRUNO, "page", DOCUMENTS, record.id))
    assert "12AB34567" in text
    assert "Version 1" not in text

    actions.change(
        TravelDocument, record.id, {**TravelDocument.example, "restriction": "all-but ITA"}, seen=1, by=AMINA
    )
    with pytest.raises(NotFound):
        opened(BRUNO, "page", DOCUMENTS, record.id)


def test_the_form_records_and_leads_to_the_record():
    response = opened(AMINA, "create", DOCUMENTS, data=TravelDocument.example, post=True)
    record = TravelDocument.objects.get()
    assert (response.status_code, response.url) == (302, f"/records/{DOCUMENTS}/{record.id}/")


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong_beside_it():
    typed = {**TravelDocument.example, "issuer": "QQQ", "remark": "keep <me>\u202e"}
    response = opened(AMINA, "create", DOCUMENTS, data=typed, post=True)

    text = text_of(response)
    assert response.status_code == 422
    for each in (
        'value="QQQ"',
        "keep &lt;me&gt;\u202e",
        "no country or issuer code",
        "direction marks",
        'href="#id_issuer"',
    ):
        assert each in text
    assert not TravelDocument.objects.exists()


def posted(body):
    """Canonical values as the form would send them."""
    return RecordForm(Person, body=body).initial


def test_more_rows_come_without_a_script_and_nothing_typed_is_lost():
    typed = posted(Person.example) | {"names-5-text": "A. Benali", "more": "names"}
    response = opened(AMINA, "create", "persons", data=typed, post=True)

    text = text_of(response)
    assert response.status_code == 200
    assert 'value="A. Benali"' in text
    assert 'name="names-9-text"' in text
    assert 'name="names-10-text"' not in text
    assert not Person.objects.exists()


def test_the_error_of_a_part_stands_in_the_row_it_was_typed_in():
    typed = posted(Person.example) | {"born-3-date": "1987-02-31"}
    text = text_of(opened(AMINA, "create", "persons", data=typed, post=True))
    assert 'href="#id_born-3-date"' in text
    assert "not in the calendar" in text


def test_the_form_of_a_change_holds_the_record_and_changes_it_once():
    record = actions.create(Person, Person.example, by=AMINA)
    text = text_of(opened(AMINA, "change", "persons", record.id))
    assert 'value="Amina Benali"' in text
    typed = posted(Person.example) | {"case": "C-1", "seen": 1}

    assert opened(AMINA, "change", "persons", record.id, data=typed, post=True).status_code == 302
    assert body_of(Person.objects.get())["case"] == "C-1"
    with pytest.raises(Stale):
        opened(AMINA, "change", "persons", record.id, data=typed, post=True)
    with pytest.raises(NotFound):
        opened(BRUNO, "change", "persons", record.id)


def test_a_record_is_withdrawn_and_recovered_with_a_reason():
    car, passport = actions.create(Vehicle, Vehicle.example, by=AMINA), recorded()

    found = {"reason": " ", "found": "by-bearer", "seen": 1}
    assert opened(AMINA, "recover", "vehicles", car.id, data=found, post=True).status_code == 422
    opened(AMINA, "recover", "vehicles", car.id, data={**found, "reason": "found in Metz"}, post=True)
    gone = {"reason": "typed wrongly", "why": "duplicate", "seen": 1}
    opened(AMINA, "withdraw", DOCUMENTS, passport.id, data=gone, post=True)

    assert Vehicle.objects.get().status == Status.RECOVERED
    assert TravelDocument.objects.get().status == Status.WITHDRAWN
    told = text_of(opened(AMINA, "page", "vehicles", car.id))
    assert "found in Metz" in told
    assert "Found by the bearer" in told
    assert "still invalid" in text_of(opened(AMINA, "recover", DOCUMENTS, recorded("77").id))


def test_a_record_entered_in_error_and_a_correction_need_their_words():
    record = recorded()
    body = {**TravelDocument.example, "number": "12AB34568", "seen": 1, "purpose": "investigate"}

    refused = opened(AMINA, "change", DOCUMENTS, record.id, data=body, post=True)
    assert refused.status_code == 422
    assert "whoever had a hit is told" in text_of(refused)
    opened(AMINA, "change", DOCUMENTS, record.id, data={**body, "reason": "8, not 7"}, post=True)
    assert TravelDocument.objects.get().number == "12AB34568"

    error = {"reason": "another passport", "seen": 2}
    opened(AMINA, "mark-error", DOCUMENTS, record.id, data=error, post=True)
    assert TravelDocument.objects.get().status == Status.ENTERED_IN_ERROR
    page = text_of(opened(AMINA, "page", DOCUMENTS, record.id))
    assert "Entered in error" in page
    assert "withdraw/" not in page


def streamed(response):
    return b"".join(response.streaming_content).decode()


def test_an_export_holds_own_records_only_and_no_formula():
    recorded(remark="=1+1")
    text = streamed(opened(AMINA, "export", DOCUMENTS))
    assert "12AB34567" in text
    assert ",'=1+1" in text
    assert "12AB34567" not in streamed(opened(BRUNO, "export", DOCUMENTS))
    assert ActRow.objects.filter(verb="records.export", count=1).exists()


def test_buttons_and_verbs_follow_the_rights():
    record = recorded()
    amina = without(AMINA, "records.create", "records.change", "records.withdraw", "records.recover")
    text = text_of(opened(amina, "page", DOCUMENTS, record.id)) + text_of(opened(amina, "list", DOCUMENTS))
    for verb in ("change/", "withdraw/", "recover/", "new/"):
        assert verb not in text
    with pytest.raises(NotAllowed):
        opened(amina, "create", DOCUMENTS)


def test_an_unknown_database_is_not_there():
    with pytest.raises(NotFound):
        opened(AMINA, "list", "nothing")


@pytest.mark.parametrize("language", ["ar", "fr", "es"])
def test_pages_speak_the_readers_language(language):
    record = recorded()
    with translation.override(language):
        for args in (
            ("overview",),
            ("list", DOCUMENTS),
            ("page", DOCUMENTS, record.id),
            ("create", "persons"),
        ):
            assert opened(AMINA, *args).status_code == 200


def test_the_address_of_a_list_is_kept_by_its_pages():
    recorded()
    text = text_of(opened(AMINA, "list", DOCUMENTS, data={"kind": "passport", "q": "12"}))
    assert urlencode({"q": "12", "kind": "passport"}).replace("&", "&amp;") in text


def test_own_records_are_closed_to_a_bureau_and_opened_again():
    record = recorded()
    assert opened(AMINA, "closed", data={"bureau": "QQQ"}, post=True).status_code == 422
    until = {"bureau": "ita", "database": TravelDocument.code, "until": "2099-01-01"}
    assert opened(AMINA, "closed", data=until, post=True).status_code == 302
    rule = OwnerRule.objects.get()
    assert (rule.owner, rule.bureau, rule.database, rule.until.isoformat()) == (
        "FRA",
        "ITA",
        TravelDocument.code,
        "2099-01-01",
    )
    scope.forget()
    assert not TravelDocument.visible_to(BRUNO, today=rule.until).filter(pk=record.pk).exists()

    assert "ITA" in text_of(opened(AMINA, "closed"))
    assert str(rule.id) not in text_of(opened(BRUNO, "closed"))
    with pytest.raises(NotFound):
        opened(BRUNO, "open-again", rule.id, post=True)
    opened(AMINA, "open-again", rule.id, post=True)
    assert not OwnerRule.objects.exists()
