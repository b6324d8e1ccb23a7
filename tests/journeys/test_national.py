"""Sign-in through a bureau's own OpenID provider, against a real one on loopback."""

import json
import time
from collections.abc import Iterator

import pytest
import requests

from tests import provider as providers
from tests.cluster import ClusterForTests
from tests.journeys.browser import Node, Visit, check_access, open_visit, serve
from tests.provider import Provider

# Whom the provider may vouch for, and whom not.
ENROLLED = """
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from comity.access.roles import Role
for name in ("known", "renamed", "clicking", "twice", "forged"):
    people.officer(name, Role.DESK_OFFICER)
people.officer("fresh", Role.DESK_OFFICER, must_change_password=True)
people.officer("sven", Role.DESK_OFFICER, is_active=False)
people.officer("leaver", Role.DESK_OFFICER)
for name in ("head", "proved"):
    people.officer(name, Role.BUREAU_HEAD, must_have_second_factor=True)
TOTP.activate(people.officer("holder", Role.BUREAU_HEAD, must_have_second_factor=True), generate_totp_secret())
people.officer("pilar", Role.BUREAU_HEAD, place=people.unit("ESP"))
"""
ACTS = """
import json
from comity.journal.models import ActRow
rows = ActRow.objects.filter(verb__startswith="access.").order_by("at").values_list("verb", "outcome", "reason")
print(json.dumps(list(rows)))
"""
DOOR, BEGIN, BACK = "/account/sign-in/", "/account/national/", "/account/national/callback/"
NOT_ENROLLED, NOT_SIGNED_IN = "you are not enrolled here", "sign-in did not work"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with providers.running() as provider:
        yield provider


@pytest.fixture(scope="module")
def bureau(test_cluster: ClusterForTests, provider: Provider) -> Iterator[Node]:
    """A node that hosts France and Spain, and trusts the provider for France."""
    with test_cluster.fresh() as database:
        for node in serve(database.environment | provider.settings("FRA")):
            node.prepare(ENROLLED)
            yield node


class Reader:
    """A browser without a window: follows redirects, keeps cookies."""

    def __init__(self, node: Node) -> None:
        self.node, self.session = node, requests.Session()

    def get(self, path: str, **more: object) -> requests.Response:
        return self.session.get(self.node.url + path, timeout=20, **more)  # type: ignore[arg-type]

    def comes_in(self) -> requests.Response:
        """Through the provider, to wherever that leads."""
        return self.get(BEGIN)

    @property
    def is_in(self) -> bool:
        return self.get("/bureaus/", allow_redirects=False).status_code == 200


@pytest.fixture
def reader(bureau: Node) -> Reader:
    return Reader(bureau)


def acts(node: Node) -> list[list[object]]:
    found: list[list[object]] = json.loads(node.prepare(ACTS))
    return found


def test_an_officer_of_the_bureau_comes_in_and_only_the_subject_counts_from_then_on(bureau, provider, reader):
    provider.vouch("subject-1", "Known@FRA")
    assert reader.comes_in().url == bureau.url + "/"
    assert reader.is_in
    asked = provider.asked
    assert (asked["scope"].split(), asked["code_challenge_method"]) in (
        (["openid", "profile"], "S256"),
        (["profile", "openid"], "S256"),
    )
    assert len(asked["nonce"]) == 64
    assert asked["redirect_uri"] == bureau.url + BACK

    provider.vouch("subject-1", "somebody.else@fra")  # the name may change over there
    again = Reader(bureau)
    again.comes_in()
    assert again.is_in
    provider.vouch("subject-2", "known@fra")  # and be given to another person
    other = Reader(bureau)
    assert NOT_ENROLLED in other.comes_in().text
    assert not other.is_in

    reasons = [reason for verb, _, reason in acts(bureau) if verb == "access.sign_in"]
    assert (reasons.count("socialaccount"), "linked-otherwise" in reasons) == (2, True)
    kept = bureau.prepare("""
from allauth.socialaccount.models import SocialAccount
print([(len(each.uid), each.extra_data) for each in SocialAccount.objects.all()])
""")
    assert "Not To Be Kept" not in kept
    assert "subject-1" in kept


@pytest.mark.parametrize("name", ["nobody@fra", "", "pilar@esp", "sven@fra"])
def test_whom_the_provider_may_not_vouch_for_stays_outside(bureau, provider, reader, name):
    provider.vouch(f"stranger {name}", name)
    page = reader.comes_in()
    assert page.url == bureau.url + DOOR
    assert NOT_ENROLLED in page.text
    assert not reader.is_in


def test_a_linked_officer_who_is_suspended_stays_outside(bureau, provider, reader):
    provider.vouch("subject-leaver", "leaver@fra")
    reader.comes_in()
    assert reader.is_in
    bureau.prepare("""
from comity.access import actions
from comity.access.models import Officer
from comity.access.roles import Role
security = people.acting("security", Role.SECURITY_OFFICER)
actions.suspend_officer(Officer.objects.get(sign_in_name="leaver@fra"), reason="left", by=security)
""")
    assert not reader.is_in
    reader.comes_in()
    assert not reader.is_in
    assert ["access.sign_in", 2, "suspended"] in acts(bureau)


