"""Somebody leaves: everything they do passes in one act, or nothing does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import access
from accounts.enums import Permission, Purpose, RoleCode
from accounts.models import Membership
from agreements.models import Contact
from deadlines.models import Deadline
from learners.enums import HandOverPart
from learners.models import HandOver, HandOverStep, KeyWorker, Learner
from learners.selectors.hand_over import counts_of, work_of
from learners.services import assign_key_worker, restrict
from learners.services.daily_look import begin_the_day, tell_of_work_left
from learners.services.hand_over import (
    HandOverRefused,
    LeavesBeforeBeginning,
    LeavesInThePast,
    Move,
    open_hand_over,
    pass_on,
)
from notifications.enums import Channel, MessageKind
from notifications.models import Message
from tests.factories import AgencyLinkFactory, EnrolmentFactory, KeyWorkerFactory, LearnerFactory, MembershipFactory
from tracking.services import raise_emergency

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def opened(world, membership, now, *, days=10, by=None) -> HandOver:
    return open_hand_over(
        membership=membership, leaves_on=now.date() + days * DAY, by=(by or world.team_manager).user, now=now
    )


def moves_of(membership, viewer, successor, now, *parts) -> list[Move]:
    """Everything (or those parts) that `viewer` sees passes to `successor`."""
    return [
        Move(row.part, row.subject, successor)
        for section in work_of(membership, viewer.user, now)
        if not parts or section.part in parts
        for row in section.rows
    ]


def hand(world, membership, successor, now, *parts, by=None, later=False, note=""):
    manager = by or world.team_manager
    opening = HandOver.objects.filter(membership=membership, completed_at=None).first()
    return pass_on(
        hand_over=opening or opened(world, membership, now, by=manager),
        moves=moves_of(membership, manager, successor, now, *parts),
        on_leaving_day=later,
        note=note,
        by=manager.user,
        now=now,
    )


def notices_of(learner):
    return Message.objects.filter(kind=MessageKind.KEY_WORKER_CHANGED, channel=Channel.EMAIL, about=learner.uuid)


# --- A whole caseload -----------------------------------------------------------------------------------------------


def test_a_caseload_passes_in_one_act_and_everybody_is_told_once(world, real_now):
    now = real_now
    learners = [world.learner() for _ in range(3)]
    steps = hand(world, world.social_worker, world.personal_adviser, now, note="See the folder.")

    for learner in learners:
        key_worker = world.key_worker_of(learner)
        assert (key_worker.membership, key_worker.kind) == (world.personal_adviser, "personal_adviser")
        told = set(notices_of(learner).values_list("recipient__name", flat=True))
        assert told == {"Dina Designated", "Kay Contact"}
        assert Deadline.objects.filter(duty_code="key_worker_change", subject_uuid=key_worker.uuid).count() == 1
        assert access.allows(world.personal_adviser.user, Permission.CHANGE_LEARNER, learner)
        assert not access.allows(world.social_worker.user, Permission.VIEW_LEARNER, learner)
    assert not Learner.objects.visible_to(world.social_worker.user).exists()
    to_successor = Message.objects.filter(recipient=world.personal_adviser.user, channel=Channel.EMAIL)
    (message,) = to_successor
    assert "Key worker for 3 young people" in message.body
    assert message.link == "/hand-over/"
    for learner in learners:
        assert learner.given_name not in message.subject + message.body
    assert "folder" not in message.body
    assert {step.note for step in steps} == {"See the folder."}
    assert HandOver.objects.get().completed_at == now, "nothing is left"


def test_the_leaving_day_is_when_key_work_passes(world, real_now):
    now = real_now
    learner = world.learner()
    opening = opened(world, world.social_worker, now, days=5)
    hand(world, world.social_worker, world.personal_adviser, now, later=True)

    former, new = KeyWorker.objects.filter(learner=learner).order_by("starts_at")
    assert former.ends_at == new.starts_at == opening.leaves_at
    assert Learner.objects.visible_to(world.social_worker.user).exists(), "until then nothing changes"
    assert not Learner.objects.visible_to(world.personal_adviser.user).exists()
    world.social_worker.refresh_from_db()
    assert world.social_worker.ends_at == opening.leaves_at
    assert not counts_of(world.social_worker)


def test_the_cover_stays_unless_it_takes_over(world, real_now):
    stays, takes_over = world.learner(), world.learner()
    KeyWorker.objects.filter(learner=stays).update(cover=world.carer)
    KeyWorker.objects.filter(learner=takes_over).update(cover=world.personal_adviser)
    hand(world, world.social_worker, world.personal_adviser, real_now)
    assert world.key_worker_of(stays).cover == world.carer
    assert world.key_worker_of(takes_over).cover is None


def test_cover_passes_without_telling_the_partners(world, real_now):
    learner = world.learner(key_worker=world.carer)
    KeyWorker.objects.filter(learner=learner).update(cover=world.social_worker)
    hand(world, world.social_worker, world.personal_adviser, real_now, HandOverPart.KEY_WORKER_COVER)
    assert world.key_worker_of(learner).cover == world.personal_adviser
    assert not notices_of(learner).exists()
    assert access.allows(world.personal_adviser.user, Permission.VIEW_LEARNER, learner)


def test_a_mentor_is_followed_and_has_to_be_introduced_afresh(world, real_now):
    enrolment = world.enrolment()
    enrolment.mentor, enrolment.mentor_introduced_on = world.mentor, real_now.date()
    enrolment.save()
    hand(world, world.mentor, world.cover_person, real_now, by=world.signatory)
    enrolment.refresh_from_db()
    assert (enrolment.mentor, enrolment.mentor_introduced_on) == (world.cover_person, None)


def test_posts_pass_and_each_partner_hears_once(world, real_now):
    now = real_now
    world.learner()
    Contact.objects.create(
        agency=world.virtual_school, kind="key_contact", agreement=world.agreement, holder=world.key_contact,
        starts_at=now - DAY,
    )  # fmt: skip
    hand(world, world.key_contact, world.head, now, by=world.head)
    current = Contact.objects.filter(agency=world.virtual_school, ends_at=None)
    assert {contact.holder for contact in current} == {world.head}
    news = Message.objects.filter(kind=MessageKind.CONTACT_CHANGED, channel=Channel.EMAIL)
    assert sorted(news.values_list("recipient__name", flat=True)) == ["Dina Designated", "Sue Worker"]


def test_a_cover_who_takes_the_post_leaves_it_without_cover(world, real_now):
    hand(world, world.designated_person, world.cover_person, real_now, by=world.signatory)
    post = Contact.objects.get(agency=world.college, ends_at=None)
    assert (post.holder, post.cover) == (world.cover_person, None)


def test_an_open_emergency_is_told_to_the_new_key_worker_at_once(world, real_now):
    learner = world.learner()
    emergency = raise_emergency(learner=learner, description="No bed.", by=world.designated_person.user, now=real_now)
    hand(world, world.social_worker, world.personal_adviser, real_now)
    urgent = Message.objects.filter(kind=MessageKind.EMERGENCY, recipient=world.personal_adviser.user)
    assert {message.channel for message in urgent} == {Channel.EMAIL, Channel.IN_APP}
    assert {message.link for message in urgent} == {f"/emergencies/{emergency.uuid}/"}


def test_who_begins_later_hears_of_the_emergency_when_they_begin(world, real_now):
    now = real_now
    learner = world.learner()
    hand(world, world.social_worker, world.personal_adviser, now, later=True)
    raise_emergency(learner=learner, description="No bed.", by=world.designated_person.user, now=now)
    urgent = Message.objects.filter(
        kind=MessageKind.EMERGENCY, recipient=world.personal_adviser.user, channel=Channel.EMAIL
    )
    assert not urgent.exists()
    starts_at = world.key_worker_of(learner).starts_at
    for minutes in (15, 16, 60):
        begin_the_day(now=starts_at + timedelta(minutes=minutes))
    assert urgent.count() == 1


# --- Restricted records ---------------------------------------------------------------------------------------------


def test_a_restricted_record_is_neither_listed_nor_counted_for_who_is_not_named(world, real_now):
    learner = world.learner()
    restrict(learner=learner, people=[world.head.user], reason="At risk", by=world.head.user, now=real_now)
    assert work_of(world.social_worker, world.team_manager.user, real_now) == []
    assert not counts_of(world.social_worker)


def test_who_is_named_hands_over_their_part_and_the_name(world, real_now):
    now = real_now
    learner = world.learner()
    named = [world.team_manager.user, world.head.user]
    restrict(learner=learner, people=named, reason="At risk", by=world.head.user, now=now)
    hand(world, world.social_worker, world.personal_adviser, now)
    assert world.key_worker_of(learner).membership == world.personal_adviser

    successor = MembershipFactory(agency=world.virtual_school, role=RoleCode.KEY_CONTACT)
    hand(world, world.head, successor, now, HandOverPart.NAMED, by=world.head)
    assert set(learner.named_people.values_list("user", flat=True)) == {world.team_manager.user_id, successor.user_id}


# --- Not half done --------------------------------------------------------------------------------------------------


def test_every_problem_is_said_at_once_and_nothing_moves(world, real_now):
    now = real_now
    first, second, third = world.learner(), world.learner(), world.learner()
    opening = opened(world, world.social_worker, now)
    left = MembershipFactory(agency=world.social_care, role=RoleCode.SOCIAL_WORKER, ends_at=now - DAY)
    viewer = MembershipFactory(agency=world.social_care, role=RoleCode.VIEWER)
    rows = {learner: world.key_worker_of(learner) for learner in (first, second, third)}
    moves = [
        Move(HandOverPart.KEY_WORKER, rows[first], left),
        Move(HandOverPart.KEY_WORKER, rows[second], world.designated_person),
        Move(HandOverPart.KEY_WORKER, rows[third], viewer),
    ]
    with pytest.raises(HandOverRefused) as refused:
        pass_on(
            hand_over=opening, moves=moves, on_leaving_day=False, note="", by=world.team_manager.user, now=now
        )  # fmt: skip
    assert len(refused.value.problems) == 3
    assert {world.key_worker_of(learner).membership for learner in rows} == {world.social_worker}
    assert not HandOverStep.objects.exists()
    assert not Message.objects.exists()


def test_what_is_another_persons_or_unseen_is_refused_in_the_same_words(world, real_now):
    now = real_now
    opening = opened(world, world.social_worker, now)
    others = world.key_worker_of(world.learner(key_worker=world.carer))
    hidden = world.key_worker_of(world.learner(is_restricted=True))
    words = set()
    for subject in (others, hidden):
        with pytest.raises(HandOverRefused) as refused:
            pass_on(
                hand_over=opening, moves=[Move(HandOverPart.KEY_WORKER, subject, world.personal_adviser)],
                on_leaving_day=False, note="", by=world.team_manager.user, now=now,
            )  # fmt: skip
        words.add(str(refused.value))
    assert len(words) == 1


def test_nobody_covers_for_themselves(world, real_now):
    learner = world.learner(key_worker=world.carer)
    KeyWorker.objects.filter(learner=learner).update(cover=world.social_worker)
    with pytest.raises(HandOverRefused, match="cannot cover for themselves"):
        hand(world, world.social_worker, world.carer, real_now, HandOverPart.KEY_WORKER_COVER)


def test_when_one_service_fails_nothing_has_moved(world, real_now, monkeypatch):
    learner = world.learner()
    from learners.services import hand_over as module

    def refuse(**_):
        raise module.LearnerError("Not today.")

    monkeypatch.setattr(module, "assign_key_workers", refuse)
    with pytest.raises(HandOverRefused, match=r"Not today\."):
        hand(world, world.social_worker, world.personal_adviser, real_now)
    assert world.key_worker_of(learner).membership == world.social_worker


# --- The leaving day ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "last_day", "leaves_at"),
    [
        (datetime(2026, 10, 6, 11, tzinfo=UTC), date(2026, 10, 6), datetime(2026, 10, 6, 23, tzinfo=UTC)),
        (datetime(2026, 10, 6, 11, tzinfo=UTC), date(2026, 10, 24), datetime(2026, 10, 24, 23, tzinfo=UTC)),
        # The clocks go back on 25 October: its midnights are an hour further apart in UTC.
        (datetime(2026, 10, 6, 11, tzinfo=UTC), date(2026, 10, 25), datetime(2026, 10, 26, 0, tzinfo=UTC)),
        (datetime(2027, 3, 1, 11, tzinfo=UTC), date(2027, 3, 27), datetime(2027, 3, 28, 0, tzinfo=UTC)),
        # Forward on 28 March.
        (datetime(2027, 3, 1, 11, tzinfo=UTC), date(2027, 3, 28), datetime(2027, 3, 28, 23, tzinfo=UTC)),
        (datetime(2028, 2, 1, 11, tzinfo=UTC), date(2028, 2, 29), datetime(2028, 3, 1, 0, tzinfo=UTC)),
        (datetime(2026, 12, 1, 11, tzinfo=UTC), date(2026, 12, 31), datetime(2027, 1, 1, 0, tzinfo=UTC)),
    ],
)
def test_the_role_ends_with_the_london_day(world, at, last_day, leaves_at):
    opening = open_hand_over(membership=world.social_worker, leaves_on=last_day, by=world.team_manager.user, now=at)
    world.social_worker.refresh_from_db()
    assert opening.leaves_at == world.social_worker.ends_at == leaves_at


def test_a_leaving_day_in_the_past_or_before_the_role_is_refused(world, now):
    by = world.team_manager.user
    with pytest.raises(LeavesInThePast):
        open_hand_over(membership=world.social_worker, leaves_on=now.date() - DAY, by=by, now=now)
    ahead = MembershipFactory(agency=world.social_care, role=RoleCode.SOCIAL_WORKER, starts_at=now + 9 * DAY)
    with pytest.raises(LeavesBeforeBeginning):
        open_hand_over(membership=ahead, leaves_on=now.date() + DAY, by=by, now=now)


def test_the_day_can_be_moved_while_it_is_open(world, now):
    first = opened(world, world.social_worker, now, days=3)
    second = opened(world, world.social_worker, now, days=8)
    assert first == second
    world.social_worker.refresh_from_db()
    assert world.social_worker.ends_at == second.leaves_at


def test_a_role_that_has_ended_keeps_its_end(world, now):
    Membership.objects.filter(pk=world.social_worker.pk).update(ends_at=now - DAY)
    assert opened(world, world.social_worker, now).leaves_at == now - DAY


# --- What is left ---------------------------------------------------------------------------------------------------


def left_to(user):
    return Message.objects.filter(kind=MessageKind.HAND_OVER, recipient=user, channel=Channel.EMAIL)


def test_managers_are_told_daily_until_nothing_is_left(world, real_now):
    now = real_now
    learner = world.learner()
    opened(world, world.social_worker, now, days=0)
    assert tell_of_work_left(now=now) == 0, "the day is not over"
    after = now + 2 * DAY
    for _ in range(2):
        assert tell_of_work_left(now=after) == 1
    assert left_to(world.team_manager.user).count() == 1
    assert "Key worker for 1 young person" in left_to(world.team_manager.user).get().body
    tell_of_work_left(now=after + DAY)
    assert left_to(world.team_manager.user).count() == 2
    assign_key_worker(
        learner=learner, membership=world.personal_adviser, kind="personal_adviser", starts_at=after + DAY, by=None,
        now=after + DAY,
    )  # fmt: skip
    assert tell_of_work_left(now=after + 2 * DAY) == 0


def test_of_a_restricted_record_only_the_named_are_told(world, real_now):
    now = real_now
    learner = world.learner()
    restrict(learner=learner, people=[world.officer.user], reason="At risk", by=world.head.user, now=now)
    Membership.objects.filter(pk=world.social_worker.pk).update(ends_at=now - DAY)
    tell_of_work_left(now=now)
    assert not left_to(world.team_manager.user).exists()
    assert left_to(world.officer.user).get().about == learner.uuid


# --- Two hundred ----------------------------------------------------------------------------------------------------


def caseload(world, number):
    people = LearnerFactory.create_batch(number, home_authority=world.virtual_school.local_authority)
    for learner in people:
        AgencyLinkFactory(learner=learner, agency=world.virtual_school, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
        AgencyLinkFactory(learner=learner, agency=world.social_care, purpose=Purpose.SOCIAL_CARE)
        AgencyLinkFactory(learner=learner, agency=world.college, purpose=Purpose.PROVIDER)
        KeyWorkerFactory(learner=learner, membership=world.social_worker)
        EnrolmentFactory(learner=learner, provider=world.college)
    access.project(Learner, [learner.pk for learner in people])
    return people


def cost(world, now) -> int:
    with CaptureQueriesContext(connection) as queries:
        hand(world, world.social_worker, world.personal_adviser, now)
    return len(queries)


#: What opening one clock of A10 costs: the deadline in a savepoint, its steps, its event.
QUERIES_OF_A_CLOCK = 8


def test_each_further_young_person_costs_only_their_clock(world, real_now):
    caseload(world, 2)
    few = cost(world, real_now)
    Membership.objects.filter(pk=world.social_worker.pk).update(ends_at=None)
    caseload(world, 12)
    many = cost(world, real_now)
    assert many - few <= 10 * QUERIES_OF_A_CLOCK
