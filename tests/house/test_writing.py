"""Only actions write. What writes elsewhere is named here, each with its reason."""

import ast
import re
from collections.abc import Iterator

from tests.house.sources import PACKAGE, Source, last_name, sources, unused, words_of

# Modules that write and are no actions. A row that is not needed any more fails.
WRITERS = {
    "records/attached/attaching.py": "records.attach, and what queries.attach shares with it",
    "records/attached/attachments.py": "pictures and their bytes, inside the verbs that attach, take off and delete",
    "journal/writer.py": "appends acts, for the gate",
    "queries/lookup.py": "the hot statement reads the index and writes the act at once",
    "queries/words.py": "a content key must be stored even where the caller's transaction is undone",
    "gate/epoch.py": "moves the access epoch, for every action that changes rights",
    "records/life/happenings.py": "what a verb did, for those who found the record; inside the verb",
    "records/life/disputes.py": "disputes and blocks end with their record, inside the verb that ends it",
    "records/life/finds.py": "reports of finds end with their record, inside the verb that ends it",
    "records/life/finding.py": "the verbs of a find themselves",
    "records/life/disputing.py": "the verbs of a dispute themselves",
    "records/life/afar.py": "the verbs of what is said from afar themselves, and its end inside others",
    "records/life/lapsing.py": "the verbs records.lapse_disputes and records.lapse_finds themselves",
    "records/life/blocking.py": "the verbs records.block and records.unblock themselves",
    "records/keys.py": "the only writer of the search keys, for the actions of records",
    "records/loading/copying.py": "the loader's COPY, under the verb records.load",
    "records/loading/load.py": "the verb records.load itself",
    "records/reindex.py": "the verb records.reindex itself",
    "records/ending/deleting.py": "the verbs records.delete and records.delete_asked themselves",
    "records/ending/expire.py": "the verb records.expire itself",
    "records/ending/extending.py": "the verbs of keeping longer themselves",
    "records/ending/near_end.py": "the verb records.warn itself",
    "records/ending/reentries.py": "its own verbs, and one row inside every verb that records or changes",
    "records/ending/erasing.py": "the verb records.erase itself",
    "records/ending/forgetting.py": "everything about a record, inside the verb that deletes it",
    "journal/texts.py": "keys of what was written about a record, inside the verb that deletes it",
    "records/watching/lowering.py": "the verb records.lower itself",
    "records/watching/mending.py": "ends what records.lower began, inside the verbs that change a record",
    "records/feed/placing.py": "the order of the change feed, for whoever reads it, and the verb that ends it",
    "records/life/withdrawing.py": "the verb that ticks what is elsewhere; the list inside verbs that end a record",
    "records/feed/following.py": "the verbs of the change feed themselves",
    "records/exporting/export.py": "the verbs of an export themselves",
    "records/between/behalf.py": "the verbs of records made on behalf of a bureau themselves",
    "records/between/offering.py": "the verb records.offer itself",
    "records/between/answering.py": "the verbs that answer an offer themselves",
    "records/between/agreed.py": "what two bureaus agreed goes inside the verb that deletes the record",
    "records/loading/imports.py": "the pieces of a file, for the verbs of an import and the worker",
    "records/loading/importing.py": "the verbs of an import themselves",
    "records/loading/working.py": "where an import stands, beside the verbs that the worker runs",
    "bureaus/signed/keeping.py": "the verbs of the keys of bureaus hosted here themselves",
    "bureaus/signed/holding.py": "private keys, inside the verbs that make and end them",
    "bureaus/signed/history.py": "one more entry, inside the verb that checked it",
    "bureaus/signed/taking.py": "the verbs of the copy themselves, and when it was fetched, each minute",
    "bureaus/signed/publishing.py": "the verbs of the centre's directory themselves",
    "messages/levels.py": "how far an older message came, inside the verb messages.open",
    "messages/mailing/noticing.py": "the verbs of notices by e-mail themselves",
    "messages/found/indexing.py": "the verb messages.index_mail itself, and its end inside verbs that empty",
    "messages/files/hanging.py": "files of a message, inside the verbs that send, open and empty it",
    "messages/files/stored.py": "rows of files end with their bytes, inside the verb that ends them",
    "messages/files/uploading.py": "the verbs of files that are not sent yet themselves",
    "messages/writing/drafting.py": "the verbs of drafts themselves",
    "messages/writing/releasing.py": "the verbs of drafts that wait for the centre themselves",
    "messages/moderation/home.py": "drafts that go to a centre elsewhere, inside the verbs of drafts and messages.open",
    "messages/moderation/centre.py": "words to be released, inside messages.open and the verbs of reviewers",
    "messages/evidence/keeping.py": "what is signed, inside messages.seal and messages.open; gone in verbs that empty",
    "messages/courier/queueing.py": "rows for the courier, inside messages.send, messages.read and messages.answer",
    "messages/courier/chains.py": "numbers of envelopes, inside messages.seal and messages.open",
    "messages/courier/telling.py": "receipts that are due, inside messages.open and messages.take",
    "messages/courier/opened.py": "what a run of envelopes took, inside messages.open",
    "messages/courier/arriving.py": "a message from another node, inside messages.open",
    "messages/courier/sealing.py": "the verb messages.seal itself",
    "messages/courier/opening.py": "the verb messages.open itself",
    "messages/contributing/sending.py": "the verbs of what a bureau shares themselves",
    "messages/contributing/outcome.py": "what was sent and what its receipts say, inside the verbs that send and open",
    "messages/contributing/picturing.py": "pictures of shared records, inside the verbs that send, open and take files",
    "messages/contributing/arriving.py": "the verbs messages.take_records, take_withdrawal and take_rules themselves",
    "messages/moving/handing_over.py": "the verbs of a bureau that leaves this node themselves",
    "messages/moving/taking_over.py": "the verb messages.take_bureau_over itself",
    "messages/moving/parts.py": "rows of a bureau that moves, inside messages.take_bureau_over",
    "messages/courier/moved.py": "the verb messages.follow_moved itself",
    "queries/moving.py": "notes of hits, inside messages.finish_hand_over",
    "tracing/moving.py": "traces of a bureau that has left, inside messages.finish_hand_over",
    "queries/hit_closed.py": "hits that were closed at home, inside messages.open",
    "messages/moving/onward.py": "a parcel for a bureau that has left, inside messages.open",
    "bureaus/signed/moving.py": "keys and place of a bureau that moves, inside the verbs of messages.moving",
    "messages/courier/taking.py": "the verb messages.take itself",
    "messages/courier/gathering.py": "the verb messages.take_chunks itself",
    "messages/courier/files_out.py": "sealed files, inside the verbs of messages.seal, note_sent, compare",
    "messages/courier/files_in.py": "the verbs of files that came; inside messages.open, take_chunks and end_parcels",
    "messages/courier/dropping.py": "names and keys of files, inside the verb that empties their message",
    "messages/courier/relaying.py": "the verbs messages.leave, leave_chunks and hand_out themselves",
    "messages/courier/carrying.py": "the verb messages.export itself",
    "messages/courier/asking.py": "the verb messages.ask_heads, and its answer inside messages.open",
    "messages/courier/receipting.py": "the verb messages.sign_receipts, and receipts that came inside messages.open",
    "messages/courier/reconciling.py": "the verb messages.compare itself",
    "messages/courier/sending.py": "the verbs messages.note_sent and messages.end_parcels themselves",
    "access/leases.py": "a slice of a budget, taken outside the caller's transaction",
    "access/locks.py": "failed sign-ins are counted before anybody is known",
}
# Public functions of `actions` that write without being a verb: their act is written otherwise, or by their caller.
NO_VERBS = {
    "access/actions/alarms.py raise_alarm": "writes its own act of outcome alarm",
    "access/actions/leaving.py shut_out": "inside messages.close_bureau",
    "access/actions/leaving.py let_in_again": "inside messages.reopen_bureau",
    "access/actions/leaving.py let_name_go": "inside access.forget_name and messages.finish_hand_over",
    "access/actions/budgets.py open_record": "counts inside the verb that opens a record",
    **{
        f"queries/actions/arriving.py {name}_arrives": "inside messages.send: the act of the message is the act"
        for name in ("question", "answer", "more", "taken_back", "record_ended", "moved")
    },
    "queries/actions/hearing.py changed_arrives": "inside messages.open: what the centre's node says",
    "queries/actions/admitting.py question_came_back": "inside the verb that brings the refusal",
    "messages/actions.py empty_all": "inside the verbs that let go of what messages are about, and of the messages",
    "queries/actions/forgetting.py forget_record": "inside the verb that deletes the record",
    "queries/actions/forgetting.py let_go": "inside that verb, or messages.open at a finder's own node",
    "queries/actions/hearing.py ended_arrives": "inside messages.open",
    "queries/actions/forgetting.py end_questions": "inside the verb that deletes the record",
    **{
        f"tracing/actions/arriving.py {name}_arrives": "inside messages.send: the act of the message is the act"
        for name in ("question", "accepted", "answer", "withdrawn")
    },
    "tracing/actions/admitting.py question_came_back": "inside the verb that brings the refusal",
    "tracing/actions/forgetting.py forget_record": "inside the verb that deletes the record",
    "tracing/actions/asking.py take_back": "inside tracing.withdraw_step and tracing.close",
    "tracing/actions/standing.py restage": "inside every verb that moves a step",
    "tracing/actions/holders.py seal_holder": "inside tracing.answer",
    **{
        f"notices/actions/arriving.py {name}_arrives": "inside messages.send: the act of the message is the act"
        for name in ("notice", "recall", "correction")
    },
    **{
        f"notices/actions/{name}": "inside messages.open: what another node says"
        for name in (
            "arriving.py notice_got_there",
            "arriving.py recall_got_there",
            "arriving.py correction_got_there",
            "arriving.py obeyed_came_back",
            "arriving.py applied_came_back",
            "hearing.py hear_notice",
            "hearing.py hear_recall",
            "hearing.py hear_correction",
            "acknowledging.py note_gone",
            "acknowledging.py note_right",
            "at_its_keeper.py asked_got_there",
            "at_its_keeper.py asked_came_back",
            "hearing_of_own.py hear_own_correction",
        )
    },
    "notices/actions/at_its_keeper.py ask_keeper": "inside the verbs of a notice that another node keeps",
    "notices/actions/filing.py file": "one line in the file, inside the verb that it tells of",
    "notices/actions/filing.py file_said": "the same, inside messages.open",
    "notices/actions/publishing.py publish": "inside notices.approve, notices.submit and notices.publish_listed",
    "notices/actions/drafting.py keep_keys": "inside the verbs after which reviewers may be told of the subject",
    "notices/actions/effects.py tell_out": "inside the verbs that put a notice out",
    "notices/actions/taking_in.py take_in": "inside notices.approve and notices.submit",
    "notices/actions/amending.py tell_changed": "inside the verbs that put another version of a notice out",
    "access/actions/sign_in.py note_own_password": "writes its own act: the officer is known, no right is needed",
    "access/actions/national.py link_officer": "writes its own act: nobody is signed in yet",
    "access/actions/sessions.py end_sessions": "inside the verb that takes something away",
    "queries/actions/lists.py ask_list": "inside queries.ask_batch, whose act the hot statement wrote",
    "records/actions.py write_new": "inside records.create and records.record_for",
    "records/actions.py let_numbers_go": "inside records.load",
    "records/actions.py replace": "inside records.change and records.load",
    "records/actions.py keep_former": "inside every verb that changes a record",
    "records/actions.py move": "inside records.withdraw, records.recover, records.doubt and the reviewer's verbs",
}
# Rooms without tables of ours, or before Django.
NO_TABLES = ("store", "cli", "web", "seal", "kit")

