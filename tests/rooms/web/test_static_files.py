"""Static files: those that a page names are collected and no others; what their scripts may not do."""

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


def test_no_script_reads_the_date_of_the_browser():
    """Its clock may be wrong by a year: moments and deadlines come from the server, scripts measure lengths alone."""
    scripts = sorted(Path(comity.__file__).parent.rglob("static/**/*.js"))
    assert scripts
    reading = re.compile(r"new Date\b|Date\.parse|Date\.UTC|Intl\.DateTimeFormat")
    assert {each.name: found for each in scripts if (found := reading.findall(each.read_text()))} == {}
