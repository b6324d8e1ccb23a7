"""The Security Council's list as notices: new entries, changed ones, those that left; measures that nobody invents."""

import datetime
import gzip
import io
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from comity.access.actors import for_node
from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.databases import un_load
from comity.databases.un_load import load_un_list
from comity.gate import epoch
from comity.journal.models import ActRow
from comity.kit.errors import NotAllowed, Refused
from comity.messages.models import Message
from comity.notices import actions, telling
from comity.notices.actions.following import Followed, follow_list
from comity.notices.databases import NoticeDocument, NoticeRecord
from comity.notices.models import Notice, Received
from comity.notices.path import State
from comity.notices.un_special.entries import ORGANISATION, PERSON, entry_of
from comity.notices.un_special.measures import REGIMES, UNKNOWN, measures_of
from comity.queries.actions import ask
from comity.queries.asked import read_asked
from comity.queries.rules import Outcome
from comity.records.models import SearchKey
from tests.actors import AnyActor
from tests.rooms.notices.stories import BRUNO, CHEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis", "committee")]
SAMPLE = (Path(__file__).parents[2] / "databases/un_sample.xml").read_text()
SHARED = Path(os.environ.get("COMITY_SHARED", Path(__file__).parents[4] / "shared"))
FILES = sorted((SHARED / "data").glob("UN_consolidated_*.xml.gz"))
COMMITTEE = AnyActor("UNSC", function="operator")
FROM = "From the public list of 27 February 2026, loaded by An invented body"


@pytest.fixture
def committee(directory: None) -> None:
    names = {"en": "Committees"}
    Bureau.objects.create(code="UNSC", kind=BureauKind.SANCTIONS_COMMITTEE, names=names, hosted=True)


def followed(text: str | bytes = SAMPLE, *, by: Any = COMMITTEE, **options: Any) -> Followed:
    """An edition is loaded, and the notices follow it."""
    content = text if isinstance(text, bytes) else text.encode()
    load_un_list(io.BytesIO(content), by=by, refused=lambda *_told: None, **options)
    refusals: list[Any] = []
    done = follow_list(by=by, refused=lambda *told: refusals.append(told))
    assert not refusals
    return done


def found(issuer: str, number: str) -> Outcome:
    """What a border post's question by this passport gives in the database of papers of notices."""
    document = {"kind": "passport", "issuer": issuer, "number": number}
    question = {"purpose": "border-control", "subjects": [{"document": document}]}
    by = replace(BRUNO, epoch=epoch.current())
    answer = ask(read_asked(json.dumps(question).encode()), by=lambda _fresh: by)
    return next(each.outcome for each in answer.subjects[0].answers if each.database == "notice-documents")


def counts(done: Followed) -> tuple[int, int, int, int]:
    return done.published, done.amended, done.cancelled, done.unchanged


def later(*change: str, day: str = "2026-02-28") -> str:
    text = SAMPLE.replace("2026-02-27", day)
    return text.replace(*change) if change else text


def without_velmar(text: str) -> str:
    start, end = text.index("<ENTITY>"), text.index("</ENTITY>") + len("</ENTITY>")
    return text[:start] + text[end:]


def person() -> Notice:
    return Notice.objects.get(body__un_reference="XXI.001", state=int(State.PUBLISHED))


def test_each_entry_is_out_and_says_from_which_list_it_comes_and_who_loaded_it():
    assert counts(followed()) == (2, 0, 0, 0)

    row, company = person(), Notice.objects.get(body__un_reference="XXE.001")
    assert row.body["from_list"] == company.body["from_list"] == FROM
    assert row.body["un_regime"] == "Sample"
    assert row.body["measures"] == UNKNOWN
    assert row.body["reported_deceased"] is True
    assert "reported_deceased" not in company.body
    assert (row.declaration.slug, company.declaration.slug) == ("un-special", "un-special-organisation")
    assert row in Notice.visible_to(BRUNO)
    told = json.dumps([row.body, company.body, NoticeRecord.objects.get(pk=row.record).issued_by])
    assert "issued by the United Nations" not in told
    assert "Find this person" not in str(row.declaration.asks)
    assert ActRow.objects.filter(verb="notices.publish_listed").count() == 2


