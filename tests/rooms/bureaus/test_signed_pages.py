"""Keys and the state of the directory as pages, programs and the console show them."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.utils import timezone
from ninja.testing import TestClient

from comity.access import actors
from comity.access.roles import Role
from comity.bureaus import views
from comity.bureaus.api import router, signed_directory
from comity.bureaus.models import Bureau, DirectoryCopy, DirectoryFile, SignedEntry
from comity.bureaus.signed import keeping, publishing
from comity.bureaus.signed.fingerprints import fingerprint
from comity.bureaus.signed.officers import make_officer_key, open_officer_key, signed_by_officer
from comity.kit.errors import NotAllowed
from tests import people
from tests.rooms.bureaus.directories import own_entry, published

pytestmark = pytest.mark.django_db
RIGHT_NOW = timezone.now().replace(microsecond=0)


def get(view, actor, *args):
    request = RequestFactory().get("/")
    request.actor = actor
    return view(request, *args).content.decode()


def test_a_bureaus_page_shows_fingerprint_months_and_who_hosts_it():
    published(RIGHT_NOW)
    amina = people.acting("amina", Role.DESK_OFFICER, code="FRA")
    shown = get(views.bureau, amina, "FRA")
    said = fingerprint(SignedEntry.objects.get(bureau="FRA").signed.entry.signing_key)
    assert f'dir="ltr">{said}<' in shown  # in one direction in every language
    assert "Hosted on the node of CEN" in shown
    assert RIGHT_NOW.strftime("%Y-%m") in shown
    people.bureau("ITA")
    assert "The directory holds no keys of this bureau" in get(views.bureau, amina, "ITA")


def test_a_revoked_key_is_said_on_the_page():
    chen = published(RIGHT_NOW)
    said = fingerprint(SignedEntry.objects.get(bureau="FRA").signed.entry.signing_key)
    publishing.revoke_key(Bureau.objects.get(code="FRA"), said, RIGHT_NOW, by=chen)
    amina = people.acting("amina", Role.DESK_OFFICER, code="FRA")
    assert "The bureau needs a new one" in get(views.bureau, amina, "FRA")
    assert "The bureau needs a new one" not in get(views.bureau, amina, "CEN")


def test_security_officers_and_operators_see_how_the_directory_stands():
    published(RIGHT_NOW)
    sylvie = people.acting("sylvie", Role.SECURITY_OFFICER, code="FRA")
    assert "All is well" in get(views.signed_directory, sylvie)
    DirectoryFile.objects.filter(name="timestamp.json").delete()
    publishing.publish(RIGHT_NOW - timedelta(hours=7), by=actors.for_node("CEN"))
    assert "older than six hours" in get(views.signed_directory, sylvie)
    with pytest.raises(NotAllowed):
        get(views.signed_directory, people.acting("amina", Role.DESK_OFFICER, code="FRA"))


def test_programs_read_keys_and_state():
    published(RIGHT_NOW)
    amina = people.acting("amina", Role.DESK_OFFICER, code="FRA")
    state = TestClient(signed_directory).get("", actor=amina).json()
    assert (state["part"], state["age"], state["version"], state["with_keys"]) == ("centre", "fresh", 1, 2)
    assert state["remarks"] == []
    keys = TestClient(router).get("/FRA", actor=amina).json()["keys"]
    assert (keys["version"], keys["hosted_by"], keys["revoked_at"]) == (1, "CEN", None)
    assert len(keys["encryption"]) == 2


def test_a_copy_says_its_age_its_refusals_and_a_clock_that_is_behind():
    people.bureau("DEU")
    amina = people.acting("amina", Role.DESK_OFFICER, code="DEU")

    def state():
        return TestClient(signed_directory).get("", actor=amina).json()

    assert state()["part"] == "none"
    copy = DirectoryCopy.objects.create(
        url="https://centre.example/directory/", root=b"", trusted_at=RIGHT_NOW
    )
    assert (state()["part"], state()["age"]) == ("follower", "stopped")
    for hours, age in ((5, "fresh"), (7, "old"), (73, "stopped")):
        copy.signed_at = RIGHT_NOW - timedelta(hours=hours)
        copy.save()
        assert state()["age"] == age
        assert bool(state()["remarks"]) == (age != "fresh")
    copy.signed_at, copy.refused, copy.refused_codes = (
        RIGHT_NOW + timedelta(hours=1),
        "directory-ended",
        ["ITA"],
    )
    copy.save()
    told = " ".join(state()["remarks"])
    assert all(words in told for words in ("held back", "clock of this node is behind", "ITA"))


def test_the_console_holds_the_ceremony_and_a_dry_run_keeps_nothing(tmp_path, capsys):
    people.bureau("CEN", views.BureauKind.CENTRE)
    people.bureau("FRA")
    people.bureau("ITA", hosted=False)

    def run(*words):
        call_command("directory", *map(str, words), "--json")
        return json.loads(capsys.readouterr().out)

    files, seeds = [], []
    for number in range(3):
        private, public = make_officer_key(f"the words of officer {number}")
        (tmp_path / f"{number}.pub").write_bytes(public)
        files += ["--officer", tmp_path / f"{number}.pub"]
        seeds.append(open_officer_key(private, f"the words of officer {number}"))
    root = tmp_path / "root.json"
    assert run("draft-root", root, *files) == {
        "version": 1, "officers": 3, "signed": 0, "needed": 4, "dry_run": False,
    }  # fmt: skip
    root.write_bytes(signed_by_officer(root.read_bytes(), seeds[0]))
    with pytest.raises(CommandError, match="Too few officers"):
        run("install-root", root)
    root.write_bytes(signed_by_officer(root.read_bytes(), seeds[2]))
    assert run("install-root", root, "--dry-run")["dry_run"]
    assert publishing.newest_root() is None
    assert run("install-root", root)["version"] == 1
    assert run("keep")["entries"] == ["CEN", "FRA"]
    assert run("publish")["version"] == 1

    entry = own_entry("ITA", now=RIGHT_NOW)
    (tmp_path / "ita.json").write_bytes(entry.content)
    said = fingerprint(entry.entry.signing_key)
    with pytest.raises(CommandError, match="fingerprint"):
        run("accept", tmp_path / "ita.json")
    run("accept", tmp_path / "ita.json", "--fingerprint", said, "--dry-run")
    assert not SignedEntry.objects.filter(bureau="ITA").exists()
    assert run("accept", tmp_path / "ita.json", "--fingerprint", said)["fingerprint"] == said
    before = keeping.head_of("FRA").signing_key
    run("rotate", "FRA", "--dry-run")
    assert keeping.head_of("FRA").signing_key == before
    assert run("rotate", "fra")["version"] == 2
    assert run("revoke", "ITA", said)["bureau"] == "ITA"
    assert run("entry", "FRA", tmp_path / "fra.json")["version"] == 2
    assert run("status")["part"] == "centre"
    with pytest.raises(CommandError, match="cannot be read"):
        run("accept", tmp_path / "none.json")


def test_the_console_counts_officers_and_not_their_keys_and_says_nothing_of_version_0(tmp_path, capsys):
    people.bureau("CEN", views.BureauKind.CENTRE)

    def says(*words):
        call_command("directory", *map(str, words))
        return capsys.readouterr().out.strip()

    assert says("status") == "There is no root yet: begin with the key ceremony."
    files = []
    for number in range(5):
        (tmp_path / f"{number}.pub").write_bytes(make_officer_key(f"the words of officer {number}")[1])
        files += ["--officer", tmp_path / f"{number}.pub"]
    assert "of 5 officers is written: 3 of them must sign" in says(
        "draft-root", tmp_path / "root.json", *files
    )
    assert says("keep") == "1 bureau has a new entry."


def test_an_officers_file_opens_with_its_passphrase_alone():
    private, public = make_officer_key("four words by dice")
    with pytest.raises(Exception, match="does not open"):
        open_officer_key(private, "four words by luck")
    with pytest.raises(Exception, match="at least 12"):
        make_officer_key("short")
    with pytest.raises(Exception, match="no key file"):
        open_officer_key(public, "four words by dice")
