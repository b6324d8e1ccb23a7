"""What tests of this room are given: a directory whose bureaus all work on this node."""

import pytest

from comity.bureaus.models import Bureau


@pytest.fixture
def bureaus(bureaus: None) -> None:
    Bureau.objects.update(hosted=True)
