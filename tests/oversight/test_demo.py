"""The demonstration as it is loaded: complete, without drift, and seen by everybody as their hats say."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction

from accounts import access
from accounts.clock import database_now, local_date
from accounts.enums import Permission, RoleCode
from accounts.models import Agency, Membership, User
from agreements.enums import ChallengeState, LiaisonLevel, NoticeKind, Side
from agreements.models import (
    Agreement,
    AgreementReview,
    Challenge,
    Complaint,
    Compliment,
    EmployerPartner,
    JointEvent,
    LiaisonAction,
    LiaisonMeeting,
    ProjectNotice,
    Promotion,
)
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


def test_agreements_stand_at_every_point_of_their_life():
    states = Counter(Agreement.objects.values_list("status", flat=True))
    assert states == {"in_force": 7, "draft": 2, "out_for_signature": 1, "ended": 1}
    sent = Agreement.objects.get(status="out_for_signature")
    assert [signature.side for signature in sent.texts.get().signatures.all()] == [Side.VIRTUAL_SCHOOL]
    assert Agreement.objects.get(status="draft", predecessor__isnull=False).starts_on > local_date(database_now())
    reviews = AgreementReview.objects.all()
    waiting = reviews.filter(completed_at__isnull=True)
    answered = waiting.filter(provider_answered_at__isnull=False, school_answered_at__isnull=True)
    assert (reviews.count(), waiting.count(), answered.count()) == (3, 2, 1)


def test_the_registers_are_in_use():
    today = local_date(database_now())
    assert set(LiaisonMeeting.objects.values_list("level", flat=True)) == set(LiaisonLevel.values)
    actions = LiaisonAction.objects.all()
    assert actions.filter(done_on__isnull=False).exists()
    assert actions.filter(done_on__isnull=True, due_on__lt=today).exists()
    assert actions.filter(done_on__isnull=True, due_on__gte=today).exists()
    past, coming = JointEvent.objects.order_by("held_on")
    assert past.held_on < today < coming.held_on
    assert set(past.attendances.values_list("state", flat=True)) == {"attended", "absent", "apologies"}
    assert set(coming.attendances.values_list("state", flat=True)) == {"invited"}
    assert set(ProjectNotice.objects.values_list("kind", flat=True)) == set(NoticeKind.values)
    assert Promotion.objects.count() == 4
    assert Promotion.objects.filter(agreement__isnull=False).count() == 2
    assert EmployerPartner.objects.filter(supported_on__isnull=False).count() == 4
    assert EmployerPartner.objects.filter(supported_on__isnull=True).count() == 1
    complaints = Complaint.objects.order_by("recorded_at")
    assert [complaint.answered_at is not None for complaint in complaints] == [True, False]
    assert all(complaint.acknowledged_at for complaint in complaints)
    assert Compliment.objects.count() == 2
    assert set(ChallengeState.values) >= set(Challenge.objects.values_list("state", flat=True)) >= {"open", "resolved"}


def test_it_harms_nobody_real():
    assert all(email.endswith("demo.example") for email in User.objects.values_list("email", flat=True))
    assert all(re.fullmatch(r"01632 960\d{3}", phone) for phone in User.objects.values_list("phone", flat=True))


def test_nothing_was_said_of_the_one_who_died_afterwards():
    learner = Learner.objects.get(died_on__isnull=False)
    deaths = learner.history.filter(died_on__isnull=False).order_by("history_date").first()
    assert not Message.objects.filter(about=learner.uuid, queued_at__gt=deaths.history_date).exists()
    assert not Message.objects.filter(about=learner.uuid, state__in=["queued", "held"]).exists()
