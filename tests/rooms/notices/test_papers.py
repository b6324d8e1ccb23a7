"""Papers of real notices: who may print one, what stands on it, and what the check page says to whoever holds it."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone, translation

from comity.access import locks
from comity.access.roles import Role
from comity.bureaus.rules import BureauKind
from comity.gate.system import node
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotFound, Refused
from comity.notices import actions, naming
from comity.notices.actions.papers import Standing, _key, check_paper, print_paper
from comity.notices.kinds import declared
from comity.notices.models import LegalBasis, Notice
from comity.notices.papers import paper_of
from comity.notices.path import Ground
from comity.notices.printing.stamps import read_file, signed
from comity.notices.printing.typesetting import page_data, stamp_of
from comity.seal.papers import paper_key, paper_public
from tests import people
from tests.actors import AnyActor
from tests.rooms.notices.stories import AMINA, BRUNO, CHEN, drafted, published, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]
URL = "https://node.example/notices/check/"
COMMITTEE = AnyActor("SC1", officer=uuid4(), function="desk officer")
TODAY = timezone.now().date()


def printed(row: Notice, language: str = "en", by=BRUNO) -> bytes:
    return print_paper(row, language, check_url=URL, by=by)


def stamp_word(pdf: bytes) -> str:
    return pdf.rsplit(b"%comity-notice ", 1)[1].split()[0].decode()


def checked(word: str) -> Standing:
    return check_paper(word, by=node("notices.check_paper")).standing


def paper(row: Notice, language: str = "en"):
    basis = LegalBasis.current()
    assert basis is not None
    return paper_of(row, basis, language=language, today=TODAY)


@pytest.mark.parametrize("kind", [slug for slug, each in declared().items() if not each.switch])
@pytest.mark.parametrize("language", ["ar", "en", "es", "fr"])
def test_every_kind_is_printed_in_every_language(kind, language):
    asking = declared()[kind].may_ask
    people.bureau("SC1", BureauKind.SANCTIONS_COMMITTEE)
    row = published(kind, by=AMINA if asking is None or BureauKind.MEMBER in asking else COMMITTEE)

    pdf = printed(row, language)

    stamp = read_file(pdf, paper_public(_key()))
    assert (stamp.notice, stamp.number, stamp.version) == (row.id, row.number, row.version)
    assert "[U+" not in page_data(paper(row, language), stamp, URL, bytes(32))


def test_the_paper_says_what_is_asked_and_keeps_what_stays_in_the_file():
    row = published(
        warnings=[{"kind": "armed"}],
        names=[
            {"text": "Ruslan Tamirov", "quality": "primary", "script": "latin"},
            {"text": "Руслан Тамиров", "quality": "primary", "script": "cyrillic"},
            {"text": "Rus T", "quality": "low"},
        ],
        link="A secret tie to the case",
    )

    told = paper(row)

    assert told.body == "An invented body"
    assert told.colour_name == "Red notice"
    assert told.measure.startswith("Find this person, and arrest")
    assert "Model rule 83" in told.law
    assert "not read again" in told.law
    assert [str(each) for each in told.dangers] == ["armed"]
    assert [(each.text, each.original) for each in told.names] == [
        ("Ruslan Tamirov", "Руслан Тамиров"),
        ("Rus T", ""),
    ]
    words = repr(told.facts())
    assert "2026/4471" in words
    assert row.body["facts"] in words
    assert "secret tie" not in words


def test_a_minor_is_named_first():
    row = published()
    row.body = {**row.body, "born": [{"date": f"{TODAY.year - 10}-01-01"}], "warnings": [{"kind": "armed"}]}

    assert paper(row).dangers == ("This person is, or may be, a minor.", "armed")


def test_only_what_is_out_is_printed():
    draft = drafted()
    with pytest.raises(Refused, match="that is out"):
        printed(draft, by=AMINA)
    with pytest.raises(NotFound):
        printed(draft, by=BRUNO)
    with pytest.raises(NotFound):
        printed(submitted(), by=BRUNO)
    with pytest.raises(Invalid):
        printed(published(), "de")


def test_printing_is_an_act_without_names():
    row = published()
    printed(row)

    act = ActRow.objects.filter(verb="notices.print_paper").last()
    assert act is not None
    assert act.about == f"notice:{row.pk}"


def test_the_check_page_says_valid_withdrawn_or_unknown():
    row = published()
    word = stamp_word(printed(row))
    assert checked(word) is Standing.VALID
    assert checked(word[:-1] + ("A" if word[-1] != "A" else "B")) is Standing.UNKNOWN
    assert checked("no stamp") is Standing.UNKNOWN

    suspended = actions.suspend(row, reason="In doubt.", by=CHEN)
    assert checked(word) is Standing.WITHDRAWN
    actions.cancel(suspended, ground=Ground.ARTICLE_3, reason="Political character came to light.", by=CHEN)
    assert checked(word) is Standing.WITHDRAWN
    Notice.objects.all().delete()
    assert checked(word) is Standing.WITHDRAWN


def test_a_paper_of_an_older_version_does_not_stand():
    row = published()
    word = stamp_word(printed(row))
    Notice.objects.update(version=row.version + 1)

    assert checked(word) is Standing.WITHDRAWN


def answer_on(page: bytes) -> str:
    """What the check page says, without its frame."""
    return page.decode().partition("<section")[2].partition("</section>")[0]


def test_the_check_page_says_which_version_a_paper_shows_and_whether_it_is_the_present_one():
    row, client = published(), Client()
    word = stamp_word(printed(row))
    assert (
        f"It shows version {row.version}, the present one."
        in client.get(f"/notices/check/{word}/").content.decode()
    )

    Notice.objects.update(version=row.version + 1)
    replaced = client.get(f"/notices/check/{word}/").content
    assert f"It shows version {row.version}, which is not the present one." in replaced.decode()

    row.refresh_from_db()
    actions.cancel(row, ground=Ground.ORDERED, reason="Ordered.", by=CHEN)
    # Whether a newer one stands, whoever it was closed to would learn from it.
    recalled = client.get(f"/notices/check/{word}/").content
    assert answer_on(recalled) == answer_on(replaced)


def test_a_stamp_that_another_node_signed_is_unknown():
    row = published()
    word = signed(stamp_of(paper(row), at=timezone.now()), paper_key(uuid4().bytes * 2))

    assert checked(word) is Standing.UNKNOWN


def test_anybody_opens_the_check_page_and_learns_nothing_but_the_answer():
    row = published(born=[{"date": "1979-02-11"}])
    word, client = stamp_word(printed(row)), Client()

    page = client.get(f"/notices/check/{word}/")

    assert page.status_code == 200
    text = page.content.decode()
    assert "This notice stands." in text
    assert "Not an INTERPOL notice." in text
    for secret in (row.number, "Tamirov", "FRA", "Red", str(row.id)):
        assert secret not in text.replace(word, "")
    assert "no-store" in page["Cache-Control"]
    unknown = client.get("/notices/check/AAAA/").content.decode()
    assert "knows no such paper" in unknown
    assert "لا تعرف" in client.get("/notices/check/AAAA/", headers={"accept-language": "ar"}).content.decode()


def test_nobody_tries_stamps_by_a_script(monkeypatch):
    monkeypatch.setitem(locks.MOST_FAILURES, locks.Locked.PUBLIC, 3)
    answers = [Client().get("/notices/check/AAAA/").status_code for _turn in range(5)]

    assert answers[0] == 200
    assert answers[-1] == 429


def test_an_officer_prints_by_page_and_a_program_by_api():
    row = published()
    person = people.officer("bruno", Role.DESK_OFFICER, place=people.unit("ITA"))
    client = Client()
    client.cookies["sessionid"] = people.session(person)

    links = client.get(f"/notices/{row.id}/").content.decode()
    assert [f"/notices/{row.id}/paper/{each}/" in links for each in ("ar", "en", "es", "fr")] == [True] * 4
    page = client.get(f"/notices/{row.id}/paper/fr/")
    assert page.status_code == 200
    assert page["Content-Type"] == "application/pdf"
    assert page.content.startswith(b"%PDF")
    assert client.get(f"/notices/{drafted().id}/paper/fr/").status_code == 404
    assert client.get(f"/notices/{uuid4()}/paper/fr/").status_code == 404
    assert Client().get(f"/notices/{row.id}/paper/fr/").status_code == 302

    header = {"HTTP_AUTHORIZATION": f"Bearer {people.token(person=person)[0]}"}
    answer = Client().get(f"/api/v1/notices/{row.id}/paper?language=ar", **header)
    assert answer["Content-Type"] == "application/pdf"
    assert read_file(answer.content, paper_public(_key())).notice == row.id
    assert Client().get(f"/api/v1/notices/{row.id}/paper?language=de", **header).status_code == 422
    assert Client().get(f"/api/v1/notices/{uuid4()}/paper", **header).status_code == 404


def test_colours_of_paper_are_those_of_the_style_sheet():
    sheet = (Path(naming.__file__).parents[1] / "web/static/web/comity.css").read_text("utf-8")
    found = dict(re.findall(r"--n-([a-z]+): (#[0-9a-f]+);", sheet.split("@media", 1)[0]))

    whole = {name: f"#{value[1:] * 2}" if len(value) == 4 else value for name, value in found.items()}

    assert whole == naming.COLOURS
    assert {each.colour for each in declared().values()} <= set(naming.COLOURS)


def test_the_body_has_its_own_names(settings):
    settings.NOTICE_NAMES = {"red": {"en": "Arrest alert", "fr": "Alerte d’arrestation"}}
    kind = declared()["red"]

    assert str(kind.name) == "Arrest alert"
    with translation.override("fr"):
        assert str(kind.name) == "Alerte d’arrestation"
    with translation.override("ar"):
        assert str(kind.name) == "Arrest alert"
    assert str(declared()["blue"].name) == "Blue notice"
    assert paper(published()).colour_name == "Arrest alert"
