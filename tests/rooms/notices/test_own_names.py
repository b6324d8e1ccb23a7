"""An issuing body calls the kinds by names of its own: then nobody reads ours, at any door. Source: practice 11."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from comity import notices
from comity.messages.models import Message
from comity.notices import actions, telling
from comity.notices.databases import NoticeRecord
from comity.notices.exchange.documents import schema
from comity.notices.kinds import declared
from comity.notices.models import LegalBasis
from comity.notices.papers import paper_of
from tests.rooms.notices.stories import AMINA, BRUNO, CHEN, drafted, published, submitted
from tests.rooms.notices.test_doors import Program, france, italy, reviewer
from tests.rooms.notices.test_found import TODAY

__all__ = ["france", "italy", "reviewer"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]
OURS = {"en": ("Red notice", "Red diffusion"), "fr": ("Notice rouge",), "ar": ("نشرة حمراء",)}
SPOKEN = [("en", "Arrest alert"), ("fr", "Alerte d’arrestation"), ("ar", "Arrest alert")]
ROOM = Path(notices.__file__).parent


@pytest.fixture(autouse=True)
def own_names(settings: Any) -> None:
    settings.NOTICE_NAMES = {"red": {"en": "Arrest alert", "fr": "Alerte d’arrestation"}}
    settings.PUBLIC_NOTICES = True


def read(client: Client, *pages: str, language: str = "en") -> str:
    client.cookies["django_language"] = language
    found = []
    for each in pages:
        answer = client.get(each)
        assert answer.status_code == 200, each
        found.append(answer.content.decode())
    return " ".join(found)


@pytest.mark.parametrize(("language", "own"), SPOKEN)
def test_every_page_says_the_bodys_own_name(
    language: str, own: str, france: Client, italy: Client, reviewer: Client, client: Client
) -> None:
    out, waits, draft = published(public=True), submitted(), drafted()
    recalled = published(documents=None)
    actions.withdraw(recalled, reason="Found.", by=AMINA)
    with translation.override(language):
        told = {
            "its bureau": read(
                france,
                "/notices/?show=own",
                "/notices/new/",
                "/notices/new/red/",
                f"/notices/{draft.pk}/",
                f"/notices/{draft.pk}/change/",
                language=language,
            ),
            "others": read(italy, "/notices/", f"/notices/{out.pk}/", "/notices/recalls/", language=language),
            "reviewers": read(
                reviewer,
                "/notices/desk/",
                f"/notices/{waits.pk}/",
                f"/notices/{recalled.pk}/board/",
                language=language,
            ),
            "the public": read(
                client,
                "/public/notices/",
                f"/public/notices/{out.number}/",
                "/public/notices/statistics/",
                language=language,
            ),
        }
    for who, words in told.items():
        words = words.replace("&#x27;", "'")
        assert own in words, who
        assert [each for each in OURS[language] if each in words] == [], who


def test_programs_papers_messages_and_records_say_it_too(italy: Client) -> None:
    row = published()
    kinds = {each["slug"]: each["label"] for each in Program("amina", "FRA").call("GET", "/kinds")["kinds"]}
    assert (kinds["red"], kinds["blue"]) == ("Arrest alert", "Blue notice")
    assert "Red notice" not in str(schema())
    basis = LegalBasis.current()
    assert basis is not None
    assert paper_of(row, basis, language="fr", today=TODAY).colour_name == "Alerte d’arrestation"
    assert NoticeRecord.objects.get().notice_kind == "Arrest alert"
    message = Message.visible_to(BRUNO).get(kind=telling.NOTICE)
    assert "Arrest alert" in read(italy, f"/messages/{message.thread}/")


def test_a_diffusion_is_called_after_it() -> None:
    assert str(published(to=("ITA",)).label) == "Diffusion: Arrest alert"
    assert str(drafted("blue", to=("ITA",)).label) == "Blue diffusion"
    assert CHEN.bureau == "CEN"


def test_no_condition_calls_a_kind_by_our_name() -> None:
    ours = {str(each.label).lower() for each in declared().values()} - {"stolen work of art"}
    texts = [
        path.read_text("utf-8") for folder in ("conditions", "kinds") for path in (ROOM / folder).glob("*.py")
    ]
    spoken = " ".join(re.findall(r"""_\(\s*"([^"]*\.)"\s*\)""", " ".join(texts))).lower()
    assert [name for name in ours if name in spoken] == []


def test_whoever_shows_a_kind_takes_its_name() -> None:
    """`label` is our own word, which `Kind.name` falls back to: nothing else reads it."""
    allowed = {"kinds/kind.py"}
    found = {
        str(path.relative_to(ROOM))
        for path in [*ROOM.rglob("*.py"), *ROOM.rglob("*.html")]
        if re.search(r"\b(kind|declaration)\.(label|word)\b", path.read_text("utf-8"))
    }
    assert found <= allowed
