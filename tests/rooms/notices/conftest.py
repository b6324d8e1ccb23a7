"""What tests of this room are given: a directory of hosted bureaus, and a node that may publish."""

import datetime

import pytest

from comity.bureaus.models import Bureau
from comity.notices import actions
from tests.actors import CHEN


@pytest.fixture(autouse=True)
def directory(bureaus: None) -> None:
    Bureau.objects.update(hosted=True)


@pytest.fixture
def legal_basis(directory: None) -> None:
    actions.record_legal_basis(
        body="An invented body",
        title="Model rules",
        organ="An invented assembly",
        adopted_on=datetime.date(2026, 1, 1),
        by=CHEN,
    )
