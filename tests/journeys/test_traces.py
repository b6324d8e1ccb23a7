"""A trace of a seized pistol through three countries in real browsers, without scripts too."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import people
from tests.journeys.browser import PHONE, Visit, check_access, check_fits, open_visit, picture

pytestmark = pytest.mark.browser
STORY = """
from comity.access.roles import Role
for name, code in (("seraphine", "FRA"), ("mara", "ITA"), ("imke", "DEU")):
    people.bureau(code, country=code)
    people.officer(name, Role.DESK_OFFICER, place=people.unit(code, "Firearms desk"))
"""
SERIAL = "TRC0091842"
HOLDER = "Otto Invented"


@pytest.fixture(scope="session")
def desks(node) -> None:
    """A firearms desk at each of three bureaus."""
    node.prepare(STORY)
    for code in ("FRA", "ITA", "DEU"):  # other stories may have made these without a country
        node.prepare(
            f"from comity.bureaus.models import Bureau\nBureau.objects.filter(pk={code!r}).update(country={code!r})"
        )


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def windows(request, chromium: Browser, node, desks: None) -> Iterator[list[Visit]]:
    """One window for each desk officer, all with scripts or all without."""
    contexts = [chromium.new_context(java_script_enabled=request.param, locale="en") for _desk in range(3)]
    visits = [open_visit(context, node) for context in contexts]
    for visit, name in zip(visits, ("seraphine@fra", "mara@ita", "imke@deu"), strict=True):
        visit.sign_in(name, people.PASSWORD)
    yield visits
    for context in contexts:
        context.close()
    assert [fault for visit in visits for fault in visit.faults] == []


def begin(visit: Visit) -> Page:
    """Type the pistol, first with a gap."""
    page = visit.go("/traces/new/")
    page.locator("[name=kind]").select_option("pistol")
    page.locator("[name=serial]").fill(SERIAL)
    page.locator("[name=make]").fill("Brandelius")
    page.locator("[name=country_of_make]").fill("ITA")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.locator(".flash").filter(has_text="Before a bureau can be asked")).to_contain_text("Calibre")
    page.get_by_role("link", name="Fill it in").click()
    page.locator("[name=calibre]").fill("9x19")
    page.get_by_label("Seized on").fill("2026-10-02")
    page.get_by_label("Country where it was seized").fill("FRA")
    page.get_by_label("How it came to light").select_option("search")
    page.locator("[name=account]").fill("Under the floor.")
    page.get_by_role("button", name="Save the change").click()
    expect(page.locator("h1")).to_contain_text(SERIAL)
    return page


def open_theirs(visit: Visit) -> Page:
    page = visit.go("/traces/")
    page.get_by_role("link", name=SERIAL).first.click()
    expect(page.locator("h1")).to_contain_text(SERIAL)
    return page


def test_a_trace_goes_through_three_countries(windows: list[Visit]):
    france, italy, germany = windows
    ours = begin(france)
    expect(ours.locator("[name=bureau]")).to_have_value("ITA")
    ours.get_by_role("button", name="Send").click()
    expect(ours.locator(".timeline")).to_contain_text("Bureau ITA")

    theirs = open_theirs(italy)
    expect(theirs.locator("main")).to_contain_text("Under the floor.")
    theirs.get_by_label("Your file number").fill("ROMA-4")
    theirs.get_by_role("button", name="We work on it").click()
    theirs.get_by_label("Exported to another country").check()
    theirs.get_by_role("button", name="Answer", exact=True).click()
    expect(theirs.get_by_text("Say to which country it went.").first).to_be_visible()
    theirs.get_by_label("To which country").fill("DEU")
    theirs.get_by_role("button", name="Answer", exact=True).click()
    expect(theirs.get_by_text("You answered.")).to_be_visible()

    ours.reload()
    expect(ours.locator(".facts")).to_contain_text("Part answered")
    expect(ours.locator(".timeline")).to_contain_text("ROMA-4")
    expect(ours.locator("[name=bureau]")).to_have_value("DEU")
    ours.get_by_label("Tell it how, when and where").uncheck()
    ours.get_by_role("button", name="Send").click()

    last = open_theirs(germany)
    assert "Under the floor." not in last.locator("main").inner_text()
    assert "Italy" not in last.locator(".timeline").all_inner_texts()
    last.get_by_label("Sold to a dealer or a holder").check()
    last.get_by_label("Dealer (a firm)").fill("Waffen Invented")
    last.get_by_label("Private holder (a person)").fill(HOLDER)
    last.get_by_role("button", name="Answer", exact=True).click()
    expect(last.get_by_text("The name went sealed")).to_be_visible()
    assert HOLDER not in last.content()

    ours.reload()
    expect(ours.get_by_text("The chain ends here")).to_be_visible()
    assert HOLDER not in ours.content()
    ours.get_by_role("button", name="Open the sealed name").click()
    expect(ours.get_by_text(HOLDER)).to_be_visible()
    ours.get_by_label("Note for your bureau").fill("Named by Germany.")
    ours.get_by_role("button", name="Close", exact=True).click()
    expect(ours.locator(".facts")).to_contain_text("Closed")
    france.go("/traces/statistics/")
    check_fits(france.page)


def test_the_pages_fit_a_phone(visit: Visit, desks: None):
    visit.sign_in("seraphine@fra", people.PASSWORD)
    begin(visit)
    address = visit.page.url.removeprefix(visit.node.url)
    for name, path in (
        ("trace", address),
        ("trace-form", f"{address}change/"),
        ("traces", "/traces/?show=ours"),
        ("trace-figures", "/traces/statistics/"),
    ):
        picture(visit, path, name)
        visit.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        check_fits(visit.page)
        check_access(visit.page)
