"""Every verb of the house has its line in the one table of rights."""

import pkgutil
from importlib import import_module

import comity
from comity.access.rules import RIGHTS
from comity.gate.action import VERBS


def test_every_verb_is_in_the_table_of_rights():
    for module in pkgutil.walk_packages(comity.__path__, "comity."):
        if "actions" in module.name.split("."):
            import_module(module.name)
    house = {verb for verb, run in VERBS.items() if run.__module__.startswith("comity.")}

    assert house
    assert house - set(RIGHTS) == set()