ALWAYS = {"bulk_create", "bulk_update", "get_or_create", "update_or_create", "aupdate", "acreate"}
MANY = {"insert_new", "insert_missing", "update_each"}  # of kit.many
WITHOUT_PLACES = {"save", "delete", "update"}  # dict.update(x), digest.update(x), font.save(path) have one
ROWS = {"objects", "_default_manager", "_base_manager", "visible_to", "owned_by"}
SQL = re.compile(
    r"\b(INSERT\s+INTO|DELETE\s+FROM|TRUNCATE|UPDATE\s+[\w\"…]+\s+(AS\s+\w+\s+)?SET|COPY\s.*\bFROM\s+STDIN"
    r"|(CREATE|ALTER|DROP)\s+(TABLE|INDEX|ROLE|SCHEMA|DATABASE|FUNCTION)|SELECT\s+journal_make_months)\b",
    re.DOTALL,
)


def writes(source: Source, within: ast.AST | None = None) -> Iterator[tuple[ast.AST, str]]:
    """Everything in a module, or in one node of it, that changes the store."""
    inside = {id(node) for node in ast.walk(within)} if within is not None else None
    for call in source.calls():
        if inside is not None and id(call) not in inside:
            continue
        if last_name(call.func) in MANY:
            yield call, last_name(call.func)
        elif isinstance(call.func, ast.Attribute):
            name = call.func.attr
            rows = bool(ROWS & words_of(call.func))
            if (
                name in ALWAYS
                or (name in WITHOUT_PLACES and not call.args)
                or (rows and name in ("create", "save", "delete", "update"))
            ):
                yield call, f"{last_name(call.func.value)}.{name}"
    constants = {
        last_name(assigned.targets[0])
        for assigned in source.tree.body
        if isinstance(assigned, ast.Assign)
        and any(SQL.search(text) for _node, text in _texts_in(source, assigned))
    }
    for node in ast.walk(within) if within is not None else ():
        if isinstance(node, ast.Name) and node.id in constants:
            yield node, node.id
    for node, text in source.texts():
        if (inside is None or id(node) in inside) and (found := SQL.search(text)):
            yield node, found[0]


