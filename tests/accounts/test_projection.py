"""Guardian's rows always say what memberships, links, key workers and names on restricted records say."""

import random
from datetime import datetime

import pytest

from accounts import access, services
from accounts.enums import Permission, Purpose, RoleCode
from accounts.models import Membership, RoleGroup, User
from accounts.roles import ROLES
from learners.models import (
    AgencyLink,
    KeyWorker,
    Learner,
    LearnerGroupObjectPermission,
    LearnerUserObjectPermission,
    RestrictedAccess,
)
from tests.factories import AgencyFactory, AgencyLinkFactory, KeyWorkerFactory, LearnerFactory, UserFactory

pytestmark = pytest.mark.django_db


def granted(user: User, learner: Learner) -> set[str]:
    return {str(permission) for permission in Permission if user.has_perm(f"learners.{permission}", learner)}


def test_everybody_gets_what_their_role_says(world):
    learner = world.learner()
    reach = {
        "head", "key_contact", "officer", "team_manager", "social_worker",
        "signatory", "designated_person", "cover_person", "viewer",
    }  # fmt: skip
    for name, user in world.people().items():
        role = ROLES[RoleCode(user.memberships.get().role)]
        expected = {str(permission) for permission in role.learner_permissions} if name in reach else set()
        assert granted(user, learner) == expected, name


def test_a_group_is_there_only_for_agency_wide_roles_that_somebody_holds(world):
    assert {(group.agency, group.role) for group in RoleGroup.objects.select_related("agency")} == {
        (membership.agency, membership.role)
        for membership in Membership.objects.select_related("agency")
        if membership.role_definition.scope == "agency"
    }


def test_a_second_officer_is_one_row_in_a_group(world, real_now, django_assert_max_num_queries):
    for _ in range(3):
        world.learner()
    before = LearnerGroupObjectPermission.objects.count()
    user = UserFactory()
    with django_assert_max_num_queries(20):
        services.begin_membership(
            user=user,
            agency=world.virtual_school,
            role=RoleCode.VIRTUAL_SCHOOL_OFFICER,
            starts_at=real_now,
            by=None,
            now=real_now,
        )
    assert LearnerGroupObjectPermission.objects.count() == before
    assert not LearnerUserObjectPermission.objects.filter(user=user).exists()
    assert all(user.has_perm("learners.view_learner", learner) for learner in Learner.objects.all())


def test_the_first_holder_of_a_role_brings_its_grants_and_the_last_takes_them_along(world, real_now):
    learner = world.learner()
    membership = services.begin_membership(
        user=UserFactory(), agency=world.social_care, role=RoleCode.VIEWER, starts_at=real_now, by=None, now=real_now
    )
    assert granted(membership.user, learner) == {"view_learner"}
    group = RoleGroup.objects.get(agency=world.social_care, role=RoleCode.VIEWER).group
    services.end_membership(membership=membership, by=None, now=real_now)
    user = User.objects.get(pk=membership.user_id)
    assert granted(user, learner) == set()
    assert not type(group).objects.filter(pk=group.pk).exists()


def test_projecting_one_young_person_costs_a_handful_of_queries(world, django_assert_max_num_queries):
    learner = world.learner()
    LearnerGroupObjectPermission.objects.filter(content_object=learner).delete()
    LearnerUserObjectPermission.objects.filter(content_object=learner).delete()
    with django_assert_max_num_queries(16):
        drift = access.project(Learner, [learner.pk])
    assert drift.missing > 20
    assert access.project(Learner, [learner.pk]) == access.Drift(0, 0)


def test_the_queries_do_not_grow_with_the_young_people(world, django_assert_max_num_queries):
    ids = [world.learner().pk for _ in range(6)]
    LearnerGroupObjectPermission.objects.all().delete()
    with django_assert_max_num_queries(16):
        access.project(Learner, ids)
    assert not access.rebuild(check=True)


def test_a_restricted_record_is_granted_to_the_named_alone(world):
    learner = world.learner()
    learner.is_restricted = True
    learner.save()
    RestrictedAccess.objects.create(
        learner=learner, user=world.officer.user, reason="Case officer", given_at=learner.recorded_at
    )
    RestrictedAccess.objects.create(
        learner=learner, user=world.stranger.user, reason="Mistake", given_at=learner.recorded_at
    )
    access.project(Learner, [learner.pk])
    may_see = {name for name, user in world.people().items() if user.has_perm("learners.view_learner", learner)}
    assert may_see == {"officer", "social_worker"}
    assert not LearnerGroupObjectPermission.objects.filter(content_object=learner).exists()


