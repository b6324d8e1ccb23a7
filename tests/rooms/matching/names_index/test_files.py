"""The files: whole or refused, shared, swapped under a reader, and without what was deleted."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from comity.matching.names.index import Folder, Outdated
from comity.matching.names.index.building import collected
from comity.matching.names.index.folder import BEAT, NOTE
from comity.matching.names.index.merging import merged
from comity.matching.names.index.sections import Damaged
from comity.store.processes import PACKAGE_ROOT
from tests.rooms.matching.names_index.people import entry, found, made, number

PEOPLE = [entry("Amina Benali"), entry("Bruno Castellani"), entry("Chen Xiaoming")]


def test_what_came_since_is_found_and_what_it_replaces_is_not(tmp_path: Path):
    renamed = entry("Amina Rossi", record=number("Amina Benali"))
    pair = made(tmp_path, PEOPLE, late=[renamed, entry("Dalia Haddad")], gone=[number("Bruno Castellani")])

    assert found(pair, "Amina Rossi") == [number("Amina Benali")]
    assert found(pair, "Amina Benali") == [number("Amina Benali")]  # by the first name, which stayed
    assert found(pair, "Benali") == []
    assert found(pair, "Dalia Haddad") == [number("Dalia Haddad")]
    assert found(pair, "Bruno Castellani") == []
    assert pair.records == 3


def test_a_merge_says_the_same_and_forgets_what_went(tmp_path: Path):
    renamed = entry("Amina Rossi", record=number("Amina Benali"))
    before = made(tmp_path, PEOPLE, late=[renamed], gone=[number("Bruno Castellani")])
    folder = Folder(tmp_path)
    with folder.writing():
        both = merged(
            [
                (before.base, before.replaced),
                (before.late, before.late.places(before.late.key[:0], before.late.ids[:0])),
            ]
        )
        after = folder.publish(base=both, late=collected([]), gone=(), since={})

    assert found(after, "Amina Rossi") == [number("Amina Benali")]
    assert found(after, "Chen Xiaoming") == [number("Chen Xiaoming")]
    assert after.records == after.base.records == 2
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"castellani" not in content
    assert b"benali" not in content
    assert number("Bruno Castellani").bytes_le not in content


def test_files_are_ours_alone_and_nothing_else_is_left(tmp_path: Path):
    made(tmp_path, PEOPLE)
    made(tmp_path, PEOPLE)
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}
    assert sorted(file.name.split("-")[0] for file in tmp_path.iterdir()) == [
        "base",
        "late",
        "names.beat",
        "names.json",
        "names.lock",
    ]


def test_every_forged_byte_is_noticed(tmp_path: Path):
    made(tmp_path, PEOPLE)
    base = next(tmp_path.glob("base-*"))
    content = base.read_bytes()
    padding = 0
    for place in range(0, len(content), 41):
        forged = bytearray(content)
        forged[place] ^= 1
        base.write_bytes(forged)
        try:
            Folder(tmp_path).current()
        except Damaged:
            continue
        assert content[place] == 0  # between two arrays: nobody reads it
        padding += 1
    assert padding < len(content) / 41 / 4


@pytest.mark.parametrize("cut", [0, 7, 40, 200, -1])
def test_a_file_cut_short_is_refused(tmp_path: Path, cut: int):
    made(tmp_path, PEOPLE)
    base = next(tmp_path.glob("base-*"))
    base.write_bytes(base.read_bytes()[:cut])
    with pytest.raises(Damaged):
        Folder(tmp_path).current()


def test_a_missing_file_is_refused_and_a_missing_folder_says_so(tmp_path: Path):
    with pytest.raises(Outdated):
        Folder(tmp_path / "nowhere").current()
    made(tmp_path, PEOPLE)
    next(tmp_path.glob("late-*")).unlink()
    with pytest.raises(Damaged):
        Folder(tmp_path).current()
    (tmp_path / NOTE).write_text('{"version": 0}')
    with pytest.raises(Damaged):
        Folder(tmp_path).current()


def test_a_note_leads_nowhere_else(tmp_path: Path):
    made(tmp_path / "index", PEOPLE)
    note = tmp_path / "index" / NOTE
    note.write_text(note.read_text().replace('"base":"', '"base":"../'))
    with pytest.raises(Damaged):
        Folder(tmp_path / "index").current()


def test_an_index_further_behind_than_allowed_answers_nothing(tmp_path: Path):
    made(tmp_path, PEOPLE)
    folder = Folder(tmp_path)
    with pytest.raises(Outdated):
        folder.fresh(within_s=30)  # the beat is of a day long ago
    os.utime(tmp_path / BEAT, (time.time() - 29, time.time() - 29))
    assert folder.fresh(within_s=30).records == 3
    os.utime(tmp_path / BEAT, (time.time() - 31, time.time() - 31))
    with pytest.raises(Outdated):
        folder.fresh(within_s=30)


def test_a_reader_notices_a_new_generation_and_keeps_what_it_holds(tmp_path: Path):
    made(tmp_path, PEOPLE)
    reader = Folder(tmp_path)
    before = reader.current()
    assert reader.current() is before

    made(tmp_path, [entry("Dalia Haddad")])

    assert found(reader.current(), "Dalia Haddad") == [number("Dalia Haddad")]
    assert found(before, "Amina Benali") == [number("Amina Benali")]  # the bytes it holds stay its own


def test_only_one_writes(tmp_path: Path):
    with Folder(tmp_path).writing() as first, Folder(tmp_path).writing() as second:
        assert (first, second) == (True, False)
    with Folder(tmp_path).writing() as again:
        assert again


ANOTHER = """
import sys
from datetime import date
from pathlib import Path
from comity.matching.names.index import Asked, Folder
folder = Folder(Path(sys.argv[1]))
for line in sys.stdin:
    pair = folder.current()
    asked = Asked((line.strip(),), frozenset({4}))
    found = pair.propose(asked, allow=lambda mark: True, today=date(2026, 11, 27), most=5)
    print(",".join(str(each.record) for each in found), flush=True)
