"""A record ends, and every word about it: one unlikely word is put in every field of every database and around it.

What still holds the word afterwards, in whatever column of whatever table, was forgotten (practice 21).
"""

import datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.records.document import body_of
from comity.records.ending.expire import expire_due
from comity.records.record import Record
from comity.records.registry import all_databases, databases, searched
from comity.records.rules import Feeder
from tests.actors import AnyActor
from tests.databases.canary import CANARY, found_in_tables, imported, planted, surrounded
from tests.libraries import reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
ALL = pytest.mark.parametrize("database", databases(), ids=lambda database: database.slug)


def scene(database: type[Record]) -> Record:
    """The record of its feeder, found and talked about by another bureau."""
    Bureau.objects.update(hosted=True)
    bureau = "CEN" if database.fed_by is Feeder.CENTRE else "FRA"
    owner = reader(database, bureau, officer=uuid4(), function="desk officer")
    asker = reader(database, "ITA", officer=uuid4())
    body = planted(database, timezone.now().date())
    return surrounded(imported(database, body, owner), owner, asker)


def took_the_word(record: Record) -> set[str]:
    """The columns of its own table in which a record says the word."""
    body, table = body_of(record), record._meta.db_table
    names = [name for name, value in body.items() if CANARY in str(value).upper()]
    return {f"{table}.{record._meta.get_field(name).column}" for name in names}


@ALL
def test_after_its_day_no_column_of_the_store_holds_a_word_of_a_record(database: type[Record]) -> None:
    record = scene(database)
    before = found_in_tables()
    assert {f"{record._meta.db_table}.source"} < took_the_word(record) <= before
    assert "records_recordversion.body" in before
    assert {"records_attachment.caption", "records_load.file_name", "records_importpiece.content"} <= before
    tomorrow = timezone.now() + datetime.timedelta(days=1)

    assert expire_due(now=tomorrow, by=AnyActor(bureau=record.owner)) == 1

    assert found_in_tables() == set()