def test_a_privileged_role_needs_a_second_factor_that_the_provider_may_prove(bureau, provider):
    for name, claims, leads_to in (
        ("head", {}, "/account/second-factor/"),
        ("head", {"amr": ["pwd"]}, "/account/second-factor/"),
        ("head", {"amr": "mfa"}, "/account/second-factor/"),
        ("proved", {"amr": ["pwd", "mfa"]}, "/bureaus/"),
        ("proved", {"acr": "urn:example:high"}, "/bureaus/"),
    ):
        provider.vouch(f"subject-{name}", f"{name}@fra", **claims)
        reader = Reader(bureau)
        reader.comes_in()
        assert reader.get("/bureaus/").url == bureau.url + leads_to, claims


def test_an_enrolled_second_factor_is_asked_unless_the_provider_proved_one(bureau, provider):
    provider.vouch("subject-holder", "holder@fra", amr=["pwd"])
    reader = Reader(bureau)
    assert reader.comes_in().url.endswith("/account/second-factor/authenticate/")
    assert not reader.is_in
    provider.vouch("subject-holder", "holder@fra", amr=["mfa"])
    reader = Reader(bureau)
    reader.comes_in()
    assert reader.is_in


def test_a_one_time_password_stands_in_nobodys_way_who_needs_none(provider, reader):
    provider.vouch("subject-fresh", "fresh@fra")
    reader.comes_in()
    assert reader.is_in


LIES = {
    "nonce of another": ({"nonce": "0" * 64}, "RS256"),
    "no nonce": ({"nonce": None}, "RS256"),
    "another issuer": ({"iss": "http://127.0.0.1:9"}, "RS256"),
    "another audience": ({"aud": "somebody-else"}, "RS256"),
    "too late": ({"exp": int(time.time()) - 3600}, "RS256"),
    "no subject": ({"sub": None}, "RS256"),
    "an empty subject": ({"sub": ""}, "RS256"),
    "signed by a stranger": ({}, "stranger"),
    "not signed": ({}, "none"),
    "signed with the client's secret": ({}, "HS256"),
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_that_is_not_quite_right_opens_nothing(bureau, provider, reader, lie):
    provider.vouch("subject-forged", "forged@fra")
    provider.lies, provider.signs = LIES[lie]
    page = reader.comes_in()
    assert page.url == bureau.url + DOOR
    assert NOT_SIGNED_IN in page.text
    assert not reader.is_in


def test_an_answer_serves_once_and_only_the_browser_that_asked(bureau, provider, reader):
    provider.vouch("subject-twice", "twice@fra")
    begun = reader.get(BEGIN, allow_redirects=False)
    answer = requests.get(begun.headers["Location"], allow_redirects=False, timeout=20).headers["Location"]
    thief = Reader(bureau)
    assert NOT_SIGNED_IN in thief.session.get(answer, timeout=20).text
    assert not thief.is_in
    assert reader.session.get(answer, timeout=20).url == bureau.url + "/"
    assert reader.is_in
    assert NOT_SIGNED_IN in reader.session.get(answer, timeout=20).text
    assert ["access.sign_in", 2, "provider-answer-refused"] in acts(bureau)


def test_nothing_of_the_address_changes_what_is_asked_or_where_it_leads(bureau, provider, reader):
    provider.vouch("subject-renamed", "renamed@fra")
    page = reader.get(BEGIN + "?process=connect&scope=admin&auth_params=prompt%3Dnone&next=//evil.example/")
    assert page.url == bureau.url + "/"
    assert "admin" not in provider.asked["scope"]
    assert "prompt" not in provider.asked
    assert Reader(bureau).get(BEGIN + "?next=/access/me/").url == bureau.url + "/access/me/"


def test_no_other_site_begins_a_sign_in(bureau, reader):
    page = reader.get(BEGIN, headers={"Sec-Fetch-Site": "cross-site"}, allow_redirects=False)
    assert page.headers["Location"] == DOOR


def test_a_provider_that_is_down_is_a_sentence(bureau, provider, reader):
    provider.vouch("subject-1", "known@fra")
    provider.down = True
    page = reader.comes_in()
    assert (page.url, page.status_code) == (bureau.url + DOOR, 200)
    assert NOT_SIGNED_IN in page.text


@pytest.mark.browser
def test_the_way_is_a_link_that_a_strict_browser_follows(bureau, provider, chromium):
    provider.vouch("subject-clicking", "clicking@fra")
    context = chromium.new_context(locale="en")
    visit: Visit = open_visit(context, bureau)
    page = visit.go(DOOR)
    check_access(page)
    page.get_by_role("link", name="Sign in through National police").click()
    page.wait_for_url(bureau.url + "/")
    assert visit.go("/access/me/").locator("h1").inner_text() == "Clicking"
    context.close()
    assert visit.faults == []