"""


def test_two_processes_share_the_files_and_both_follow(tmp_path: Path):
    made(tmp_path, PEOPLE)
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE_ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", ANOTHER, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
    ) as other:  # fmt: skip
        assert other.stdin is not None
        assert other.stdout is not None

        def ask(name: str) -> str:
            print(name, file=other.stdin, flush=True)
            return other.stdout.readline().strip()

        assert ask("Amina Benali") == str(number("Amina Benali"))
        made(tmp_path, [entry("Dalia Haddad")])
        assert ask("Dalia Haddad") == str(number("Dalia Haddad"))
        assert ask("Amina Benali") == ""
        other.stdin.close()


WRITER = """
import sys
from pathlib import Path
from comity.matching.names.index import Folder
from comity.matching.names.index.building import collected
from tests.rooms.matching.names_index.people import entry
folder = Folder(Path(sys.argv[1]))
with folder.writing() as held:
    assert held
    print("begun", flush=True)
    for round in range(100_000):
        base = collected([entry(f"Amina Round{round}"), entry("Bruno Castellani")])
        folder.publish(base=base, late=collected([]), gone=(), since={"round": round})
"""


@pytest.mark.crash
def test_a_writer_killed_at_any_moment_leaves_a_whole_index(tmp_path: Path):
    made(tmp_path, PEOPLE)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(PACKAGE_ROOT), str(PACKAGE_ROOT.parent)])}
    for patience_s in (0.005, 0.011, 0.017, 0.023):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, env=environment
        ) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(patience_s)
            writer.send_signal(signal.SIGKILL)
        assert found(Folder(tmp_path).current(), "Bruno Castellani") == [number("Bruno Castellani")]

    made(tmp_path, PEOPLE)  # the next writer takes the lock and sweeps
    assert len(list(tmp_path.iterdir())) == 5
