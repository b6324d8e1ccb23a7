"""Every operation of the API, called with what schemathesis makes of its description: refusals, never faults."""

import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from zlib import crc32

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from comity.access import tokens
from comity.access.roles import Role
from comity.api import api
from comity.journal.models import ActRow
from comity.records.registry import databases
from tests import people

EXAMPLES = 16
KNOWN = {"code": "FRA", "database": "travel-documents"}
ID = "01a20ac4-93dc-7565-9e79-7f00674152c1"


class Named(OpenAPISchema):
    """Which operations there are. What else the document says takes seconds, in each process that collects tests."""

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        return {}


PATHS: dict[str, dict[str, Any]] = Named(api, "api/v1/")["paths"]
OPERATIONS = [f"{method.upper()} {path}" for path, methods in PATHS.items() for method in methods]


def is_one_of_many(operation: str) -> bool:
    """Whether another database's operation of this form is tried in its place: one function answers for all of them.

    Each database's own document is tried where a record is made; of every other form one database is, in turn.
    """
    method, path = operation.split()
    slugs = [each.slug for each in databases()]
    slug = next((each for each in slugs if f"/records/{each}" in path), "")
    if not slug or (method == "POST" and path.endswith(slug)):
        return False
    turn = crc32(f"{method} {path.replace(slug, '')}".encode())
    has_it = [each for each in slugs if path.replace(slug, each) in PATHS]
    return slug != has_it[turn % len(has_it)]


@pytest.fixture(scope="module")
def described() -> ModuleType:
    """Loads schemathesis, which only the process that runs these tests needs."""
    from tests.house import described

    return described


@pytest.fixture(autouse=True)
def _in_the_tests_transaction() -> Iterator[None]:
    """A real request would end it; Django's own test client does the same."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(db: None) -> str:
    """The token of a desk officer who may much."""
    tokens._kept.clear()
    people.bureau("FRA", country="FRA")
    return people.token(person=people.officer("amina", Role.DESK_OFFICER, Role.BORDER_GUARD))[0]


MANY = settings(
    max_examples=EXAMPLES,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)


def answers_or_refuses(case: Any, token: str) -> None:
    response = case.call(headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"})

    assert response.status_code < 500 or response.status_code == 503, case.as_curl_command()
    if response.status_code >= 400:
        assert response.headers["content-type"][0].startswith(
            ("application/problem+json", "application/json")
        )
        problem = response.json()
        assert problem["code"]
        assert problem["title"]


@pytest.mark.django_db
@pytest.mark.parametrize("operation", [each for each in OPERATIONS if not is_one_of_many(each)])
def test_an_operation_answers_or_refuses(described: ModuleType, operation: str, token: str) -> None:
    @MANY
    @given(case=described.cases(operation))
    def each(case: Any) -> None:
        answers_or_refuses(case, token)

    each()


@pytest.mark.django_db
def test_without_a_token_nothing_is_answered(described: ModuleType) -> None:
    for operation in described.document().get_all_operations():
        names = re.findall(r"{(\w+)}", operation.ok().path)
        case = operation.ok().Case(path_parameters={name: KNOWN.get(name, ID) for name in names})
        response = case.call()
        assert response.status_code in (401, 400, 422), (operation.ok().label, response.status_code)
    assert not ActRow.objects.filter(outcome=1).exists()


def test_every_operation_of_the_document_is_known_before_it_is_made(described: ModuleType) -> None:
    assert sorted(each.ok().label for each in described.document().get_all_operations()) == sorted(OPERATIONS)
