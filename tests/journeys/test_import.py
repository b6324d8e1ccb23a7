"""A desk officer imports a file with bad rows, reads the report, and takes it all back: and looks at it on a phone."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from comity.databases.vehicles import Vehicle
from tests import people
from tests.journeys.browser import Visit, check_access, check_fits, picture

pytestmark = pytest.mark.browser
PREPARE = """
from comity.access.roles import Role
people.bureau("FRA", country="FRA")
people.officer({name!r}, Role.DESK_OFFICER)
"""
WORK = "from comity.records.loading.working import work_on_imports; work_on_imports()"


def address(page: Page) -> str:
    """The path of what is open."""
    return urlsplit(page.url).path


def a_file(mark: str) -> bytes:
    """Two good rows and two bad ones, one column in words of the bureau's own."""
    example = {name: str(value) for name, value in Vehicle.example.items() if isinstance(value, str | int)}
    changes = [
        {"plate": f"QX{mark}01"},
        {"plate": f"QX{mark}02"},
        {"plate": f"QX{mark}03", "date": "03/05/2024", "stolen_on": "03/05/2024"},
        {"plate": f"QX{mark}04", "plate_country": "Utopia"},
    ]
    rows = [
        {**example, **{name: value for name, value in each.items() if name in example}} for each in changes
    ]
    lines = [["Our plate" if name == "plate" else name for name in example]]
    lines += [list(row.values()) for row in rows]
    return "\n".join(";".join(cells) for cells in lines).encode()


def test_a_file_with_bad_rows_is_imported_and_undone(visit: Visit) -> None:
    name, mark = "irma", "A"
    visit.node.prepare(PREPARE.format(name=name))
    visit.sign_in(f"{name}@fra", people.PASSWORD)
    page = visit.go("/records/vehicles/")
    page.get_by_role("link", name="Import a file").click()
    file = {"name": "week 20.csv", "mimeType": "text/csv", "buffer": a_file(mark)}
    page.locator("#id_file").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.get_by_label("Our plate").select_option("plate")
    page.get_by_role("button", name="Check the file").click()
    visit.node.prepare(WORK)
    page.get_by_role("button", name="Record the good rows").wait_for()  # the page has looked again by itself
    assert page.locator("td .error").count() >= 2
    assert page.get_by_role("row").filter(has_text=f"QX{mark}04").locator(".error").count() == 1
    for path in (f"{address(page)}columns/", address(page)):
        picture(visit, path, "import")
        check_fits(page)
        check_access(page)
    visit.speak("en")
    visit.go(address(page))
    page.get_by_role("button", name="Record the good rows").click()
    visit.node.prepare(WORK)
    visit.go(address(page))
    with page.expect_download() as report:
        page.get_by_role("link", name="Report of refused rows").click()
    assert "plate_country" in report.value.path().read_text("utf-8")
    page.get_by_role("link", name="Undo the whole import").click()
    page.locator("#id_reason").fill("Last year's file.")
    page.get_by_role("button", name="Undo the whole import").click()
    visit.node.prepare(WORK)
    visit.go(address(page))
    assert "What undoing did" in page.locator("main").inner_text()
    visit.go("/records/vehicles/")
    assert f"QX{mark}01" not in page.locator("main").inner_text()
