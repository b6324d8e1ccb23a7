"""The quality check of a library: by a second person of another bureau, with reasons, before anybody is advised."""

from dataclasses import replace
from uuid import uuid4

import pytest

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.databases.document_alerts import DocumentAlert
from comity.databases.document_specimens import DocumentSpecimen
from comity.databases.firearm_models import FirearmModel
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused
from comity.messages.models import Message
from comity.queries.rules import Outcome
from comity.records import actions
from comity.records.listing.browsing import browse, consult
from comity.records.listing.lists import Sieve
from comity.records.reading import history
from comity.records.rules import Status
from comity.records.watching import quality_check, reviewing
from tests.actors import AMINA, BRUNO, CHEN, AnyActor, without
from tests.libraries import published
from tests.rooms.queries.test_ask import put
from tests.rooms.records.pages import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
FALSE = {"document": {"issuer": "FRA", "kind": "passport", "number": "19 AB 12345"}}
OTHER = {"document": {"issuer": "FRA", "kind": "passport", "number": "18 AB 12345"}}


def prepared(**more: object) -> DocumentAlert:
    return actions.create(DocumentAlert, {**DocumentAlert.example, **more}, by=AMINA)


def handed_in(**more: object) -> DocumentAlert:
    return quality_check.submit(DocumentAlert, prepared(**more).id, seen=1, by=AMINA)


def test_an_alert_advises_nobody_before_another_bureau_published_it() -> None:
    alert = prepared()
    assert alert.status == Status.PREPARED
    assert put(FALSE).outcome is Outcome.NO_HIT
    assert quality_check.list_checks(by=BRUNO).records == []

    quality_check.submit(DocumentAlert, alert.id, seen=1, by=AMINA)
    assert put(FALSE).outcome is Outcome.NO_HIT
    assert [each.id for each in quality_check.list_checks(by=BRUNO).records] == [alert.id]
    assert quality_check.list_checks(by=AMINA).records == []

    quality_check.publish(DocumentAlert, alert.id, seen=2, reason="Seen at two posts.", by=BRUNO)
    assert put(FALSE).outcome is Outcome.ADVICE
    assert put(OTHER).outcome is Outcome.NO_HIT
    assert put({"document": {"issuer": "FRA", "number": "19AB12345"}}).outcome is Outcome.ADVICE
    assert put({"text": "19AB12345"}).outcome is Outcome.NO_HIT
    assert quality_check.list_checks(by=BRUNO).records == []
    told = Message.objects.get(kind="quality-check")
    assert told.sender == "ITA"
    assert "published" in str(told.body)


def test_what_is_sent_back_needs_a_reason_and_begins_again() -> None:
    alert = handed_in()
    with pytest.raises(Invalid):
        quality_check.fail_check(DocumentAlert, alert.id, seen=2, reason=" ", by=BRUNO)

    quality_check.fail_check(DocumentAlert, alert.id, seen=2, reason="Which ink?", by=BRUNO)

    alert.refresh_from_db()
    assert alert.status == Status.PREPARED
    assert (history(alert, reader=AMINA)[0].verb, history(alert, reader=AMINA)[0].reason) == (
        "records.fail_check",
        "Which ink?",
    )
    assert "Which ink?" in opened(AMINA, "page", "document-alerts", alert.id).content.decode()
    actions.change(DocumentAlert, alert.id, {**DocumentAlert.example, "remark": "UV dull."}, seen=3, by=AMINA)
    quality_check.submit(DocumentAlert, alert.id, seen=4, by=AMINA)
    quality_check.publish(DocumentAlert, alert.id, seen=5, by=BRUNO)
    assert put(FALSE).outcome is Outcome.ADVICE


def test_a_change_takes_a_published_alert_back_to_its_check() -> None:
    alert = published(prepared())
    actions.change(DocumentAlert, alert.id, DocumentAlert.example, seen=alert.version, by=AMINA)
    alert.refresh_from_db()
    assert alert.status == Status.PREPARED
    assert put(FALSE).outcome is Outcome.NO_HIT


def test_the_same_bureau_and_the_same_person_do_not_check() -> None:
    alert = handed_in()
    colleague = replace(AMINA, officer=uuid4())
    moved = replace(AMINA, bureau="ITA")
    for actor, code in ((colleague, "own-bureau"), (AMINA, "own-bureau"), (moved, "same-person")):
        for verb in (quality_check.check, quality_check.publish, quality_check.fail_check):
            more = {} if verb is quality_check.check else {"seen": 2, "reason": "x"}
            with pytest.raises(Refused) as refusal:
                verb(DocumentAlert, alert.id, by=actor, **more)  # type: ignore[operator]
            assert refusal.value.code == code
    assert put(FALSE).outcome is Outcome.NO_HIT


