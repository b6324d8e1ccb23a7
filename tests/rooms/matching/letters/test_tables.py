"""The files that are committed, and how they are made: sources named, small, the same on every machine."""

import gzip
import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from tools.letters import alphabets
from tools.letters import pairs as source
from tools.letters.em import DISCOUNT, learn

from comity.matching.names.letters import cjk_likeness, likeness
from comity.matching.names.letters.files import DATA
from comity.matching.names.letters.scripts import Script
from comity.matching.names.letters.tables import SLIP, code, table

VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "letters.json").read_text("utf-8"))
LARGEST_BYTES = 200_000
SOURCES = {"Wikidata": "CC0-1.0", "Unihan": "Unicode-3.0", "typed by hand": "Apache-2.0"}


@pytest.mark.parametrize("said", VECTORS["words"], ids=lambda said: f"{said['native']} {said['latin']}")
def test_what_the_tables_say_of_a_word_does_not_change_unseen(said: dict) -> None:
    found = likeness(said["native"], said["latin"])
    if said["probability"] is None:
        assert found is None
        return
    assert found is not None
    assert found.probability == pytest.approx(said["probability"], abs=1e-3)
    assert found.bits == pytest.approx(said["bits"], abs=0.05)
    assert [list(segment) for segment in found.alignment] == said["alignment"]


@pytest.mark.parametrize("said", VECTORS["names"], ids=lambda said: f"{said['native']} {said['latin']}")
def test_what_is_said_of_a_whole_name_does_not_change_unseen(said: dict) -> None:
    found = cjk_likeness(said["native"], said["latin"].replace("-", " ").split())
    if said["probability"] is None:
        assert found is None
        return
    assert found is not None
    assert found.probability == pytest.approx(said["probability"], abs=1e-3)
    assert [list(segment) for segment in found.alignment] == said["alignment"]


@pytest.mark.parametrize("path", sorted(DATA.glob("*.json*")), ids=lambda path: path.name)
def test_each_file_is_small_and_says_where_it_comes_from(path: Path) -> None:
    packed = path.read_bytes()
    assert len(packed) <= LARGEST_BYTES
    file = json.loads(gzip.decompress(packed) if path.suffix == ".gz" else packed)
    about = file["about"]
    if path.suffix == ".gz":
        # The header has no time of its making: the same content is the same file.
        assert packed[4:8] == bytes(4)
        assert any(name in about["source"] and about["licence"].startswith(SOURCES[name]) for name in SOURCES)
        assert (Path(__file__).parents[4] / about["made_by"]).exists()


@pytest.mark.parametrize("script", Script)
def test_the_weights_of_a_table_are_probabilities_and_letters_never_dead_ends(script: Script) -> None:
    learned = table(script)
    assert learned.weights[: len(learned.native) + 1].sum() == pytest.approx(1.0, abs=SLIP + 0.02)
    assert (learned.weights >= 0).all()
    letters = [row for segment, row in learned.native.items() if len(segment) == 1]
    columns = [column for segment, column in learned.latin.items() if len(segment) == 1]
    assert (learned.weights[np.ix_(letters, columns)] > 0).all()
    _, weight, each = learned.calibration
    assert weight >= 0
    assert each >= 0


def test_alphabets_typed_by_hand_make_the_files_that_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alphabets, "DATA", tmp_path)
    alphabets.main()
    for script in alphabets.ALPHABETS:
        name = f"{script.value}.json.gz"
        assert gzip.decompress((tmp_path / name).read_bytes()) == gzip.decompress((DATA / name).read_bytes())


def test_every_latin_segment_has_a_number_of_its_own() -> None:
    letters = "abcxyz"
    words = ["".join(word) for size in range(1, 5) for word in product(letters, repeat=size)]
    assert len({code(word) for word in words}) == len(words)


def test_a_table_is_learned_from_pairs_and_wrong_pairs_are_not_believed() -> None:
    sounds = {"б": "b", "а": "a", "д": "d", "о": "o", "м": "m", "и": "i", "щ": "shch"}
    words = ["".join(word) for word in product("бдмщ", "аои", "бдм", "аи")]
    pairs = {(word, "".join(sounds[letter] for letter in word)): 1.0 for word in words}
    wrong = {(words[0], "xqxqx"): 1.0}
    told: list[str] = []

    learned = learn(pairs | wrong, DISCOUNT, told.append)

    rows = {segment: row for row, segment in enumerate(learned.native, 1)}
    assert learned.weights.sum() == pytest.approx(1.0)
    share = learned.weights / np.maximum(learned.weights.sum(1, keepdims=True), 1e-300)
    for letter in "бдм":
        best = learned.latin[int(share[rows[letter]].argmax()) - 1]
        assert best.startswith(sounds[letter]) or not best
    assert 0.9 < learned.believed < 1.0
    assert len(told) == 7
    again = learn(pairs | wrong, DISCOUNT, told.append)
    assert (again.weights == learned.weights).all()


def test_a_name_is_learned_from_or_held_out_never_both(tmp_path: Path) -> None:
    names = {"иван": "ivan", "борис": "boris", "олег": "oleg", "глеб": "gleb", "инна": "inna", "нина": "nina"}
    several = {**names, **{native[::-1]: latin[::-1] for native, latin in names.items()}}
    lines = [
        f"{latin}\t{' '.join(native)}\t{3 if native == 'иван' else 1}" for native, latin in several.items()
    ]
    with gzip.open(tmp_path / "wd_russian_80.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join([*lines, "latin\tl a t i n\t9", "\tб\t1"]) + "\n")

    pairs = source.read(tmp_path, Script.CYRILLIC)
    taught = {native for native, _ in source.for_training(pairs, 100)}
    held = {native for native, _ in source.kept_back(pairs, source.HELD_OUT, 100)}
    development = {native for native, _ in source.kept_back(pairs, source.DEVELOPMENT, 100)}

    assert set(pairs) == set(several.items())
    assert not taught & (held | development)
    assert not held & development
    assert taught


def test_what_papers_have_and_the_pairs_lack_is_added() -> None:
    articles = dict(pair for pair, _ in source.with_articles([("شامي", "shami")]))
    forms = {latin for pair, _ in source.with_articles([("شامي", "shami")]) for latin in pair[1:]}
    assert set(articles) == {"الشامي"}
    assert {"alshami", "elshami", "ashshami", "ashami"} <= forms
    persian = {latin for (_, latin), _ in source.as_arabic_is_read([("فيصل", "faisal"), ("رضوان", "ridwan")])}
    assert "rizwan" in persian
    assert "ridvan" in persian
    spellings = {latin for (_, latin), _ in source.with_schemes([("юшчук", "yushchuk")])}
    assert {"juschtschuk", "iouchtchouk", "juszczuk", "iushchuk"} <= spellings
    assert not list(source.with_schemes([("смит", "smith")]))
