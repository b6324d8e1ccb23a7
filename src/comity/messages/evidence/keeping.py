"""Keep what bureaus sign, and let it go with the words it is about. Inside verbs: no function here is one."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db.models import QuerySet

from comity.kit.many import insert_missing, insert_new
from comity.messages.courier.receipts import Receipts, words_of
from comity.messages.evidence.frames import without_body
from comity.messages.evidence.tables import FileFront, KeptReceipt, ReceiptList, Statement
from comity.messages.kinds import no_mail
from comity.messages.models import Message
from comity.messages.moderation.words import WORDS
from comity.seal.envelope import Opened, Sealed, Verified
from comity.seal.tree import leaf, paths


def theirs(message: Message, verified: Verified, opened: Opened) -> list[Statement]:
    """What the sender signed, where its words can be kept here. Inside messages.open."""
    return _statement(message, verified.header.sender, verified.digest, verified.signed, opened.raw)


def ours(message: Message, sealed: Sealed) -> list[Statement]:
    """What is signed in the name of a bureau hosted here. Inside messages.seal."""
    return _statement(message, sealed.header.sender, sealed.digest, sealed.signed, sealed.content)


def keep(statements: Iterable[Statement]) -> None:
    """One statement of the store for all of them. An envelope for two bureaus of this node comes twice."""
    insert_missing(statements)


def keep_receipts(receipts: Receipts, addressed: Collection[bytes]) -> None:
    """What an addressee signed about envelopes of a bureau hosted here, each apart. Inside messages.open.

    addressed: those of its subjects that were sealed for it: of others a bureau has nothing to say.
    Source: docs/spec/courier.md, 6.
    """
    assert receipts.signed is not None  # they were read, so somebody signed them
    rows = Statement.objects.filter(sender=receipts.to, digest__any=list(addressed))
    by_digest = {bytes(digest): id for id, digest in rows.values_list("id", "digest")}
    kept = KeptReceipt.objects.filter(statement__id__any=list(by_digest.values()), bureau=receipts.bureau)
    known = set(kept.values_list("statement", "level"))
    new: dict[tuple[UUID, int], int] = {}
    for place, each in enumerate(receipts.listed):
        statement = by_digest.get(each.subject)
        if statement is not None and (statement, int(each.level)) not in known:
            new.setdefault((statement, int(each.level)), place)
    if not new:
        return
    listed = ReceiptList.objects.create(
        key_id=receipts.signed.key_id, payload=receipts.signed.payload, signature=receipts.signed.signature
    )
    written = [words_of(each) for each in receipts.listed]
    ways = paths([leaf(each) for each in written], new.values())
    insert_new(
        KeptReceipt(
            statement_id=statement,
            listed=listed,
            bureau=receipts.bureau,
            level=level,
            place=place,
            words=written[place],
            path=b"".join(way),
        )
        for ((statement, level), place), way in zip(new.items(), ways, strict=True)
    )


def keep_fronts(message: UUID, envelope: UUID, fronts: Mapping[int, bytes]) -> None:
    """How the files of an envelope begin when they are sealed, by place. Inside the verbs that seal and open them."""
    FileFront.objects.bulk_create(
        (
            FileFront(message_id=message, envelope=envelope, place=place, front=front)
            for place, front in fronts.items()
        ),
        ignore_conflicts=True,
    )


def let_go_of_evidence(messages: "QuerySet[Message]") -> None:
    """What was signed about these messages goes with their words, inside the verb that empties them.

    The salt and the names of files go with it: what is left of the signature elsewhere proves no word any more.
    Source: practice 21.
    """
    statements = Statement.objects.filter(message__in=messages)
    receipts = KeptReceipt.objects.filter(statement__in=statements)
    lists = list(receipts.values_list("listed", flat=True).distinct())
    receipts.delete()
    statements.delete()
    ReceiptList.objects.filter(pk__in=lists, receipts=None).delete()
    FileFront.objects.filter(message__in=messages).delete()


def _statement(message: Message, sender: str, digest: bytes, signed: bytes, raw: bytes) -> list[Statement]:
    """None for what nobody can read and show: what nodes alone say to each other, and what was emptied.

    What waits at the centre is kept, although it is no mail: its writer's signature goes on with the words.
    """
    if message.emptied_on or (message.kind in no_mail() and message.kind != WORDS):
        return []
    return [
        Statement(
            message=message,
            sender=sender,
            digest=digest,
            signed=signed,
            frame=without_body(raw, message.body),
        )
    ]
