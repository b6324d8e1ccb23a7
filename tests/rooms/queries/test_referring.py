"""The finder's own numbers of a hit in other systems: nobody else's business, least of all the owner's."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from comity.gate import epoch
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused
from comity.queries import actions
from comity.queries.api.shapes import whole_hit_out
from comity.queries.hit_page import hit_page
from comity.records.ending.expire import expire_due
from tests.actors import AMINA, BRUNO, without

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
CASE = {"system": "national-register", "number": "NR-99", "sent_on": "2026-05-03", "state": "sent"}


def test_the_finder_notes_them_and_reads_them(hit):
    actions.refer(hit, [CASE], by=BRUNO)
    hit.refresh_from_db()
    assert hit.references == [CASE]
    assert whole_hit_out(hit_page(hit, BRUNO), [])["references"] == [CASE]


def test_the_same_number_again_replaces_what_was_said(hit):
    actions.refer(hit, [CASE], by=BRUNO)
    hit.refresh_from_db()
    changed = {**CASE, "state": "recorded"}
    more = {"system": "court", "number": "NR-99"}
    actions.refer(hit, actions.referred(hit, changed), by=BRUNO)
    hit.refresh_from_db()
    actions.refer(hit, actions.referred(hit, more), by=BRUNO)
    hit.refresh_from_db()
    assert hit.references == [changed, more]


@pytest.mark.parametrize(
    "reference",
    [{"system": "Europol", "number": "1"}, {"system": "other", "number": "1"}, {**CASE, "sent_on": "2999"}],
)
def test_what_no_record_would_take_no_hit_takes(hit, reference):
    with pytest.raises(Invalid):
        actions.refer(hit, [reference], by=BRUNO)
    hit.refresh_from_db()
    assert hit.references == []


def test_nobody_else_notes_anything(hit):
    with pytest.raises(NotFound):
        actions.refer(hit, [CASE], by=AMINA)
    with pytest.raises(NotAllowed):
        actions.refer(hit, [CASE], by=without(BRUNO, "queries.refer"))


def test_after_the_record_is_gone_nothing_is_added(hit, record):
    expire_due(now=timezone.now() + timedelta(days=11 * 366), by=replace(AMINA, epoch=epoch.current()))
    hit.refresh_from_db()
    with pytest.raises(Refused):
        actions.refer(hit, [CASE], by=BRUNO)
