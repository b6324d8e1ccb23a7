"""A bureau moves from the centre's node to one of its own, told in order over two real nodes: two databases, two homes.

What is refused changes nothing, so the tests before the last find the nodes as the fixture left them.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from comity.seal.files import sealing
from comity.seal.keys import public_key
from tests.cluster import ClusterForTests
from tests.journeys.federation import FederatedNode, federation
from tests.journeys.nodes import soon

M = "__import__('tests.journeys.moved', fromlist=['x'])"
E = "__import__('tests.journeys.ended', fromlist=['x'])"


class Moving:
    """Both nodes, and what lies between them."""

    def __init__(self, centre: FederatedNode, home: FederatedNode, folder: Path) -> None:
        self.centre, self.home = centre, home
        self.request, self.package = folder / "ita.request", folder / "ita.package"
        self.fingerprint = ""

    def at_centre(self, *words: str) -> dict[str, Any]:
        return self.centre.run(f"{M}.move{words!r}")

    def at_home(self, *words: str) -> dict[str, Any]:
        return self.home.run(f"{M}.move{words!r}")

    def hand_over(self, *more: str, fingerprint: str = "", to: Path | None = None) -> dict[str, Any]:
        return self.at_centre(
            "hand-over", "ITA", str(self.request), "--fingerprint", fingerprint or self.fingerprint,
            "--to", str(to or self.package), *more,
        )  # fmt: skip


@pytest.fixture(scope="module")
def moving(test_cluster: ClusterForTests, tmp_path_factory: pytest.TempPathFactory):
    """Rome lives at the centre, and its own node has made a request; nothing is handed over."""
    folder = tmp_path_factory.mktemp("move")
    with federation(test_cluster, folder, "CEN", "ITA") as (centre, home):
        known = centre.run(f"{M}.centre_begins()")
        centre.run(f"{M}.furnish()")
        home.run(f"{M}.home_begins({known!r})")
        both = Moving(centre, home, folder)
        both.fingerprint = both.at_home("prepare", "ITA", str(both.request))["fingerprint"]
        yield both


@pytest.fixture(scope="module")
def handed(moving: Moving) -> Moving:
    """It was handed over, and the new node has read the directory."""
    moving.before = moving.centre.run(f"{M}.facts()")
    moving.rows = moving.centre.run(f"{M}.rows()")
    moving.told = moving.hand_over()
    moving.journal = moving.at_centre("journal", "ITA", str(folder_of(moving) / "ita-journal.jsonl"))
    [entry] = moving.centre.run(f"{M}.entries('ITA')")
    moving.home.run(f"know([{entry!r}])")
    return moving


def folder_of(moving: Moving) -> Path:
    return moving.package.parent


def test_what_is_still_open_is_listed_and_keeps_the_bureau_here(moving):
    moving.centre.run(f"{M}.hit_open('ITA')")

    for more in (("--dry-run",), ()):
        refused = moving.hand_over(*more)["refused"]
        assert "Hits that its officers have not closed: 1" in refused

    assert moving.centre.run(f"{M}.officers()")[0][1] is True
    assert not moving.package.exists()
    moving.centre.run(f"{M}.close_hits()")


def test_a_dry_run_counts_everything_and_changes_nothing(moving):
    told = moving.hand_over("--dry-run")

    assert (told["dry_run"], told["rows"]["vehicles"], told["rows"]["units"]) == (True, 3, 2)
    assert told["rows"] == moving.centre.run(f"{M}.rows()")
    assert [home for _owner, home in moving.centre.run(f"{M}.home_of()")].count("ITA") == 0
    assert moving.centre.run(f"{M}.tokens()") == 1
    assert not moving.package.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"fingerprint": "00000 " * 8}, "another fingerprint"),
        ({"code": "FRA"}, "request of another bureau"),
        ({"code": "CEN"}, "never itself"),
        ({"code": "ZZZ"}, "no bureau of this code"),
    ],
)
def test_a_request_that_does_not_fit_closes_nothing(moving, change, said):
    code, fingerprint = change.get("code", "ITA"), change.get("fingerprint", moving.fingerprint)
    words = (
        "hand-over",
        code,
        str(moving.request),
        "--fingerprint",
        fingerprint,
        "--to",
        str(moving.package),
    )
    assert said in moving.at_centre(*words)["refused"]
    assert moving.centre.run(f"{M}.officers()")[0][1] is True


def test_the_new_node_cannot_hand_over_and_the_centre_cannot_take_over(moving):
    words = (
        "hand-over",
        "ITA",
        str(moving.request),
        "--fingerprint",
        moving.fingerprint,
        "--to",
        "/dev/null",
    )
    assert "centre alone" in moving.at_home(*words)["refused"]
    assert (
        "lives on this node already" in moving.at_centre("take-over", "ITA", str(moving.request))["refused"]
    )
    assert "lives on this node already" in moving.at_centre("prepare", "ITA", str(moving.request))["refused"]
    assert "not handed over" in moving.at_centre("finish", "ITA")["refused"]
    assert "not about to leave" in moving.at_centre("reopen", "ITA")["refused"]


def test_a_disk_that_cannot_take_the_package_leaves_a_move_that_goes_on(handed):
    missing = handed.package.parent / "no-such-folder" / "x"
    assert "could not be written" in handed.hand_over(to=missing)["refused"]

    again = handed.hand_over()

    assert again["rows"] == handed.told["rows"] == handed.rows


def test_at_the_centre_nobody_of_the_bureau_gets_in_and_its_records_are_copies_owned_from_home(handed):
    active = [row[1] for row in handed.centre.run(f"{M}.officers()")]
    assert active == [False, False, False]
    assert handed.centre.run(f"{M}.tokens()") == 0
    homes = handed.centre.run(f"{M}.home_of()")
    assert [home for owner, home in homes if owner == "ITA"] == ["ITA"] * 3
    assert [home for owner, home in homes if owner == "FRA"] != ["ITA"]
    assert "not about to leave" in handed.at_centre("reopen", "ITA")["refused"]


def _changed(package: bytes, place: int) -> bytes:
    return package[:place] + bytes([package[place] ^ 1]) + package[place + 1 :]


@pytest.mark.parametrize("spoilt", ["flipped early", "flipped late", "cut", "empty", "no package", "forged"])
def test_a_package_that_is_not_the_centres_is_refused_whole(handed, spoilt, tmp_path):
    whole, bad = handed.package.read_bytes(), tmp_path / "bad.package"
    content = {
        "flipped early": _changed(whole, 3_000),
        "flipped late": _changed(whole, len(whole) - 20),
        "cut": whole[:-200],
        "empty": b"",
        "no package": b"PK" + whole,
    }.get(spoilt)
    bad.write_bytes(content or b"")
    if spoilt == "forged":
        handed.home.run(f"{M}.forge({str(handed.package)!r}, {str(bad)!r})")

    refused = handed.at_home("take-over", "ITA", str(bad))["refused"]

    assert refused
    if spoilt == "forged":
        assert "signed by nobody" in refused
    assert handed.home.run(f"{M}.rows()") == {}


def test_a_package_sealed_for_another_key_does_not_open(handed, tmp_path):
    bad = tmp_path / "other.package"
    with bad.open("wb") as output, sealing(output, [public_key(b"7" * 32)]) as sealed:
        sealed.write(b'["head",{}]\n')
    assert "sealed for another node" in handed.at_home("take-over", "ITA", str(bad))["refused"]


def test_a_package_is_for_its_bureau_and_a_node_that_knows_of_the_move(handed):
    assert "sealed for another node" in handed.at_home("take-over", "FRA", str(handed.package))["refused"]
    told = handed.at_home("take-over", "ITA", str(handed.package), "--dry-run")
    assert (told["dry_run"], told["rows"]) == (True, handed.rows)
    assert handed.home.run(f"{M}.rows()") == {}


def test_rows_of_others_in_a_signed_package_put_nothing_in(handed, tmp_path):
    bad = tmp_path / "more.package"
    handed.centre.run(f"{M}.smuggle({str(bad)!r})")

    refused = handed.at_home("take-over", "ITA", str(bad))["refused"]

    assert "not this bureau's" in refused
    assert handed.home.run(f"{M}.rows()") == {}


def test_everything_arrives_once_and_what_follows_goes_by_the_courier(handed):
    home, centre = handed.home, handed.centre
    assert home.run(f"{M}.take_over_interrupted({str(handed.package)!r})") == "the power failed"
    assert home.run(f"{M}.rows()") == {}

    told = handed.at_home("take-over", "ITA", str(handed.package))

    assert told["rows"] == handed.rows
    assert home.run(f"{M}.rows()") == handed.rows
    assert home.run(f"{M}.facts()") == handed.before
    assert home.run(f"{M}.file_bytes()") == ["%PDF-1.7 invented " * 99]
    [first] = told["officers"]
    assert (first["officer"], len(first["password"])) == ("sofia@ita", 23)
    assert home.run(f"{M}.officers()") == [
        ["Bruno", True, False, True],
        ["Left", False, False, True],
        ["Sofia", True, True, True],
    ]
    assert "lives on this node already" in handed.at_home("take-over", "ITA", str(handed.package))["refused"]
    assert home.run(f"{M}.rows()") == handed.rows
    assert home.run(f"{M}.contributed()") == 1  # to whom its records are closed; no record a second time

    _closed_things_came_along(home)
    for node in (centre, home):
        node.start()
    home.run(f"{E}.withdraw_notice()")
    withdrawn = [["WITHDRAWN", "", ""]]
    assert soon(lambda: home.run(f"{E}.notice_states()") == withdrawn), home.run(f"{M}.trouble()")
    assert centre.run(f"{E}.notice_states()") == withdrawn
    record = home.run(f"{M}.change_first()")
    assert soon(lambda: centre.run(f"{M}.vehicle({record!r})") == [3, "Third", "ITA"]), home.run(
        f"{M}.sent_states()"
    )

    assert home.run(f"{M}.picture_again({record!r})") == [2, 1]
    assert soon(lambda: centre.run(f"{M}.captions({record!r})") == ["From the left", "From the right"]), [
        centre.run(f"{M}.trouble()"),
        home.run(f"{M}.trouble()"),
    ]

    assert soon(lambda: {row[1] for row in home.run(f"{M}.sent_states()")} == {2})  # all of it signed for

    late = centre.run(f"{M}.note_to('ITA', 'F-2')")
    assert soon(lambda: home.run(f"{M}.has({late!r})"))
    told = handed.at_centre("finish", "ITA")
    assert (told["people"], told["rows"]) == (3, 4)  # two hits without their notes, a trace and its step
    assert (centre.run(f"{E}.traces()"), len(home.run(f"{E}.traces()"))) == ([], 1)
    assert centre.run(f"{E}.hits()")[0][1] == ""
    assert centre.run(f"{M}.officers()")[0][0].startswith("B-")
    assert "no longer here" in handed.hand_over()["refused"]
    assert handed.at_centre("finish", "ITA")["people"] == 0


def _closed_things_came_along(home: FederatedNode) -> None:
    """Hits, traces and notices, without what is sealed, tagged or said among reviewers at the centre."""
    [hit] = home.run(f"{E}.hits()")
    assert hit == ["CEN", "Seized.", "", {}, 13, {"plate": "AB129CD"}]
    assert home.run(f"{E}.traces()") == [[{"make": "Beretta"}, [["None", ""]]]]
    own, told = home.run(f"{E}.notices()")
    [[number, keeper, title, state, deeds]] = own
    assert (number, keeper, state, deeds) == ("2026-ITA", "CEN", "PUBLISHED", [["Read.", None, True]])
    assert title
    assert told == [["2026-FRA", "CEN", "red", "PUBLISHED"]]


def test_an_extract_of_the_journal_is_read_without_a_node_and_checked_on_any(handed, tmp_path):
    file = folder_of(handed) / "ita-journal.jsonl"
    head, *acts, _end = map(json.loads, file.read_text().splitlines())
    assert (head[1]["bureau"], head[1]["by"], len(acts)) == ("ITA", "CEN", handed.journal["acts"])
    assert {"records.create", "messages.send", "messages.close_bureau"} <= {
        act["verb"] for _kind, act in acts
    }
    assert "A lorry" not in file.read_text()

    for node in (handed.at_centre, handed.at_home):
        assert node("check-journal", "ITA", str(file))["acts"] == len(acts)
    assert "another bureau" in handed.at_home("check-journal", "FRA", str(file))["refused"]
    whole, bad = file.read_bytes(), tmp_path / "bad.jsonl"
    for content in (whole.replace(b"records.create", b"records.change", 1), whole[:-9], b"", b"[]"):
        bad.write_bytes(content)
        assert "extract" in handed.at_home("check-journal", "ITA", str(bad))["refused"]
    assert "centre alone" in handed.at_home("journal", "ITA", str(bad))["refused"]
