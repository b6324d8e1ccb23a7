"""May the owner be told? What each answer lets out, and who may say it."""

import pytest

from comity.queries.telling import Telling, default_telling, is_protected, needs_desk, settled


@pytest.mark.parametrize(
    ("codes", "kinds", "protected"),
    [
        ({"XXA"}, {"passport"}, True),
        ({"FRA", "XXB"}, {"passport"}, True),
        ({"XXC"}, set(), True),
        ({"FRA"}, {"refugee-travel-document"}, True),
        ({"UNO"}, {"laissez-passer"}, True),
        ({"UNA"}, {"laissez-passer"}, True),
        ({"EUE"}, {"laissez-passer"}, False),
        ({"FRA"}, {"passport"}, False),
        (set(), set(), False),
    ],
)
def test_documents_of_refugees_are_for_the_bureau_to_decide(codes, kinds, protected):
    assert is_protected(codes, kinds) is protected
    expected = Telling.BUREAU_DECIDES if protected else Telling.NOT_SAID
    assert default_telling(protected=protected) is expected


@pytest.mark.parametrize("said", [Telling.BUREAU_DECIDES, Telling.NO])
@pytest.mark.parametrize("before", list(Telling))
def test_only_a_yes_ever_sends(said, before):
    assert settled(said, before, silent=False, by_desk=True) is not Telling.YES


def test_a_guard_s_yes_about_something_silent_waits_for_the_desk():
    assert settled(Telling.YES, Telling.NOT_SAID, silent=True, by_desk=False) is Telling.BUREAU_DECIDES
    assert settled(Telling.YES, Telling.NOT_SAID, silent=True, by_desk=True) is Telling.YES


def test_a_no_is_undone_by_the_desk_alone():
    assert settled(Telling.YES, Telling.NO, silent=False, by_desk=False) is Telling.NO
    assert settled(Telling.YES, Telling.NO, silent=False, by_desk=True) is Telling.YES


def test_the_desk_is_needed_after_a_no_and_for_what_is_silent():
    assert needs_desk(Telling.NO, silent=False)
    assert needs_desk(Telling.BUREAU_DECIDES, silent=False)
    assert needs_desk(Telling.NOT_SAID, silent=True)
    assert not needs_desk(Telling.NOT_SAID, silent=False)
