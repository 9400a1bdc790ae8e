"""The guide to money and support: what everybody reads, and how a Virtual School keeps its own entries."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from accounts.clock import database_now, local_date
from accounts.form_fields import day_data
from accounts.models import User
from agreements.models import Entitlement
from agreements.services.entitlements import (
    EntitlementRefused,
    add_entitlement,
    change_entitlement,
    end_entitlement,
)
from tests.people import World

ClientOf = Callable[[User], Client]
WORDS = {"title": "Free bus travel", "what": "A pass.", "who_for": "Care leavers.", "how": "Ask.", "link": ""}


def guide_of(world: World) -> str:
    return f"/partners/support/{world.virtual_school.local_authority.dfe_code}/"


def add(world: World, **fields: object) -> Entitlement:
    now = database_now()
    given = {**WORDS, "starts_on": local_date(now), "virtual_school": world.virtual_school, **fields}
    return add_entitlement(**given, by=world.head.user, now=now)  # type: ignore[arg-type]


def posted(**fields: object) -> dict[str, object]:
    return {**WORDS, **day_data("starts_on", date(2026, 9, 1)), **day_data("ends_on", None), **fields}


def test_the_national_entries_come_with_mainstay(world: World):
    text = Client().get("/partners/support/").content.decode()
    for words in ("Up to £1,200", "£3,000 on top of your wage", "£2,000, paid once", "until you are 25 if you ask"):
        assert words in text
    assert "Choose your council" in text
    assert world.virtual_school.local_authority.name in text


def test_an_authority_adds_its_own_above_the_national_ones(world: World):
    add(world)
    add(world, title="Not yet", starts_on=local_date(database_now()) + timedelta(days=1))
    text = Client().get(guide_of(world)).content.decode()
    assert text.index("Free bus travel") < text.index("Bursary for 16 to 19 year olds")
    assert "Not yet" not in text
    host = world.host_virtual_school.local_authority.dfe_code
    assert "Free bus travel" not in Client().get(f"/partners/support/{host}/").content.decode()


def test_an_entry_is_added_changed_and_ended_with_its_history(world: World, client_of: ClientOf):
    client = client_of(world.head.user)
    response = client.post("/entitlements/new/", posted(virtual_school=str(world.virtual_school.uuid)))
    assert response.status_code == 302
    entry = Entitlement.objects.get(title="Free bus travel")
    client.post(f"/entitlements/{entry.uuid}/change/", posted(what="A pass for buses and trams."))
    assert "A pass for buses and trams." in Client().get(guide_of(world)).content.decode()
    text = client.get(f"/entitlements/{entry.uuid}/change/").content.decode()
    assert "Free bus travel: A pass." in text  # what it said before
    ended = local_date(database_now()) - timedelta(days=1)
    client.post(f"/entitlements/{entry.uuid}/end/", {**day_data("ends_on", ended), "reason": "The offer is over"})
    assert "Free bus travel" not in Client().get(guide_of(world)).content.decode()
    assert entry.history.first().history_change_reason == "The offer is over"
    assert entry.history.count() == 3
    assert "not shown any more (1)" in client.get("/entitlements/").content.decode()


def test_only_those_who_manage_agreements_of_that_school(world: World, client_of: ClientOf):
    entry = add(world)
    for person in (world.officer, world.designated_person, world.host_key_contact):
        assert client_of(person.user).get(f"/entitlements/{entry.uuid}/change/").status_code == 403
    host = posted(virtual_school=str(world.host_virtual_school.uuid))
    assert client_of(world.head.user).post("/entitlements/new/", host).status_code == 200  # not among the choices
    national = Entitlement.objects.filter(virtual_school__isnull=True).first()
    assert national is not None
    assert client_of(world.head.user).get(f"/entitlements/{national.uuid}/change/").status_code == 404


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("title", {"title": " "}),
        ("what", {"what": ""}),
        ("link", {"link": "http://example.org"}),
        ("link", {"link": "javascript:alert(1)"}),
        ("ends_on", {"ends_on": date(2020, 1, 1)}),
    ],
)
def test_what_is_not_kept(field: str, fields: dict[str, object], world: World):
    with pytest.raises(EntitlementRefused) as refusal:
        add(world, **fields)
    assert refusal.value.field == field
    assert not Entitlement.objects.filter(virtual_school=world.virtual_school).exists()


def test_one_title_stands_once_at_a_time(world: World, real_now: datetime):
    first = add(world)
    with pytest.raises(EntitlementRefused):
        add(world, title="free BUS travel")
    today = local_date(real_now)
    end_entitlement(entitlement=first, ends_on=today, reason="New offer", by=world.head.user, now=real_now)
    add(world, starts_on=today + timedelta(days=1))
    with pytest.raises(EntitlementRefused):
        change_entitlement(entitlement=first, **WORDS, starts_on=today, ends_on=None, by=world.head.user, now=real_now)


def test_the_national_ones_are_nobodys_to_change(world: World, real_now: datetime):
    national = Entitlement.objects.filter(virtual_school__isnull=True).first()
    assert national is not None
    with pytest.raises(EntitlementRefused):
        end_entitlement(entitlement=national, ends_on=date(2030, 1, 1), reason="x", by=None, now=real_now)


def test_switches(world: World, client_of: ClientOf):
    page = f"/partners/providers/{world.college.uuid}/"
    contact = f"/directory/contacts/{world.post_designated_person.uuid}/public/"
    assert client_of(world.officer.user).get(contact).status_code == 403
    # The person themselves, and whoever changes the contacts of the agency.
    for person in (world.designated_person, world.signatory):
        client = client_of(person.user)
        assert client.post(contact, {"is_public": "yes"}).status_code == 302
        assert "Dina Designated" in Client().get(page).content.decode()
        assert client.post(contact, {"is_public": "no"}).status_code == 302
        assert "Dina Designated" not in Client().get(page).content.decode()
    assert client_of(world.signatory.user).post(contact, {}).status_code == 200
    switch = f"/agreements/{world.agreement.uuid}/public/"
    assert client_of(world.signatory.user).get(switch).status_code == 403
    assert client_of(world.head.user).post(switch, {"is_public": "no"}).status_code == 302
    assert Client().get(page).status_code == 404
    world.post_designated_person.refresh_from_db()
    assert world.post_designated_person.history.count() == 5  # as it began, and four times switched


def test_the_guide_asks_the_same_number_of_questions_however_long(
    world: World, client_of: ClientOf, django_assert_max_num_queries: Callable[[int], object]
):
    client = client_of(world.head.user)
    client.get("/entitlements/")
    for count in range(6):
        add(world, title=f"Offer {count}")
    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]
        Client().get(guide_of(world))
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.get("/entitlements/")
