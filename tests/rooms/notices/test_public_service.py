"""The public service as its clients meet it: shapes, filters, paging to the end, pictures; nothing after a recall."""

import json
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from comity.access import locks
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.notices import actions
from comity.notices.models import Notice
from comity.notices.path import Ground
from comity.notices.public.paths import Pattern, name_pattern, quoted
from tests.rooms.notices.public_side import AMINA, CHEN, listed, many, open_red, open_yellow, pictured
from tests.rooms.notices.stories import drafted, published, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]
TODAY = timezone.now().date()


@pytest.fixture(autouse=True)
def _public_side(settings):
    settings.PUBLIC_NOTICES = True


def get(path: str, expect: int = 200):
    answer = Client().get(f"/notices/v1/{path}", headers={"accept": "application/json"})
    assert answer.status_code == expect, (path, answer.status_code, answer.content[:300])
    return answer.json() if expect == 200 else None


def names(path: str) -> list[str]:
    return [each["name"] for each in get(path)["_embedded"]["notices"]]


def follow(href: str):
    return Client().get(href.removeprefix("http://testserver"))


def test_it_is_not_there_until_the_operator_turns_it_on(settings):
    row = open_red()
    settings.PUBLIC_NOTICES = False
    for path in ("red", f"red/{row.number}", f"red/{row.number}/images", "un"):
        get(path, expect=404)
    assert Client().get("/public/notices/").status_code == 404
    assert Client().get("/public/notices/statistics/").status_code == 404


def test_a_list_has_the_shape_that_clients_read():
    row = open_red()
    shot = pictured(row)

    told = get("red")

    (line,) = told["_embedded"]["notices"]
    assert told["total"] == 1
    assert told["query"] == {"page": 1, "resultPerPage": 20}
    assert line["entity_id"].replace("/", "-") == row.number
    assert (line["name"], line["forename"]) == ("Ruslan Tamirov", None)
    assert line["date_of_birth"] == "1979/02/11"
    assert line["nationalities"] == ["KZ"]
    assert line["_links"]["self"]["href"] == f"http://testserver/notices/v1/red/{row.number}"
    assert line["_links"]["images"]["href"] == f"http://testserver/notices/v1/red/{row.number}/images"
    assert line["_links"]["thumbnail"]["href"].endswith(f"/images/{shot.id}")
    assert set(told["_links"]) == {"self", "first", "last"}
    assert told["issued_by"] == "Issued by An invented body on Comity. Not an INTERPOL notice."


def test_a_red_notice_tells_its_warrant_and_neither_facts_nor_papers():
    row = open_red(height_cm=182, marks="Scar above the eyebrow", languages="kk, ru")

    told = get(f"red/{row.number}")

    assert told["sex_id"] == "M"
    assert told["height"] == 1.82
    assert told["languages_spoken_ids"] == ["kk", "ru"]
    assert told["distinguishing_marks"] == "Scar above the eyebrow"
    assert told["arrest_warrants"] == [
        {"issuing_country_id": "FR", "charge": "Murder", "charge_translation": None}
    ]
    words = json.dumps(told)
    for secret in (
        row.body["facts"],
        row.body["documents"][0]["number"],
        row.body["case"],
        row.body["warrant"],
    ):
        assert secret not in words
    assert get(f"red/{row.number.lower()}")["entity_id"] == told["entity_id"]


def test_a_yellow_notice_tells_where_somebody_went_missing_and_not_who_reported():
    row = open_yellow()

    told = get(f"yellow/{row.number}")

    assert (told["place"], told["country"], told["date_of_event"]) == (
        "Railway station of Metz",
        "FR",
        "2026/04/17",
    )
    assert "arrest_warrants" not in told
    assert "employer" not in json.dumps(told)
    get(f"red/{row.number}", expect=404)


def test_a_listed_person_has_an_address_of_persons():
    row = listed(un_reference="QDi.999", documents=[{"kind": "passport", "issuer": "AFG", "number": "A0099"}])

    (line,) = get("un?unReference=qdi.999")["_embedded"]["notices"]

    assert line["_links"]["self"]["href"] == f"http://testserver/notices/v1/un/persons/{row.number}"
    told = get(f"un/persons/{row.number}")
    assert told["un_reference"] == "QDI.999"
    assert told["un_reference_date"] == "2021/05/04"
    assert told["purposes"] == ["Assets freeze, travel ban"]
    assert told["identity_documents"] == ["passport, AFG, A0099"]
    get(f"un/entities/{row.number}", expect=404)
    assert get(f"un/persons/{row.number}/images")["_embedded"]["images"] == []
    assert names("un?unReference=QDi.998") == []


