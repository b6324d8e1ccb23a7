"""Rows written together say what the same rows say that the ORM writes one by one."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from comity.kit.many import insert_missing, insert_new, update_each
from comity.messages.courier.rules import ParcelKind, TakenState
from comity.messages.courier.tables import Chain, Incoming, Sent, Taken
from comity.messages.models import Delivery, Message

pytestmark = pytest.mark.django_db


def taken(seq: int, **said) -> Taken:
    now = timezone.now()
    return Taken(
        **{
            "sender": "UNM-A",
            "bureau": "FRA",
            "seq": seq,
            "digest": bytes(range(32)),
            "prev": b"\\\0\xff'\"{},",
            "parcel": uuid4(),
            "taken_at": now,
            "expires_at": now,
            **said,
        }
    )


def incoming(**said) -> Incoming:
    now = timezone.now()
    return Incoming(
        **{
            "id": uuid4(),
            "node": "UNM-A",
            "kind": int(ParcelKind.ENVELOPE),
            "precedence": 4,
            "content": b"",
            "sha256": b"",
            "arrived_at": now,
            "expires_at": now,
            **said,
        }
    )


@pytest.mark.parametrize("write", [insert_new, insert_missing])
@pytest.mark.parametrize("count", [1, 2, 300])
def test_rows_are_read_as_they_were_written(write, count):
    code = "a\\\t\n\"',{}NULL\u200f\U0001f6a8"
    rows = [taken(each, code=code, message=None if each % 2 else uuid4()) for each in range(1, count + 1)]
    rows[-1].seq = 1 << 62
    write(iter(rows))

    fields = [field.attname for field in Taken._meta.concrete_fields]
    read = {row.pk: row for row in Taken.objects.all()}
    assert len(read) == count
    for row in rows:
        assert [getattr(read[row.pk], name) for name in fields] == [getattr(row, name) for name in fields]


def test_a_message_and_its_delivery_are_as_the_orm_writes_them():
    now = timezone.now()
    said = {"kind": "note", "schema_version": 1, "sender": "FRA", "body": "{}", "sha256": b"1"}
    first, second = (Message(**said, created_at=now, thread=uuid4()) for _each in range(2))
    insert_new([first])
    second.save(force_insert=True)
    insert_new([Delivery(message=first, bureau="ITA", accepted_at=now)])

    others = {"id", "thread"}
    assert [
        {name: value for name, value in row.items() if name not in others} for row in Message.objects.values()
    ] == [{name: value for name, value in Message.objects.values().first().items() if name not in others}] * 2
    assert Delivery.objects.get().message == first


def test_a_row_that_was_written_is_no_new_one_any_more():
    row = taken(1)
    insert_new([row])
    row.code = "fault"
    row.save()

    assert [each.code for each in Taken.objects.all()] == ["fault"]


def test_what_is_there_already_is_refused_and_nothing_of_the_rest_is_written():
    insert_new([taken(1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_new([taken(2), taken(1)])

    assert Taken.objects.count() == 1


def test_what_is_there_already_stays_where_only_missing_rows_are_written():
    insert_missing([taken(1, code="first"), taken(1, code="twice")])
    insert_missing([taken(1, code="later"), taken(2, code="new")])

    assert list(Taken.objects.order_by("seq").values_list("code", flat=True)) == ["first", "new"]


def test_of_rows_that_are_there_the_named_fields_change_and_no_others():
    rows = [incoming(), incoming(), incoming()]
    insert_new(rows)
    for place, row in enumerate(rows):
        row.state, row.code, row.precedence = int(TakenState.REFUSED), f"code-{place}", 1
    update_each(rows[:2], ["state", "code"])

    assert {(row.pk, row.state, row.code, row.precedence) for row in Incoming.objects.all()} == {
        (rows[0].pk, int(TakenState.REFUSED), "code-0", 4),
        (rows[1].pk, int(TakenState.REFUSED), "code-1", 4),
        (rows[2].pk, int(TakenState.WHOLE), "", 4),
    }


def test_a_field_may_become_nothing_and_back():
    now = timezone.now()
    message = Message(kind="note", schema_version=1, sender="FRA", sha256=b"", created_at=now, thread=uuid4())
    insert_new([message])
    row = Sent(id=uuid4(), message=message, sender="FRA", bureau="ITA", precedence=1, next_at=now)
    insert_new([row])
    parcel = uuid4()
    for value in (parcel, None, parcel):
        row.parcel = value
        update_each([row], ["parcel"])
        assert Sent.objects.get().parcel == value


def test_nothing_is_written_for_no_rows():
    for write in (insert_new, insert_missing):
        write([])
    update_each([], ["seq"])

    assert not Chain.objects.exists()
