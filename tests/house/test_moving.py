"""A bureau that moves takes everything along that is its own: each table with an owner goes, or says why it stays."""

from django.apps import apps
from django.db.models import AutoField

from comity.messages.moving.parts import parts
from tests.house.sources import modules, unused

# Names of columns that say whose a row is.
WHOSE = {"bureau", "owner", "sender", "maker", "giver", "officer", "unit"}
OPEN = "refused while it is open; what has ended stays with the centre's own record of it"
MADE_ANEW = "made anew at the new node"
CLOCK = "a clock's own note, of days"
# Why tables with such a column do not go along.
STAYS = {
    "ActRow": "the journal says what was done on this node, and is never cut; an extract goes along",
    "WordKey": "opens words of the journal, which stays",
    "SignedEntry": "the new node reads the directory itself",
    "RevokedKey": "the new node reads the directory itself",
    "HeldKey": "encryption keys go in lines of their own; signing keys never",
    "Token": MADE_ANEW,
    "Terminal": MADE_ANEW,
    "Alarm": "what a security officer here has to look at",
    "OnBehalf": OPEN,
    "Offer": OPEN,
    "Dispute": OPEN,
    "Find": OPEN,
    "Block": OPEN,
    "StillElsewhere": OPEN,
    "Import": OPEN,
    "Load": "says how records came in here",
    "Export": "gone after two days",
    "AskedDeletion": CLOCK,
    "NewlyRecorded": CLOCK,
    "NearEndWarning": CLOCK,
    "ExtensionSample": "looked at by the commission, here",
    "RecordTrace": "the centre finds by it what was deleted and comes again",
    "Reentry": "the centre finds by it what was deleted and comes again",
    "RecordChange": "the new node has a change feed of its own",
    "ChangeReader": "of tokens, which are made anew",
    "ContributedDatabase": "written at the new node, which shares from then on",
    "SharingPlace": "of the new node's feed",
    "SharedPicture": "written at the new node, which shares from then on",
    "Contribution": "written at the new node, which shares from then on",
    "MailIndex": "made anew at the new node, by its own clock",
    "MailNotice": "each officer asks for it again, when the new node's address is known",
    "Incoming": "sealed; what is for the bureau goes on to its node",
    "IncomingFile": "refused while it is under way",
    "ReceiptDue": "signed before the key ends",
    "Departure": "this node's own note of the move",
    "HolderKey": "sealed under this node's secret",
    "NoticeRecord": "made of notices, whose keeper is the centre",
    "NoticeDocument": "made of notices, whose keeper is the centre",
    "Finding": "of notices, whose keeper is the centre",
    "ListRun": "of the centre's lists",
    "Protection": "of notices, whose keeper is the centre",
    "Received": "of notices, whose keeper is the centre; what the bureau received goes as `Told`",
    "Card": "under keyed tags of this node",
    "Verdict": "under keyed tags of this node",
    "PassengerList": "sealed under this node's secret, and gone in days",
    "PublicList": "what this node answers to screening tools",
    "SeenChange": "of hits here",
    "HandOver": "of shifts here",
}


def test_every_table_of_a_bureaus_own_rows_moves_or_says_why_not():
    modules()
    moving = {each.model for each in parts()}
    owned = {
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("comity.")
        and model not in moving
        and WHOSE & {field.name for field in model._meta.concrete_fields}
    }
    assert owned - set(STAYS) == set(), "add it to messages/moving/parts.py, or say here why it stays"
    assert unused(set(STAYS), owned) == set()


def test_a_row_keeps_its_id_wherever_something_may_name_it():
    """Numbers that a table counts by itself are counted anew, so nothing may refer to them."""
    counted = {each.model for each in parts() if isinstance(each.model._meta.pk, AutoField)}
    named = {
        field.related_model
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation
    }
    assert counted & named == set()
    assert len({each.name for each in parts()}) == len(parts())
