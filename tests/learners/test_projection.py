"""The list and guardian give the same answer, for everybody and after every kind of act."""

from datetime import date, timedelta

import pytest

from accounts import access
from accounts.access import allows
from accounts.enums import Permission, Purpose, RoleCode
from accounts.models import User
from accounts.services import begin_membership, end_membership
from learners.enums import ConsentPurpose
from learners.models import Learner
from learners.services import (
    assign_key_worker,
    change_cover,
    close_case,
    end_enrolment,
    enrol,
    introduce_mentor,
    link_agency,
    name_person,
    record_death,
    restrict,
)
from tests.factories import ConsentFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 10, 6)
HOUR = timedelta(hours=1)


def disagreements(people):
    """(who, whom) for each pair on which the list and guardian differ."""
    found = []
    for name, user in people.items():
        fresh = User.objects.get(pk=user.pk)
        listed = set(Learner.objects.visible_to(fresh).values_list("pk", flat=True))
        for learner in Learner.objects.all():
            if (learner.pk in listed) != fresh.has_perm("view_learner", learner):
                found.append((name, learner.pk))
    return found


def play(world, now):
    """Young people in every state that decides who sees them, made by the services."""
    by = world.team_manager.user
    plain, covered, mentored, moved, closed, died, secret, shared = (world.learner() for _ in range(8))
    change_cover(key_worker=world.key_worker_of(covered), cover=world.carer, by=by, now=now)
    introduce_mentor(enrolment=mentored.enrolments.get(), mentor=world.mentor, introduced_on=TODAY, by=by, now=now)
    end_enrolment(enrolment=moved.enrolments.get(), reason="transferred", ended_on=TODAY, by=by, now=now)
    enrol(learner=moved, provider=world.other_college, course="Art", level="2", starts_on=TODAY, by=by, now=now)
    close_case(learner=closed, closed_on=TODAY, reason="Moved", by=by, now=now)
    record_death(learner=died, died_on=TODAY, by=by, now=now)
    restrict(learner=secret, people=[world.officer.user, world.mentor.user], reason="At risk", by=by, now=now)
    introduce_mentor(enrolment=secret.enrolments.get(), mentor=world.mentor, introduced_on=TODAY, by=by, now=now)
    change_cover(key_worker=world.key_worker_of(secret), cover=world.carer, by=by, now=now)
    ConsentFactory(learner=shared, purpose=ConsentPurpose.SUPPORT)
    link_agency(
        learner=shared,
        agency=world.host_virtual_school,
        purpose=Purpose.HOST_VIRTUAL_SCHOOL,
        starts_at=now,
        by=by,
        now=now,
    )
    assign_key_worker(
        learner=plain, membership=world.personal_adviser, kind="personal_adviser", starts_at=now, by=by, now=now
    )
    return {
        "plain": plain,
        "covered": covered,
        "mentored": mentored,
        "secret": secret,
        "shared": shared,
        "moved": moved,
    }


def seen_by(user):
    return set(Learner.objects.visible_to(User.objects.get(pk=user.pk)))


def test_the_list_and_guardian_agree_for_everybody(world, now):
    stories = play(world, now)
    assert disagreements(world.people()) == []
    assert not access.rebuild(check=True), "a rebuild would find nothing to do"
    assert seen_by(world.carer.user) == {stories["covered"]}
    assert seen_by(world.mentor.user) == {stories["mentored"], stories["secret"]}
    assert seen_by(world.host_key_contact.user) == {stories["shared"]}
    assert seen_by(world.stranger.user) == {stories["moved"]}
    assert seen_by(world.personal_adviser.user) == {stories["plain"]}
    assert seen_by(world.administrator.user) == set()


def test_a_restricted_record_is_seen_by_its_key_worker_and_those_named(world, now):
    secret = play(world, now)["secret"]
    seeing = {name for name, user in world.people().items() if secret in seen_by(user)}
    assert seeing == {"social_worker", "officer", "team_manager", "mentor"}


def test_they_agree_after_hats_change(world, now):
    play(world, now)
    newcomer = UserFactory(name="Nia Newcomer")
    by = world.head.user
    membership = begin_membership(
        user=newcomer,
        agency=world.virtual_school,
        role=RoleCode.VIRTUAL_SCHOOL_OFFICER,
        starts_at=now,
        by=by,
        now=now,
    )
    for hat in (world.officer, world.social_worker, world.mentor, world.designated_person):
        end_membership(membership=hat, by=by, now=now + HOUR)
    people = {**world.people(), "newcomer": newcomer}
    assert disagreements(people) == []
    assert seen_by(newcomer)
    assert not seen_by(world.social_worker.user)
    end_membership(membership=membership, by=by, now=now + HOUR)
    assert disagreements(people) == []
    assert not access.rebuild(check=True)


def test_somebody_named_later_gets_what_their_role_may_do(world, now):
    learner = world.learner()
    restrict(learner=learner, people=[], reason="At risk", by=world.key_contact.user, now=now)
    assert not allows(world.designated_person.user, Permission.LOG_INCIDENT, learner)
    name_person(learner=learner, person=world.designated_person.user, reason="Must log incidents", by=None, now=now)
    assert allows(User.objects.get(pk=world.designated_person.user_id), Permission.LOG_INCIDENT, learner)
    assert not allows(User.objects.get(pk=world.designated_person.user_id), Permission.CHANGE_LEARNER, learner)


@pytest.mark.parametrize(
    ("part", "permission", "may"),
    [
        ("team_manager", Permission.ASSIGN_KEY_WORKER, True),
        ("social_worker", Permission.ASSIGN_KEY_WORKER, False),
        ("social_worker", Permission.RESPOND_TO_EMERGENCY, True),
        ("designated_person", Permission.LOG_INCIDENT, True),
        ("designated_person", Permission.CHANGE_LEARNER, False),
        ("viewer", Permission.VIEW_LEARNER, True),
        ("viewer", Permission.LOG_INCIDENT, False),
        ("personal_adviser", Permission.VIEW_LEARNER, False),
        ("administrator", Permission.VIEW_LEARNER, False),
        ("stranger", Permission.VIEW_LEARNER, False),
    ],
)
def test_a_role_says_what_may_be_done(world, part, permission, may):
    assert allows(getattr(world, part).user, permission, world.learner()) is may
