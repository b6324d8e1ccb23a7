"""A bundle is used whole and signed, or not at all: forged, cut, enlarged, renamed, replayed ones are refused."""

import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from tools.bundle import write_bundle

from comity.cli.problems import Wrong
from comity.cli.signing_keys import signed_by
from comity.seal.errors import NotSigned, WeakSecret
from comity.seal.signing import PUBLIC_BYTES, SIGNATURE_BYTES, public_of, sign, verify
from comity.store import versions
from comity.store.bundle import CONTEXT, LOCK, MANIFEST, SIGNATURE, number, opened
from comity.store.errors import StoreError
from tests.releases import NEXT, SEED, release

OTHER = bytes(32)
TRUSTED = signed_by(public_of(SEED))


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest tree that is a release."""
    root = tmp_path_factory.mktemp("tree")
    (root / "src/comity").mkdir(parents=True)
    (root / "src/comity/__init__.py").write_text(f'__version__ = "{NEXT}"\n')
    (root / "src/comity/other.py").write_text("value = 1\n")
    (root / "requirements").mkdir()
    (root / "requirements/run.txt").write_text("")
    return root


@pytest.fixture
def bundle(tree: Path, tmp_path: Path) -> Path:
    write_bundle(
        tmp_path / "one.bundle", root=tree, seed=SEED, oldest="0.1.0", made="2026-11-27T00:00:00+00:00"
    )
    return tmp_path / "one.bundle"


def rewritten(bundle: Path, change: Callable[[dict[str, bytes]], None], seed: bytes | None = None) -> Path:
    """The bundle with other entries; signed again where a seed is given."""
    with zipfile.ZipFile(bundle) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    if seed is not None:
        entries[SIGNATURE] = sign(entries[MANIFEST], seed, context=CONTEXT)
    with zipfile.ZipFile(bundle, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return bundle


def read(bundle: Path) -> str:
    with opened(bundle, TRUSTED) as found:
        found.check()
        return found.manifest.version


def test_both_signatures_are_needed_and_each_belongs_to_its_words():
    signature, public = sign(b"words", SEED, context=b"c"), public_of(SEED)
    assert (len(signature), len(public)) == (SIGNATURE_BYTES, PUBLIC_BYTES)
    verify(b"words", signature, public, context=b"c")
    for place in (0, 70, SIGNATURE_BYTES - 1):
        forged = bytearray(signature)
        forged[place] ^= 1
        with pytest.raises(NotSigned):
            verify(b"words", bytes(forged), public, context=b"c")
    mixed = signature[:64] + sign(b"words", OTHER, context=b"c")[64:]
    for words, signed, key, context in (
        (b"other", signature, public, b"c"),
        (b"words", signature, public, b"d"),
        (b"words", signature, public_of(OTHER), b"c"),
        (b"words", mixed, public, b"c"),
        (b"words", signature[:64], public, b"c"),
        (b"words", b"", public, b"c"),
    ):
        with pytest.raises(NotSigned):
            verify(words, signed, key, context=context)
    with pytest.raises(WeakSecret):
        verify(b"words", signature, public[:32], context=b"c")


def test_the_same_tree_makes_the_same_bytes(bundle: Path, tree: Path, tmp_path: Path):
    again = tmp_path / "two.bundle"
    write_bundle(again, root=tree, seed=SEED, oldest="0.1.0", made="2026-11-27T00:00:00+00:00")
    with zipfile.ZipFile(bundle) as one, zipfile.ZipFile(again) as two:
        assert one.read(MANIFEST) == two.read(MANIFEST)


def test_a_good_bundle_is_read_and_unpacked(bundle: Path, tmp_path: Path):
    assert read(bundle) == NEXT
    with opened(bundle, TRUSTED) as found:
        found.unpack(tmp_path / "out")
    assert (tmp_path / "out/src/comity/other.py").read_text() == "value = 1\n"


def test_a_bundle_of_another_publisher_is_refused(bundle: Path):
    rewritten(bundle, lambda entries: None, seed=OTHER)
    with pytest.raises(Wrong, match="not signed with the key"):
        read(bundle)


def test_a_changed_file_is_refused(bundle: Path, tmp_path: Path):
    rewritten(bundle, lambda entries: entries.update({"src/comity/other.py": b"value = 2\n"}))
    with pytest.raises(StoreError, match="not what was signed"):
        read(bundle)
    with opened(bundle, TRUSTED) as found, pytest.raises(StoreError, match="not what was signed"):
        found.unpack(tmp_path / "out")


@pytest.mark.parametrize("content", [b"", b"value = 1\nx", b"v" * 10])
def test_a_file_of_another_length_is_refused(bundle: Path, content: bytes):
    rewritten(bundle, lambda entries: entries.update({"src/comity/other.py": content}))
    with pytest.raises(StoreError, match="not what was signed"):
        read(bundle)


def test_a_file_that_nobody_signed_or_one_that_is_gone_is_refused(bundle: Path, tmp_path: Path):
    whole = bundle.read_bytes()
    rewritten(bundle, lambda entries: entries.update({"src/comity/more.py": b""}))
    with pytest.raises(StoreError, match="nobody signed"):
        read(bundle)
    bundle.write_bytes(whole)
    rewritten(bundle, lambda entries: entries.pop("src/comity/other.py"))
    with pytest.raises(StoreError, match="nobody signed"):
        read(bundle)


@pytest.mark.parametrize(
    "name",
    [
        "../outside.py",
        "src/../../outside.py",
        "/etc/passwd",
        "src/comity/.hidden",
        "bin/tool",
        "src\\comity\\x.py",
        "src/comity//x.py",
        "src/comity/__init__.py",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused_though_it_is_signed(bundle: Path, name: str, tmp_path: Path):
    def add(entries: dict[str, bytes]) -> None:
        told = json.loads(entries[MANIFEST])
        told["files"].append({"name": name, "bytes": 0, "sha256": ""})
        entries[MANIFEST] = json.dumps(told).encode()

    rewritten(bundle, add, seed=SEED)
    with pytest.raises(StoreError, match="may not be in it"):
        read(bundle)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("format", 2, "another version"),
        ("version", "9.9", "no version"),
        ("version", "9.9.9-rc1", "no version"),
        ("version", None, "no version"),
        ("python", [3], "cannot be read"),
        ("files", [], "lacks our source"),
        ("files", [{"name": "src/comity/__init__.py", "bytes": 3 * 10**9, "sha256": ""}], "too large"),
    ],
)
def test_a_manifest_that_we_would_not_follow_is_refused(bundle: Path, field, value, told):
    def change(entries: dict[str, bytes]) -> None:
        entries[MANIFEST] = json.dumps(json.loads(entries[MANIFEST]) | {field: value}).encode()

    rewritten(bundle, change, seed=SEED)
    with pytest.raises(StoreError, match=told):
        read(bundle)


def test_a_cut_bundle_and_one_that_is_none_are_refused(bundle: Path):
    whole = bundle.read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"PK", b"no bundle at all"):
        bundle.write_bytes(content)
        with pytest.raises(StoreError, match="refused"):
            read(bundle)


def test_a_file_that_grows_without_end_stops_at_its_length(bundle: Path):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", bytes(10**7))
    rewritten(bundle, lambda entries: entries.update({"src/comity/other.py": bytes(10**7)}))
    read_bytes: list[int] = []
    with opened(bundle, TRUSTED) as found, pytest.raises(StoreError, match="not what was signed"):
        found.check(read_bytes.append)
    assert sum(read_bytes) < 1000


def test_versions_are_numbers_not_words():
    assert number("0.10.0") > number("0.9.9")
    for wrong in ("1.2", "1.2.3.4", "1.2.x", "", "../1.2.3", "1.2.99999"):
        with pytest.raises(StoreError):
            number(wrong)


def test_only_a_newer_version_takes_over_and_a_lost_folder_takes_over_nothing(tmp_path: Path):
    python = tmp_path / "versions/1.2.0/.venv/bin/python"
    python.parent.mkdir(parents=True)
    python.touch()
    assert versions.current(tmp_path) is None
    versions.point(tmp_path, "1.2.0")
    assert versions.newer(tmp_path, "1.1.9").name == "1.2.0"
    assert versions.newer(tmp_path, "1.2.0") is None, "a clone brought up to date by hand runs itself"
    assert versions.newer(tmp_path, "1.3.0") is None
    (tmp_path / "versions/current").write_text("../../elsewhere\n")
    assert versions.current(tmp_path) is None
    versions.point(tmp_path, "1.2.0")
    shutil.rmtree(tmp_path / "versions/1.2.0")
    assert versions.newer(tmp_path, "1.1.9") is None


def test_packages_are_installed_from_the_bundle_alone_and_only_with_their_hash(tmp_path: Path):
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    wheel, inside = wheels / "tiny_thing-1.0-py3-none-any.whl", "tiny_thing-1.0.dist-info"
    entries = {
        "tiny_thing.py": "value = 7\n",
        f"{inside}/METADATA": "Metadata-Version: 2.1\nName: tiny-thing\nVersion: 1.0\n",
        f"{inside}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{inside}/RECORD": "",
    }
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True)
    python, lock = tmp_path / "venv/bin/python", tmp_path / "run.txt"
    lock.write_text(f"tiny-thing==1.0 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(StoreError, match="could not be installed"):
        versions.install_packages(python, lock, wheels)
    lock.write_text(f"tiny-thing==1.0 --hash=sha256:{sha256(wheel.read_bytes()).hexdigest()}\n")
    versions.install_packages(python, lock, wheels)
    said = subprocess.run(
        [str(python), "-c", "import tiny_thing; print(tiny_thing.value)"], capture_output=True, text=True
    )
    assert said.stdout == "7\n"
    versions.carry_pip(python)
    carried = subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True, text=True)
    assert str(tmp_path) in carried.stdout, "the version after it can be installed too"


def test_a_version_is_installed_whole_and_runs_its_own_source_wherever_its_home_is_moved(tmp_path: Path):
    bundle = release(tmp_path, version="9.8.7")
    (tmp_path / "home/versions/.draft-9.8.7-killed").mkdir(parents=True)
    with opened(bundle, TRUSTED) as found:
        version = versions.install(found, tmp_path / "home")
    assert sorted(each.name for each in (tmp_path / "home/versions").iterdir()) == ["9.8.7"]
    (tmp_path / "home").rename(tmp_path / "moved")
    moved = versions.installed(tmp_path / "moved", version.name)
    story = "import comity, django; print(comity.__version__, comity.__file__, django.__file__)"
    said = subprocess.run(
        [str(moved.python), "-c", story], env=versions.environment(), cwd="/", capture_output=True, text=True
    )
    assert said.stdout.split()[0] == "9.8.7", said.stderr
    assert all(path.startswith(str(tmp_path / "moved")) for path in said.stdout.split()[1:])


def test_the_packages_of_our_own_lock_are_those_that_we_run_with_and_no_other_lock_s_are():
    """A package may stand in a lock once for each range of Pythons."""
    ours = (versions.ROOT / LOCK).read_bytes()
    assert versions.same_packages(ours)
    assert not versions.same_packages(ours + b"\n")