@pytest.mark.parametrize("closing", [{"restriction": "all-but ITA"}, {"marking": "confidential"}])
def test_to_whom_it_is_closed_it_does_not_exist(closing: dict[str, str]) -> None:
    alert, bruno = handed_in(**closing), replace(BRUNO, clearance=2)
    assert quality_check.list_checks(by=bruno).records == []
    for identity in (alert.id, uuid4()):
        with pytest.raises(NotFound):
            quality_check.publish(DocumentAlert, identity, seen=2, by=bruno)


def test_only_what_waits_is_decided_and_only_what_is_prepared_is_handed_in() -> None:
    alert = published(prepared())
    with pytest.raises(Refused):
        quality_check.publish(DocumentAlert, alert.id, seen=alert.version, by=BRUNO)
    with pytest.raises(Refused):
        quality_check.submit(DocumentAlert, alert.id, seen=alert.version, by=AMINA)
    with pytest.raises(NotFound):
        quality_check.submit(DocumentAlert, alert.id, seen=alert.version, by=BRUNO)
    model = actions.create(FirearmModel, FirearmModel.example, by=CHEN)
    with pytest.raises(NotFound):
        quality_check.submit(FirearmModel, model.id, seen=1, by=CHEN)
    waiting = prepared(series="2014")
    with pytest.raises(NotFound):
        quality_check.publish(DocumentAlert, waiting.id, seen=1, by=BRUNO)


def test_whoever_may_not_check_sees_nothing_that_waits() -> None:
    alert = handed_in()
    with pytest.raises(NotAllowed):
        quality_check.publish(DocumentAlert, alert.id, seen=2, by=without(BRUNO, "records.publish"))
    assert quality_check.list_checks(by=without(BRUNO, "records.check")).records == []


def test_a_newer_alert_takes_the_place_of_the_older_in_one_moment() -> None:
    older = published(prepared())
    newer = published(prepared(replaces=str(older.id), number_pattern='"18"AA99999'))

    older.refresh_from_db()
    assert older.status == Status.REPLACED
    assert put(FALSE).outcome is Outcome.NO_HIT
    assert put(OTHER).outcome is Outcome.ADVICE
    assert consult(DocumentAlert, older.id, by=BRUNO) == older
    assert str(newer.id) in opened(BRUNO, "page", "document-alerts", older.id).content.decode()
    assert str(older.id) in opened(BRUNO, "page", "document-alerts", newer.id).content.decode()
    assert {each.id for each in browse(DocumentAlert, Sieve(), by=BRUNO).records} == {older.id, newer.id}


def test_nobody_replaces_the_alert_of_another_bureau() -> None:
    older = published(prepared())
    raw = {**DocumentAlert.example, "replaces": str(older.id)}
    published(actions.create(DocumentAlert, raw, by=AnyActor(bureau="DEU", officer=uuid4())))
    older.refresh_from_db()
    assert older.status == Status.ACTIVE


def test_what_a_pre_moderated_bureau_prepared_passes_the_centre_first() -> None:
    Bureau.objects.filter(code="FRA").update(standing=int(Standing.PRE_MODERATED))
    alert = handed_in()
    assert alert.status == Status.DRAFT
    assert quality_check.list_checks(by=BRUNO).records == []
    reviewing.release(DocumentAlert, alert.id, seen=2, by=CHEN)
    alert.refresh_from_db()
    assert alert.status == Status.IN_CHECK


def test_specimens_are_open_only_to_units_that_name_them() -> None:
    named = frozenset({DocumentSpecimen.code})
    specimen = actions.create(DocumentSpecimen, DocumentSpecimen.example, by=AMINA)
    assert browse(DocumentSpecimen, Sieve(), by=replace(BRUNO, databases=named)).records == [specimen]
    assert consult(DocumentSpecimen, specimen.id, by=replace(BRUNO, databases=named)) == specimen
    with pytest.raises(NotFound):
        consult(DocumentSpecimen, specimen.id, by=BRUNO)
    assert browse(DocumentSpecimen, Sieve(), by=BRUNO).records == []


def test_the_pages_lead_from_the_draft_to_the_published_alert() -> None:
    alert = prepared()
    page = opened(AMINA, "page", "document-alerts", alert.id).content.decode()
    assert f"/records/document-alerts/{alert.id}/submit/" in page
    assert (
        opened(AMINA, "submit", "document-alerts", alert.id, data={"seen": "1"}, post=True).status_code == 302
    )
    assert "FRA passport" in opened(BRUNO, "checks").content.decode()
    assert "Tilt the page" in opened(BRUNO, "check", "document-alerts", alert.id).content.decode()
    empty = opened(
        BRUNO, "check", "document-alerts", alert.id, data={"seen": "2", "send-back": ""}, post=True
    )
    assert empty.status_code == 422
    done = opened(BRUNO, "check", "document-alerts", alert.id, data={"seen": "2", "publish": ""}, post=True)
    assert done.status_code == 302
    assert "Tilt the page" in opened(AnyActor("DEU"), "list", "document-alerts").content.decode()