def test_a_projection_without_a_source_names_the_model():
    with pytest.raises(LookupError, match=r"accounts\.User"):
        access.project(User, [1])


class Story:
    """Acts in a random order, each followed by the projection that its service owes."""

    def __init__(self, dice: random.Random, now: datetime) -> None:
        self.dice, self.now = dice, now
        self.agencies = [
            AgencyFactory(virtual_school=True),
            AgencyFactory(social_care=True),
            AgencyFactory(provider=True),
            AgencyFactory(),
        ]
        self.users = [UserFactory() for _ in range(5)]
        self.learners = [LearnerFactory() for _ in range(4)]
        self.acts = [
            self.begin, self.begin, self.begin, self.end, self.link, self.link, self.unlink,
            self.assign, self.restrict, self.name_somebody, self.forget_somebody, self.deactivate,
        ]  # fmt: skip

    def begin(self) -> None:
        agency = self.dice.choice(self.agencies)
        role = self.dice.choice([code for code, role in ROLES.items() if agency.kind in role.held_at])
        try:
            services.begin_membership(
                user=self.dice.choice(self.users), agency=agency, role=role, starts_at=self.now, by=None, now=self.now
            )
        except services.MembershipError:
            return

    def end(self) -> None:
        open_now = list(Membership.objects.filter(ends_at__isnull=True))
        if open_now:
            services.end_membership(membership=self.dice.choice(open_now), by=None, now=self.now)

    def link(self) -> None:
        learner, agency = self.dice.choice(self.learners), self.dice.choice(self.agencies)
        if not AgencyLink.objects.filter(learner=learner, agency=agency, ends_at__isnull=True).exists():
            AgencyLinkFactory(learner=learner, agency=agency, purpose=Purpose.PANEL_PARTNER)
        access.project(Learner, [learner.pk])

    def unlink(self) -> None:
        link = AgencyLink.objects.active().order_by("?").first()
        if link:
            link.ends_at = self.now
            link.save()
            access.project(Learner, [link.learner_id])

    def assign(self) -> None:
        learner = self.dice.choice(self.learners)
        memberships = list(Membership.objects.active())
        KeyWorker.objects.filter(learner=learner, ends_at__isnull=True).update(ends_at=self.now)
        if memberships:
            KeyWorkerFactory(learner=learner, membership=self.dice.choice(memberships), starts_at=self.now)
        access.project(Learner, [learner.pk])

    def restrict(self) -> None:
        learner = self.dice.choice(self.learners)
        learner.is_restricted = not learner.is_restricted
        learner.save()
        access.project(Learner, [learner.pk])

    def name_somebody(self) -> None:
        learner, user = self.dice.choice(self.learners), self.dice.choice(self.users)
        RestrictedAccess.objects.get_or_create(
            learner=learner, user=user, defaults={"reason": "Works with them", "given_at": self.now}
        )
        access.project(Learner, [learner.pk])

    def forget_somebody(self) -> None:
        learner = self.dice.choice(self.learners)
        RestrictedAccess.objects.filter(learner=learner).delete()
        access.project(Learner, [learner.pk])

    def deactivate(self) -> None:
        if self.dice.random() < 0.2:
            user = self.dice.choice(self.users)
            if User.objects.get(pk=user.pk).is_active:
                services.deactivate_person(user=user, by=None, now=self.now)


@pytest.mark.parametrize("seed", range(6))
def test_after_any_sequence_of_acts_guardian_says_what_the_records_say(seed, real_now):
    dice = random.Random(seed)
    story = Story(dice, real_now)
    for _ in range(30):
        act = dice.choice(story.acts)
        act()
        assert access.rebuild(check=True) == access.Drift(0, 0), act.__name__
    for user in User.objects.filter(pk__in=[user.pk for user in story.users]):
        for learner in story.learners:
            visible = Learner.objects.visible_to(user).filter(pk=learner.pk).exists()
            assert access.allows(user, Permission.VIEW_LEARNER, learner) == visible
            assert user.has_perm("learners.view_learner", learner) == visible
