"""Two names compared: what agrees, what stands apart, and that the reasons say it and sum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.matching.names import (
    Note,
    Rarity,
    Term,
    Tier,
    compare,
    compare_prepared,
    compare_with_all,
    listen_to,
    prepare,
    prior,
    using,
)
from comity.matching.names.reading import _of_any_words, read
from comity.matching.names.remembering import remembering
from comity.matching.names.spelling import cost, spelled
from comity.matching.names.weights import weights


def terms(comparison):
    return {reason.term for reason in comparison.reasons}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Erik Lindqvist", "LINDQVIST, Erik"),
        ("José Ramón Ibáñez", "Jose Ramon Ibanez"),
        ("Mohammed Hussein", "Muhammad Husayn"),
        ("Sergei Mikhailov", "Sergey Mikhaylov"),
        ("Robert Fitzgerald", "Bob Fitzgerald"),
        ("Jean-Claude Moreau", "Jeanclaude Moreau"),
        ("Alexander Petrovsky", "Alexnader Petrovsky"),
        ("John Patrick Sullivan", "John P. Sullivan"),
        ("Abdurrahman Yusuf", "Abd al-Rahman Yusuf"),
        ("Wi11iam M0rrison", "William Morrison"),
    ],
)
def test_one_name_written_in_two_ways_is_found(left, right):
    assert compare(left, right).tier is not Tier.NONE


@pytest.mark.parametrize(
    ("left", "right", "why"),
    [
        ("John Sullivan", "Kevin Sullivan", Term.FIRST_APART),
        ("Erik Lindqvist", "Erik Bergstrom", Term.LAST_APART),
        ("Ivan Sergeevich Melnikov", "Ivan Petrovich Melnikov", Term.MIDDLE_APART),
        ("Hasan bin Ahmad", "Ahmad bin Hasan", Term.EXCHANGED),
        ("Charles Brannigan Jr.", "Charles Brannigan Sr.", Term.GENERATION),
        ("Daniel Fischer", "David Fischer", Term.FIRST_APART),
        ("Sullivan", "Kevin Donnelly", Term.NOTHING),
        ("Marcelo Rocha", "Marcio Rocha", Term.NEAR),
        ("Joan Whitaker", "John Whitaker", Term.FIRST_APART),
    ],
)
def test_another_persons_name_is_not_and_the_reason_is_named(left, right, why):
    found = compare(left, right)

    assert found.tier is Tier.NONE
    assert why in terms(found)
    assert min(found.reasons, key=lambda reason: reason.bits).bits < 0


def test_the_letters_that_differ_are_shown_beside_each_other():
    found = compare("Yusuf Qadirov", "Youssof Kadirow")
    spelled = {(reason.left, reason.right): reason.pieces for reason in found.reasons if reason.pieces}

    assert all("".join(one for one, _ in pieces) == left for (left, _), pieces in spelled.items())
    assert all("".join(other for _, other in pieces) == right for (_, right), pieces in spelled.items())
    assert ("q", "k") in spelled["qadirov", "kadirow"]


def test_a_rare_name_says_more_than_a_common_one():
    common, rare = compare("John Smith", "John Smith"), compare("Zoltan Przybylko", "Zoltan Przybylko")

    assert rare.bits > common.bits
    assert rare.alike_by_chance > 100 * common.alike_by_chance
    assert (common.tier, rare.tier) == (Tier.POSSIBLE, Tier.STRONG)


def test_a_single_common_word_is_never_strong():
    assert compare("George", "George").tier is not Tier.STRONG
    assert compare("Mohammed", "Mohammed").tier is not Tier.STRONG


def test_a_deployments_own_counts_go_over_the_prior():
    own = prior().over({"lindqvist": 40_000, "erik": 500, "unheardof": 60})

    assert own.bits("lindqvist") < prior().bits("lindqvist")
    assert own.knows("unheardof")
    assert not prior().knows("unheardof")
    assert (
        compare("Erik Lindqvist", "Erik Lindqvist", rarity=own).evidence
        < compare("Erik Lindqvist", "Erik Lindqvist").evidence
    )


def test_counts_make_a_name_commoner_and_never_rarer():
    """Somebody who stands here as Abd al-Rahman is not unheard of as Abdulrahman."""
    own = prior().over({"others": 10**7})
    assert own.bits("abdulrahman") == prior().bits("abdulrahman")
    assert own.bits("smith") == prior().bits("smith")
    assert prior().over({"smith": 5}, total=10**9).bits("smith") == prior().bits("smith")


def test_an_empty_count_changes_nothing():
    assert prior().over({}).bits("smith") == prior().bits("smith")


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ("", Note.NOTHING),
        ("   ", Note.NOTHING),
        ("12345", Note.NOTHING),
        ("12345", Note.NUMBERS),
        ("...", Note.NOTHING),
        ("Ivаnov Sergei", Note.MIXED),
        ("Iva\u200bnov", Note.HIDDEN),
        ("\u202eIvanov", Note.HIDDEN),
        ("J0hn Sm1th", Note.DIGITS),
        ("A" * 10_000, Note.SHORTENED),
        ("Anna " * 3_000, Note.SHORTENED),
    ],
)
def test_what_is_read_otherwise_is_said(written, note):
    assert note in compare(written, "Ivanov").notes


def test_a_name_without_letters_agrees_with_nothing_not_even_itself():
    for written in ("", "12345", "---", "\u200b"):
        found = compare(written, written)
        assert (found.tier, terms(found)) == (Tier.NONE, {Term.START, Term.NOT_READ})


def test_hidden_and_stacked_characters_do_not_hide_a_name():
    plain = "Sergei Mikhailov"
    for disguised in (
        "Ser\u200bgei Mikha\u00adilov",
        "\u202eSergei\u202c Mikhailov",
        "S\u0335\u0322\u031be\u0334rgei Mikh\u0337ailov",
        "Sеrgеi Mikhаilоv",
    ):
        assert compare(plain, disguised).tier is Tier.STRONG


def test_other_scripts_agree_with_themselves():
    for name in (
        "Сергей Михайлов",
        "محمد حسن الكردي",
        "محمّد حسن الکردی",
        "王小明",
        "Γιώργος Παππάς",
        "ישראל כהן",
    ):
        assert compare(name, name).tier is not Tier.NONE
    assert compare("محمد حسن", "محمّد حسن").tier is not Tier.NONE


words = st.text(st.characters(codec="utf-8"), max_size=60)
latin = st.sampled_from(
    [
        "John",
        "Smith",
        "Mohammed",
        "Ali",
        "al-Rashid",
        "Ivan",
        "Petrovich",
        "Maria",
        "de",
        "la",
        "Cruz",
        "J.",
        "Sullivan",
        "bin",
        "Hasan",
        "Kim",
        "Chol",
        "Su",
        "Jr.",
        "Dr.",
        "Anne-Marie",
    ]
)
names = st.one_of(words, st.lists(latin, max_size=6).map(" ".join))


@given(names, names)
def test_any_two_texts_can_be_compared_and_the_reasons_sum(left, right):
    found = compare(left, right)

    assert 0 <= found.score <= 1
    assert sum(reason.bits for reason in found.reasons) == pytest.approx(found.bits, abs=1e-6)
    assert found.alike_by_chance >= 1


@given(names, names)
def test_the_order_of_the_two_does_not_matter(left, right):
    assert compare(left, right).bits == pytest.approx(compare(right, left).bits, abs=1e-6)


@given(names)
def test_a_name_agrees_with_itself_better_than_with_another(name):
    itself = compare(name, name)
    assert itself.bits >= compare(name, name + " Xylander").bits
    assert itself.bits >= compare(name, "Xylander").bits


@given(st.lists(latin, min_size=2, max_size=5))
def test_what_was_prepared_compares_the_same(parts):
    name, other = " ".join(parts), " ".join(parts[1:])
    assert compare_prepared(prepare(name), prepare(other)).bits == compare(name, other).bits


@given(st.sampled_from(["smith", "lindqvist", "mohammed"]), st.integers(1, 10**7))
def test_the_more_often_a_name_is_borne_the_less_it_says(name, count):
    fewer, more = (
        prior().over({name: count, "others": 10**6}),
        prior().over({name: 2 * count, "others": 10**6}),
    )
    assert more.bits(name) <= fewer.bits(name)


def test_a_lexicon_of_its_own_rarities_is_made_once_and_kept():
    known = using(Rarity({"smith": 3.0, "anna": 3.0}))
    found = compare_prepared(prepare("Anna Smith"), prepare("Anna Smith"), known)
    assert found.evidence < compare("Anna Smith", "Anna Smith").evidence


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("عبد الرحمن الشمري", "Abdulrahman al-Shammari"),
        ("صلاح الدين محمد", "Salahuddin Mohammed"),
        ("نور الله نوري", "Nurullah Nuri"),
        ("Юрий Щербаков", "Jurij Schtscherbakow"),
        ("Сергей Иванович Кузнецов", "Sergei Kuznetsov"),
        ("ישראל כהן", "Yisrael Cohen"),
        ("حسن ظاهرعويس", "Hassan Dahir Aweys"),
    ],
)
def test_a_name_in_its_own_script_is_found_by_its_latin_form(left, right):
    found = compare(left, right)

    assert found.tier is not Tier.NONE
    assert Term.TRANSLITERATED in terms(found)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("عبد الرحمن الشمري", "Khalid al-Tamimi"),
        ("Юрий Щербаков", "Igor Tarasov"),
        ("محمد حسن", "Mohammed Khalil"),
    ],
)
def test_another_name_in_another_script_is_not(left, right):
    assert compare(left, right).tier is Tier.NONE


def test_the_letters_of_two_scripts_stand_beside_each_other():
    found = compare("Щербаков Юрий", "Yuri Shcherbakov")
    pieces = {reason.right: reason.pieces for reason in found.reasons if reason.term is Term.TRANSLITERATED}

    assert "".join(latin for _, latin in pieces["shcherbakov"]) == "shcherbakov"
    assert "".join(native for native, _ in pieces["shcherbakov"]) == "щербаков"


def test_what_was_heard_together_compares_the_same():
    query, candidates = (
        prepare("محمد حسن الكردي"),
        [prepare("Mohammed Hassan al-Kurdi"), prepare("Ali Kamal")],
    )
    alone = [compare("محمد حسن الكردي", each.name.written).bits for each in candidates]
    with remembering():
        listen_to([query], candidates)
        assert [compare_prepared(query, each).bits for each in candidates] == alone


NAMES_OF_MANY_KINDS = [
    "Mohammed Hassan al-Kurdi", "محمد حسن الكردي", "Ali Kamal", "Mohd. Hasan Kurdi", "Abdul Rahman",
    "Abdurrahman Kurdi", "王小明", "Wang Xiao-ming", "Kang Chol Su", "강철수", "J. P. Kamal", "Jean-Pierre de la Croix",
    "Jeanpierre Lacroix", "Юрий Щербаков", "Yuri Shcherbakov", "Ivan bin Ahmad", "", "Kim", "Maria",
    "Mario Rossi", "Marya Rossy", "Bill Kamal",
]  # fmt: skip


def test_one_name_and_many_compare_as_one_by_one():
    for query in NAMES_OF_MANY_KINDS:
        together = compare_with_all(query, NAMES_OF_MANY_KINDS)
        alone = [compare(query, other) for other in NAMES_OF_MANY_KINDS]
        assert [each.reasons for each in together] == [each.reasons for each in alone]


@given(st.lists(st.text("abehimnorsu -'.", max_size=20), min_size=2, max_size=6))
def test_a_plain_name_is_read_the_same_by_the_short_way(names):
    for name in names:
        short = read(name)
        assert short == _of_any_words(name)


def test_words_too_far_apart_to_be_spelled_alike_are_one_piece():
    found = spelled("abdulrahman", "zyxwvutsrq", weights().operations)
    assert found.pieces == (("abdulrahman", "zyxwvutsrq"),)


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=20), st.text("abcdefghijklmnopqrstuvwxyz", max_size=20))
def test_pieces_put_together_are_the_two_words(left, right):
    found = spelled(left, right, weights().operations)

    assert ("".join(one for one, _ in found.pieces), "".join(other for _, other in found.pieces)) == (
        left,
        right,
    )
    assert found.bits == cost(left, right, weights().operations)
    assert (found.bits == 0) == (left == right)
