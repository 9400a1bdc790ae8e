"""The directory: agencies by kind, how to reach them and the people in their posts."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from agreements.services import change_cover
from tests.factories import AgencyFactory, ContactFactory, MembershipFactory, UserFactory
from tests.people import World

ClientOf = Callable[[User], Client]


@pytest.fixture
def client(world: World, client_of: ClientOf) -> Client:
    return client_of(world.carer.user)  # the weakest role that has one


def test_everybody_with_a_role_finds_every_agency_by_kind(world: World, client: Client):
    response = client.get("/directory/")
    groups = {group["kind"]: [card.agency.name for card in group["cards"]] for group in response.context["groups"]}
    assert groups == {
        "Virtual School": ["Elsewhere Virtual School", "Home Virtual School", "Host Virtual School"],
        "Social care": ["Home Social Care"],
        "Education or training provider": ["Brindley College", "Elsewhere College"],
    }


def test_nobody_without_a_role_sees_it(world: World, client_of: ClientOf):
    nobody = client_of(UserFactory())
    assert nobody.get("/directory/").status_code == 403
    assert nobody.get(f"/directory/{world.college.uuid}/").status_code == 403
    assert Client().get("/directory/").status_code == 302


def test_numbers_can_be_called_and_addresses_written_to(world: World, client: Client):
    person = world.designated_person.user
    person.phone = "01632 960 111"
    person.save()
    for url in ("/directory/", f"/directory/{world.college.uuid}/"):
        text = client.get(url).content.decode()
        assert 'href="tel:01632960111"' in text
        assert f'href="mailto:{person.email}"' in text
        assert "Colin Cover" in text


def test_a_vacant_post_is_shown(world: World, client: Client):
    assert client.get("/directory/?q=elsewhere college").content.decode().count(">Vacant<") == 1
    assert "Vacant: nobody holds this post" in client.get(f"/directory/{world.other_college.uuid}/").content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=brind", ["Brindley College"]),
        ("q=Brîndley", ["Brindley College"]),
        ("q=elsewhere", ["Elsewhere Virtual School", "Elsewhere College"]),
        ("kind=social_care", ["Home Social Care"]),
        ("q=zzz", []),
    ],
)
def test_it_can_be_searched(world: World, client: Client, query: str, names: list[str]):
    groups = client.get(f"/directory/?{query}").context["groups"]
    assert [card.agency.name for group in groups for card in group["cards"]] == names


def test_the_page_of_an_agency_names_its_people_with_their_roles(world: World, client: Client):
    text = client.get(f"/directory/{world.social_care.uuid}/").content.decode()
    assert "Tom Manager" in text
    assert "Social care team manager" in text


def test_carers_numbers_are_private(world: World, client: Client):
    assert "Cora Carer" not in client.get(f"/directory/{world.social_care.uuid}/").content.decode().split("<main")[1]


def test_a_post_without_cover_says_so(world: World, client: Client, real_now):
    change_cover(contact=world.post_designated_person, cover=None, by=world.administrator.user, now=real_now)
    assert "No cover person named" in client.get(f"/directory/{world.college.uuid}/").content.decode()


def test_only_those_who_may_change_contacts_are_offered_it(world: World, client_of: ClientOf):
    for person, offered in ((world.signatory, True), (world.administrator, True), (world.viewer, False)):
        text = client_of(person.user).get(f"/directory/{world.college.uuid}/").content.decode()
        assert ("Change the designated person" in text) == offered
    text = client_of(world.head.user).get(f"/directory/{world.virtual_school.uuid}/").content.decode()
    assert "Change the key contact" in text


def test_an_unknown_agency_is_not_found(world: World, client: Client):
    assert client.get("/directory/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_it_takes_as_many_queries_for_many_as_for_few(world: World, client: Client, django_assert_max_num_queries):
    client.get("/directory/")
    with django_assert_max_num_queries(25) as first:
        client.get("/directory/")
    for _ in range(5):
        ContactFactory(agency=AgencyFactory(provider=True))
        MembershipFactory()
    with django_assert_max_num_queries(len(first)):
        client.get("/directory/")
