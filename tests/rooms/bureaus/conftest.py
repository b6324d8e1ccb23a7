"""What several tests of the directory begin with."""

from pathlib import Path
from typing import Any

import pytest

from tests import people
from tests.rooms.bureaus.centres import FRA, ITA, Centre, epochs, trust
from tests.rooms.bureaus.directories import own_entry


@pytest.fixture
def centre(db: None, settings: Any, tmp_path: Path) -> Centre:
    """A centre with two bureaus of their own nodes, whose directory this node trusts. This node hosts DEU.

    The copy of the directory lies in a home of its own: other workers keep theirs under the same names.
    """
    settings.HOME = tmp_path
    people.bureau("DEU")
    centre = Centre()
    centre.add(own_entry("ITA", ITA))
    centre.add(own_entry("FRA", FRA, encryption=epochs(b"e" * 32)))
    centre.publish()
    trust(centre)
    return centre
