"""What a reviewer reads a request beside: earlier cases, similar persons, papers on record; and who learns nothing."""

import contextlib
import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.journal.models import ActRow
from comity.kit.errors import NotAllowed, NotFound
from comity.matching.names.index import Folder
from comity.messages.models import Message
from comity.notices import actions
from comity.notices.around import Around
from comity.notices.models import Notice
from comity.notices.path import Ground
from comity.notices.sounds import sounds_of
from comity.notices.weighing import factors_of
from comity.records import actions as records
from tests.actors import without
from tests.names import asked_of, read_all_names
from tests.rooms.notices.stories import (
    AMINA,
    BRUNO,
    CHEN,
    DORA,
    corrected,
    example,
    published,
    submitted,
    taken_in,
)
from tests.rooms.notices.test_doors import france, reviewer

__all__ = ["france", "reviewer"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]
OTHERWISE = {
    "names": [{"text": "Руслан Тамиров", "quality": "primary"}],
    "documents": None,
    "born": [{"date": "1979"}],
}
NOBODY = {"names": [{"text": "Beatriz Olmedo", "quality": "primary"}], "documents": None}


@pytest.fixture
def names(tmp_path: Path) -> Any:
    """Questions for names read what is on record now."""

    @contextlib.contextmanager
    def read(folder: str = "names") -> Iterator[None]:
        with asked_of(read_all_names(tmp_path / folder)):
            yield

    return read


def compared(row: Notice, names: Any, by: Any = CHEN) -> Around:
    with names():
        return actions.compare(row, by=by)


def person(name: str, by: Any = DORA, **more: Any) -> Any:
    body = {
        **Person.example,
        "names": [{"text": name, "quality": "primary"}],
        "born": [{"date": "1979-02-11"}],
        **more,
    }
    body.pop("documents", None)
    return records.create(Person, body, by=by)


def test_an_earlier_refusal_of_another_bureau_stands_beside_the_request(names: Any) -> None:
    before = actions.take(submitted(by=BRUNO), by=CHEN)
    actions.refuse(before, "Political.", ground=Ground.ARTICLE_3, digest=bytes(before.digest), by=CHEN)
    found = compared(submitted(), names)
    assert [(each.notice.pk, each.is_same) for each in found.notices] == [(before.pk, True)]
    assert {line.sign for line in found.notices[0].lines} == {"agree"}


def test_a_correction_that_was_taken_in_stands_there_as_its_notice_and_not_twice(names: Any) -> None:
    row = taken_in(published(), charge="Manslaughter")
    again = corrected(row, charge="Arson")
    assert compared(again, names).notices == []  # what it corrects is set beside it already
    found = compared(submitted(by=BRUNO), names)
    assert {each.notice.pk for each in found.notices} == {row.pk, again.pk}


def test_a_name_in_another_script_with_half_a_birth_date_is_similar_and_says_what_differs(names: Any) -> None:
    before = submitted(by=BRUNO, **OTHERWISE)
    submitted(by=BRUNO, **NOBODY)
    (each,) = compared(submitted(), names).notices
    assert (each.notice.pk, each.is_same) == (before.pk, False)
    signs = {str(line.label): line.sign for line in each.lines}
    assert (signs["Name"], signs["Born"], signs["Sex"]) == ("near", "near", "agree")
    assert "Number" not in signs  # the other one names no paper


def test_drafts_of_others_are_nowhere(names: Any) -> None:
    actions.draft("red", example("red"), by=BRUNO)
    assert compared(submitted(), names).notices == []


def test_what_its_owner_closed_to_the_centre_is_not_there(names: Any) -> None:
    hidden = {"restriction": "all-but CEN"}
    by = BRUNO
    row = actions.draft(
        "blue", example("blue", **_subject(), **hidden), diffusion=True, addressees=("DEU",), by=by
    )
    row = actions.submit(row, seen=row.version, by=by)
    assert row.is_out
    person("Ruslan Tamirov", restriction="all-but CEN")
    mine = submitted()
    found = compared(mine, names)
    assert (found.notices, found.records) == ([], [])
    actions.withdraw(row, reason="Found.", by=by)
    assert compared(mine, names).notices == []
    assert "earlier" not in {each.code for each in factors_of(mine, datetime.date(2026, 11, 28))}


def _subject() -> dict[str, Any]:
    red = example("red")
    return {name: red[name] for name in ("names", "born", "nationalities", "documents", "sex")}


def test_a_similar_person_on_record_and_a_paper_stand_beside_it(names: Any) -> None:
    kept = person("Rouslan Tamirof")
    person("Beatriz Olmedo")
    stolen = {**TravelDocument.example, "kind": "passport", "issuer": "ITA", "number": "YA1234567"}
    paper = records.create(TravelDocument, stolen, by=BRUNO)
    papers = [{"kind": "passport", "issuer": "ITA", "number": "YA1234567"}]
    found = compared(submitted(documents=papers), names)
    assert [(each.record.pk, each.is_same) for each in found.records] == [(paper.pk, True), (kept.pk, False)]
    signs = {str(line.label): line.sign for line in found.records[0].lines}
    assert (signs["Number"], signs["Issuer"]) == ("agree", "agree")


def test_looking_is_an_act_that_names_the_records_and_tells_nobody(names: Any) -> None:
    kept = person("Ruslan Tamirov")
    row = submitted()
    sent = Message.objects.count()
    compared(row, names)
    act = ActRow.objects.get(verb="notices.compare")
    assert (act.about, act.bureau) == (f"notice:{row.pk}", "CEN")
    assert list(act.databases) == [kept.code]
    assert Message.objects.count() == sent


def test_only_reviewers_look_and_not_at_their_own(names: Any) -> None:
    row = submitted()
    with pytest.raises(NotAllowed):
        compared(row, names, by=without(BRUNO, "notices.compare"))
    with pytest.raises(NotFound):
        compared(row, names, by=AMINA)
    own = submitted("blue", by=CHEN, **NOBODY)
    with pytest.raises(NotFound):
        compared(own, names)


def test_an_index_that_is_behind_is_never_read_as_nobody(tmp_path: Path) -> None:
    row = submitted()
    with asked_of(Folder(tmp_path / "none")):
        found = actions.compare(row, by=CHEN)
    assert found.is_behind


def test_the_page_of_a_reviewer_shows_it_and_that_of_the_bureau_does_not(
    reviewer: Client, france: Client, names: Any
) -> None:
    before = published(by=BRUNO)
    person("Ruslan Tamirov", by=DORA)
    row = submitted()
    with names():
        words = reviewer.get(f"/notices/{row.pk}/").content.decode()
        ours = france.get(f"/notices/{row.pk}/").content.decode()
    assert before.number in words
    assert "The same name and birth date, or the same paper" in words
    assert "Persons and papers on record" in words
    assert before.number not in ours
    assert "on record" not in ours


def test_a_change_of_the_name_is_heard_anew() -> None:
    row = submitted()
    actions.change(row, example("red", **NOBODY), seen=row.version, by=AMINA)
    values = set(row.keys.values_list("value", flat=True))
    assert set(sounds_of(NOBODY)) <= values
    assert not set(sounds_of(example("red"))) & values
