"""What several tests of the directory begin with."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from comity.bureaus.signed.refreshing import FOLDER
from tests import people
from tests.rooms.bureaus.centres import FRA, ITA, Centre, epochs, trust
from tests.rooms.bureaus.directories import own_entry


@pytest.fixture
def centre(db: None) -> Centre:
    """A centre with two bureaus of their own nodes, whose directory this node trusts. This node hosts DEU."""
    shutil.rmtree(Path(settings.HOME, FOLDER), ignore_errors=True)
    people.bureau("DEU")
    centre = Centre()
    centre.add(own_entry("ITA", ITA))
    centre.add(own_entry("FRA", FRA, encryption=epochs(b"e" * 32)))
    centre.publish()
    trust(centre)
    return centre
