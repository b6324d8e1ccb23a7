"""Every formal defect is named with its rule, and what is sound passes. Pure: no database."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kit.errors import Invalid
from comity.notices import rules
from comity.notices.asked import Asked, Limits, Weighed
from comity.notices.conditions.judicial import months
from comity.notices.kinds import declared
from comity.notices.law import Mark
from comity.notices.path import CLOCKS, ENDED, PATH, State, Verb, may
from comity.notices.request import read
from tests.rooms.notices.defects import DEFECTS, SOUND, Defect
from tests.rooms.notices.stories import example

TODAY = datetime.date(2026, 11, 27)


@pytest.fixture(autouse=True)
def pilots(settings) -> None:
    settings.SILVER_NOTICES = True


def unmet(kind: str, limits: Limits = rules.DEFAULTS, today: datetime.date = TODAY, **change: object):
    request = read(kind, example(kind, **change), today=today)
    return rules.missing(request.kind, request.body, today, limits)


def test_there_are_enough_defects_of_every_kind():
    assert len(DEFECTS) >= 60
    assert len(SOUND) >= 20
    assert {each.kind for each in DEFECTS} == {kind for kind, _change in SOUND} == set(declared())


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda each: f"{each.kind}-{each.field}-{each.code}")
def test_a_defect_is_named_with_its_rule(defect: Defect):
    found = [(each.field, each.code, str(each.law.label)) for each in unmet(defect.kind, **defect.change)]
    assert (defect.field, defect.code, defect.rule) in found


@pytest.mark.parametrize(
    ("kind", "change"), SOUND, ids=[f"{place}-{each[0]}" for place, each in enumerate(SOUND)]
)
def test_what_is_sound_passes(kind: str, change: dict[str, object]):
    assert unmet(kind, **change) == ()


def test_the_sentence_of_every_condition_ends_like_one():
    for defect in DEFECTS:
        for each in unmet(defect.kind, **defect.change):
            assert str(each.sentence).endswith("."), each


def test_no_article_is_named_that_the_facts_do_not_have():
    """Domain facts 2 and 3 name these, and no others."""
    known = {"7", "10", "34", "37-44", "44", "46", "49-51", "52", "58", "61", "73", "81", "83", "84", "86"}
    known |= {"88", "89", "90", "91", "92", "93", "94", "95", "97-101", "131", ""}
    laws = {step.law for step in PATH.values()} | {kind.law for kind in declared().values()}
    laws |= {each.law for defect in DEFECTS for each in unmet(defect.kind, **defect.change)}
    assert {each.article for each in laws} <= known
    assert all(each.source for each in laws)
    assert all(
        each.mark is Mark.OURS or each.article or each.mark in (Mark.UNCERTAIN, Mark.SOURCED) for each in laws
    )


def test_an_operator_sets_what_is_uncertain_otherwise():
    assert unmet("red", penalty=18, penalty_unit="months", limits=Limits(trial_months=18)) == ()
    assert (
        unmet("red", born=[{"date": "2009-06-01"}], minor_condition="Murder.", limits=Limits(least_age=16))
        == ()
    )


def test_a_year_of_birth_alone_is_judged_by_the_youngest_it_may_be():
    (found,) = unmet("red", born=[{"date": "2008"}], minor_condition="Murder.")
    assert found.code == "minor-then"


@given(amount=st.integers(1, 999), unit=st.sampled_from(["days", "months", "years", "life"]))
def test_more_of_a_penalty_is_never_less(amount: int, unit: str):
    assert months(amount, unit) <= months(amount + 1, unit)
    assert (
        months(amount, "days")
        <= months(amount, "months")
        <= months(amount, "years")
        <= months(amount, "life")
    )


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"facts": "x" * 8001}, "facts", "too-long"),
        ({"facts": "He\u202ee"}, "facts", "direction-control"),
        ({"facts": "He\x00e"}, "facts", "control-character"),
        ({"penalty": "2 or 3"}, "penalty", "not-a-number"),
        ({"penalty": -2}, "penalty", "not-a-number"),
        ({"wanted": "perhaps"}, "wanted", "not-in-list"),
        ({"warrant_on": "yesterday"}, "warrant_on", "date-form"),
        ({"warrant_country": "QQQ"}, "warrant_country", "unknown-country"),
        ({"names": "Ruslan"}, "names", "not-a-list"),
        ({"names": [{"text": "R", "rank": "x"}]}, "names.0.rank", "unknown-field"),
        ({"colour": "red"}, "colour", "unknown-field"),
        ({"extradition_sought": "perhaps"}, "extradition_sought", "not-yes-or-no"),
        ({"documents": [{"number": "N/A"}]}, "documents.0.number", "placeholder"),
        ({"restriction": "everybody"}, "restriction", "restriction-form"),
        ({"born": [{"date": "2026-02-31"}]}, "born.0.date", "date-none"),
        ({"names": [{"text": "R"}] * 101}, "names", "too-many"),
    ],
)
def test_what_is_no_value_at_all_is_refused_at_the_door(change, field, code):
    with pytest.raises(Invalid) as refusal:
        unmet("red", **change)
    assert (field, code) in [(each.field, each.code) for each in refusal.value.errors]


def test_markup_and_scripts_stay_plain_text():
    told = "<script>alert(1)</script> shot the owner of a garage three times in a quarrel about a debt, and fled."
    assert read("red", example("red", facts=told), today=TODAY).body["facts"] == told


@pytest.mark.parametrize("kind", ["gold", "", "RED"])
def test_a_kind_that_there_is_not_is_refused(kind):
    with pytest.raises(Invalid, match="no such kind"):
        read(kind, {}, today=TODAY)


def test_a_pilot_does_not_exist_where_it_is_turned_off(settings):
    settings.SILVER_NOTICES = False
    with pytest.raises(Invalid, match="no such kind"):
        read("silver", {}, today=TODAY)


def test_the_same_request_has_the_same_digest_and_any_other_another():
    one = read("red", example("red"), today=TODAY)
    again = read("red", dict(reversed(example("red").items())), today=TODAY)
    assert one.sha256 == again.sha256
    others = [
        read("red", example("red", charge="Manslaughter"), today=TODAY),
        read("red", example("red"), diffusion=True, today=TODAY),
        read("red", example("red"), diffusion=True, addressees=["ITA"], today=TODAY),
        read("blue", {}, today=TODAY),
    ]
    assert len({one.sha256, *(each.sha256 for each in others)}) == 5


def factors(kind: str = "red", **more: object) -> dict[str, bool]:
    """Codes of what must be weighed, and whether two people must."""
    asked = {
        name: more.pop(name)
        for name in list(more)
        if name not in ("owner", "earlier", "protected", "pre_moderated")
    }
    declared_kind = declared()[kind]
    weighed = Weighed(Asked(example(kind, **asked), TODAY), wanted=declared_kind.wanted, **more)  # type: ignore[arg-type]
    return {each.code: each.two for each in rules.factors(declared_kind, weighed)}


@pytest.mark.parametrize(
    ("more", "code", "two"),
    [
        ({"facts": "Insulted the president at a demonstration of the opposition."}, "article-3", True),
        ({"charge": "Trahison"}, "article-3", True),
        ({"facts": "قدم معلومات إلى صحفي معارض"}, "article-3", True),
        ({"link": "He faces the death penalty in absentia."}, "article-2", True),
        ({"titles": "Deputy mayor"}, "office", True),
        ({"judged_before": True}, "judged", True),
        ({"protected": True}, "protected", True),
        ({"earlier": ("2025-1 of ITA: refused",)}, "earlier", True),
        ({"born": [{"date": "2012"}]}, "minor", True),
        ({"penalty": 1, "penalty_unit": "years", "importance": "Leads others."}, "below-threshold", True),
        ({"owner": "KAZ"}, "own-national", False),
        ({"public": True}, "public", False),
        ({"pre_moderated": True}, "pre-moderated", True),
    ],
)
def test_what_a_human_must_weigh_is_listed(more, code, two):
    assert factors(**more)[code] is two


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"custody_dispute": True}, "custody-dispute"),
        ({"protection_order": True}, "protection-order"),
        ({"born": [{"date": "2016"}], "reported_by": "parent"}, "one-parent"),
        ({"reported_by": "spouse"}, "family-seeks"),
    ],
)
def test_a_missing_child_or_spouse_is_for_two(more, code):
    """Source: practice 24 (binding)."""
    assert factors("yellow", **more)[code] is True


def test_an_ordinary_case_has_nothing_to_weigh_and_needs_one():
    assert factors() == {}
    assert rules.reviewers_needed(declared()["red"], ()) == 1
    assert rules.reviewers_needed(declared()["silver"], ()) == 2


def test_a_reviewer_of_a_country_concerned_does_not_decide():
    concerned = rules.countries_of(example("red"), "FRA")
    assert concerned == {"FRA", "KAZ"}
    assert rules.is_own_matter("FRA", "FRA", "FRA", concerned)
    assert rules.is_own_matter("KAZ", "KAZ", "FRA", concerned)
    assert not rules.is_own_matter("ITA", "ITA", "FRA", concerned)
    assert not rules.is_own_matter("CEN", "", "FRA", concerned)


def test_only_harmless_diffusions_of_bureaus_in_good_standing_go_unreviewed():
    waits = {
        (kind.slug, diffusion, moderated)
        for kind in declared().values()
        for diffusion in (False, True)
        for moderated in (False, True)
        if rules.waits_for_review(kind, diffusion=diffusion, pre_moderated=moderated)
    }
    every = {
        (slug, diffusion, moderated)
        for slug in declared()
        for diffusion in (False, True)
        for moderated in (False, True)
    }
    assert every - waits == {(slug, True, False) for slug in declared() if slug != "red"}


def test_no_way_leads_out_of_an_ended_notice():
    assert not [step for (state, _verb), step in PATH.items() if state in ENDED]
    assert all(may(state, Verb.WITHDRAW) for state in State if state not in ENDED | {State.DRAFT})


def test_nothing_is_out_but_by_publication_and_everything_that_waits_has_a_clock():
    ways = {(state, verb) for (state, verb), step in PATH.items() if step.to is State.PUBLISHED}
    assert ways == {
        (State.DRAFT, Verb.PUBLISH),
        (State.IN_REVIEW, Verb.PUBLISH),
        (State.SUSPENDED, Verb.RESUME),
        (State.PUBLISHED, Verb.EXTEND),
        (State.PUBLISHED, Verb.AMEND),  # of a public list, by its load alone: what nobody approved
        (State.PUBLISHED, Verb.CORRECT),  # begins a request of its own; what is out stays as it is
    }
    assert set(CLOCKS) == {State.SUBMITTED, State.IN_REVIEW, State.MORE_ASKED}


def test_green_lives_two_years_and_red_five():
    begins = datetime.date(2024, 2, 29)
    assert rules.lasts_until(declared()["red"], begins) == datetime.date(2029, 2, 28)
    assert rules.lasts_until(declared()["green"], begins) == datetime.date(2026, 2, 28)
