"""FRA and ITA are hosted here, with keys in the directory; the mission UNM-A keeps a node of its own."""

import pytest
from django.utils import timezone


@pytest.fixture
def here(directory: None) -> None:
    """The keys of the hosted bureaus are made and listed."""
    from comity.bureaus.models import Bureau  # these files are read before Django is set up
    from comity.bureaus.signed.keeping import keep_keys
    from comity.messages.courier.listed import DIRECTORY
    from tests.rooms.messages.courier.far import NODE

    for code in ("FRA", "ITA"):
        keep_keys(Bureau.objects.get(code=code), timezone.now(), by=NODE)
    DIRECTORY.forget()


@pytest.fixture
def mission(here: None):
    """UNM-A, known to the directory."""
    from tests.rooms.messages.courier.far import Far

    return Far("UNM-A").listed()
