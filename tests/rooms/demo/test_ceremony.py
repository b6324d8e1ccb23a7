"""The demonstration's directory: signed by three of five, published, and begun once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comity.bureaus.models import DirectoryFile, SignedEntry
from comity.bureaus.rules import BureauKind
from comity.bureaus.signed import publishing
from comity.bureaus.signed.age import Age
from comity.bureaus.signed.state import directory_state
from comity.demo import ceremony
from comity.demo.cast import CENTRE
from tests import people

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_a_directory_that_is_fresh_and_begins_it_once():
    people.bureau(CENTRE, BureauKind.CENTRE)
    people.bureau("FRA")
    now = timezone.now()
    ceremony.hold(now)
    state = directory_state(now)
    assert (state.age, state.remarks, state.counts.with_keys) == (Age.FRESH, (), 2)
    root = publishing.newest_root().to_bytes()
    ceremony.hold(now + timedelta(days=1))
    assert publishing.newest_root().to_bytes() == root
    assert SignedEntry.objects.count() == 2
    assert DirectoryFile.objects.filter(name__endswith=".root.json").count() == 1
