"""A second question takes the steps of the first, and nothing that was asked stays in memory (practice 2)."""

import functools
import gc
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from comity.matching.names import Person, PersonName, compare, compare_person_with_all, compare_with_all
from comity.matching.names.index import Pair
from comity.matching.names.readiness import ready
from comity.matching.names.remembering import kept_by, remembered, remembering
from tests.rooms.matching.names_index.people import entry, found, made

RECORDED = [
    "Amina Benali", "محمد عبد الله", "Юрий Щербаков", "王小明", "강철수", "Αλέξανδρος Παπαδόπουλος",
    "Jean Pierre Delacroix", "Abdulrahman Qasimi", "Zsófia Tóth", "山田 ハナコ",
]  # fmt: skip
# None of these is the name of a record, and some have letters that no record has.
ASKED = [
    "Amyna Ben Ali", "Mohamed Abdallah", "Yuri Chtcherbakov", "Wang Hsiao-ming", "Kang Chol Su",
    "Alexandros Papadopoulos", "خالد المطيري", "Наталья Ґалаган", "李光華", "류현진", "ნინო", "Ջուլիա",
    "יוסף כהן", "ナカムラ ユウコ", "MXHMD EBD ALLH", "J. P. de la Croix",
]  # fmt: skip


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    pair = made(tmp_path_factory.mktemp("index"), [entry(name) for name in RECORDED])
    for written in RECORDED:  # what Python and numpy themselves set up at a first call
        ask(pair, written)
    return pair


def ask(people: Pair, written: str) -> None:
    found(people, written)
    compare_with_all(written, RECORDED)
    compare(written, RECORDED[0])
    [each.reasons for each in compare_person_with_all(_person(written), [_person(name) for name in RECORDED])]


def _person(name: str) -> Person:
    return Person((PersonName(name),))


def steps(run: Callable[[], None]) -> int:
    """How many functions of Python and of C are called."""
    count = 0

    def counted(_frame: Any, event: str, _called: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    gc.collect()
    gc.disable()  # what is cleared away meanwhile calls functions too
    sys.setprofile(counted)
    try:
        run()
    finally:
        sys.setprofile(None)
        gc.enable()
    return count


@pytest.mark.parametrize("written", ASKED)
def test_a_name_asked_again_takes_as_many_steps_as_the_first_time(people: Pair, written: str):
    first, second = (steps(lambda: ask(people, written)) for _ in range(2))
    assert first == second


def held() -> dict[str, int]:
    """How much each cache and each global collection of the names holds."""
    sizes = {
        f"{each.__module__}.{each.__qualname__}": each.cache_info().currsize
        for each in gc.get_objects()
        if type(each) is functools._lru_cache_wrapper  # `isinstance` would wake what is lazy
        and str(each.__module__).startswith("comity.matching")
    }
    modules = [each for name, each in sys.modules.items() if name.startswith("comity.matching.names")]
    return sizes | {key: size for module in modules for key, size in _globals(module)}


def _globals(module: ModuleType) -> list[tuple[str, int]]:
    return [
        (f"{module.__name__}:{name}", len(value))
        for name, value in vars(module).items()
        if isinstance(value, (dict, list, set)) and not name.startswith("__")
    ]


def test_no_cache_grows_by_what_is_asked(people: Pair):
    before = held()
    for written in ASKED:
        ask(people, written)
    assert {name: size for name, size in held().items() if size != before.get(name)} == {}


def test_what_a_question_remembers_ends_with_it():
    calls = []

    @remembered
    def counted(word: str) -> int:
        calls.append(word)
        return len(word)

    with remembering():
        assert [counted("one"), counted("one")] == [3, 3]
        with remembering():
            assert counted("one") == 3
        kept_by(calls)["here"] = 1
        assert kept_by(calls) == {"here": 1}
        assert calls == ["one"]
    assert kept_by(calls) == {}
    with remembering():
        counted("one")
    counted("one")
    counted("one")
    assert calls == ["one"] * 4


def test_a_question_that_fails_is_forgotten_too():
    def fail() -> None:
        with remembering():
            kept_by(ready)["here"] = 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert kept_by(ready) == {}


def test_the_files_are_ready_before_the_first_question(tmp_path: Path):
    """Opening the index reads them: else the first question in Arabic would be slower than the second."""
    made(tmp_path, [entry("Amina Benali")])
    assert ready.cache_info().currsize == 1
