"""A9 and A10: a key worker is named, and the partners hear of every change, provably."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.selectors import drift
from learners.enums import KeyWorkerKind
from learners.models import KeyWorker, KeyWorkerNotice, Learner
from learners.selectors.people import key_worker_at, people_to_tell
from learners.services import (
    AlreadyKeyWorker,
    CannotBeKeyWorker,
    CaseIsClosed,
    NoKeyWorker,
    NothingToTellAgain,
    StartsBeforeLastOne,
    assign_key_worker,
    change_cover,
    end_key_worker,
    record_learner,
    tell_again,
    tick_checklist,
)
from learners.services import key_worker_news as module
from notifications.enums import Channel, Frequency, MessageKind, MessageState
from notifications.models import Message
from notifications.services import deliver, record_bounce, send_digests, set_preferences
from tests.factories import MembershipFactory
from tests.learners.test_record import details

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def assign(world, learner, membership, now, **changed):
    return assign_key_worker(
        learner=learner,
        membership=membership,
        kind=KeyWorkerKind.PERSONAL_ADVISER,
        **{"starts_at": now, "by": world.team_manager.user, "now": now, **changed},
    )


def news(key_worker):
    return Message.objects.filter(pk__in=key_worker.notices.values("message"))


def change_clock(key_worker):
    return Deadline.objects.get(duty_code="key_worker_change", subject_uuid=key_worker.uuid)


def drifts(at):
    """What `check_ledger` would find wrong with the clocks of changes; the world's own rows have no clock for the
    naming.
    """
    return [each for each in drift.find(now=at) if each.duty_code == "key_worker_change"]


def send(at):
    return deliver(now_source=lambda: at)


def test_the_first_key_worker_keeps_the_promise_to_name_one(world, now):
    learner = record_learner(**details(world), now=now)
    key_worker = assign(world, learner, world.personal_adviser, now + HOUR, by=world.officer.user)

    clock = Deadline.objects.get(duty_code="key_worker_named")
    assert (clock.state, clock.met_at, clock.met_by) == (DeadlineState.MET, now + HOUR, world.officer.user)
    assert not KeyWorkerNotice.objects.exists(), "without a place nobody has to be told"
    assert list(Learner.objects.visible_to(world.personal_adviser.user)) == [learner]
    assert key_worker_at(learner, now + HOUR).person == key_worker.membership.user
    assert drift.find(now=now + HOUR) == []


def test_a_change_tells_the_designated_person_and_the_key_contact(world, now):
    learner = world.learner()
    former = world.key_worker_of(learner)
    key_worker = assign(world, learner, world.personal_adviser, now)

    former.refresh_from_db()
    assert former.ends_at == now
    emails = news(key_worker)
    assert {message.recipient for message in emails} == {world.designated_person.user, world.key_contact.user}
    assert {message.channel for message in emails} == {Channel.EMAIL}
    for message in Message.objects.filter(kind=MessageKind.KEY_WORKER_CHANGED):
        assert message.about == learner.uuid
        for secret in (learner.given_name, learner.family_name, "Pat Adviser", "Sue Worker"):
            assert secret not in message.subject + message.body
        assert learner.initials in message.subject
        assert message.link == f"/learners/{learner.uuid}/"
    clock = change_clock(key_worker)
    assert (clock.state, clock.owner, clock.due_on) == (DeadlineState.OPEN, world.social_care, date(2026, 10, 7))
    assert not Learner.objects.visible_to(world.social_worker.user).exists(), "the former key worker's access ends"
    assert drifts(now) == []


def test_the_clock_is_met_when_the_last_e_mail_is_accepted(world, now):
    key_worker = assign(world, world.learner(), world.personal_adviser, now)
    assert change_clock(key_worker).state == DeadlineState.OPEN
    send(now + HOUR)

    clock = change_clock(key_worker)
    assert clock.state == DeadlineState.MET
    assert clock.met_at == max(message.settled_at for message in news(key_worker))
    assert drifts(now + DAY) == []


def test_one_failed_e_mail_leaves_the_clock_open_and_can_be_sent_again(world, now):
    key_worker = assign(world, world.learner(), world.personal_adviser, now)
    lost = news(key_worker).get(recipient=world.key_contact.user)
    lost.state, lost.settled_at, lost.next_try_at = MessageState.FAILED, now, None
    lost.save()
    send(now + HOUR)
    assert change_clock(key_worker).state == DeadlineState.OPEN

    (again,) = tell_again(key_worker=key_worker, by=world.team_manager.user, now=now + 2 * HOUR)
    assert again.recipient == world.key_contact.user
    send(now + 3 * HOUR)
    assert change_clock(key_worker).state == DeadlineState.MET
    with pytest.raises(NothingToTellAgain):
        tell_again(key_worker=key_worker, by=world.team_manager.user, now=now + 4 * HOUR)
    assert drifts(now + DAY) == []


def test_an_e_mail_that_comes_back_opens_the_clock_again(world, now):
    key_worker = assign(world, world.learner(), world.personal_adviser, now)
    send(now + HOUR)
    bounced = news(key_worker).first()
    record_bounce(message=bounced, at=now + 2 * HOUR, answer="no such person", by=None, now=now + 2 * HOUR)

    clock = change_clock(key_worker)
    assert (clock.state, clock.revision, clock.met_at) == (DeadlineState.OPEN, 2, None)
    tell_again(key_worker=key_worker, by=None, now=now + 3 * HOUR)
    send(now + 4 * HOUR)
    assert change_clock(key_worker).state == DeadlineState.MET


def test_news_in_a_daily_digest_counts_when_the_digest_is_accepted(world, now):
    for person in (world.designated_person.user, world.key_contact.user):
        set_preferences(user=person, frequencies={MessageKind.KEY_WORKER_CHANGED: Frequency.DAILY}, now=now)
    key_worker = assign(world, world.learner(), world.personal_adviser, now)
    assert {message.state for message in news(key_worker)} == {MessageState.HELD}
    send_digests(now=now + DAY)
    assert change_clock(key_worker).state == DeadlineState.OPEN
    send(now + DAY + HOUR)
    assert change_clock(key_worker).state == DeadlineState.MET


def test_the_cover_person_is_told_when_the_post_holder_has_left(world, now):
    world.designated_person.user.is_active = False
    world.designated_person.user.save()
    key_worker = assign(world, world.learner(), world.personal_adviser, now)
    assert world.cover_person.user in {message.recipient for message in news(key_worker)}


def test_vacant_posts_are_stood_in_for(world, now):
    for contact in (world.post_designated_person, world.post_key_contact):
        contact.ends_at = now - HOUR
        contact.save()
    key_worker = assign(world, world.learner(), world.personal_adviser, now)
    assert {message.recipient for message in news(key_worker)} == {world.signatory.user, world.head.user}


def test_leaving_the_post_empty_is_told_too(world, now):
    learner = world.learner()
    key_worker = world.key_worker_of(learner)
    end_key_worker(key_worker=key_worker, ends_at=now, by=world.team_manager.user, now=now)

    assert key_worker_at(learner, now).is_vacant
    assert news(key_worker).count() == 2
    assert "no key worker" in news(key_worker).first().subject
    assert change_clock(key_worker).state == DeadlineState.OPEN
    told = people_to_tell(learner, world.enrolment(learner), now)["key_worker"]
    assert (told.person, told.stand_in, told.is_vacant) == (world.team_manager.user, "team_manager", True)
    send(now + HOUR)
    assert change_clock(key_worker).state == DeadlineState.MET
    with pytest.raises(NoKeyWorker):
        end_key_worker(key_worker=key_worker, ends_at=now, by=None, now=now + HOUR)
    successor = assign(world, learner, world.personal_adviser, now + DAY)
    assert news(successor).count() == 2
    assert drifts(now + DAY) == []


def test_a_change_that_takes_effect_later_starts_its_clock_then(world, now):
    learner = world.learner()
    friday = datetime(2026, 10, 8, 23, tzinfo=UTC)  # Friday, 9 October, 00:00 in London
    key_worker = assign(world, learner, world.personal_adviser, now, starts_at=friday)
    assert change_clock(key_worker).due_on == date(2026, 10, 12), "a Friday trigger ends with Monday"
    assert key_worker_at(learner, now).person == world.social_worker.user
    assert key_worker_at(learner, friday).person == world.personal_adviser.user


def test_a_change_from_before_mainstay_is_recorded_and_nobody_is_told(world, now):
    world.social_care.tracked_from = date(2026, 9, 1)
    world.social_care.save()
    key_worker = assign(world, world.learner(), world.personal_adviser, now, starts_at=datetime(2026, 8, 1, tzinfo=UTC))
    assert not news(key_worker).exists()
    assert not Deadline.objects.filter(duty_code="key_worker_change").exists()
    assert drifts(now) == []


def test_cover_changes_keep_who_covered_before(world, now):
    learner = world.learner()
    key_worker = world.key_worker_of(learner)
    change_cover(key_worker=key_worker, cover=world.carer, by=world.team_manager.user, now=now)

    assert key_worker_at(learner, now - HOUR).cover is None
    assert key_worker_at(learner, now).cover == world.carer.user
    assert Learner.objects.visible_to(world.carer.user).filter(pk=learner.pk).exists()
    assert not Message.objects.exists()
    assert drifts(now) == []


def test_people_to_tell_are_those_of_the_moment(world, now):
    learner = world.learner()
    enrolment = world.enrolment(learner)
    assign(world, learner, world.personal_adviser, now)
    before, after = people_to_tell(learner, enrolment, now - HOUR), people_to_tell(learner, enrolment, now)
    assert before["key_worker"].person == world.social_worker.user
    assert after["key_worker"].person == world.personal_adviser.user
    contact = after["key_contact"]
    assert (contact.person, contact.cover, contact.stand_in) == (world.key_contact.user, world.officer.user, "")


def test_the_cover_steps_in_for_a_key_worker_who_left(world, now):
    learner = world.learner()
    change_cover(key_worker=world.key_worker_of(learner), cover=world.carer, by=None, now=now)
    world.social_worker.ends_at = now
    world.social_worker.save()
    told = people_to_tell(learner, world.enrolment(learner), now + HOUR)["key_worker"]
    assert (told.person, told.stand_in, told.is_vacant) == (world.carer.user, "cover", False)


def test_before_the_start_the_provider_gets_to_know_the_new_key_worker_afresh(world, now):
    learner = world.learner()
    enrolment = world.enrolment(learner)
    enrolment.starts_on = date(2027, 1, 4)
    enrolment.save()
    tick_checklist(
        enrolment=enrolment, item="designated_person_knows_key_worker_on", done_on=date(2026, 10, 1), by=None, now=now
    )
    assign(world, learner, world.personal_adviser, now + HOUR)
    enrolment.refresh_from_db()
    assert enrolment.designated_person_knows_key_worker_on is None


@pytest.mark.parametrize("part", ["administrator"])
def test_somebody_who_cannot_open_records_cannot_be_key_worker(world, now, part):
    with pytest.raises(CannotBeKeyWorker, match="does not let them open records"):
        assign(world, world.learner(), getattr(world, part), now)


def test_somebody_who_left_cannot_be_key_worker(world, now):
    gone = MembershipFactory(agency=world.social_care, role="social_worker", ends_at=now - DAY)
    with pytest.raises(CannotBeKeyWorker, match="left"):
        assign(world, world.learner(), gone, now)


def test_nobody_covers_for_themselves(world, now):
    with pytest.raises(CannotBeKeyWorker, match="cover for themselves"):
        assign(world, world.learner(), world.carer, now, cover=world.carer)


def test_the_same_key_worker_twice_is_refused(world, now):
    with pytest.raises(AlreadyKeyWorker):
        assign(world, world.learner(), world.social_worker, now)


def test_a_key_worker_does_not_begin_before_the_present_one_did(world, now):
    with pytest.raises(StartsBeforeLastOne):
        assign(world, world.learner(), world.personal_adviser, now, starts_at=datetime(2023, 1, 1, tzinfo=UTC))


def test_no_key_worker_for_a_closed_case(world, now):
    with pytest.raises(CaseIsClosed):
        assign(world, world.learner(closed_on=date(2026, 9, 1)), world.personal_adviser, now)


def test_the_database_refuses_two_key_workers_at_a_time(world, now):
    learner = world.learner()
    with pytest.raises(IntegrityError, match="one_at_a_time|one_current"), transaction.atomic():
        KeyWorker.objects.create(
            learner=learner,
            membership=world.carer,
            kind=KeyWorkerKind.FOSTER_CARER,
            starts_at=now,
            ends_at=now + DAY,
            assigned_at=now,
        )


def test_when_the_news_cannot_be_queued_nothing_has_changed(world, now, monkeypatch):
    learner = world.learner()

    def refuse(*_, **__):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(module, "tell_each", refuse)
    with pytest.raises(RuntimeError):
        assign(world, learner, world.personal_adviser, now)
    assert world.key_worker_of(learner).membership == world.social_worker
    assert Learner.objects.visible_to(world.social_worker.user).exists()
    assert not Deadline.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM learners_historicalkeyworker WHERE history_change_reason IS NOT NULL")
        assert cursor.fetchone() == (0,)
