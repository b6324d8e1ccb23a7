"""No page, operation or verb is left out of the walks over all of them. Fast: no store, no browser; in `make check`.

`tests/journeys/test_every_page.py` opens every page, `test_two_worlds.py` every door in two worlds. Here a new route
fails at once where either of them would not know what to do with it.
"""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from django.urls import resolve

from comity.records.registry import databases
from comity.wsgi import _DOORS
from tests.journeys.asking import NOBODY
from tests.journeys.filed import BODIES
from tests.journeys.pages import patterns, takes_in_only
from tests.journeys.readers import PAGES
from tests.journeys.walk import NotWalked, filled, operation_addresses, operations, pages
from tests.journeys.walk_commands import OPERATORS, asks_no_node, verbs, words_of
from tests.journeys.worlds import identified

ADD_A_READER = (
    "Say in PAGES of tests/journeys/readers.py who opens it, and of what: new kinds of things go into `facts` of "
    "tests/journeys/demonstration.py. A file, a redirect or a part of a page says so there as `no_page`."
)
ADD_A_VALUE = (
    "Say in `_values` of tests/journeys/walk.py what to put in, and make such a thing in `make_base` of "
    "tests/journeys/worlds.py: the two worlds would never ask for it."
)
ADD_A_SAMPLE = (
    "Say in `words_of` or `_sample` of tests/journeys/walk_commands.py which words it takes; or, if it runs on the "
    "node's own machine and asks no node, in OPERATORS there, why."
)


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """What a world tells the walk, without a world."""
    ids = {each.slug: f"01890000-0000-7000-8000-{each.code:012}" for each in databases()}
    closed = [
        {"id": ids[each.slug], "database": each.slug, "body": identified(each, "FRA", 1)}
        for each in databases()
    ]
    return {
        "closed": closed,
        "visible": ids,
        "own": ids,
        "loads": [NOBODY],
        "hits": [NOBODY],
        "people": {"guard": NOBODY},
        "more": [],
        "uploads": [NOBODY],
        "exports": [NOBODY],
        "elsewhere": [NOBODY],
        "datasets": ["default"],
        "listed": {f"persons-{NOBODY}": {}},
        "behalves": [NOBODY],
        "offers": [NOBODY],
        "pictures": [NOBODY],
        "hangs_on": {},
        "cards": [NOBODY],
        "lists": [NOBODY],
        "lines": [NOBODY],
        "certificates": ["forged"],
        "notices": [NOBODY],
        "notice_pictures": {},
        "recalls": [NOBODY],
        "entries": [NOBODY],
        "numbers": ["2026-0000-0000"],
        "traces": [NOBODY],
        "trace_steps": [NOBODY],
    }


def must_be_pages() -> Iterator[tuple[str, str]]:
    """Name and route of each address that answers GET."""
    logging.getLogger("django.request").setLevel(logging.ERROR)  # each refused GET is a line otherwise
    for name, route, address in patterns():
        if not takes_in_only(address):
            yield name, route


def test_somebody_opens_every_page():
    for name, route in must_be_pages():
        assert name in PAGES, f"Nobody opens the page {name} ({route}). {ADD_A_READER}"
        is_about_something = "<" in route
        assert is_about_something == bool(PAGES[name].of), f"{name} ({route}): what is it of? {ADD_A_READER}"


def test_no_line_is_about_a_page_that_is_gone():
    gone = PAGES.keys() - {name for name, _route in must_be_pages()}
    assert not gone, f"These are no addresses of the URL map: {sorted(gone)}. Take them out of PAGES."


def test_every_address_is_asked_for_in_two_worlds(facts):
    for path, parts in pages():
        addresses = all_of(lambda path=path, parts=parts: filled(path, parts, facts))
        found = [each for each in addresses if "/" + resolve(each).route == path]
        assert found, f"No address of {path} leads there: {addresses[:3]}. {ADD_A_VALUE}"


def test_every_operation_is_asked_for_in_two_worlds(facts):
    for name, told in operations().items():
        path = name.split()[1]
        assert all_of(lambda path=path: operation_addresses(path, facts)), (
            f"{name}: no address. {ADD_A_VALUE}"
        )
        kinds = set(told.get("requestBody", {}).get("content", {"application/json": {}}))
        is_walked = bool(kinds & {"application/json", *BODIES}) or path in _DOORS
        assert is_walked, f"{name} reads {kinds}: `walk_api` of walk.py sends JSON and files."


def all_of(addresses) -> list[str]:
    try:
        return list(addresses())
    except NotWalked as reason:
        pytest.fail(f"{reason}. {ADD_A_VALUE}")


def test_every_verb_gets_words_that_fit_in_two_worlds(facts, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("record.json").write_text(json.dumps(facts["closed"][0]["body"]))
    for name, command in verbs():
        if not asks_no_node(name):
            try:
                command.make_context(name, words_of(command, facts["closed"][0])).close()
            except click.UsageError as reason:
                pytest.fail(f"comity {name}: {reason.format_message()} {ADD_A_SAMPLE}")


def test_no_verb_of_operators_is_gone():
    known = {name for name, _command in verbs()}
    gone = OPERATORS.keys() - {name.split()[0] for name in known} - known
    assert not gone, f"These are no verbs: {sorted(gone)}. Take them out of OPERATORS."
