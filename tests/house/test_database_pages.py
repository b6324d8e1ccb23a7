"""Each database has its page in the documentation, and it is the one that its declaration makes now."""

from comity.records.management.commands.databases import pages
from tests.house.sources import ROOT

FOLDER = ROOT / "docs" / "databases"


def test_every_page_is_what_its_declaration_says():
    expected = pages()
    written = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
    stale = sorted(
        name for name in expected.keys() | written.keys() if expected.get(name) != written.get(name)
    )
    assert stale == [], "write them anew: python -m comity databases --write docs/databases"
