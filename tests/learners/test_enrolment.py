"""A place begins and ends: the plan clock, who sees the record, and no way round the exclusion procedure (A13, A32)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.enums import Purpose
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.registry import duty
from deadlines.rules import Limit
from deadlines.services import Opening, open_deadline
from learners.enums import EndReason
from learners.forms.enrolments import EndForm
from learners.models import AgencyLink, Enrolment, Learner
from learners.selectors import start_checklist
from learners.services import (
    AlreadyEnded,
    AlreadyEnrolled,
    CannotMentor,
    CaseIsClosed,
    EndHasItsOwnPage,
    EndInTheFuture,
    EndsBeforeStart,
    NotAProvider,
    NotYetPossible,
    ProviderInitiatedEnd,
    TickedInTheFuture,
    close_enrolment_for_exclusion,
    end_enrolment,
    enrol,
    introduce_mentor,
    tick_checklist,
    transfer,
)
from learners.services import enrolment as module
from notifications.enums import MessageKind
from notifications.models import Message

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def take_place(world, learner, now, **changed):
    return enrol(
        learner=learner,
        **{
            "provider": world.college,
            "course": "Bricklaying",
            "level": "2",
            "starts_on": date(2026, 10, 12),
            "by": world.officer.user,
            "now": now,
            **changed,
        },
    )


def end(world, enrolment, now, reason=EndReason.WITHDREW, ended_on=date(2026, 10, 5), **changed):
    return end_enrolment(
        enrolment=enrolment, reason=reason, **{"ended_on": ended_on, "by": world.officer.user, "now": now, **changed}
    )


def plan_clock(enrolment):
    return Deadline.objects.get(duty_code="education_plan", subject_uuid=enrolment.uuid)


def open_notice(world, enrolment, now):
    return open_deadline(
        Opening(
            duty=duty("same_day_notice"),
            limit=duty("same_day_notice").limit,
            terms_source="test",
            morning_hour=8,
            owner=enrolment.provider,
            learner=enrolment.learner,
            subject_kind="incident",
            subject_uuid=enrolment.learner.uuid,
            starts_at=now,
        ),
        now=now,
    )


def test_enrolling_opens_the_plan_clock_and_the_providers_door(world, now):
    learner = world.learner(enrolled=False)
    assert not Learner.objects.visible_to(world.designated_person.user).exists()
    enrolment = take_place(world, learner, now)

    clock = plan_clock(enrolment)
    assert (clock.owner, clock.partner, clock.learner) == (world.social_care, world.college, learner)
    assert (clock.due_on, clock.agreement) == (date(2026, 11, 11), world.agreement)
    assert clock.terms_source == "Agreement between Home Virtual School and Brindley College"
    assert list(Learner.objects.visible_to(world.designated_person.user)) == [learner]
    told = Message.objects.filter(kind=MessageKind.ENROLMENT)
    assert {message.recipient for message in told} == {world.designated_person.user, world.key_contact.user}


def test_a_place_that_began_in_the_past_is_fine_and_late_at_once(world, now):
    enrolment = take_place(world, world.learner(enrolled=False), now, starts_on=date(2026, 9, 1))
    clock = plan_clock(enrolment)
    assert clock.due_on == date(2026, 10, 1)
    assert clock.breach_recorded


def test_a_place_from_before_mainstay_is_recorded_without_a_word(world, now):
    for agency in (world.college, world.social_care):
        agency.tracked_from = date(2026, 10, 1)
        agency.save()
    enrolment = take_place(world, world.learner(enrolled=False), now, starts_on=date(2025, 9, 1))
    assert not plan_clock(enrolment).is_tracked
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"planned_end_on": date(2026, 10, 11)}, EndsBeforeStart),
        ({"provider": "virtual_school"}, NotAProvider),
        ({"mentor": "stranger"}, CannotMentor),
    ],
)
def test_what_enrolling_refuses(world, now, changed, error):
    changed = {key: getattr(world, value) if isinstance(value, str) else value for key, value in changed.items()}
    with pytest.raises(error):
        take_place(world, world.learner(enrolled=False), now, **changed)
    assert not Enrolment.objects.exists()


def test_the_same_course_twice_is_refused(world, now):
    learner = world.learner(enrolled=False)
    take_place(world, learner, now)
    with pytest.raises(AlreadyEnrolled):
        take_place(world, learner, now)


def test_no_place_for_a_closed_case(world, now):
    with pytest.raises(CaseIsClosed):
        take_place(world, world.learner(enrolled=False, closed_on=date(2026, 9, 1)), now)


def test_when_the_clock_cannot_be_opened_there_is_no_place(world, now, monkeypatch):
    learner = world.learner(enrolled=False)

    def refuse(*_, **__):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(module, "open_deadline", refuse)
    with pytest.raises(RuntimeError):
        take_place(world, learner, now)
    assert not Enrolment.objects.exists()
    assert not AgencyLink.objects.filter(purpose=Purpose.PROVIDER).exists()
    assert not Message.objects.exists()


def test_ending_a_place_stops_its_clock_and_closes_the_providers_door(world, now):
    learner = world.learner(enrolled=False)
    enrolment = take_place(world, learner, now)
    end(world, enrolment, now + DAY, reason=EndReason.DID_NOT_START, ended_on=date(2026, 10, 7))

    assert plan_clock(enrolment).state == DeadlineState.CANCELLED
    assert not Learner.objects.visible_to(world.designated_person.user).exists()
    ended = Message.objects.filter(kind=MessageKind.ENROLMENT, topic__endswith=":ended")
    assert {message.recipient for message in ended} == {
        world.designated_person.user, world.key_contact.user, world.social_worker.user
    }  # fmt: skip


def test_a_plan_that_was_late_before_the_place_ended_stays_missed(world, now):
    enrolment = take_place(world, world.learner(enrolled=False), now, starts_on=date(2026, 8, 3))
    end(world, enrolment, now, ended_on=date(2026, 10, 5))
    clock = Deadline.objects.with_outcome(now).get(pk=plan_clock(enrolment).pk)
    assert (clock.state, clock.outcome) == (DeadlineState.CANCELLED, "missed")


def test_a_place_that_ended_before_its_plan_was_due_is_no_breach(world, now):
    """Recorded on 6 October: it ended on 20 September, eleven days before the plan was due."""
    enrolment = take_place(
        world, world.learner(enrolled=False), datetime(2026, 9, 1, 9, tzinfo=UTC), starts_on=date(2026, 9, 1)
    )
    end(world, enrolment, now, ended_on=date(2026, 9, 20))
    clock = Deadline.objects.with_outcome(now).get(pk=plan_clock(enrolment).pk)
    assert clock.outcome == "cancelled"
    assert clock.closed_at == datetime(2026, 9, 20, 23, tzinfo=UTC)


def test_the_notice_of_an_incident_stays_owed_and_the_provider_can_still_prove_it(world, now):
    learner = world.learner()
    enrolment = world.enrolment(learner)
    notice = open_notice(world, enrolment, now)
    end(world, enrolment, now)

    notice.refresh_from_db()
    assert notice.state == DeadlineState.OPEN
    link = learner.links.get(purpose=Purpose.PROVIDER)
    assert link.ends_at == now + timedelta(days=28)
    assert learner.links.active(now + 27 * DAY).filter(pk=link.pk).exists()
    assert not learner.links.active(now + 28 * DAY).filter(pk=link.pk).exists()


def test_another_place_at_the_same_provider_keeps_its_door_open(world, now):
    learner = world.learner()
    take_place(world, learner, now)
    end(world, learner.enrolments.get(course__startswith="Level"), now)
    assert Learner.objects.visible_to(world.designated_person.user).exists()


@pytest.mark.parametrize("reason", [EndReason.PERMANENTLY_EXCLUDED, EndReason.COURSE_TERMINATED])
def test_a_provider_cannot_end_a_place_by_the_ordinary_way(world, now, reason):
    enrolment = world.enrolment()
    with pytest.raises(ProviderInitiatedEnd, match="meeting"):
        end(world, enrolment, now, reason=reason)
    form = EndForm({"reason": reason.value, "ended_on": "2026-10-05"}, now=now)
    assert "reason" in form.errors
    enrolment.refresh_from_db()
    assert enrolment.ended_on is None


@pytest.mark.parametrize("reason", [EndReason.DIED, EndReason.CASE_CLOSED])
def test_death_and_a_closed_case_have_services_of_their_own(world, now, reason):
    with pytest.raises(EndHasItsOwnPage):
        end(world, world.enrolment(), now, reason=reason)


def test_the_exclusion_service_ends_only_for_its_own_reasons(world, now):
    enrolment = world.enrolment()
    arguments = {"enrolment": enrolment, "ended_on": date(2026, 10, 6), "by": world.signatory.user, "now": now}
    with pytest.raises(ValueError, match="decision of the provider"):
        close_enrolment_for_exclusion(**arguments, reason=EndReason.WITHDREW)


@pytest.mark.parametrize(
    ("ended_on", "reason", "error"),
    [
        (date(2026, 10, 7), EndReason.WITHDREW, EndInTheFuture),
        (date(2026, 8, 31), EndReason.COMPLETED, EndsBeforeStart),
    ],
)
def test_an_end_lies_between_the_start_and_today(world, now, ended_on, reason, error):
    with pytest.raises(error):
        end(world, world.enrolment(), now, reason=reason, ended_on=ended_on)


def test_a_place_ends_once(world, now):
    enrolment = end(world, world.enrolment(), now)
    with pytest.raises(AlreadyEnded):
        end(world, enrolment, now)


def test_a_transfer_ends_one_place_and_begins_another(world, now):
    learner = world.learner(enrolled=False)
    first = take_place(world, learner, now)
    second = transfer(
        enrolment=first,
        provider=world.other_college,
        course="Plastering",
        level="2",
        ended_on=date(2026, 10, 6),
        starts_on=date(2026, 10, 19),
        by=world.officer.user,
        now=now,
    )
    first.refresh_from_db()
    assert first.end_reason == EndReason.TRANSFERRED
    assert plan_clock(first).state == DeadlineState.CANCELLED
    assert plan_clock(second).due_on == date(2026, 11, 18)
    assert plan_clock(second).terms_source == "no agreement: default terms"
    assert list(Learner.objects.visible_to(world.stranger.user)) == [learner]
    assert not Learner.objects.visible_to(world.designated_person.user).exists()


def test_a_transfer_that_cannot_begin_ends_nothing(world, now):
    first = take_place(world, world.learner(enrolled=False), now)
    with pytest.raises(NotAProvider):
        transfer(
            enrolment=first,
            provider=world.virtual_school,
            course="Plastering",
            level="2",
            ended_on=date(2026, 10, 6),
            starts_on=date(2026, 10, 19),
            by=None,
            now=now,
        )
    first.refresh_from_db()
    assert first.ended_on is None
    assert plan_clock(first).state == DeadlineState.OPEN


def test_the_checklist_says_what_is_missing(world, now):
    enrolment = take_place(world, world.learner(enrolled=False), now)
    assert len(start_checklist(enrolment, now).missing) == 2
    for item in ("designated_person_knows_key_worker_on", "provider_knows_contacts_on"):
        enrolment = tick_checklist(enrolment=enrolment, item=item, done_on=date(2026, 10, 6), by=None, now=now)
    checklist = start_checklist(enrolment, now)
    assert checklist.is_ready
    assert checklist.plan_agreed_at is None
    enrolment = tick_checklist(
        enrolment=enrolment, item="provider_knows_contacts_on", done_on=None, by=world.officer.user, now=now
    )
    assert not start_checklist(enrolment, now).is_ready
    assert enrolment.history.latest().history_user == world.officer.user


def test_nobody_can_know_a_key_worker_who_is_not_there(world, now):
    enrolment = world.enrolment()
    enrolment.learner.key_workers.update(ends_at=now)
    with pytest.raises(NotYetPossible, match="key worker"):
        tick_checklist(
            enrolment=enrolment, item="provider_knows_contacts_on", done_on=date(2026, 10, 6), by=None, now=now
        )


def test_a_provider_without_designated_person_cannot_be_ready(world, now):
    world.post_designated_person.ends_at = now
    world.post_designated_person.save()
    with pytest.raises(NotYetPossible, match="designated person"):
        tick_checklist(
            enrolment=world.enrolment(), item="provider_knows_contacts_on", done_on=date(2026, 10, 6), by=None, now=now
        )


def test_nothing_is_ticked_for_tomorrow(world, now):
    with pytest.raises(TickedInTheFuture):
        tick_checklist(
            enrolment=world.enrolment(), item="provider_knows_contacts_on", done_on=date(2026, 10, 7), by=None, now=now
        )


def test_the_mentor_sees_the_record_while_the_place_is_open(world, now):
    learner = world.learner()
    enrolment = introduce_mentor(
        enrolment=world.enrolment(learner), mentor=world.mentor, introduced_on=date(2026, 10, 5), by=None, now=now
    )
    assert list(Learner.objects.visible_to(world.mentor.user)) == [learner]
    assert world.mentor.user.has_perm("view_learner", learner)
    end(world, enrolment, now)
    assert not Learner.objects.visible_to(world.mentor.user).exists()
    assert not type(world.mentor.user).objects.get(pk=world.mentor.user_id).has_perm("view_learner", learner)


def test_the_mentor_works_at_the_provider(world, now):
    with pytest.raises(CannotMentor):
        introduce_mentor(enrolment=world.enrolment(), mentor=world.stranger, introduced_on=None, by=None, now=now)
    with pytest.raises(NotYetPossible):
        introduce_mentor(
            enrolment=world.enrolment(world.learner()), mentor=None, introduced_on=date(2026, 10, 5), by=None, now=now
        )


def test_the_limit_is_a_term(world, now):
    """The duty's own limit is only the default of the terms (A13)."""
    assert duty("education_plan").limit == Limit(30, "days")
