"""What a first start hashes and compresses: every file that a page names, and of foreign ones no other."""

import re
from pathlib import Path

import allauth
import pytest
from django.apps import apps
from django.contrib.staticfiles.finders import get_finders

import comity

NAMED = re.compile(r"""{% static ["']([^"']+)["'] %}""")


@pytest.fixture(scope="module")
def collected() -> set[str]:
    left_out = apps.get_app_config("staticfiles").ignore_patterns
    return {path for finder in get_finders() for path, _storage in finder.list(left_out)}


def named(folder: Path) -> set[str]:
    return {name for page in folder.rglob("*.html") for name in NAMED.findall(page.read_text("utf-8"))}


def test_every_file_that_a_page_names_is_collected(collected):
    ours = named(Path(comity.__file__).parent)
    assert "django_htmx/htmx-2.min.js" in ours
    assert (ours | named(Path(allauth.__file__).parent / "templates" / "mfa")) - collected == set()


def test_of_the_four_editions_of_htmx_only_the_one_that_pages_name_is_collected(collected):
    assert {path for path in collected if path.startswith("django_htmx/")} == {"django_htmx/htmx-2.min.js"}