def test_pictures_are_listed_and_given_as_jpeg():
    row = open_red()
    shot, other = pictured(row), pictured(open_red("Somebody Else"))

    told = get(f"red/{row.number}/images")

    (image,) = told["_embedded"]["images"]
    assert image["picture_id"] == shot.id.hex
    answer = follow(image["_links"]["self"]["href"])
    assert answer["Content-Type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert told["_links"]["notice"]["href"].endswith(f"/red/{row.number}")
    get(f"red/{row.number}/images/{other.id}", expect=404)
    get(f"yellow/{row.number}/images/{shot.id}", expect=404)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name=tamir", True),
        ("name=^Tamirov$", True),
        ("name=^Tamir$", False),
        ("forename=^RUSLAN$", True),
        ("forename=Oleg", False),
        ("nationality=KZ", True),
        ("nationality=KAZ", True),
        ("nationality=DE", False),
        ("nationality=??", False),
        ("sexId=M", True),
        ("sexId=F", False),
        ("sexId=", True),
        ("arrestWarrantCountryId=FR", True),
        ("arrestWarrantCountryId=DE", False),
        ("freeText=murder", True),
        ("freeText=tamirov+MURDER", True),
        ("freeText=N04471203", False),
        ("freeText=fingerprints", False),
        ("ageMin=18&ageMax=120", True),
        ("unknownWord=1", True),
    ],
)
def test_filters_find_what_fits_and_nothing_else(query, found):
    open_red()

    assert bool(names(f"red?{query}")) is found


def test_age_turns_on_the_birthday():
    born = date(TODAY.year - 40, TODAY.month, min(TODAY.day, 28))
    open_red(born=[{"date": born.isoformat()}])
    exact = born.day == TODAY.day

    assert names("red?ageMin=40&ageMax=40") or not exact
    Notice.objects.update(
        body={**Notice.objects.get().body, "born": [{"date": str(born + timedelta(days=4))}]}
    )
    assert names("red?ageMin=40") == []
    assert names("red?ageMin=39&ageMax=39") == ["Ruslan Tamirov"]
    assert names("red?ageMax=38") == []


@pytest.mark.parametrize(
    "typed",
    ["'", '"', "\\", ".*", "(", "[", "a{99999}", '" || true || "', "^$", "^", "\ud7ff", "%", "$.body"],
)
def test_words_of_people_are_never_syntax(typed):
    open_red()

    for name in ("name", "freeText", "unResolution", "nationality", "unReference"):
        answer = Client().get("/notices/v1/red", {name: typed}, headers={"accept": "application/json"})
        assert answer.status_code == 200, (name, typed, answer.content)
        empty = typed.strip("^$") == "" and name == "name"
        assert answer.json()["total"] == (1 if empty else 0), (name, typed)


def test_a_quoted_word_finds_itself_alone(db):
    with connection.cursor() as cursor:
        for word in ("a.b", "x+y", "[z]", "O’Neill", "Müller-Lüdenscheidt", "a\\b", "a$b", "طارق"):
            words = Pattern("$[*]", quoted(word)).words
            cursor.execute("SELECT jsonb_path_exists(%s::jsonb, %s::jsonpath)", [json.dumps([word]), words])
            assert cursor.fetchone() == (True,), word
            cursor.execute(
                "SELECT jsonb_path_exists(%s::jsonb, %s::jsonpath)", [json.dumps(["axb xxy zz"]), words]
            )
            assert cursor.fetchone() == (False,), word
    assert name_pattern("^a") == "(^|[ -])a"


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "resultPerPage=0", "sexId=X", "ageMin=many", "name=" + "x" * 101]
)
def test_a_wrong_question_is_told(query):
    get(f"red?{query}", expect=422)


def test_every_notice_is_reached_by_paging_beyond_160():
    many(open_red("First Person"), 344)
    seen: list[str] = []
    path = "/notices/v1/red?resultPerPage=200&nationality=KZ"
    for _turn in range(10):
        told = follow(path).json()
        assert len(told["_embedded"]["notices"]) <= 160
        seen += [each["entity_id"] for each in told["_embedded"]["notices"]]
        if "next" not in told["_links"]:
            break
        path = told["_links"]["next"]["href"]

    assert told["total"] == len(seen) == len(set(seen)) == 345
    assert told["_links"]["last"]["href"] == told["_links"]["self"]["href"]
    assert "nationality=KZ" in told["_links"]["first"]["href"]
    assert names("red?page=400") == []


