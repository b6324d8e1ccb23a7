"""What goes wrong in a view becomes a page for people and a problem document for programs."""

import json
import logging

import pytest
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.utils.translation import override

from comity.kit.errors import FieldError, Invalid, NotAllowed, NotFound, NotSignedIn, Refused
from comity.web.middleware import PrivatePagesMiddleware, respond


def ask(rf, error, path="/records/7/"):
    return respond(rf.get(path), error)


def test_a_refusal_is_a_sentence_a_code_and_what_to_do_next(rf):
    response = ask(rf, NotAllowed("You may not ask this database.", opens="Take the course first."))
    page = response.content.decode()

    assert response.status_code == 403
    assert "You may not ask this database." in page
    assert "Take the course first." in page
    assert "not-allowed" in page


def test_a_program_gets_a_problem_document(rf):
    refusal = Invalid([FieldError("number", "check-digit", "The check digit is wrong.")])
    response = ask(rf, refusal, "/api/v1/records")
    document = json.loads(response.content)

    assert response["Content-Type"] == "application/problem+json"
    assert response.status_code == document["status"] == 422
    assert document["errors"] == [
        {"field": "number", "code": "check-digit", "message": "The check digit is wrong."}
    ]


def test_missing_and_restricted_are_the_same_bytes(rf):
    first, second = (
        ask(rf, error, path) for error, path in [(Http404("no"), "/records/1/"), (NotFound(), "/x/2/")]
    )

    assert without_token(first) == without_token(second)


@pytest.mark.parametrize(
    "path", ["/bureaus/?q=%00", "/records/%00/", "/api/v1/traces?bureau=%00", "/public/?words=a%00"]
)
def test_an_address_with_a_nul_is_refused_before_anything_is_asked(client, path):
    answer = client.get(path)
    assert answer.status_code == 400
    assert "could not be read" in answer.content.decode()


def test_an_unexpected_fault_gets_a_number_and_the_log_no_names(rf, caplog):
    with caplog.at_level(logging.ERROR, "comity.web"):
        try:
            raise RuntimeError("Tadeo Brunel, passport C418822")
        except RuntimeError as error:
            response = ask(rf, error)
    [line] = caplog.messages

    assert response.status_code == 500
    assert line.split()[1].rstrip(":") in response.content.decode()
    assert "Tadeo" not in line + response.content.decode()


def test_a_lost_store_is_not_answered_and_never_no_hit(rf):
    response = ask(rf, OperationalError("server closed the connection"), "/api/v1/queries")

    assert response.status_code == 503
    assert json.loads(response.content)["code"] == "not-answered"


def test_who_is_not_signed_in_is_led_to_the_door_and_back(rf, settings):
    settings.LOGIN_URL = "/door/"
    response = respond(rf.get("/hits/?page=2"), NotSignedIn("Sign in first."))

    assert response.status_code == 302
    assert response["Location"] == "/door/?next=/hits/%3Fpage%3D2"


def test_an_unknown_address_is_a_calm_page(client):
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert "Nothing is found here." in response.content.decode()


@pytest.mark.parametrize(("code", "direction"), [("ar", "rtl"), ("es", "ltr")])
def test_the_page_is_in_the_readers_language_and_direction(rf, code, direction):
    with override(code):
        page = ask(rf, Refused("No.")).content.decode()

    assert f'<html lang="{code}" dir="{direction}">' in page


def test_an_address_that_only_takes_something_in_has_a_calm_page_too(client):
    response = client.get("/language/")

    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "<h1>" in response.content.decode()


def test_a_page_of_a_signed_in_reader_stays_nowhere(rf):
    request = rf.get("/")
    request.actor = object()

    assert PrivatePagesMiddleware(lambda _: HttpResponse())(request)["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in PrivatePagesMiddleware(lambda _: HttpResponse())(rf.get("/"))


def without_token(response):
    return [line for line in response.content.splitlines() if b"csrf" not in line.lower()]
