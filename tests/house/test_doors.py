"""Doors read, call one action or one scoped queryset, and answer. No rule, no row of the store, no SQL."""

import ast

from django.apps import apps

from comity.records.record import Record
from comity.records.registry import databases
from tests.house.sources import Source, last_name, modules, sources, unused

ROWS = {"objects", "_default_manager", "_base_manager"}
STORE = ("django.db", "psycopg")
UNSCOPED = {
    "demo/management/commands/demo_password.py": "the node's own console: no officer acts",
    "access/views/shift.py": "a shared terminal is known by its browser's secret, before anybody acts",
}
STORE_IN_DOORS = {
    "access/management/commands/directory.py": "a dry run is the verb itself, rolled back",
    "demo/management/commands/demo_world.py": "refuses any database that the demonstration did not make",
}
# Tables that nobody is shown: none of their rows ever leaves through a door.
NOBODY_READS = {
    "ActRow": "read through gate.acts.visible_acts",
    "ActRecord": "read through an act that is visible",
    "ActSubjects": "tags and outcomes of a batch, for the bytes of an act alone",
    "WordKey": "keys of sealed words, for the commission's tool",
    "ActKey": "keys of sealed texts of acts, read through an act that is visible",
    "AccessEpoch": "one number",
    "SignInLock": "keyed tags, counted before anybody is known",
    "BudgetSpent": "counters",
    "RecordOpened": "counters",
    "CacheEntry": "Django's cache",
    "Happening": "read with a record, or with a hit, that its reader may see",
    "AskedDeletion": "read with a record that its owner reads",
    "Block": "read with a record that its reader owns or watches over",
    "RecordChange": "read through the change feed of whom it concerns",
    "ChangeFeed": "one row: how far the feed is",
    "RecordVersion": "read through a record of one's own",
    "Misled": "read through a record that is shown",
    "NewlyRecorded": "read by the clock alone",
    "NearEndWarning": "which bureau was told in which month",
    "Erasure": "when tables were last rewritten",
    "KeyScheme": "one row: how far a reindex is",
    "Blob": "read through an attachment that is shown",
    "ImportPiece": "read through an import of one's own",
    "SearchKey": "read by the hot statement alone",
    "SubjectKey": "by which reviewers are told of earlier notices of the same person",
    "HolderKey": "the key of a sealed name, opened by tracing.open_holder alone",
    "HeldKey": "private keys, opened by the verbs that sign and by whoever opens a message",
    "DirectoryFile": "signed files that anybody reads by name",
    "Chain": "numbers and digests of the courier's chains",
    "Incoming": "parcels of other nodes, sealed until the courier opens them",
    "Outgoing": "sealed parcels for other nodes",
    "Piece": "chunks of sealed parcels that are not whole yet",
    "SealedFile": "sealed files on the disk, by the courier alone",
    "OutgoingFile": "how far a node has a sealed file",
    "IncomingFile": "shown with the message that its reader was shown",
    "LeftParcel": "a relay's: sealed for others",
    "LeftLoad": "a relay's: sealed for others",
    "LeftChunk": "a relay's: sealed for others",
    "Peer": "how the courier last met another node",
    "ReceiptDue": "read by the courier, which signs it",
    "Taken": "numbers and digests of envelopes that came",
    "UsedNonce": "random numbers of requests",
    "Statement": "what a bureau signed, shown with a message that its reader may see (messages/evidence/showing.py)",
    "ReceiptList": "a signature over a root, shown with one receipt",
    "FileFront": "56 bytes of a sealed file, shown with the message that it hangs on",
    "MailIndex": "narrows a search, read by no door",
    "KeptReceipt": "shown to the sender of its message, with the message",
    "SharingPlace": "how far the change feed was read for what is shared",
    "AnswerTime": "counters of how fast bureaus answer",
}


def doors() -> list[Source]:
    return [source for source in sources() if source.is_door]


def test_doors_read_only_what_the_actor_may_see():
    found = {
        source.name: source.at(node, node.attr)
        for source in doors()
        for node in source.nodes()
        if isinstance(node, ast.Attribute) and node.attr in ROWS
    }
    assert {name: told for name, told in found.items() if name not in UNSCOPED} == {}
    assert unused(set(UNSCOPED), set(found)) == set()


def test_doors_speak_no_sql():
    found = {}
    for source in doors():
        for node in source.nodes():
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(STORE):
                names = {alias.name for alias in node.names}
                shapes = node.module.startswith(("django.db.models", "django.db.utils"))
                if not shapes and names & {"connection", "connections", "transaction"}:
                    found[source.name] = source.at(node, ast.unparse(node))
    assert {name: told for name, told in found.items() if name not in STORE_IN_DOORS} == {}


def test_every_table_says_who_may_see_its_rows():
    modules()
    blind = {
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("comity.") and not hasattr(model, "visible_to")
    }
    assert blind - set(NOBODY_READS) == set()
    assert unused(set(NOBODY_READS), blind) == set()


def test_nobody_asks_which_database_this_is():
    """A comparison with the name or the code of a database means that the declaration lacks a word."""
    slugs, kinds = {each.slug for each in databases()}, {each.__name__ for each in databases()}
    found = []
    for source in sources():
        if source.room in ("demo",):
            continue  # the invented world is about these databases
        for node in source.nodes():
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
                constants = {side.value for side in sides if isinstance(side, ast.Constant)}
                if slugs & {str(value) for value in constants} or kinds & {last_name(side) for side in sides}:
                    found.append(source.at(node, ast.unparse(node)))
    assert found == []
    assert all(issubclass(each, Record) for each in databases())


def test_nobody_asks_what_role_somebody_has():
    """`may` is the only question. Roles are named in the table of rights, and where they are given."""
    found = [
        source.at(node, ast.unparse(node))
        for source in sources()
        if source.room not in ("access", "demo")
        for node in source.nodes()
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Role"
    ]
    assert found == []
    compared = [
        source.at(node, ast.unparse(node))
        for source in sources()
        for node in source.nodes()
        if isinstance(node, ast.Compare) and "Role." in ast.unparse(node)
    ]
    assert compared == []
