"""Somebody with roles at two agencies wears those of one at a time, and sees in the header which."""

import pytest
from django.urls import reverse

from accounts import access
from accounts.access import allows
from accounts.enums import Permission, Purpose, RoleCode
from accounts.models import User
from accounts.selectors import current_memberships
from accounts.two_factor import AGENCY_OF_SIGN_IN
from learners.models import Learner
from tests.factories import AgencyLinkFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_hats(world):
    """Ola, an officer of Home Virtual School, is a viewer at Elsewhere College too."""
    second = MembershipFactory(user=world.officer.user, agency=world.other_college, role=RoleCode.VIEWER)
    access.project_membership(second)
    return second


@pytest.fixture
def elsewhere(world):
    """A young person whom only Elsewhere College knows."""
    learner = world.learner(enrolled=False)
    learner.links.all().delete()
    AgencyLinkFactory(learner=learner, agency=world.other_college, purpose=Purpose.PROVIDER)
    access.project(Learner, [learner.pk])
    return learner


def wearing(user, agency=None, *, signed_in_at=None):
    """The person as a web request sees them."""
    fresh = User.objects.get(pk=user.pk)
    fresh.remembers_memberships = True
    fresh.agency_chosen = agency.pk if agency else None
    fresh.agency_of_sign_in = signed_in_at.pk if signed_in_at else None
    return fresh


def test_the_first_agency_until_another_is_chosen(world, two_hats):
    assert current_memberships(wearing(world.officer.user)) == [world.officer]
    assert current_memberships(wearing(world.officer.user, world.other_college)) == [two_hats]
    # An agency at which one has no role any more counts as none chosen.
    assert current_memberships(wearing(world.officer.user, world.college)) == [world.officer]


def test_outside_a_request_every_hat_counts(world, two_hats):
    assert current_memberships(User.objects.get(pk=world.officer.user_id)) == [world.officer, two_hats]


def test_each_hat_opens_its_own_records_and_no_others(world, two_hats, elsewhere):
    at_home = world.learner()
    officer = wearing(world.officer.user)
    viewer = wearing(world.officer.user, world.other_college)
    assert set(Learner.objects.visible_to(officer)) == {at_home}
    assert set(Learner.objects.visible_to(viewer)) == {elsewhere}
    assert allows(officer, Permission.CHANGE_LEARNER, at_home)
    assert not allows(officer, Permission.VIEW_LEARNER, elsewhere)
    assert not allows(viewer, Permission.VIEW_LEARNER, at_home)


def test_what_one_hat_may_do_does_not_follow_into_the_other(world, two_hats):
    """Both agencies see this young person. The viewer of the college changes nothing, although the officer could."""
    shared = world.learner()
    AgencyLinkFactory(learner=shared, agency=world.other_college, purpose=Purpose.PROVIDER)
    access.project(Learner, [shared.pk])
    viewer = wearing(world.officer.user, world.other_college)
    assert shared in Learner.objects.visible_to(viewer)
    assert allows(viewer, Permission.VIEW_LEARNER, shared)
    assert not allows(viewer, Permission.LOG_INCIDENT, shared)


def test_own_single_sign_on_opens_that_agency_alone(world, two_hats):
    signed_in = wearing(world.officer.user, world.virtual_school, signed_in_at=world.other_college)
    assert current_memberships(signed_in) == [two_hats]
    # Without a role there it opens nothing, whatever else the person may be.
    assert current_memberships(wearing(world.officer.user, signed_in_at=world.college)) == []


def test_changing_the_agency_on_the_page(world, two_hats, client_of, elsewhere):
    client = client_of(world.officer.user)
    case = reverse("oversight:case-file", args=[elsewhere.uuid])
    refused = client.get(case)
    assert refused.status_code == 404
    assert "You are working for Home Virtual School" in refused.text
    assert f"next={case}" in refused.text
    answer = client.post(f"{reverse('accounts:hats')}?next={case}", {"agency": str(world.other_college.uuid)})
    assert answer.status_code == 302
    assert answer.url == case
    page = client.get(case)
    assert page.status_code == 200
    assert "Elsewhere College" in page.text


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_it_leads_nowhere_outside(world, two_hats, client_of, wanted):
    answer = client_of(world.officer.user).post(
        f"{reverse('accounts:hats')}?next={wanted}", {"agency": str(world.other_college.uuid)}
    )
    assert answer.url == "/"


def test_an_agency_without_a_role_cannot_be_chosen(world, two_hats, client_of):
    client = client_of(world.officer.user)
    answer = client.post(reverse("accounts:hats"), {"agency": str(world.college.uuid)})
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert "agency" not in client.session


def test_nobody_leaves_the_agency_of_their_single_sign_on(world, two_hats, client_of):
    client = client_of(world.officer.user)
    session = client.session
    session[AGENCY_OF_SIGN_IN] = world.other_college.pk
    session.save()
    assert "Change<" not in client.get("/").text
    answer = client.post(reverse("accounts:hats"), {"agency": str(world.virtual_school.uuid)})
    assert "There is a problem" in answer.text


def test_one_agency_needs_no_choice(world, client_of):
    page = client_of(world.officer.user).get("/")
    assert "Home Virtual School" in page.text
    assert reverse("accounts:hats") not in page.text
