"""Who is meant by an audience of a ladder: the post, its cover, who stands in; for a whole batch in few queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deadlines.models import Deadline
from deadlines.registry import audience, duty
from deadlines.services import Opening, open_deadline
from learners.audiences import AUDIENCES
from learners.services import change_cover, end_key_worker
from tests.factories import AgreementFactory, ContactFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def plan_deadline(world, now, learner=None, agreement=None):
    enrolment = world.enrolment(learner)
    each = duty("education_plan")
    return open_deadline(
        Opening(
            duty=each,
            limit=each.limit,
            terms_source="test",
            morning_hour=8,
            owner=world.social_care,
            partner=world.college,
            learner=enrolment.learner,
            agreement=agreement or world.agreement,
            subject_kind="enrolment",
            subject_uuid=enrolment.uuid,
            starts_on=now.date(),
        ),
        now=now,
    )


def told(name, deadline, now):
    return [user.name for user in audience(name)([deadline], now)[deadline.pk]]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("key_worker", ["Sue Worker"]),
        ("team_manager", ["Tom Manager"]),
        ("designated_person", ["Dina Designated"]),
        ("signatory", ["Sid Signatory"]),
        ("key_contact", ["Kay Contact"]),
        ("virtual_school_head", ["Hana Head"]),
    ],
)
def test_each_audience_is_the_person_in_the_post(world, now, name, expected):
    assert told(name, plan_deadline(world, now), now) == expected


def leave(membership, now):
    membership.ends_at = now - timedelta(hours=1)
    membership.save()


def test_cover_and_stand_ins(world, now):
    deadline = plan_deadline(world, now)
    key_worker = world.key_worker_of(deadline.learner)
    key_worker = change_cover(key_worker=key_worker, cover=world.carer, by=None, now=now)
    for hat in (world.social_worker, world.designated_person, world.key_contact):
        leave(hat, now)
    assert told("key_worker", deadline, now) == ["Cora Carer"]
    assert told("designated_person", deadline, now) == ["Colin Cover"]
    assert told("key_contact", deadline, now) == ["Ola Officer"]
    end_key_worker(key_worker=key_worker, ends_at=now, by=None, now=now)
    for hat in (world.cover_person, world.officer):
        leave(hat, now)
    assert told("key_worker", deadline, now) == ["Tom Manager"]
    assert told("designated_person", deadline, now) == ["Sid Signatory"]
    assert told("key_contact", deadline, now) == ["Hana Head"]
    leave(world.team_manager, now)
    assert told("team_manager", deadline, now) == ["Hana Head"], "somebody must hear of it"


def test_the_key_contact_of_the_agreement_comes_first(world, now):
    own = MembershipFactory(agency=world.virtual_school, role="key_contact")
    ContactFactory(key_contact=True, agency=world.virtual_school, agreement=world.agreement, holder=own)
    assert told("key_contact", plan_deadline(world, now), now) == [own.user.name]


def test_an_agreement_with_the_host_names_nobody_for_the_home_virtual_school(world, now):
    hosts = AgreementFactory(virtual_school=world.host_virtual_school, provider=world.college)
    deadline = plan_deadline(world, now, agreement=hosts)
    assert told("key_contact", deadline, now) == ["Kay Contact"]
    assert told("virtual_school_head", deadline, now) == ["Hana Head"]


def test_a_deadline_of_an_agreement_alone(world, now):
    each = duty("education_plan")
    deadline = open_deadline(
        Opening(
            duty=each,
            limit=each.limit,
            terms_source="test",
            morning_hour=8,
            owner=world.virtual_school,
            agreement=world.agreement,
            subject_kind="agreement",
            subject_uuid=world.agreement.uuid,
            starts_on=now.date(),
        ),
        now=now,
    )
    assert told("key_contact", deadline, now) == ["Kay Contact"]
    assert told("designated_person", deadline, now) == ["Dina Designated"]
    assert told("key_worker", deadline, now) == []


@pytest.mark.parametrize("name", AUDIENCES)
def test_a_batch_costs_no_more_than_one(world, now, name):
    def queries(count):
        deadlines = list(Deadline.objects.select_related("owner", "partner", "agreement").order_by("pk")[:count])
        with CaptureQueriesContext(connection) as captured:
            audience(name)(deadlines, now)
        return len(captured)

    for _ in range(6):
        plan_deadline(world, now)
    assert queries(6) == queries(1) <= 6


@pytest.mark.parametrize(
    ("part", "own"),
    [
        ("social_worker", True),
        ("designated_person", True),
        ("cover_person", True),
        ("personal_adviser", False),
        ("officer", False),
        ("team_manager", False),
        ("stranger", False),
        ("administrator", False),
    ],
)
def test_whose_own_an_education_plan_is(world, now, part, own):
    deadline = plan_deadline(world, now)
    assert (deadline in Deadline.objects.mine(getattr(world, part).user)) is own


def test_without_a_key_worker_it_is_the_team_managers(world, now):
    deadline = plan_deadline(world, now)
    end_key_worker(key_worker=world.key_worker_of(deadline.learner), ends_at=now, by=None, now=now)
    assert deadline in Deadline.objects.mine(world.team_manager.user)
