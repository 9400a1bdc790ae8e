from datetime import timedelta

import pytest
from django.db import IntegrityError

from accounts import services
from accounts.enums import RoleCode
from accounts.models import Membership, RoleGroup, User
from accounts.selectors import current_memberships
from tests.factories import AgencyFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def college():
    return AgencyFactory(provider=True)


def begin(user, agency, role, now, **more):
    return services.begin_membership(user=user, agency=agency, role=role, starts_at=now, by=None, now=now, **more)


def test_a_membership_begins(college, real_now):
    by, user = UserFactory(), UserFactory()
    membership = services.begin_membership(
        user=user,
        agency=college,
        role="designated_person",
        job_title="Head of support",
        starts_at=real_now,
        by=by,
        now=real_now,
    )
    assert current_memberships(user) == [membership]
    assert membership.role_definition.name == "Designated person"
    row = membership.history.get()
    assert (row.history_user, row.history_change_reason, row.history_date) == (by, "Role given", real_now)


@pytest.mark.parametrize(
    ("trait", "role"),
    [
        ("provider", RoleCode.SOCIAL_WORKER),
        ("social_care", RoleCode.DESIGNATED_PERSON),
        ("virtual_school", RoleCode.PANEL_PARTNER),
        ("provider", RoleCode.RESIDENTIAL_WORKER),
    ],
)
def test_a_role_is_refused_at_an_agency_that_cannot_hold_it(trait, role, real_now):
    with pytest.raises(services.RoleNotHeldThere, match=f"{role.label} is not a role at"):
        begin(UserFactory(), AgencyFactory(**{trait: True}), role, real_now)
    assert not Membership.objects.exists()


def test_the_refusal_says_where_the_role_is_held(college, real_now):
    with pytest.raises(services.RoleNotHeldThere, match="it is held at Other partner or Social care only"):
        begin(UserFactory(), college, RoleCode.RESIDENTIAL_WORKER, real_now)


def test_the_same_hat_is_not_put_on_twice(college, real_now):
    user = UserFactory()
    begin(user, college, RoleCode.MENTOR, real_now)
    with pytest.raises(services.AlreadyHeld, match="already has the role Mentor"):
        begin(user, college, RoleCode.MENTOR, real_now)
    begin(user, college, RoleCode.VIEWER, real_now)


def test_a_hat_taken_off_can_be_put_on_again(college, real_now):
    user = UserFactory()
    membership = begin(user, college, RoleCode.MENTOR, real_now - timedelta(days=2))
    services.end_membership(membership=membership, by=None, now=real_now - timedelta(days=1))
    begin(user, college, RoleCode.MENTOR, real_now)
    assert len(current_memberships(user)) == 1


def test_nobody_gets_a_role_on_a_closed_account(college, real_now):
    with pytest.raises(services.PersonDeactivated):
        begin(UserFactory(is_active=False), college, RoleCode.MENTOR, real_now)


def test_a_membership_ends_now(college, real_now):
    membership = begin(UserFactory(), college, RoleCode.DESIGNATED_PERSON, real_now - timedelta(days=1))
    ended = services.end_membership(membership=membership, by=None, now=real_now, reason="Left the college")
    assert ended.ends_at == membership.ends_at == real_now
    assert current_memberships(membership.user) == []
    assert membership.history.order_by("history_id").last().history_change_reason == "Left the college"
    with pytest.raises(services.AlreadyEnded):
        services.end_membership(membership=membership, by=None, now=real_now)


def test_an_end_set_for_later_leaves_the_hat_on_until_then(college, real_now):
    membership = begin(UserFactory(), college, RoleCode.DESIGNATED_PERSON, real_now)
    services.end_membership(membership=membership, by=None, now=real_now, at=real_now + timedelta(days=3))
    assert current_memberships(membership.user) == [membership]
    services.end_membership(membership=membership, by=None, now=real_now)
    assert current_memberships(membership.user) == []


def test_an_end_before_the_start_is_refused(college, real_now):
    membership = begin(UserFactory(), college, RoleCode.MENTOR, real_now)
    with pytest.raises(services.EndsBeforeStart):
        services.end_membership(membership=membership, by=None, now=real_now, at=real_now - timedelta(days=1))


def test_a_membership_that_has_not_begun_opens_nothing_and_ends_as_it_starts(college, real_now):
    tomorrow = real_now + timedelta(days=1)
    membership = services.begin_membership(
        user=UserFactory(), agency=college, role=RoleCode.VIEWER, starts_at=tomorrow, by=None, now=real_now
    )
    assert current_memberships(membership.user) == []
    assert not RoleGroup.objects.exists()
    assert services.end_membership(membership=membership, by=None, now=real_now).ends_at == tomorrow


def test_deactivating_a_person_takes_off_every_hat(college, real_now):
    user = UserFactory()
    first = begin(user, college, RoleCode.MENTOR, real_now)
    second = begin(user, AgencyFactory(social_care=True), RoleCode.CARER, real_now)
    services.deactivate_person(user=user, by=None, now=real_now, reason="Left")
    assert not User.objects.get(pk=user.pk).is_active
    assert {m.ends_at for m in Membership.objects.filter(pk__in=[first.pk, second.pk])} == {real_now}
    assert not user.groups.exists()
    assert user.history.order_by("history_id").last().history_change_reason == "Left"
    with pytest.raises(services.AlreadyDeactivated):
        services.deactivate_person(user=user, by=None, now=real_now)


def test_the_database_refuses_a_role_it_does_not_know(college):
    with pytest.raises(IntegrityError):
        MembershipFactory(agency=college, role="caretaker")


def test_the_database_refuses_a_person_who_sees_everything():
    with pytest.raises(IntegrityError):
        UserFactory(is_superuser=True)
