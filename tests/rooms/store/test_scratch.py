"""The scratch home is ours alone, one at a time, and gone afterwards; what is somebody else's is never emptied."""

from pathlib import Path

import pytest

from comity.store import scratch as module
from comity.store import versions
from comity.store.errors import StoreError
from comity.store.scratch import MARK, clear_left, scratch_home


def test_it_is_gone_afterwards_also_where_the_work_in_it_failed(tmp_path: Path):
    with pytest.raises(FileNotFoundError), scratch_home(tmp_path / "scratch") as home:
        (home / "not there").read_bytes()
    assert not (tmp_path / "scratch").exists()


def test_what_a_killed_run_left_goes_first(tmp_path: Path):
    left = tmp_path / "scratch"
    left.mkdir()
    (left / MARK).touch()
    (left / "half").touch()
    with scratch_home(left) as home:
        assert [each.name for each in home.iterdir()] == [MARK]


def test_a_folder_of_somebody_else_is_refused_and_left_as_it_is(tmp_path: Path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/one").touch()
    with pytest.raises(StoreError, match="something else"), scratch_home(tmp_path / "photos"):
        pass
    clear_left(tmp_path / "photos")
    assert (tmp_path / "photos/one").exists()


def test_two_copies_wait_for_each_other_and_a_start_leaves_one_at_work_alone(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE_S", 0)
    with scratch_home(tmp_path / "scratch") as home:
        clear_left(home)
        assert (home / MARK).exists()
        with pytest.raises(StoreError, match="at work"), scratch_home(tmp_path / "scratch"):
            pass
    (tmp_path / "scratch").mkdir()
    (tmp_path / "scratch" / MARK).touch()
    clear_left(tmp_path / "scratch")
    assert not (tmp_path / "scratch").exists()


def test_only_the_present_and_the_former_version_stay(tmp_path: Path):
    for name in ("0.2.0", "0.3.0", "0.4.0"):
        (tmp_path / "versions" / name).mkdir(parents=True)
    versions.point(tmp_path, "0.4.0")
    versions.keep_only(tmp_path, ["0.4.0", "0.3.0"])
    assert sorted(each.name for each in (tmp_path / "versions").iterdir()) == ["0.3.0", "0.4.0", "current"]
