"""Run by test_add_a_database.py against a copy of the package that holds the guide's database. Not a test itself."""

import io
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from comity.access.roles import Role  # noqa: E402
from comity.queries import door  # noqa: E402
from comity.records.registry import by_slug  # noqa: E402
from tests import people  # noqa: E402
from tests.rooms.records.pages import opened  # noqa: E402

PATH = "/api/v1/records/boat-engines"


def asked(token: str, number: str) -> dict:
    """The answer to an engine number, through the machine's own door."""
    question = {"purpose": "border-control", "subjects": [{"vehicle": {"engine": number, "make": "Marisol"}}]}
    body = json.dumps(question).encode()
    environ = {
        "wsgi.input": io.BytesIO(body),
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "HTTP_ACTING_OFFICER": "4711",
    }
    (answer,) = door.answer(door.one, environ, lambda *_start: None)
    return json.loads(answer)


def main() -> None:
    database = by_slug("boat-engines")
    people.bureau("FRA", country="FRA")
    people.bureau("ITA", country="ITA")
    amina = people.acting("amina", Role.DESK_OFFICER)
    ours, _id = people.token(people.unit("FRA"))
    theirs, _id = people.token(people.unit("ITA"))
    named = {"Authorization": f"Bearer {ours}", "Acting-Officer": "4711", "Host": "localhost"}

    typed = {**database.example, "number": "YB-1"}
    assert opened(amina, "create", "boat-engines", data=typed, post=True).status_code == 302

    made = Client(headers=named).post(
        PATH, json.dumps({**database.example, "number": "YB-2"}), content_type="application/json"
    )
    assert made.status_code == 201, made.content
    assert "BoatEngineDocument" in Client(headers=named).get("/api/v1/openapi.json").content.decode()

    with TemporaryDirectory() as folder:
        file = Path(folder) / "engines.csv"
        file.write_text("number,make,fuel,stolen_on\nYB-3,Marisol,petrol,2026-02\n")
        call_command("load", "boat-engines", str(file), bureau="FRA")

    for number in ("YB-1", "yb 2", "YB3"):
        assert '"hit"' in json.dumps(asked(theirs, number)), asked(theirs, number)
    assert '"hit"' not in json.dumps(asked(theirs, "YB-4"))

    text = opened(amina, "list", "boat-engines", data={"q": "YB"}).content.decode()
    assert all(number in text for number in ("YB-1", "YB-2", "YB-3"))
    record = database.objects.get(number="YB-1")
    assert "petrol" in opened(amina, "page", "boat-engines", record.id).content.decode()
    print("form, API, loader, query, pages: all found it")  # noqa: T201


main()