def test_a_paper_noted_as_stolen_is_kept_with_its_note_and_gives_no_hit():
    followed()
    noted = next(each for each in person().body["documents"] if each["number"] == "Y7654321")
    assert noted["noted"] is True
    assert "reported stolen" in noted["note"]

    assert found("LBY", "X1234567") == Outcome.HIT
    assert found("DEU", "Y7654321") == Outcome.CANDIDATE


def test_the_same_list_twice_changes_nothing():
    followed()
    before = list(Notice.objects.order_by("id").values())
    acts = ActRow.objects.filter(verb__startswith="notices.").count()

    assert counts(followed()) == (0, 0, 0, 2)
    assert list(Notice.objects.order_by("id").values()) == before
    assert ActRow.objects.filter(verb__startswith="notices.").count() == acts


def test_a_newer_list_amends_what_changed_and_leaves_the_rest_as_it_was():
    followed()
    company = Notice.objects.get(body__un_reference="XXE.001")
    number = person().number

    done = followed(later("X1234567", "X7654329"))

    assert counts(done) == (0, 1, 0, 1)
    row = person()
    assert (row.number, row.version) == (number, 2)
    assert row.body["from_list"] == FROM.replace("27", "28")
    assert Notice.objects.get(pk=company.pk).body == company.body
    assert not SearchKey.objects.filter(value__contains="X1234567", database=NoticeDocument.code).exists()
    assert SearchKey.objects.filter(value__contains="X7654329", database=NoticeDocument.code).exists()
    told = Message.objects.filter(kind=telling.CORRECTION).latest("id")
    assert (told.content["version"], told.content["was"], told.content["asks"]) == (2, 1, False)
    assert [each["field"] for each in told.content["changes"]] == ["from_list", "documents"]
    assert not row.received.exclude(
        corrected_at=None
    ).exists()  # the list is public: nobody is asked for a word
    assert row.deeds.latest("at").verb == "notices.amend_listed"
    assert ActRow.objects.filter(verb="notices.amend_listed").count() == 1


def test_a_name_that_changed_is_found_and_the_former_one_is_not():
    followed()
    followed(later("VALDERIS</SECOND_NAME>", "QUIRINUS</SECOND_NAME>"))

    assert "QUIRINUS" in NoticeRecord.objects.get(pk=person().record).names[0]["text"]
    assert NoticeRecord.objects.count() == 2


def test_what_left_the_list_is_cancelled_and_recalled_from_everybody(monkeypatch):
    monkeypatch.setattr(un_load, "MOST_GONE", 50)
    followed()
    company = Notice.objects.get(body__un_reference="XXE.001")

    assert counts(followed(without_velmar(later()))) == (0, 0, 1, 1)

    company.refresh_from_db()
    assert company.standing is State.CANCELLED
    assert company.deeds.latest("at").text == "No longer on the public list of 2026-02-28."
    assert not SearchKey.objects.filter(record=company.record).exists()
    assert company not in Notice.visible_to(BRUNO)
    assert not Received.objects.filter(notice=company, recalled_at=None).exists()
    assert counts(followed(without_velmar(later()))) == (0, 0, 0, 1)


def test_a_list_that_lacks_much_is_older_or_cut_off_changes_no_notice():
    followed(later())
    for text, code in ((SAMPLE, "older-list"), (without_velmar(later(day="2026-03-01")), "many-gone")):
        with pytest.raises(Refused) as refusal:
            followed(text)
        assert refusal.value.code == code
    with pytest.raises(Exception, match="XML"):
        followed(later(day="2026-03-01")[:-200])
    assert Notice.objects.filter(state=int(State.PUBLISHED)).count() == 2


def test_what_reviewers_suspended_stays_suspended_and_what_somebody_wrote_is_left_alone():
    followed()
    actions.suspend(person(), reason="The committee was asked.", by=CHEN)

    assert counts(followed(later("X1234567", "X7654329"))) == (0, 0, 0, 2)

    assert Notice.objects.get(body__un_reference="XXI.001").standing is State.SUSPENDED
    own = actions.draft("un-special", {"un_reference": "XXi.777"}, by=COMMITTEE)
    assert counts(follow_list(by=COMMITTEE, refused=lambda *_told: None)) == (0, 0, 0, 2)
    assert Notice.objects.get(pk=own.pk).standing is State.DRAFT


