"""The way to the registers and to the bulk start: in the menu, on the list of agreements, on the page of the partnership."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
IN_MENU = 'class="govuk-service-navigation__link" href="/partnership/"'


@pytest.mark.parametrize(
    ("who", "sees"),
    [("head", True), ("designated_person", True), ("team_manager", True), ("social_worker", True), ("carer", False)],
)
def test_the_menu_leads_whoever_sees_registers_to_them(world: World, client_of: ClientOf, who: str, sees: bool):
    client = client_of(world.people()[who])
    assert (IN_MENU in client.get("/").content.decode()) is sees
    if sees:
        assert f"{IN_MENU} aria-current=" in client.get(reverse("agreements:partnership")).content.decode()


@pytest.mark.parametrize("page", ["agreements:list", "agreements:partnership"])
def test_who_manages_agreements_finds_the_bulk_start(world: World, client_of: ClientOf, page: str):
    address = f'href="{reverse("agreements:import-upload")}"'
    assert address in client_of(world.head.user).get(reverse(page)).content.decode()
    assert address not in client_of(world.designated_person.user).get(reverse(page)).content.decode()
