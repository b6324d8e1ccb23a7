"""A sanctions committee with a public list, and a tool that screens against it, for tests."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from comity.bureaus.rules import BureauKind
from comity.databases.organisations import Organisation
from comity.databases.persons import Person
from comity.queries.actions.declaring import declare_public
from comity.queries.screening.lists import PublicList
from comity.records import actions as records
from comity.records.record import Record
from tests import people
from tests.actors import AnyActor

COMMITTEE = AnyActor(bureau="UNSC", function="committee")
SOURCE = "Public list of the invented committee"
NAME = "invented"
PERSON = {
    "names": [
        {"text": "Zoran Quillfeather", "quality": "primary"},
        {"text": "Зоран Квиллфезер", "quality": "primary"},
        {"text": "The Quill", "quality": "low"},
    ],
    "born": [{"date": "1987-03-14"}],
    "nationalities": [{"country": "SRB"}],
    "sex": "male",
    "documents": [{"kind": "passport", "issuer": "SRB", "number": "X1234567"}],
    "status_of_person": "sanctioned",
    "measure": "sanctions",
}
ORGANISATION = {"names": [{"text": "Velmar Shipping Company", "quality": "primary"}], "measure": "sanctions"}


def committee() -> None:
    """The owner of the list."""
    people.bureau("UNSC", BureauKind.SANCTIONS_COMMITTEE)


def person(*, by: AnyActor = COMMITTEE, source: str = SOURCE, **more: Any) -> Person:
    return records.create(Person, {**PERSON, "source": source, **more}, by=by)


def organisation(*, source: str = SOURCE, **more: Any) -> Organisation:
    return records.create(Organisation, {**ORGANISATION, "source": source, **more}, by=COMMITTEE)


def declared(name: str = NAME, source: str = SOURCE, by: AnyActor = COMMITTEE) -> PublicList:
    return declare_public(name=name, title="The invented list", source=source, by=by)


def entity_id(record: Record) -> str:
    return f"{record.slug}-{record.id}"


class Tool:
    """A program with a token, as tools of others speak to us."""

    def __init__(self, token: str) -> None:
        self.headers = {"Authorization": f"ApiKey {token}", "Acting-Officer": "screening"}

    def get(self, path: str, **query: Any) -> HttpResponse:
        return Client().get(f"/screening/{path}", query, headers=self.headers)

    def post(self, path: str, body: Any) -> HttpResponse:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Client().post(
            f"/screening/{path}", content, content_type="application/json", headers=self.headers
        )

    def match(self, schema: str = "Person", *, where: str = f"match/{NAME}", **properties: Any) -> Any:
        """The answer to one query of a match."""
        queries = {"q": {"schema": schema, "properties": properties}}
        answer = self.post(where, {"queries": queries})
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)["responses"]["q"]
