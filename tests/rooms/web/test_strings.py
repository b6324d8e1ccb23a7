"""Texts are found where they stand, and a wrong translation is told."""

from io import BytesIO

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from comity.web import strings
from comity.web.strings_check import faults_of

HITS = Message(("%(count)s hit", "%(count)s hits"))


def catalogue(code, body):
    header = strings.HEADER.format(code=code, plurals=strings.PLURALS[code])
    return read_po(BytesIO((header + body).encode()), locale=code)


def faults(code, message, body, same=None):
    return list(faults_of(message, catalogue(code, body), code, same or {}))


def test_texts_of_code_and_templates_are_found():
    found = strings.found()

    assert found.get("Skip to content") is not None
    assert found.get("Nothing is found here.") is not None
    assert found.get("Ask", "verb") is not None
    assert found.get(("%(days)s day", "%(days)s days")) is not None


def test_a_template_that_python_could_not_indent_is_read(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<p>\n      {% translate 'One' %}\n  {% translate \"Two\" context 'x' %}\n    'quote</p>")
    catalog = strings.Catalog()
    strings._add(catalog, strings._as_python(page))

    assert {message.id for message in catalog if message.id} == {"One", "Two"}


def test_writing_twice_changes_nothing():
    once = strings.as_bytes(catalogue("ar", '\nmsgid "No hit"\nmsgstr "لا مطابقة"\n'))
    twice = strings.as_bytes(read_po(BytesIO(once), locale="ar"))

    assert once == twice
    assert b"Date" not in once


@pytest.mark.parametrize(
    ("code", "body", "fault"),
    [
        ("fr", "", "not translated"),
        ("fr", 'msgid "Not answered: %(name)s"\nmsgstr ""\n', "not translated"),
        ("fr", '#, fuzzy\nmsgid "Not answered: %(name)s"\nmsgstr "Sans réponse : %(name)s"\n', "doubtful"),
        ("fr", 'msgid "Not answered: %(name)s"\nmsgstr "Sans réponse : %(nom)s"\n', "other placeholders"),
        ("es", 'msgid "Not answered: %(name)s"\nmsgstr "Not answered: %(name)s"\n', "still English"),
        ("ar", 'msgid "Not answered: %(name)s"\nmsgstr "Sin respuesta: %(name)s"\n', "not in Arabic"),
    ],
)
def test_a_wrong_translation_is_told(code, body, fault):
    assert faults(code, Message("Not answered: %(name)s"), body) == [fault]


def test_a_right_translation_is_quiet():
    assert faults("fr", Message("No hit"), 'msgid "No hit"\nmsgstr "Aucun résultat"\n') == []


def test_what_is_listed_may_stay_english():
    body = 'msgid "Comity"\nmsgstr "Comity"\n'

    assert faults("ar", Message("Comity"), body, {"Comity": {"ar"}}) == []
    assert faults("es", Message("Comity"), body, {"Comity": {"ar"}}) == ["still English"]


def test_arabic_has_six_forms_and_two_need_no_number():
    forms = [
        "لا مطابقات",
        "مطابقة واحدة",
        "مطابقتان",
        "%(count)s مطابقات",
        "%(count)s مطابقة",
        "%(count)s مطابقة",
    ]
    written = "".join(f'msgstr[{place}] "{form}"\n' for place, form in enumerate(forms))
    body = 'msgid "%(count)s hit"\nmsgid_plural "%(count)s hits"\n'

    assert faults("ar", HITS, body + written) == []
    assert "not translated" in faults("ar", HITS, body + 'msgstr[0] "x"\n')


def test_half_filled_plurals_are_not_compiled():
    body = 'msgid "%(count)s hit"\nmsgid_plural "%(count)s hits"\nmsgstr[0] "un"\nmsgstr[1] ""\n'

    assert [message.id for message in strings._translated(catalogue("fr", body)) if message.id] == []
