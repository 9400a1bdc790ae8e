from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts import services
from accounts.enums import AgencyKind
from accounts.models import Agency, LocalAuthority, Membership, User
from tests.factories import AgencyFactory, LocalAuthorityFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_person_is_added(now):
    by = UserFactory()
    user = services.add_person(
        email=" Ada.Okafor@Example.ORG ", name=" Ada  Okafor ", phone="01632 960111", by=by, now=now
    )
    assert (user.email, user.name, user.phone) == ("ada.okafor@example.org", "Ada Okafor", "01632 960111")
    assert not user.has_usable_password()
    assert user.joined_at == now
    assert user.history.get().history_user == by


def test_an_address_is_taken_in_any_spelling(now):
    UserFactory(email="ada@example.org")
    with pytest.raises(services.AddressTaken):
        services.add_person(email="ADA@example.org", name="Ada", now=now)


def test_a_wrong_address_and_a_missing_name_are_refused(now):
    with pytest.raises(services.AddressWrong):
        services.add_person(email="ada", name="Ada", now=now)
    with pytest.raises(services.NameMissing):
        services.add_person(email="ada@example.org", name="  ", now=now)
    assert not User.objects.exists()


def test_details_are_changed(now):
    user = UserFactory(name="Ada")
    services.change_details(user=user, name="Ada Okafor", phone="", by=user, now=now)
    user.refresh_from_db()
    assert (user.name, user.phone) == ("Ada Okafor", "")


def test_an_agency_is_added(now):
    authority = LocalAuthorityFactory()
    agency = services.add_agency(
        kind=AgencyKind.PROVIDER,
        name="Édouard  College",
        local_authority=authority,
        tracked_from=date(2026, 9, 1),
        ukprn="10099999",
        now=now,
    )
    assert (agency.name, agency.sort_name) == ("Édouard College", "edouard college")
    assert agency.history.get().history_date == now


def test_names_codes_and_the_one_virtual_school_are_guarded(now):
    school = AgencyFactory(virtual_school=True, name="Home Virtual School")
    common = {"tracked_from": date(2026, 9, 1), "now": now}
    with pytest.raises(services.AuthorityHasVirtualSchool):
        services.add_agency(kind="virtual_school", name="Another", local_authority=school.local_authority, **common)
    with pytest.raises(services.AgencyNameTaken):
        services.add_agency(
            kind="virtual_school", name="home virtual school", local_authority=LocalAuthorityFactory(), **common
        )
    with pytest.raises(services.UkprnWrong):
        services.add_agency(
            kind="provider", name="College", local_authority=school.local_authority, ukprn="1009999", **common
        )
    with pytest.raises(services.WebsiteWrong):
        services.add_agency(
            kind="provider",
            name="College",
            local_authority=school.local_authority,
            website="javascript:alert(1)",
            **common,
        )
    assert Agency.objects.count() == 1


def test_the_authorities_of_the_region_are_there():
    names = LocalAuthority.objects.filter(region="West Midlands").order_by("name").values_list("name", flat=True)
    assert list(names) == [
        "Birmingham",
        "Coventry",
        "Dudley",
        "Herefordshire",
        "Sandwell",
        "Shropshire",
        "Solihull",
        "Staffordshire",
        "Stoke-on-Trent",
        "Telford and Wrekin",
        "Walsall",
        "Warwickshire",
        "Wolverhampton",
        "Worcestershire",
    ]
    assert LocalAuthority.objects.get(dfe_code="330").ons_code == "E08000025"


def test_the_first_agency_and_person_come_from_the_command_line():
    out = StringIO()
    call_command(
        "add_agency",
        "Dudley Virtual School",
        kind="virtual_school",
        authority="332",
        tracked_from=date(2026, 9, 1),
        stdout=out,
    )
    call_command(
        "add_person",
        "hana@example.org",
        name="Hana Head",
        agency="dudley virtual school",
        role="virtual_school_head",
        stdout=out,
    )
    membership = Membership.objects.get()
    assert membership.agency.local_authority.name == "Dudley"
    assert membership.user.name == "Hana Head"
    assert "Account opened for hana@example.org." in out.getvalue()


def test_the_command_line_leaves_nothing_behind_when_it_refuses():
    AgencyFactory(provider=True, name="Brindley College")
    for options, message in [
        ({"role": "mentor"}, "together, or neither"),
        ({"agency": "Nowhere", "role": "mentor"}, "0 agencies"),
        ({"agency": "Brindley College", "role": "carer"}, "Carer is not a role at Brindley College"),
    ]:
        with pytest.raises(CommandError, match=message):
            call_command("add_person", "ada@example.org", name="Ada", **options)
    with pytest.raises(CommandError, match="No local authority"):
        call_command("add_agency", "College", kind="provider", authority="Atlantis")
    assert not User.objects.exists()
