"""The pages for everybody: no sign-in, no cookie, nothing that was not meant to be shown."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.clock import database_now, local_date
from accounts.models import User
from accounts.services import end_membership
from agreements.enums import AgreementStatus, Side
from agreements.services.public import show_agreement
from agreements.services.signing import send_out
from tests.agreements.signing_things import ready_draft, sign_for
from tests.factories import AgencyFactory, AgreementFactory, LocalAuthorityFactory
from tests.people import World

ClientOf = Callable[[User], Client]
PAGES = ("/partners/", "/partners/carers/", "/partners/providers/", "/partners/support/", "/partners/plans/")


def page_of(world: World) -> str:
    return f"/partners/providers/{world.college.uuid}/"


def linked_data(text: str) -> dict[str, object]:
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    found: dict[str, object] = json.loads(data)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_nobody_needs_to_sign_in_and_no_cookie_is_set(path: str):
    response = Client().get(path)
    assert response.status_code == 200
    assert not response.cookies
    assert response["Cache-Control"] == "public, max-age=300"
    assert "Vary" not in response
    assert 'content="index, follow"' in response.content.decode()
    again = Client().get(path, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert again["Cache-Control"] == "public, max-age=300"


def test_who_is_signed_in_gets_the_page_that_everybody_gets(world: World, client_of: ClientOf):
    client = client_of(world.head.user)
    for path in [*PAGES, page_of(world)]:
        response = client.get(path)
        assert response.content == Client().get(path).content
        assert not response.cookies
        assert world.head.user.name not in response.content.decode()
    assert client.get("/account/").status_code == 200  # still signed in everywhere else
    assert client.get("/account/")["Cache-Control"] == "no-store, private"


def test_what_is_not_there_is_not_kept(world: World):
    response = Client().get(f"/partners/providers/{world.other_college.uuid}/")
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store, private"


def test_providers_stand_by_authority_with_whom_they_signed(world: World):
    AgreementFactory(virtual_school=world.host_virtual_school, provider=world.college)
    response = Client().get("/partners/providers/")
    text = response.content.decode()
    assert re.findall(r"<h2[^>]*id=.authority[^>]*>([^<]*)</h2>", text) == ["Host"]
    assert "Signed with Home Virtual School and Host Virtual School" in text
    assert text.count("data-row") == 1
    data = linked_data(text)
    assert data["@type"] == "ItemList"
    assert [item["name"] for item in data["itemListElement"]] == ["Brindley College"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("query", "found"),
    [("", True), ("q=brindl", True), ("q=HOST", True), ("q=nothing", False), ("authority=zzz", True)],
)
def test_providers_can_be_searched(query: str, found: bool, world: World):
    assert ("Brindley College" in Client().get(f"/partners/providers/?{query}").content.decode()) is found


def test_providers_can_be_chosen_by_authority(world: World):
    AgreementFactory(virtual_school=world.virtual_school, provider=world.other_college)
    elsewhere = world.other_college.local_authority.dfe_code
    text = Client().get(f"/partners/providers/?authority={elsewhere}").content.decode()
    assert "Elsewhere College" in text
    assert "Brindley College" not in text


def test_only_agreements_in_force_that_are_meant_to_be_shown(world: World):
    today = local_date(database_now())
    for fields in (
        {"is_public": False},
        {"status": AgreementStatus.DRAFT},
        {"status": AgreementStatus.ENDED, "ends_on": today - timedelta(days=1)},
        {"ends_on": today - timedelta(days=1)},
        {"starts_on": today + timedelta(days=1)},
    ):
        provider = AgencyFactory(provider=True)
        AgreementFactory(virtual_school=world.virtual_school, provider=provider, **fields)
        assert provider.name not in Client().get("/partners/providers/").content.decode()
        assert Client().get(f"/partners/providers/{provider.uuid}/").status_code == 404


def test_a_person_is_named_only_if_they_agreed_to_it(world: World):
    text = Client().get(page_of(world)).content.decode()
    for word in ("Dina Designated", "Colin Cover", "Kay Contact", "dina.designated@"):
        assert word not in text
    post = world.post_designated_person
    post.is_public = True
    post.save()
    text = Client().get(page_of(world)).content.decode()
    assert "Dina Designated" in text
    assert "dina.designated@example.org" in text
    assert "Colin Cover" not in text  # who covers was not asked
    assert linked_data(text)["contactPoint"]["name"] == "Dina Designated"  # type: ignore[index]
    end_membership(membership=world.designated_person, by=None, now=database_now())
    assert "Dina Designated" not in Client().get(page_of(world)).content.decode()


def test_the_provider_itself_can_always_be_reached(world: World):
    world.college.phone, world.college.email = "0121 496 0000", "office@brindley.example"
    world.college.website = "https://brindley.example"
    world.college.save()
    text = Client().get(page_of(world)).content.decode()
    assert "0121 496 0000" in text
    assert "office@brindley.example" in text
    assert "Sun 1 September 2024" in text
    assert linked_data(text)["telephone"] == "0121 496 0000"


def test_no_name_ends_the_block_of_data(world: World):
    world.college.name = "</script><script>alert(1)</script>"
    world.college.save()
    text = Client().get(page_of(world)).content.decode()
    assert "<script>alert(1)" not in text
    assert linked_data(text)["name"] == "</script><script>alert(1)</script>"


def test_what_somebody_types_is_never_a_fault(db: None):
    for query in ("page=0", "page=x", "q=%00", "q=" + "x" * 500, "authority=%F0%9F%98%80"):
        assert Client().get(f"/partners/providers/?{query}").status_code == 200, query
    assert Client().get("/partners/support/nowhere/").status_code == 404


@pytest.mark.django_db
def test_the_list_asks_the_same_number_of_questions_however_long(django_assert_num_queries):
    def fill(count: int) -> None:
        for _ in range(count):
            AgreementFactory(provider=AgencyFactory(provider=True, local_authority=LocalAuthorityFactory()))

    fill(2)
    with django_assert_num_queries(5):
        Client().get("/partners/providers/")
    fill(8)
    with django_assert_num_queries(5):
        Client().get("/partners/providers/")


def test_the_signed_document_is_there_for_everybody_without_addresses(
    world: World, real_now: datetime, monkeypatch: pytest.MonkeyPatch
):
    address = f"/partners/agreements/{world.agreement.uuid}.pdf"
    assert Client().get(address).status_code == 404  # signed before Mainstay
    assert "(PDF)" not in Client().get(page_of(world)).content.decode()
    agreement = ready_draft(world, real_now)
    text = send_out(agreement=agreement, by=world.head.user, now=real_now)
    address = f"/partners/agreements/{agreement.uuid}.pdf"
    assert Client().get(address).status_code == 404  # not signed yet
    for side in Side:
        sign_for(side, text, real_now)
    assert address in Client().get(page_of(world)).content.decode()
    response = Client().get(address)
    assert response.content.startswith(b"%PDF")
    assert response["Cache-Control"] == "public, max-age=300"
    assert not response.cookies
    # It is made once, however often somebody asks.
    monkeypatch.setattr("agreements.views.public.public_pdf", lambda agreement: pytest.fail("made again"))
    assert Client().get(f"{address}?again").content == response.content
    show_agreement(agreement=agreement, is_public=False, by=world.head.user, now=real_now)
    assert Client().get(address).status_code == 404
