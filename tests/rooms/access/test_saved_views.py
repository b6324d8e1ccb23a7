"""Saved views: a list as its officer left it; shared by choice, checked when opened, gone when nobody opens it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comity.access import actions, middleware, tasks
from comity.access.name_clock import names_due
from comity.access.roles import Role, UnitKind
from comity.access.saved_lists import LISTS, filters_of
from comity.access.saved_views import MOST_OF_ONE, UNUSED_DAYS, SavedView, Share, views_for
from comity.gate.system import clock_of
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotFound, Refused
from tests import people

pytestmark = pytest.mark.django_db
VEHICLES = "records-vehicles"
ASKED = {"kind": "car", "near_review": "yes", "sort": "kept_until"}


@pytest.fixture
def amina():
    return people.officer("amina", Role.DESK_OFFICER)


@pytest.fixture
def by(amina):
    return people.actor(amina)


def kept(by, name="Cars to look at", share=Share.NOBODY, slug=VEHICLES, asked=ASKED):
    return actions.save_view(slug, asked, name=name, share=share, by=by)


def test_a_view_leads_back_to_the_list_as_it_was(by):
    view = kept(by)
    address = actions.open_view(view.id, by=by)
    assert address == "/records/vehicles/?kind=car&near_review=yes&sort=kept_until"


def test_only_what_the_list_understands_is_kept(by):
    asked = {**ASKED, "kind": "submarine", "next": "//evil.example", "before": "x", "q": " VF1 ", "\0": "\0"}
    assert kept(by, asked=asked).filters == {"q": "VF1", "near_review": "yes", "sort": "kept_until"}


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=300), max_size=60))
def test_whatever_an_address_says_a_list_keeps_what_it_reads_back(asked):
    for entry in LISTS.values():
        filters = filters_of(entry, asked)
        assert filters_of(entry, filters) == filters
        assert entry.address(filters).startswith("/")
        assert not entry.address(filters).startswith("//")


def test_a_program_reads_the_views_of_its_officer_and_what_is_shared(amina, by):
    kept(by)
    colleague = people.officer("benoit", Role.DESK_OFFICER)
    kept(people.actor(colleague), name="Everybody's", share=Share.BUREAU)
    kept(people.actor(colleague), name="His own")
    text, _id = people.token(person=amina)

    told = Client(headers={"Authorization": f"Bearer {text}"}).get("/api/v1/views").json()

    assert [(each["name"], each["share"], each["own"]) for each in told] == [
        ("Cars to look at", "nobody", True),
        ("Everybody's", "bureau", False),
    ]
    assert told[0]["filters"] == ASKED
    assert told[0]["address"] == "/records/vehicles/?kind=car&near_review=yes&sort=kept_until"


def test_every_list_of_the_house_can_be_kept(by):
    assert {"hits", "messages", VEHICLES, "records-document-alerts"} <= LISTS.keys()
    for slug in ("hits", "messages", "records-document-alerts"):
        assert actions.open_view(kept(by, slug=slug, asked={}).id, by=by).startswith("/")


def test_hits_and_messages_keep_their_own_filters(by):
    hits = kept(
        by,
        slug="hits",
        asked={"show": "closed", "database": "vehicles", "bureau": "ita", "desk": "1", "x": "y"},
    )
    assert hits.filters == {"show": "closed", "database": "vehicles", "bureau": "ITA", "desk": "1"}
    mail = kept(by, slug="messages", asked={"box": "out", "case": "K-7", "unread": "0"})
    assert mail.filters == {"box": "out", "case": "K-7"}
    assert actions.open_view(mail.id, by=by) == "/messages/?box=out&case=K-7"


def test_a_private_view_is_nobody_elses(by):
    view = kept(by)
    other = people.acting("bea", Role.DESK_OFFICER)
    assert views_for(other) == []
    with pytest.raises(NotFound):
        actions.open_view(view.id, by=other)


def test_a_shared_view_opens_in_its_unit_or_its_bureau_and_no_further(by):
    of_unit, of_bureau = kept(by, "unit", Share.UNIT), kept(by, "bureau", Share.BUREAU)
    beside = people.acting("bea", Role.DESK_OFFICER)
    post = people.unit("FRA", "Roissy", kind=UnitKind.BORDER_POST)
    away = people.actor(people.officer("alix", Role.DESK_OFFICER, place=post))
    abroad = people.acting("bruno", Role.BUREAU_HEAD, code="ITA")
    assert {each.name for each in views_for(beside)} == {"unit", "bureau"}
    assert {each.name for each in views_for(away)} == {"bureau"}
    assert views_for(abroad) == []
    for view in (of_unit, of_bureau):
        with pytest.raises(NotFound):
            actions.open_view(view.id, by=abroad)
        with pytest.raises(NotFound):
            actions.drop_shared_view(view.id, by=abroad)
        with pytest.raises(NotFound):
            actions.change_view(view.id, name="mine", share=Share.NOBODY, by=beside)
        with pytest.raises(NotFound):
            actions.delete_view(view.id, by=beside)
    assert actions.open_view(of_bureau.id, by=away)


def test_a_list_that_one_may_not_read_is_neither_kept_nor_opened(by):
    guard = people.acting("gil", Role.BORDER_GUARD)
    with pytest.raises(NotFound):
        kept(guard)
    view = kept(by, share=Share.BUREAU)
    assert views_for(guard) == []
    with pytest.raises(NotFound):
        actions.open_view(view.id, by=guard)
    with pytest.raises(NotFound):
        kept(by, slug="no-such")


def test_a_view_of_a_database_outside_the_units_scope_is_not_there(by):
    view = kept(by, share=Share.BUREAU)
    narrow = people.unit("FRA", "Documents only", databases=[1])
    reader = people.actor(people.officer("dan", Role.DESK_OFFICER, place=narrow))
    assert views_for(reader) == []
    with pytest.raises(NotFound):
        actions.open_view(view.id, by=reader)


def test_a_name_is_needed_and_used_once(by):
    kept(by, "Cars")
    for name in ("", "  ", "Cars"):
        with pytest.raises(Invalid):
            kept(by, name)
    assert kept(by, "Cars", slug="hits", asked={}).name == "Cars"


def test_one_officer_keeps_only_so_many(by):
    for number in range(MOST_OF_ONE):
        kept(by, f"View {number}")
    with pytest.raises(Refused):
        kept(by, "One more")


def test_a_program_keeps_none():
    system = people.acting("sys", Role.DESK_OFFICER)
    with pytest.raises(Refused):
        kept(replace(system, officer=None))


def test_a_view_is_renamed_shared_and_deleted_by_its_maker(by):
    view = kept(by)
    changed = actions.change_view(view.id, name="Cars of the month", share=Share.BUREAU, by=by)
    assert (changed.name, changed.share) == ("Cars of the month", Share.BUREAU)
    actions.delete_view(view.id, by=by)
    assert not SavedView.objects.exists()


def test_a_head_drops_what_was_shared_and_nothing_private(by):
    head = people.acting("henri", Role.BUREAU_HEAD)
    shared, private = kept(by, "shared", Share.BUREAU), kept(by, "private")
    actions.drop_shared_view(shared.id, by=head)
    with pytest.raises(NotFound):
        actions.drop_shared_view(private.id, by=head)
    assert [each.name for each in SavedView.objects.all()] == ["private"]


def test_what_nobody_opens_is_gone_after_its_days_and_not_a_day_before(by):
    view, now = kept(by), timezone.now()
    clock = clock_of("FRA", "access.end_views")
    assert actions.end_views(now + timedelta(days=UNUSED_DAYS, seconds=-1), by=clock) == 0
    assert (
        actions.end_views(
            now + timedelta(days=UNUSED_DAYS, minutes=1), by=clock_of("ITA", "access.end_views")
        )
        == 0
    )
    assert actions.end_views(now + timedelta(days=UNUSED_DAYS, minutes=1), by=clock) == 1
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_to_open_it_is_to_use_it(by):
    view = kept(by)
    long_ago = timezone.now() - timedelta(days=UNUSED_DAYS - 1)
    SavedView.objects.filter(pk=view.pk).update(used_at=long_ago)
    actions.open_view(view.id, by=by)
    assert SavedView.objects.get().used_at > long_ago + timedelta(days=100)
    SavedView.objects.filter(pk=view.pk).update(used_at=long_ago - timedelta(days=9))
    assert tasks.end_saved_views(0) == 1


def test_views_go_with_the_name_of_their_officer(amina, by):
    kept(by, share=Share.BUREAU)
    other = kept(people.acting("bea", Role.DESK_OFFICER), "of Bea")
    amina.is_active, amina.left_at = False, timezone.now() - timedelta(days=4000)
    amina.save()
    assert amina in names_due(timezone.now())
    actions.forget_name(amina, timezone.now(), by=clock_of("FRA", "access.forget_name"))
    assert list(SavedView.objects.all()) == [other]


def test_no_act_holds_a_name_or_a_filter(by):
    view = kept(by, "Search for Marta", asked={"q": "MARTA"})
    actions.open_view(view.id, by=by)
    rows = ActRow.objects.filter(verb__in=["access.save_view", "access.open_view"])
    assert rows.count() == 2
    for row in rows:
        assert row.about == f"view:{view.id}"
        assert "MARTA" not in str(row.__dict__).upper().replace("AMINA", "")


def browser(person, monkeypatch):
    monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)
    client = Client()
    client.force_login(person)
    return client


def test_a_view_is_kept_from_the_list_and_found_on_it_and_on_the_first_page(amina, monkeypatch):
    client = browser(amina, monkeypatch)
    page = client.get("/records/vehicles/?kind=car&sort=make").content.decode()
    address = f"{reverse('access:save-view', args=[VEHICLES])}?filters=kind%3Dcar%26sort%3Dmake"
    assert address in page

    form = client.get(address).content.decode()
    assert "kind=car&amp;sort=make" in form
    sent = {"name": "Cars by make", "share": "bureau", "filters": "kind=car&sort=make"}
    done = client.post(reverse("access:save-view", args=[VEHICLES]), sent)
    assert (done.status_code, done["Location"]) == (302, "/records/vehicles/?kind=car&sort=make")

    for place in ("/records/vehicles/", "/", reverse("access:saved-views")):
        assert "Cars by make" in client.get(place).content.decode(), place
    view = SavedView.objects.get()
    assert client.get(reverse("access:open-view", args=[view.pk]))["Location"].startswith(
        "/records/vehicles/?kind=car"
    )
    again = client.post(reverse("access:save-view", args=[VEHICLES]), sent)
    assert again.status_code == 422
    assert "under this name already" in again.content.decode()

    changed = client.post(reverse("access:change-view", args=[view.pk]), {"name": "Cars", "share": "nobody"})
    assert changed.status_code == 302
    assert client.post(reverse("access:delete-view", args=[view.pk])).status_code == 302
    assert client.get(reverse("access:open-view", args=[view.pk])).status_code == 404
