"""The demonstration as it is loaded: complete, without drift, and seen by everybody as their hats say."""

import re
from collections.abc import Iterator

import pytest
from django.db import transaction

from accounts import access
from accounts.clock import database_now
from accounts.enums import Permission, RoleCode
from accounts.models import Agency, Membership, User
from deadlines.enums import DeadlineState, Outcome
from deadlines.models import Deadline, SweepFault
from deadlines.registry import duties
from deadlines.selectors import drift
from learners.models import Learner
from notifications.models import Message
from oversight.demo.load import load
from tracking.models import Emergency, Exclusion, Incident

pytestmark = [pytest.mark.django_db, pytest.mark.exhaustive]  # a minute to load


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """Loaded once for all tests of this module, and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(now=database_now(), report=lambda line: None)
        transaction.set_rollback(True)


def test_it_is_of_the_size_it_promises(demonstration: str):
    assert 140 <= Learner.objects.count() <= 170
    assert Agency.objects.filter(kind="provider").count() == 5
    assert Agency.objects.filter(kind="virtual_school").count() == 3
    outside = Agency.objects.filter(kind="provider").exclude(local_authority__region="West Midlands")
    assert outside.count() == 1


def test_there_is_somebody_in_every_role():
    assert set(Membership.objects.active().values_list("role", flat=True)) == set(RoleCode.values)


def test_the_ledger_says_what_the_records_say():
    assert list(drift.find(now=database_now())) == []
    assert not SweepFault.objects.exists()


def test_access_is_what_memberships_and_links_say():
    found = access.rebuild(check=True)
    assert not found.missing
    assert not found.surplus


def test_list_and_single_check_agree_for_everybody():
    learners = list(Learner.objects.all())
    wrong = []
    for user in User.objects.all():
        seen = set(Learner.objects.visible_to(user).values_list("pk", flat=True))
        wrong += [
            f"{user} and {learner}"
            for learner in learners
            if access.allows(user, Permission.VIEW_LEARNER, learner) != (learner.pk in seen)
        ]
    assert wrong == []


def test_every_clock_is_in_every_state_that_matters():
    now = database_now()
    for duty in duties():
        outcomes = set(Deadline.objects.filter(duty_code=duty.code).with_outcome(now).values_list("outcome", flat=True))
        assert Outcome.ON_TIME in outcomes, duty.code
    plans = Deadline.objects.filter(duty_code="education_plan")
    assert set(plans.with_outcome(now).values_list("outcome", flat=True)) == set(Outcome.values)
    assert {DeadlineState.OPEN, DeadlineState.MET} <= set(plans.values_list("state", flat=True))
    for code in ("same_day_notice", "emergency_response", "plan_review", "key_worker_named"):
        outcomes = set(Deadline.objects.filter(duty_code=code).with_outcome(now).values_list("outcome", flat=True))
        assert {Outcome.ON_TIME, Outcome.MISSED} <= outcomes, code
    assert plans.filter(paused_at__isnull=False).exists()
    assert Deadline.objects.filter(was_moved=True).exists()
    assert Incident.objects.open().unproven().exists()
    assert Emergency.objects.unanswered().exists()
    assert Exclusion.objects.count() == 2


def test_it_harms_nobody_real():
    assert all(email.endswith("demo.example") for email in User.objects.values_list("email", flat=True))
    assert all(re.fullmatch(r"01632 960\d{3}", phone) for phone in User.objects.values_list("phone", flat=True))


def test_nothing_was_said_of_the_one_who_died_afterwards():
    learner = Learner.objects.get(died_on__isnull=False)
    deaths = learner.history.filter(died_on__isnull=False).order_by("history_date").first()
    assert not Message.objects.filter(about=learner.uuid, queued_at__gt=deaths.history_date).exists()
    assert not Message.objects.filter(about=learner.uuid, state__in=["queued", "held"]).exists()
