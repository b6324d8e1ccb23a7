"""The page that lists the API's operations, and its OpenAPI document: readable without a token."""

import json
from unittest import mock

import pytest
from django.test import Client
from ninja import NinjaAPI

pytestmark = pytest.mark.django_db


def test_the_operations_are_on_one_page_without_scripts_of_others() -> None:
    response = Client().get("/api/")
    text = response.content.decode()
    assert response.status_code == 200
    assert "/api/v1/records/travel-documents" in text
    assert "//cdn" not in text


def test_the_openapi_document_needs_no_token_and_the_operations_do() -> None:
    document = json.loads(Client().get("/api/v1/openapi.json").content)
    assert document["info"]["title"] == "Comity"
    refusal = Client().get("/api/v1/records/travel-documents")
    assert (refusal.status_code, refusal.json()["code"]) == (401, "token-missing")


def test_the_document_is_made_once_for_each_language_since_that_takes_long() -> None:
    Client().get("/api/v1/openapi.json")
    with mock.patch.object(NinjaAPI, "get_openapi_schema", side_effect=AssertionError):
        assert Client().get("/api/v1/openapi.json").status_code == 200
        assert Client().get("/api/").status_code == 200
