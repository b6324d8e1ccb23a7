"""Whoever scans a paper named in a notice reads what is asked, which measure applies, and the note on that paper."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from comity.gate import epoch
from comity.notices.databases import NoticeDocument
from comity.notices.models import Notice
from comity.queries.actions import ask
from comity.queries.asked import read_asked
from comity.queries.models import Hit
from tests.rooms.notices.stories import BRUNO, CHEN, approved, corrected, published
from tests.rooms.notices.test_doors import window
from tests.rooms.notices.test_un_special import committee, followed  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis", "committee")]
NOTE = "Reported stolen in 2024; the bearer may be its rightful holder."
NOTED = [{"kind": "passport", "issuer": "KAZ", "number": "N04471203", "noted": True, "note": NOTE}]


def scanned(issuer: str, number: str, by: Any = BRUNO) -> dict[str, Any]:
    """The values that a border post reads of the paper it scanned; {} where nothing is found."""
    document = {"kind": "passport", "issuer": issuer, "number": number}
    question = {"purpose": "border-control", "subjects": [{"document": document}]}
    by = replace(by, epoch=epoch.current())
    answer = ask(read_asked(json.dumps(question).encode()), by=lambda _fresh: by)
    (papers,) = [each for each in answer.subjects[0].answers if each.database == "notice-documents"]
    return papers.found[0].values if papers.found else {}


def test_the_note_on_the_paper_stands_in_the_answer_beside_what_is_asked():
    published(documents=NOTED)
    read = scanned("KAZ", "N04471203")
    assert (read["noted"], read["note"]) == (True, NOTE)
    assert read["asks"].startswith("Find this person")


def test_a_paper_without_a_note_has_none_and_another_paper_not_its_note():
    other = {"kind": "identity-card", "issuer": "KAZ", "number": "I7711"}
    published(documents=[*NOTED, other])
    assert NoticeDocument.objects.get(number="I7711").note == ""
    published_plain = NoticeDocument.objects.filter(note=NOTE)
    assert [each.number for each in published_plain] == ["N04471203"]


def test_of_a_list_the_measure_that_applies_stands_there_and_no_arrest_is_asked():
    followed()
    read = scanned("LBY", "X1234567")
    assert "No arrest request." in read["measures"]
    assert "arrest" in read["asks"]


def test_to_whom_the_notice_is_closed_there_is_neither_paper_nor_note():
    published(documents=NOTED, restriction="all-but ITA")
    assert scanned("KAZ", "N04471203") == {}


def test_a_correction_of_the_note_alone_reaches_the_paper():
    row = published(documents=NOTED)
    approved(
        corrected(row, documents=[{**NOTED[0], "note": "Recovered; the holder is the wanted person."}]), CHEN
    )
    assert scanned("KAZ", "N04471203")["note"].startswith("Recovered")
    assert NoticeDocument.objects.filter(notice=Notice.objects.get(pk=row.pk).number, status=2).count() == 1


def test_the_page_of_the_hit_shows_it_and_the_owner_learns_nothing():
    published(documents=NOTED)
    scanned("KAZ", "N04471203")
    hit = Hit.objects.get()
    assert hit.silent
    page = window("mara", "ITA").get(reverse("queries:hit", args=[hit.pk])).content.decode()

    assert NOTE in page
    assert "What it asks of you" in page
    assert "Find this person" in page
    owner = window("fleur", "FRA")
    assert owner.get(reverse("queries:hit", args=[hit.pk])).status_code == 404


def test_a_guard_reads_in_the_own_language_what_is_asked():
    row = published(documents=NOTED)
    scanned("KAZ", "N04471203")
    page, guard = reverse("queries:hit", args=[Hit.objects.get().pk]), window("mara", "ITA")
    for language in ("ar", "es", "fr"):
        guard.cookies["django_language"] = language
        with override(language):  # restores what the page's own activation leaves behind
            read = guard.get(page).content.decode()
            assert escape(str(row.declaration.asks)) in read
        assert "Find this person" not in read
