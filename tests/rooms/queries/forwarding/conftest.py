"""The centre CEN hosts FRA; ITA has a node of its own."""

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind


@pytest.fixture
def centre(bureaus: None) -> None:
    """This node is the centre's, with its keys in the directory."""
    from comity.bureaus.signed.keeping import keep_keys
    from comity.messages.courier.listed import DIRECTORY
    from tests.rooms.messages.courier.far import NODE

    Bureau.objects.filter(code__in=("CEN", "FRA")).update(hosted=True)
    keep_keys(Bureau.objects.get(kind=BureauKind.CENTRE), timezone.now(), by=NODE)
    DIRECTORY.forget()


@pytest.fixture
def rome(centre: None):
    """ITA's own node, as the centre's directory has it."""
    from tests.rooms.messages.courier.far import Far

    return Far("ITA").listed()
