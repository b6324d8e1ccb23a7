"""Whom to ask next: from the last answer, else from the marks on the weapon."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.tracing.answers import Said
from comity.tracing.proposing import Asked, Proposal, Then, Why, propose
from comity.tracing.rules import State


@pytest.fixture(autouse=True)
def directory() -> None:
    """Nothing here reads the store."""


def said(country: str, what: Said, led_to: str = "") -> Asked:
    return Asked(country, State.ANSWERED, what, led_to)


def next_after(*steps: Asked, maker: str = "ITA", importer: str = "DEU") -> Proposal:
    return propose(own="FRA", maker=maker, importer=importer, steps=steps)


def test_the_maker_s_country_is_first():
    assert next_after() == Proposal(Then.ASK, "ITA", Why.MAKER)


def test_without_a_maker_s_country_the_import_marks_lead():
    assert next_after(maker="") == Proposal(Then.ASK, "DEU", Why.IMPORTER)
    assert next_after(maker="", importer="") == Proposal(Then.NOBODY)


def test_exported_leads_to_that_country():
    assert next_after(said("ITA", Said.EXPORTED_TO, "KEN")) == Proposal(Then.ASK, "KEN", Why.EXPORTED)


def test_exported_to_our_own_country_leads_home():
    found = next_after(said("ITA", Said.EXPORTED_TO, "FRA"))
    assert (found.then, found.leads_on) == (Then.OWN, False)


def test_exported_where_it_was_asked_already_falls_back_to_the_marks():
    steps = [said("KEN", Said.NOT_FOUND), said("ITA", Said.EXPORTED_TO, "KEN")]
    assert next_after(*steps) == Proposal(Then.ASK, "DEU", Why.IMPORTER)


def test_sold_ends_in_the_dealer_s_country():
    assert next_after(said("DEU", Said.SOLD_TO)) == Proposal(Then.FOUND)
    assert next_after(said("ITA", Said.SOLD_TO, "ITA")) == Proposal(Then.FOUND)
    assert next_after(said("ITA", Said.SOLD_TO, "URY")) == Proposal(Then.ASK, "URY", Why.DEALER)


@pytest.mark.parametrize("what", [Said.NOT_FOUND, Said.RECORDS_DESTROYED, Said.REFUSED])
def test_a_country_that_knows_nothing_leads_to_the_maker_then_to_the_import_marks(what: Said):
    assert next_after(said("KEN", what)) == Proposal(Then.ASK, "ITA", Why.MAKER)
    assert next_after(said("ITA", what)) == Proposal(Then.ASK, "DEU", Why.IMPORTER)
    assert next_after(said("ITA", what), said("DEU", what)) == Proposal(Then.NOBODY)


def test_a_maker_at_home_never_hides_the_importer():
    assert next_after(maker="FRA") == Proposal(Then.ASK, "DEU", Why.IMPORTER)
    assert next_after(maker="FRA", importer="").then is Then.OWN


def test_while_somebody_is_asked_and_nobody_answered_one_waits():
    assert next_after(Asked("ITA", State.SENT)) == Proposal(Then.WAIT)
    assert next_after(Asked("ITA", State.NO_ANSWER)) == Proposal(Then.ASK, "DEU", Why.IMPORTER)


countries = st.sampled_from(["", "FRA", "ITA", "DEU", "KEN"])
steps = st.builds(
    Asked,
    st.sampled_from(["ITA", "DEU", "KEN"]),
    st.sampled_from(State),
    st.none() | st.sampled_from(Said),
    countries,
)


@given(countries, countries, st.lists(steps, max_size=5))
def test_nobody_is_proposed_twice_and_never_oneself(maker: str, importer: str, chain: list[Asked]):
    found = propose(own="FRA", maker=maker, importer=importer, steps=chain)
    if found.then is Then.ASK:
        assert found.country
        assert found.country not in {"FRA", *(step.country for step in chain)}
