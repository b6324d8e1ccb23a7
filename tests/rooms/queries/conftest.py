"""What tests of this room are given: a record, a hit on it, a question about it."""

import pytest

from comity.bureaus.models import Bureau
from comity.databases.travel_documents import TravelDocument
from comity.queries import actions
from comity.queries.models import Confirmation, Hit
from comity.records import actions as records
from tests.actors import AMINA, BRUNO
from tests.rooms.queries.conversations import YES, hit_by


@pytest.fixture
def directory(bureaus: None) -> None:
    Bureau.objects.update(hosted=True)


@pytest.fixture
def record() -> TravelDocument:
    return records.create(TravelDocument, TravelDocument.example, by=AMINA)


@pytest.fixture
def hit(record: TravelDocument) -> Hit:
    return hit_by()


@pytest.fixture
def asked(hit: Hit) -> Confirmation:
    """Bruno's copy of a question about a held person."""
    row = actions.ask_confirmation(hit, YES, by=BRUNO)
    assert row is not None
    return row
