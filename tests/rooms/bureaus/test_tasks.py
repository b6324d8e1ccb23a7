"""The clock of mandates: nothing to do leaves no act, a mandate that is over is closed once."""

from datetime import date

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind, Standing
from comity.bureaus.tasks import end
from comity.gate import epoch
from comity.journal.models import ActRow
from tests import people

pytestmark = pytest.mark.django_db


def test_the_worker_closes_a_mandate_that_is_over_once():
    people.bureau("CEN", BureauKind.CENTRE)
    people.bureau("UNM-A", BureauKind.MISSION, mandate_ends=timezone.now().date())
    assert end(0) == 0
    assert not ActRow.objects.exists()

    Bureau.objects.filter(code="UNM-A").update(mandate_ends=date(2020, 1, 31))
    before = epoch.current()

    assert end(0) == 1
    assert end(0) == 0
    assert Bureau.objects.get(code="UNM-A").standing == Standing.MANDATE_ENDED
    assert epoch.current() == before + 1
    act = ActRow.objects.get()
    assert (act.verb, act.bureau, act.function) == ("bureaus.end_mandates", "CEN", "clock")


def test_a_node_that_hosts_nobody_keeps_still():
    assert end(0) == 0


def test_the_worker_knows_the_clock():
    assert "bureaus.end_mandates" in app.tasks