def test_an_entry_that_is_still_listed_in_its_last_months_lives_on():
    followed()
    Notice.objects.update(expires_on=datetime.date.today() + datetime.timedelta(days=30))

    assert counts(followed()) == (0, 2, 0, 0)
    assert person().expires_on > datetime.date.today() + datetime.timedelta(days=1500)


def test_only_the_operator_of_a_committee_with_a_list_and_a_legal_basis_does_it():
    with pytest.raises(Refused) as refusal:
        follow_list(by=COMMITTEE, refused=lambda *_told: None)
    assert refusal.value.code == "no-list"
    with pytest.raises(Refused) as refusal:
        follow_list(by=AnyActor("FRA"), refused=lambda *_told: None)
    assert refusal.value.code == "not-your-kind"
    denied = AnyActor("UNSC", denied=frozenset({"notices.publish_listed"}))
    with pytest.raises(NotAllowed):
        follow_list(by=denied, refused=lambda *_told: None)


def test_the_operators_command_says_what_became_of_the_list(capsys):
    with pytest.raises(CommandError, match="load_un_list"):
        call_command("publish_un_list", bureau="UNSC")
    load_un_list(io.BytesIO(SAMPLE.encode()), by=for_node("UNSC"), refused=lambda *_told: None)

    call_command("publish_un_list", bureau="UNSC", json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["edition"], told["published"], told["refused"]) == ("2026-02-27", 2, [])
    call_command("publish_un_list", bureau="UNSC")
    assert "2 unchanged" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("reference", "facts", "organisation", "told"),
    [
        ("QDi.001", "", False, "assets freeze, travel ban, arms embargo"),
        ("QDe.004", "", True, "assets freeze, arms embargo"),
        ("IQi.001", "", False, "assets freeze"),
        ("GBi.001", "", False, "travel ban"),
        ("LYi.001", "Measures named in the list: Travel Ban. No arrest request.\nSon.", False, "Travel Ban"),
        ("QDi.001", "Measures named in the list: Asset Freeze. No arrest request.", False, "Asset Freeze"),
    ],
)
def test_measures_are_of_the_regime_unless_the_entry_has_words(reference, facts, organisation, told):
    line = measures_of(reference, facts, organisation=organisation)

    assert told in line
    assert line.endswith("No arrest request.")
    assert ("uncertain" in line) is not facts.startswith("Measures")


@pytest.mark.parametrize("reference", ["LYi.001", "IRi.001", "YEe.001", "ZZi.001", "GBe.001"])
def test_where_nobody_knows_the_measure_it_says_so(reference):
    assert measures_of(reference, "", organisation=reference[2] == "e") == UNKNOWN


def test_every_regime_has_its_source_and_is_marked_uncertain():
    for regime in REGIMES.values():
        assert "resolution" in regime.source
        assert regime.mark.value == "uncertain"


def test_death_is_shown_only_of_persons_of_whom_the_list_speaks_so():
    record = {"source_reference": "QDi.001", "facts": "Died in 2020.", "names": [{"text": "A"}]}

    assert entry_of(record, PERSON).values["reported_deceased"] is True
    assert "reported_deceased" not in entry_of({**record, "facts": "A diedrich."}, PERSON).values
    assert "reported_deceased" not in entry_of(record, ORGANISATION).values


@pytest.mark.skipif(not FILES, reason="the real list is not beside this clone")
def test_the_whole_list_becomes_730_persons_and_273_organisations_and_a_second_time_nothing():
    Bureau.objects.exclude(code__in=["UNSC", "CEN", "ITA"]).delete()
    with gzip.open(FILES[-1]) as file:
        content = file.read()

    done = followed(content)

    assert counts(done) == (1003, 0, 0, 0)
    out = Notice.objects.filter(state=int(State.PUBLISHED))
    assert out.filter(kind=9).count() == 730
    assert out.filter(kind=11).count() == 273
    assert counts(followed(content)) == (0, 0, 0, 1003)