# Where words about a record stand besides in its own table. Each is let go with it (records/ending/forgetting.py).
ABOUT_A_RECORD = {
    "access_savedview.filters",
    "messages_message.body",
    "queries_handover.note",
    "queries_hit.asked",
    "queries_hit.done_note",
    "queries_hit.exact",
    "records_attachment.caption",
    "records_export.chosen",
    "records_import.file_name",
    "records_importpiece.content",
    "records_load.file_name",
    "records_recordversion.body",
    "search_keys.exact",
    "search_keys.value",
}
# Tables that say nothing of any record, by the beginning of their names.
OTHER_TABLES = {
    "access_": "officers, units, tokens, alarms about what they did: ids and codes",
    "account_": "e-mail addresses of officers",
    "auth_": "Django's own",
    "bureaus_": "the directory",
    "comity_": "the stamp",
    "django_": "Django's own; sessions hold ids",
    "notices_": "notices and their files, with an end of their own; their entries in databases end like records",
    "mfa_": "second factors",
    "procrastinate_": "jobs, which name ids",
    "socialaccount_": "sign-in with a bureau's own provider",
    "tracing_": "requests to trace a weapon, with an end of their own; what names a record lets it go too",
    "usersessions_": "open sessions",
    "word_keys": "wrapped keys",
    "act_keys": "keys; deleted with the record",
    "act_subjects": "keyed tags",
}
# Columns of tables that may be about a record, and hold no words about it.
OTHER_COLUMNS = {
    "acts": {
        "reason case legal_basis": "words only where an act concerned no record; else sealed (journal/texts.py)",
        "words": "sealed: what was asked, on the journal's own clock; what was written about records, until these end",
        "tag": "keyed",
        "salt": "random",
        "node verb bureau function acting terminal purpose recipients about rule_set": "codes, ids, functions",
    },
    "messages_message": {
        "case": "emptied with the body; what is about a record has none today",
        "sha256": "emptied with the body",
        "kind sender function about released_by": "codes, ids, functions",
    },
    "messages_attachment": {
        "name": "deleted with the words of its message; one that was not sent goes within a day, or with its draft",
        "owner media_type sha256": "codes, digests",
    },
    "messages_notedraft": {
        "typed": "what a unit is writing: sent, dropped, or gone 30 days after the last word",
        "returned": "the centre's reason to send it back; gone with the draft",
        "returned_code": "a word of our own",
        "owner function": "a code, a function",
    },
    "messages_sent": {"sender bureau waits_for subject refused": "codes, digests"},
    "messages_chain": {"sender bureau digest": "codes, digests"},
    "messages_outgoing": {
        "content": "sealed for another node, which alone can open it; gone 29 days after it was sealed",
        "node sha256 refused": "codes, digests",
    },
    "messages_incoming": {
        "content": "sealed; emptied when it is opened, a second after it came",
        "node sha256 code sender root": "codes, digests",
    },
    "messages_piece": {
        "content": "sealed; gone when the parcel is whole, or a week after nothing of it came"
    },
    "messages_sealedfile": {
        "key": "gone when the envelope is sealed, or the message emptied",
        "sha256 root leaves": "digests of what is sealed",
    },
    "messages_outgoingfile": {"refused": "codes"},
    "messages_incomingfile": {
        "name key": "gone when the message is emptied; the key when the file is opened",
        "sender sha256 root refused": "codes, digests of what is sealed",
    },
    "messages_leftparcel": {
        "content": "sealed for another node, which alone can open it; gone when that node has fetched it",
        "node_from node_to sha256": "codes, digests",
    },
    "messages_leftload": {"node_from node_to sha256 root refused": "codes, digests"},
    "messages_leftchunk": {"path content": "sealed, as a parcel that was left"},
    "messages_taken": {"sender bureau digest prev code": "codes, digests"},
    "messages_mailindex": {"bureau": "a code; beside it numbers, deleted with the words of the message"},
    "messages_mailnotice": {"bureau": "a code"},
    "messages_statement": {
        "frame": "names of files, case and salt; deleted with the words of its message",
        "signed sender digest": "header, digests, signatures; deleted with the words of its message",
    },
    "messages_filefront": {"front": "random; deleted with the words of its message"},
    "messages_receiptlist": {"key_id payload signature": "codes, digests, a signature"},
    "messages_keptreceipt": {"bureau words path": "codes, digests; deleted with the words of its message"},
    "messages_receiptdue": {"bureau to subject code": "codes, digests"},
    "messages_peer": {"node reason": "codes"},
    "messages_usednonce": {"nonce": "random"},
    "messages_delivery": {"bureau read_function": "codes, functions"},
    "queries_bureauline": {"bureau outcome text": "a bureau's own line for all answers"},
    "queries_confirmation": {"bureau other": "codes"},
    "queries_handover": {"bureau function hits confirmations signed_function": "codes, ids, functions"},
    "messages_contributeddatabase": {"bureau": "a code"},
    "messages_departure": {"bureau entry": "a code, a digest"},
    "messages_sharedpicture": {"bureau": "a code"},
    "messages_sharingplace": {"bureau era rules": "a code, an id, a digest"},
    "messages_contribution": {"bureau code": "codes"},
    "queries_hit": {
        "told": "of hits at another node alone, of whose record this node has no row; emptied with the hit's words",
        "kept_at": "a code",
        "case": "the finder's own reference, which it must be able to answer by",
        "reason_words": "sealed, and emptied (test_forgetting.py)",
        "tag": "keyed, and emptied",
        "references": "the finder's own numbers in other systems, as its case",
        "bureau function purpose owner done_function telling_function": "codes, functions",
    },
    "records_recordchange": {
        "owner was_owner reader restriction was_restriction": "codes; gone after 90 days (records/feed/placing.py)"
    },
    "records_stillelsewhere": {
        "words": "sealed: what the owner must still withdraw elsewhere; gone when it says so",
        "owner ticked_as": "a code, a function",
    },
    "records_changereader": {"owner": "a code"},
    "queries_publiclist": {"name title owner source": "a public list, not what stands on it"},
    "queries_verdict": {"bureau tag facts function": "codes, keyed tags; deleted with the record"},
    "queries_passengerline": {
        "words": "sealed, and deleted a day after arrival or with the last hit (test_forgetting.py)",
        "problem": "a sentence of ours",
        "outcome hits marked_function": "codes, ids, functions",
    },
    "queries_passengerlist": {
        "case number route source refused": "of a journey, not of a record",
        "bureau acting terminal purpose": "codes",
    },
    "records_attachment": {"owner": "a code", "sent": "the digest of a picture"},
    "records_blob": {"sha256 media_type content thumbnail": "a picture; gone with its last attachment"},
    "records_columnmap": {"owner head field": "what a bureau calls its columns"},
    "records_happening": {"why": "a code; read by a clock that deletes it"},
    "queries_seenchange": {"bureau function": "codes, functions"},
    "records_dispute": {
        "owner bureau function evidence seen answer answer_function returned": "deleted with the record"
    },
    "records_find": {"owner bureau function body answer answer_function returned": "deleted with the record"},
    "queries_card": {
        "bureau consent function issuer kind name number": "a card; deleted with the record (test_cards.py)"
    },
    "records_block": {"owner bureau function reason": "deleted with the record"},
    "records_extensionsample": {"owner": "a code"},
    "records_nearendwarning": {"owner": "a code"},
    "records_newlyrecorded": {"owner": "a code"},
    "records_reentry": {"owner": "a code"},
    "records_erasure": {"left": "names of tables"},
    "records_export": {
        "reason decided_because": "why a list leaves, for at most two days",
        "owner function form decided_as": "codes, functions",
    },
    "records_import": {
        "heads mapping said": "what columns are called, and values of closed sets that every row has",
        "preview undone": "rows of a file; deleted with it (test_forgetting.py)",
        "fault": "a sentence of ours",
        "reason": "why a file is taken back, for a day",
        "owner acting terminal language kind sha256 counts": "codes, digests, numbers",
    },
    "records_load": {"owner": "a code", "sha256": "emptied with the name"},
    "records_onbehalf": {
        "owner maker function reference asked_by decided_as reason": "deleted with the record (between.forget)"
    },
    "records_offer": {
        "giver taker function decided_as": "codes, functions",
        "reason answer": "deleted with the first of its records (between.forget)",
    },
    "records_ownerrule": {"owner bureau": "codes"},
    "records_askeddeletion": {"owner code": "codes; gone with the record"},
    "records_recordtrace": {"owner restriction tags code": "codes; keyed tags"},
    "records_recordversion": {"sha256 owner": "deleted with its row"},
    "search_keys": {"owner visible": "codes"},
}


def test_every_column_that_could_hold_a_word_is_emptied_or_named_here_with_its_reason() -> None:
    scene(searched()[0])
    own = {database._meta.db_table for database in all_databases()}
    columns = {each for each in columns_of_words() if each.partition(".")[0] not in own}
    others = {each for each in columns if each.startswith(tuple(OTHER_TABLES))} - ABOUT_A_RECORD
    columns -= others
    named = {
        f"{table}.{name}" for table, told in OTHER_COLUMNS.items() for names in told for name in names.split()
    }

    found = {each for each in found_in_tables() if each.partition(".")[0] not in own}
    assert found == ABOUT_A_RECORD
    assert columns - ABOUT_A_RECORD - named == set(), "let them go with a record, or say here why not"
    assert (ABOUT_A_RECORD | named) - columns == set(), "these are not there any more"


def columns_of_words() -> set[str]:
    """Every "table.column" of the store that may hold words or bytes."""
    kinds = ["text", "varchar", "bpchar", "bytea", "json", "jsonb"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND ltrim(udt_name, '_') = ANY(%s) AND table_name IN"
            " (SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition)",
            [kinds],
        )
        return {name for (name,) in cursor.fetchall()}
