"""Every verb has its line in the table of rights, and every line has its verb or is a question."""

import ast

from comity.access.rules import RIGHTS
from comity.bureaus.rules import Verb
from comity.gate.action import VERBS
from tests.house.sources import last_name, modules, sources, unused

# Rights that are asked without being a verb: reading, and questions inside a verb.
QUESTIONS = {
    "access.open_any_name": "the commission reads the names behind acts: asked where officers become visible",
    "queries.ask": "the hot statement writes its act itself",
    "queries.ask_person": "asked inside queries.ask when a subject is a person",
    "queries.ask_partial": "asked inside queries.ask when a part of a number is asked",
    "queries.disclose": "asked inside queries.ask_confirmation where the answer names a silent question",
    "queries.ask_batch": "the hot statement writes its act itself",
}
READING = ("read", "view", "list")  # journal.read_own, queries.view_hit ...
INSIDE = ("access.grant_", "access.revoke_", "access.move_")  # which roles: asked inside access.grant_role


def verbs() -> set[str]:
    """The verbs of the house, without those that tests made up."""
    modules()
    return {verb for verb, run in VERBS.items() if run.__module__.startswith("comity.")}


def asked() -> dict[str, str]:
    """Every right that some line asks for by name, and where."""
    found = {}
    for source in sources():
        for call in source.calls():
            if last_name(call.func) in ("may", "require", "may_", "_may"):
                for argument in call.args:
                    if (
                        isinstance(argument, ast.Constant)
                        and isinstance(argument.value, str)
                        and "." in argument.value
                    ):
                        found[argument.value] = source.at(call)
    return found


def test_every_verb_has_a_right():
    assert verbs()
    assert verbs() - set(RIGHTS) == set()


def test_every_right_that_is_asked_for_is_in_the_table():
    assert {right: where for right, where in asked().items() if right not in RIGHTS} == {}


def test_every_right_is_a_verb_or_is_asked_for():
    named = {
        text for source in sources() for _node, text in source.texts() if source.name != "access/rules.py"
    }
    idle = {
        right
        for right in set(RIGHTS) - verbs() - set(QUESTIONS)
        if right not in named and not right.startswith(INSIDE)
    }
    assert idle == set()
    assert unused(set(QUESTIONS), set(RIGHTS) - verbs()) == set()


def test_a_right_that_is_no_verb_only_reads_or_is_part_of_a_verb():
    questions = set(RIGHTS) - verbs() - set(QUESTIONS)
    changing = {
        right
        for right in questions
        if not right.partition(".")[2].startswith(READING) and not right.startswith(INSIDE)
    }
    assert changing == set()


def test_every_right_belongs_to_somebody_and_to_a_verb_of_the_standing():
    for name, right in RIGHTS.items():
        assert right.roles, name
        assert isinstance(right.verb, Verb), name
