"""What tests of this room are given: a directory of hosted bureaus."""

import pytest

from comity.bureaus.models import Bureau


@pytest.fixture(autouse=True)
def directory(bureaus: None) -> None:
    Bureau.objects.update(hosted=True)
