"""The public website: searched, filtered, read in four languages, without an account."""

import pytest
from django.test import Client

from tests.rooms.notices.public_side import listed, many, open_red, open_yellow, pictured

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]


@pytest.fixture(autouse=True)
def _public_side(settings):
    settings.PUBLIC_NOTICES = True


def page(path: str = "", *, language: str = "en", expect: int = 200) -> str:
    answer = Client().get(f"/public/notices/{path}", headers={"accept-language": language})
    assert answer.status_code == expect, path
    return answer.content.decode()


def test_what_is_public_is_listed_and_read():
    row = open_red(height_cm=182)
    shot = pictured(row, "Photograph of an invented person")
    listed_page = page()
    assert "Ruslan Tamirov" in listed_page
    assert "Issued by An invented body on Comity. Not an INTERPOL notice." in listed_page

    one = page(f"{row.number}/")

    assert 'alt="Photograph of an invented person"' in one
    assert f"/notices/v1/red/{row.number}/images/{shot.id}" in one
    assert "182" in one
    assert "Model rule 83" in one
    assert "do not confront anybody" in one
    for secret in (row.body["facts"], row.body["documents"][0]["number"], row.body["warrant"]):
        assert secret not in one


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("name=tamir", {"Ruslan Tamirov"}),
        ("kind=yellow", {"Lea Vandamme"}),
        ("kind=un-special", {"Zahir Invented"}),
        ("nationality=FRA", {"Lea Vandamme"}),
        ("sex=F", {"Lea Vandamme"}),
        ("words=murder", {"Ruslan Tamirov"}),
        ("age_min=40&sex=M", {"Ruslan Tamirov"}),
        ("name=&kind=", {"Ruslan Tamirov", "Lea Vandamme", "Zahir Invented"}),
        ("name=Nobody", set()),
    ],
)
def test_every_filter_stands_in_the_address(query, seen):
    open_red(), open_yellow(), listed()

    text = page(f"?{query}")

    assert {name for name in ("Ruslan Tamirov", "Lea Vandamme", "Zahir Invented") if name in text} == seen
    assert ("proves nothing" in text) is (not seen)


@pytest.mark.parametrize("query", ["age_min=x", "kind=blue", "nationality=XXX", "age_max=-1"])
def test_a_wrong_filter_is_told_beside_its_field(query):
    open_red()

    text = page(f"?{query}", expect=422)

    assert "Tamirov" not in text
    assert 'role="alert"' in text or "error" in text


def test_the_pages_go_on_to_the_last():
    many(open_red(), 44)

    assert "Page 1 of 3" in page()
    assert "page=3" in page("?page=2&name=Person")
    assert "Page 3 of 3" in page("?page=3")


@pytest.mark.parametrize(
    ("language", "words", "direction"),
    [
        ("ar", "نشرات علنية", "rtl"),
        ("es", "Notificaciones públicas", "ltr"),
        ("fr", "Notices publiques", "ltr"),
        ("en", "Public notices", "ltr"),
    ],
)
def test_it_speaks_four_languages(language, words, direction):
    open_red()

    text = page(language=language)

    assert words in text
    assert f'dir="{direction}"' in text


def test_what_is_not_public_answers_as_what_is_not_there():
    row = open_red()
    assert page(f"{row.number}/")
    page("2026-FFFF-FFFF/", expect=404)
    page("statistics/")


def test_it_is_not_there_until_the_operator_turns_it_on(settings):
    settings.PUBLIC_NOTICES = False
    for path in ("", "statistics/", f"{open_red().number}/"):
        page(path, expect=404)