def gone(row: Notice) -> bool:
    hidden = names("red") == [] and not re.search(
        "Tamirov", Client().get("/public/notices/").content.decode()
    )
    for path in (f"red/{row.number}", f"red/{row.number}/images"):
        get(path, expect=404 if hidden else 200)
    assert Client().get(f"/public/notices/{row.number}/").status_code == (404 if hidden else 200)
    return hidden


def test_after_a_recall_it_is_gone_at_once_with_its_pictures():
    row = open_red()
    shot = pictured(row)
    assert not gone(row)
    assert "max-age=60" in Client().get("/notices/v1/red")["Cache-Control"]

    actions.suspend(row, reason="In doubt.", by=CHEN)
    assert gone(row)
    get(f"red/{row.number}/images/{shot.id}", expect=404)
    row = actions.resume(row, reason="No doubt.", by=CHEN)
    assert not gone(row)
    actions.cancel(row, ground=Ground.ARTICLE_2, reason="Torture.", by=CHEN)
    assert gone(row)


@pytest.mark.parametrize(
    "way",
    [
        "not agreed",
        "restricted",
        "diffusion",
        "expired",
        "suspended owner",
        "owner rule",
        "kind",
        "draft",
        "waiting",
    ],
)
def test_what_is_not_for_everybody_is_for_nobody_here(way, settings):
    if way == "not agreed":
        row = published()
    elif way == "restricted":
        row = open_red(restriction="all-but DEU")
    elif way == "diffusion":
        row = drafted(public=True, to=())
        row = actions.submit(row, seen=row.version, by=AMINA)
        actions.approve(actions.take(row, by=CHEN), "Read.", digest=bytes(row.digest), by=CHEN)
    elif way == "kind":
        row = published("blue")
        Notice.objects.update(body={**row.body, "public": True})
        assert names("red") == []
        get("blue", expect=404)
        return
    elif way == "draft":
        row = drafted(public=True)
    elif way == "waiting":
        row = submitted(public=True)
    else:
        row = open_red()
        if way == "expired":
            Notice.objects.update(expires_on=TODAY - timedelta(days=1))
        elif way == "suspended owner":
            Bureau.objects.filter(code="FRA").update(standing=int(Standing.SUSPENDED))
        else:
            from comity.records.models import OwnerRule  # only this way needs it

            OwnerRule.objects.create(owner="FRA", bureau="DEU")
    row = Notice.objects.get(pk=row.pk)
    assert gone(row)


def test_the_last_day_still_counts():
    open_red()
    Notice.objects.update(expires_on=TODAY)

    assert names("red") == ["Ruslan Tamirov"]


@pytest.mark.parametrize("born", [f"{TODAY.year - 10}-05-01", f"{TODAY.year - 17}", f"~{TODAY.year - 15}"])
def test_minors_and_victims_are_off_unless_a_note_says_why(born):
    row = open_yellow()
    assert names("yellow") == ["Lea Vandamme"]
    for body in ({"born": [{"date": born}]}, {"status_of_person": "victim"}):
        Notice.objects.filter(pk=row.pk).update(body={**row.body, **body})
        assert names("yellow") == [], body
        Notice.objects.filter(pk=row.pk).update(
            body={**row.body, **body, "best_interest": "With a stranger."}
        )
        assert names("yellow") == ["Lea Vandamme"]
        assert "stranger" not in json.dumps(get(f"yellow/{row.number}"))


def test_on_the_eighteenth_birthday_nobody_is_a_minor_any_more():
    row = open_yellow()
    day = min(TODAY.day, 28)
    for days, shown in ((0, day == TODAY.day or TODAY.day > 28), (7, False)):
        born = date(TODAY.year - 18, TODAY.month, day) + timedelta(days=days)
        Notice.objects.filter(pk=row.pk).update(body={**row.body, "born": [{"date": born.isoformat()}]})
        assert bool(names("yellow")) is shown, born


def test_programs_of_other_sites_may_read_it_and_nobody_stops_the_node(monkeypatch):
    open_red()
    assert Client().get("/notices/v1/red")["Access-Control-Allow-Origin"] == "*"
    assert Client().post("/notices/v1/red").status_code == 405
    monkeypatch.setitem(locks.MOST_FAILURES, locks.Locked.PUBLIC_NOTICES, 3)
    answers = [Client().get("/notices/v1/red").status_code for _turn in range(5)]
    assert answers[-1] == 429
