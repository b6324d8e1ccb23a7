"""Who declares a list public: its owner, a sanctions committee and no bureau; page by command, with an act."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from comity.access.roles import Role
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused
from comity.queries.actions.declaring import declare_public, end_public
from comity.queries.screening.lists import PublicList, open_lists
from tests import people
from tests.actors import AMINA, CHEN, AnyActor
from tests.rooms.queries.screened import COMMITTEE, NAME, SOURCE, committee, declared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]


@pytest.fixture(autouse=True)
def owner(bureaus: None) -> None:
    committee()


@pytest.mark.parametrize("by", [AMINA, CHEN, AnyActor(bureau="NONE")])
def test_no_bureau_makes_its_persons_public(by: AnyActor) -> None:
    with pytest.raises(Refused) as refusal:
        declared(by=by)
    assert refusal.value.code == "not-a-committee"
    assert not PublicList.objects.exists()
    assert ActRow.objects.get(verb="queries.declare_public").reason == "not-a-committee"


@pytest.mark.parametrize(
    "named",
    [{"name": ""}, {"name": "UN"}, {"name": "default"}, {"name": "a b"}, {"source": " "}, {"title": ""}],
)
def test_a_list_needs_a_name_a_title_and_a_source(named: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        declare_public(**{"name": NAME, "title": "A list", "source": SOURCE, **named}, by=COMMITTEE)


def test_a_name_stands_for_one_list_for_ever_and_a_source_for_one_at_a_time() -> None:
    declared()
    for name, source in ((NAME, "another"), ("another", SOURCE)):
        with pytest.raises(Refused, match="declared already"):
            declared(name, source)
    end_public(NAME, by=COMMITTEE)
    with pytest.raises(Refused):
        declared(NAME, "another")
    assert declared("another", SOURCE).name == "another"


def test_only_its_owner_ends_it_and_others_do_not_find_it() -> None:
    declared()
    people.bureau("UNSC-B", kind=7)
    for by in (AMINA, AnyActor(bureau="UNSC-B")):
        with pytest.raises(NotFound):
            end_public(NAME, by=by)
    end_public(NAME, by=COMMITTEE)
    assert open_lists() == []
    with pytest.raises(NotFound):
        end_public(NAME, by=COMMITTEE)


def test_a_desk_officer_of_the_committee_declares_nothing() -> None:
    desk = people.acting("desk", Role.DESK_OFFICER, code="UNSC")
    with pytest.raises(NotAllowed):
        declare_public(name=NAME, title="A list", source=SOURCE, by=desk)
    head = people.acting("head", Role.BUREAU_HEAD, code="UNSC")
    assert declare_public(name=NAME, title="A list", source=SOURCE, by=head).owner == "UNSC"


def test_the_operator_declares_for_a_committee_by_command(capsys: Any) -> None:
    words = ("--declare", NAME, "--title", "A list", "--source", SOURCE)
    with pytest.raises(CommandError, match="--bureau"):
        call_command("public_lists", *words)
    with pytest.raises(CommandError, match="sanctions committee"):
        call_command("public_lists", *words, "--bureau", "fra")
    with pytest.raises(CommandError, match="--name: Use small letters"):
        call_command("public_lists", "--declare", "UN", *words[2:], "--bureau", "unsc")
    call_command("public_lists", *words, "--bureau", "unsc", "--json")
    assert json.loads(capsys.readouterr().out)[0] == {
        "name": NAME, "title": "A list", "owner": "UNSC", "source": SOURCE,
    }  # fmt: skip
    act = ActRow.objects.get(verb="queries.declare_public", outcome=1)
    assert (act.bureau, act.function, act.about) == ("UNSC", "operator", f"public-list:{NAME}")
    call_command("public_lists", "--end", NAME, "--bureau", "unsc")
    assert capsys.readouterr().out == "No list is public.\n"
