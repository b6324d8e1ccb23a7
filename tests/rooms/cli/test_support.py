"""A support file helps and names nobody: canaries are planted wherever a person could stand, and none is found."""

import json
import os
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from comity.cli.log_shapes import shape_of, shapes
from comity.cli.main import comity
from comity.store.plan import name_of
from comity.store.results import BACKUP, note
from comity.store.results import Result as Ended
from comity.store.upgrades import Step, Upgrade, keep
from tests.cluster import Database
from tests.rooms.store.test_plan import NIGHT

NAME, PLACE, NUMBER, WORD = "Zephyrine", "Quoxville", "8675309123", "xylofrage"
CANARIES = (NAME, PLACE, NUMBER, WORD)
ID = "01890000-0000-7000-8000-000000000001"
LOST = [
    f"2026-11-27 02:00:01.123 UTC [77] ERROR:  duplicate key value violates unique constraint \"{WORD}\"",
    f"2026-11-27 02:00:01.123 UTC [77] ERROR:  {NAME} was seen in {PLACE}",
    f"2026-11-27 02:00:01.123 UTC [77] STATEMENT:  SELECT '{NAME}'",
    f"2026-11-27 02:00:01.123 UTC [77] DETAIL:  Key (number)=({NUMBER}) already exists.",
    f"incident {ID}: ValueError in ask {NAME} (/opt/{WORD}/{NAME}.py:12)",
    f"incident {ID}: {NAME}Error in <module> (/opt/x.py:12)",
    "Traceback (most recent call last):",
    f'  File "/srv/{WORD}/{NAME}.py", line 7, in {PLACE}',
    f'    ask("{NAME}", {NUMBER})',
    f"ValueError: {NAME} {NUMBER}",
    f"{NAME}Error: {PLACE}",
    f"psycopg.errors.UniqueViolation: Key (number)=({NUMBER})",
    f"Job records.expire[{NUMBER}](name='{NAME}') ended with status: Error, to retry {PLACE}",
    f"[WARNING] Starting {WORD}",
    f"Not Found: /records/persons/{NAME}/{NUMBER}",
    f"a query was not answered: {NAME}",
    f"an alarm {WORD} over act {ID} was lost: {NAME}",
    f"The backup of {NAME}: {PLACE}",
    NAME, NUMBER, f"{NAME}:", f"  {WORD} = {NUMBER}",
]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch, fresh_database: Database) -> Path:
    """A node about one person, in a home that bears the name too."""
    home = tmp_path / NAME / "home"
    home.mkdir(parents=True, mode=0o700)
    settings = {
        "COMITY_HOME": home, "COMITY_DATABASE_URL": fresh_database.app_url,
        "COMITY_OWNER_URL": fresh_database.owner_url, "COMITY_NODE": NAME, "COMITY_HOSTS": f"{WORD}.example",
        "COMITY_BACKUP_FOLDER": tmp_path / PLACE, "COMITY_MAIL_SERVER": f"{WORD}:25", "COMITY_MAIL_TO": f"{NAME}@x",
        "COMITY_MAIL_FROM": f"{NAME}@x", "COMITY_MAIL_PASSWORD": WORD, "COMITY_MAIL_TLS": WORD,
        "COMITY_WEB_THREADS": f"4 {NAME}", "COMITY_BACKUP_DAYS": "9", f"COMITY_{NAME.upper()}": NUMBER,
        "COMITY_OIDC_SECRET": WORD,
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(name, str(value))
    for log in ("web.log", "worker.log", "postgresql.log", "nightly.log"):
        (home / log).write_text("\n".join(LOST) + "\n")
    note(
        home,
        Ended(
            BACKUP, NIGHT, good=False, code=NAME, words=f"{NAME} in {PLACE}", facts={"file": name_of(NIGHT)}
        ),
    )
    keep(home, Upgrade(version=NAME, former="0.1.0", step=Step.ROLLED_BACK, words=f"{NAME} {NUMBER}"))
    with psycopg.connect(fresh_database.owner_url, application_name=NAME) as store:
        store.execute(f"CREATE TABLE {WORD} (a int)")
        store.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())",
            [NAME, f"0001_{WORD}"],
        )
        store.execute("INSERT INTO django_session VALUES (%s, %s, now())", [NAME, f"{PLACE} {NUMBER}"])
        store.execute("ANALYZE")
    return home


def run(*words: str, given: str = "") -> Result:
    return CliRunner().invoke(comity, ["doctor", *words], input=given)


def test_no_canary_of_records_logs_settings_or_paths_is_in_it(home: Path, tmp_path: Path):
    file = tmp_path / "support.json"
    with psycopg.connect(os.environ["COMITY_OWNER_URL"], application_name=NAME) as at_work:
        at_work.execute(f"SELECT '{NUMBER}', pg_advisory_lock(8675)")
        done = run("--bundle", str(file), "--yes")

    assert done.exit_code == 0, done.output
    text = file.read_text()
    assert [each for each in CANARIES if each.lower() in text.lower()] == []
    assert text in done.stdout, "all of it was shown"
    assert file.stat().st_mode & 0o077 == 0
    told = json.loads(text)
    assert told["comity"]
    assert told["machine"]["python"].startswith("3.")
    assert told["packages"]["django"].startswith("5.2")
    assert told["settings"]["COMITY_BACKUP_DAYS"] == "9"
    assert told["settings"]["COMITY_MAIL_PASSWORD"] == "set"
    assert told["settings"]["COMITY_WEB_THREADS"] == "set, and not as it should be"
    assert told["operation"]["backup"]["good"] is False
    assert told["tables"]["django_session"]["rows"] == "under 10"
    assert "databases_person" in told["tables"]
    assert told["migrations"]["of_another_version"] == "under 10"
    assert told["migrations"]["not_applied"] == []
    assert told["logs"]["web.log"]["unknown"] >= 8
    assert told["logs"]["web.log"]["raised ValueError"] == 1
    assert (
        told["logs"]["postgresql.log"]["2026-11-27 02 ERROR: duplicate key value violates unique constraint"]
        == 1
    )


def test_it_is_shown_and_asked_about_and_nothing_is_written_without_a_word(home: Path, tmp_path: Path):
    file = tmp_path / "support.json"
    refused = run("--bundle", str(file))
    assert refused.exit_code == 1
    assert '"packages"' in refused.stdout
    assert not file.exists()


def test_a_node_whose_database_is_gone_still_gives_one(home: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("COMITY_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    done = run("--bundle", str(tmp_path / "support.json"), "--yes")
    assert done.exit_code == 0, done.output
    assert json.loads((tmp_path / "support.json").read_text())["database"] == "cannot be read"


@pytest.mark.parametrize("line", LOST)
def test_no_shape_of_a_line_holds_what_the_line_held(line: str):
    told = shape_of(line)
    assert [each for each in CANARIES if each.lower() in told.lower()] == []


def test_shapes_keep_what_helps():
    here = shape_of.__code__.co_filename
    assert shape_of(f"incident {ID}: OperationalError in asked ({here}:12) < main ({here}:9)") == (
        "incident OperationalError at comity/cli/log_shapes.py:12 at comity/cli/log_shapes.py:9"
    )
    assert shape_of(f'  File "{here}", line 3, in shapes') == "at comity/cli/log_shapes.py:3"
    assert shape_of(f'  File "{Path(here).parent}/../../../../etc/passwd.py", line 3, in x') == "unknown"
    assert shape_of("psycopg.errors.UniqueViolation: words") == "raised UniqueViolation"
    assert shapes(["", " ", "words of somebody", "ValueError"]) == {"unknown": 1, "raised ValueError": 1}