def _texts_in(source: Source, within: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    inside = {id(node) for node in ast.walk(within)}
    return ((node, text) for node, text in source.texts() if id(node) in inside)


def test_only_actions_write():
    found: dict[str, list[str]] = {}
    for source in sources():
        if source.room not in NO_TABLES and not source.is_action:
            for node, words in writes(source):
                found.setdefault(source.name, []).append(source.at(node, words))

    assert {name: told for name, told in found.items() if name not in WRITERS} == {}
    assert unused(set(WRITERS), set(found)) == set()


def test_rooms_without_tables_write_none():
    """`store` makes roles, databases and the stamp before there is a journal; the others write nothing.

    `kit.many` writes what its callers hand it, and those are found by its functions' names.
    """
    found = [
        source.at(node, words)
        for source in sources()
        if source.room in NO_TABLES and source.room != "store" and source.name != "kit/many.py"
        for node, words in writes(source)
    ]
    assert found == []


def test_what_writes_among_the_actions_is_a_verb():
    found = set()
    for source in sources():
        if source.is_action:
            for function in source.tree.body:
                if isinstance(function, ast.FunctionDef) and not function.name.startswith("_"):
                    verb = any(last_name(each) == "action" for each in function.decorator_list)
                    if not verb and any(writes(source, function)):
                        found.add(f"{source.name} {function.name}")

    assert found - set(NO_VERBS) == set()
    assert unused(set(NO_VERBS), found) == set()


def test_a_verb_bears_the_name_of_its_room_and_asks_who_acts():
    wrong = []
    for source in sources():
        for function in (node for node in source.nodes() if isinstance(node, ast.FunctionDef)):
            for each in function.decorator_list:
                if isinstance(each, ast.Call) and last_name(each) == "action":
                    verb = each.args[0]
                    named = isinstance(verb, ast.Constant) and verb.value.split(".")[0] == source.room
                    by = "by" in [argument.arg for argument in function.args.kwonlyargs]
                    draft = function.args.args and function.args.args[0].arg in ("act", "_act", "draft")
                    if not (named and by and draft):
                        wrong.append(source.at(function, function.name))
    assert wrong == []


def test_the_rule_sees_what_it_forbids():
    """The scan itself, on lines that must and must not be found."""

    def found(text: str) -> bool:
        return any(writes(Source(PACKAGE / "x.py", ast.parse(text))))

    for text in (
        "record.save()",
        "insert_new(rows)",
        "many.update_each(rows, fields)",
        "record.save(force_insert=True)",
        "Hit.objects.create(a=1)",
        "Hit.visible_to(actor).update(a=1)",
        "Hit.objects.filter(a=1).delete()",
        "Hit._default_manager.bulk_create(rows)",
        "x = 'INSERT INTO acts VALUES (1)'",
        "x = f'UPDATE {table} SET a = 1'",
        "x = f'COPY {table} (a) FROM STDIN'",
    ):
        assert found(text), text
    for text in (
        "digest.update(chunk)",
        "bar.update(task, total=1)",
        "font.save(target)",
        "allowed.update(a)",
    ):
        assert not found(text), text


def test_drafts_and_idle_questions_alone_go_on_with_an_act_that_is_there():
    """`ActDraft.goes_on` leaves no act: whoever else wants it says here why the journal loses nothing."""
    allowed = {
        "gate/action.py": "reads it",
        "notices/actions/saving.py": "a sitting of writing is one act",
        "messages/writing/drafting.py": "a sitting of writing is one act",
        "messages/contributing/sending.py": "each minute nothing is due, nearly always",
        "messages/courier/relaying.py": "a node asks its relay every few seconds for what is not there",
        "messages/courier/moved.py": "every two minutes nobody has moved, nearly always",
    }
    found = {
        source.name
        for source in sources()
        for node in source.nodes()
        if isinstance(node, ast.Attribute) and node.attr == "goes_on"
    }
    assert found == set(allowed)
