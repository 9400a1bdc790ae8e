"""An incident is logged: slots, e-mails and clock in one transaction; and closed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.enums import Purpose, RoleCode
from agreements.models import Contact
from deadlines.enums import DeadlineState, Verb
from deadlines.models import Deadline
from learners.models import KeyWorker
from learners.services import link_agency
from notifications.enums import Channel, MessageKind, MessageState
from notifications.models import Message
from tests.factories import ContactFactory, MembershipFactory
from tests.tracking.conftest import Story, clock, slot
from tracking.enums import SlotChannel, SlotParty, StandIn
from tracking.models import Incident, NoticeSlot
from tracking.services import IncidentError, StillToBeTold, close_incident
from tracking.services.incidents import (
    AlreadyClosed,
    DescriptionMissing,
    HasDied,
    NotEnrolledThen,
    OccurredInFuture,
    OutcomeMissing,
)

BOTH = (SlotParty.KEY_WORKER, SlotParty.KEY_CONTACT)


def emails(incident: Incident) -> list[Message]:
    return list(Message.objects.filter(topic=incident.topic, channel=Channel.EMAIL).order_by("id"))


def test_four_slots_two_emails_and_a_clock(story: Story):
    incident = story.incident()
    people = {(s.party, s.channel): s.person for s in incident.slots.all()}
    assert people == {
        (SlotParty.KEY_WORKER, SlotChannel.EMAIL): story.key_worker,
        (SlotParty.KEY_WORKER, SlotChannel.PHONE): story.key_worker,
        (SlotParty.KEY_CONTACT, SlotChannel.EMAIL): story.key_contact,
        (SlotParty.KEY_CONTACT, SlotChannel.PHONE): story.key_contact,
    }
    assert {m.recipient for m in emails(incident)} == {story.key_worker, story.key_contact}
    assert {m.kind for m in emails(incident)} == {MessageKind.INCIDENT_NOTICE}
    deadline = clock(incident)
    assert (deadline.state, deadline.starts_at, deadline.owner) == ("open", story.now, story.world.college)
    assert deadline.due_at == datetime(2026, 10, 6, 23, 0, tzinfo=UTC)  # midnight in London
    assert incident.history.get().history_user == story.designated_person


def test_queued_is_not_told(story: Story):
    incident = story.incident()
    assert not incident.slots.filter(proven_at__isnull=False).exists()


def test_emails_say_no_more_than_initials(story: Story):
    incident = story.incident()
    for message in emails(incident):
        assert story.learner.initials in message.subject
        for text in (message.subject, message.body):
            assert story.learner.given_name not in text
            assert story.learner.family_name not in text
            assert "workshop" not in text
            assert story.enrolment.provider.name not in text
            assert story.enrolment.course not in text
        assert message.link == f"/incidents/{incident.uuid}/"
        assert message.about == story.learner.uuid


def test_nothing_remains_if_the_last_step_fails(story: Story, monkeypatch: pytest.MonkeyPatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the outbox is broken")

    monkeypatch.setattr("tracking.services.notices.queue_about", broken)
    with pytest.raises(RuntimeError):
        story.incident()
    counts = [model.objects.count() for model in (Incident, NoticeSlot, Deadline, Message, Incident.history.model)]
    assert counts == [0, 0, 0, 0, 0]


def test_logged_at_five_past_midnight_for_ten_to(story: Story):
    """23:50 logged at 00:05: late from the start, and dated when it fell due."""
    occurred = datetime(2026, 10, 6, 22, 50, tzinfo=UTC)
    incident = story.incident(occurred_at=occurred, now=occurred + timedelta(minutes=15))
    deadline = clock(incident)
    midnight = datetime(2026, 10, 6, 23, 0, tzinfo=UTC)
    assert deadline.due_at == midnight
    assert deadline.is_overdue(occurred + timedelta(minutes=15))
    breach = deadline.events.get(verb=Verb.BREACHED)
    assert (breach.at, breach.recorded_at) == (midnight, occurred + timedelta(minutes=15))


@pytest.mark.parametrize(
    ("occurred", "due"),
    [
        # The day on which the clocks go forward has 23 hours, the one on which they go back 25.
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 23, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), datetime(2026, 10, 26, 0, 0, tzinfo=UTC)),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2027, 1, 1, 0, 0, tzinfo=UTC)),
    ],
)
def test_the_day_ends_at_the_next_local_midnight(story: Story, occurred: datetime, due: datetime):
    assert clock(story.incident(occurred_at=occurred, now=occurred)).due_at == due


def test_the_people_are_those_of_the_moment_it_occurred(story: Story):
    yesterday = story.now - timedelta(days=1)
    KeyWorker.objects.filter(learner=story.learner).update(ends_at=story.now - timedelta(hours=1))
    KeyWorker.objects.create(
        learner=story.learner,
        membership=story.world.personal_adviser,
        kind="personal_adviser",
        starts_at=story.now - timedelta(hours=1),
        assigned_at=story.now,
    )
    incident = story.incident(occurred_at=yesterday)
    assert slot(incident, "key_worker", "email").person == story.key_worker
    assert slot(story.incident(), "key_worker", "email").person == story.world.personal_adviser.user


def test_the_virtual_school_is_the_one_of_the_moment_it_occurred(story: Story):
    world, an_hour_ago = story.world, story.now - timedelta(hours=1)
    link_agency(
        learner=story.learner, agency=world.host_virtual_school, purpose=Purpose.HOME_VIRTUAL_SCHOOL,
        starts_at=an_hour_ago, by=None, now=an_hour_ago,
    )  # fmt: skip
    before, after = story.incident(occurred_at=story.now - timedelta(hours=2)), story.incident()
    assert slot(before, "key_contact", "email").person == story.key_contact
    assert slot(after, "key_contact", "email").person != story.key_contact


def test_cover_fills_the_slot_of_a_holder_who_left(story: Story):
    KeyWorker.objects.filter(learner=story.learner).update(cover=story.world.personal_adviser)
    story.world.social_worker.ends_at = story.now
    story.world.social_worker.save()
    filled = slot(story.incident(), "key_worker", "phone")
    assert (filled.person, filled.stand_in, filled.is_vacant) == (
        story.world.personal_adviser.user,
        StandIn.COVER,
        False,
    )


def test_a_vacancy_is_filled_by_managers_and_shown(story: Story):
    KeyWorker.objects.all().delete()
    Contact.objects.filter(kind="key_contact").delete()
    incident = story.incident()
    worker, contact = (slot(incident, party, "email") for party in BOTH)
    assert (worker.person, worker.stand_in) == (story.world.team_manager.user, StandIn.TEAM_MANAGER)
    assert (contact.person, contact.stand_in) == (story.world.head.user, StandIn.VIRTUAL_SCHOOL_HEAD)
    assert worker.is_vacant
    assert contact.is_vacant


def test_nobody_at_all_leaves_the_slot_empty_and_unproven(story: Story):
    KeyWorker.objects.all().delete()
    story.world.team_manager.ends_at = story.now
    story.world.team_manager.save()
    incident = story.incident()
    assert slot(incident, "key_worker", "email").person is None
    assert len(emails(incident)) == 1
    assert clock(incident).state == DeadlineState.OPEN


def test_one_person_in_both_roles_gets_one_email(story: Story):
    hat = MembershipFactory(user=story.key_worker, agency=story.world.virtual_school, role=RoleCode.KEY_CONTACT)
    Contact.objects.filter(kind="key_contact").delete()
    ContactFactory(key_contact=True, agency=story.world.virtual_school, holder=hat)
    incident = story.incident()
    (message,) = emails(incident)
    assert {slot(incident, party, "email").message for party in BOTH} == {message}
    assert "key worker and Virtual School key contact" in message.body


def test_the_designated_person_is_asked_to_call_when_somebody_else_logs_it(story: Story):
    incident = story.incident(by=story.world.mentor.user)
    assert story.designated_person in {m.recipient for m in emails(incident)}
    assert not incident.slots.filter(message__recipient=story.designated_person).exists()


def test_what_lay_before_mainstay_sends_nothing(story: Story):
    story.world.college.tracked_from = date(2026, 10, 8)
    story.world.college.save()
    incident = story.incident()
    assert emails(incident) == []
    assert clock(incident).is_tracked is False


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"occurred_at": datetime(2026, 10, 6, 11, 0, 1, tzinfo=UTC)}, OccurredInFuture),
        ({"description": "  "}, DescriptionMissing),
    ],
)
def test_refusals(story: Story, fields: dict, error: type[IncidentError]):
    with pytest.raises(error):
        story.incident(**fields)


def test_not_after_the_place_ended(story: Story):
    story.enrolment.ended_on, story.enrolment.end_reason = date(2026, 10, 5), "withdrew"
    story.enrolment.save()
    with pytest.raises(NotEnrolledThen):
        story.incident()
    assert story.incident(occurred_at=datetime(2026, 10, 5, 22, 0, tzinfo=UTC)).pk


def test_not_after_a_death(story: Story):
    story.learner.died_on = date(2026, 10, 5)
    story.learner.save()
    with pytest.raises(HasDied):
        story.incident()


def test_closing_needs_everybody_told(story: Story):
    incident = story.incident()
    with pytest.raises(StillToBeTold) as refusal:
        close_incident(incident=incident, outcome="Back.", by=story.designated_person, now=story.now)
    assert len(refusal.value.missing) == 4
    story.told(incident)
    with pytest.raises(OutcomeMissing):
        close_incident(incident=incident, outcome=" ", by=story.designated_person, now=story.now)
    close_incident(incident=incident, outcome="Back.", by=story.designated_person, now=story.now)
    with pytest.raises(AlreadyClosed):
        close_incident(incident=incident, outcome="Back.", by=story.designated_person, now=story.now)


def test_a_deactivated_person_gets_nothing_and_the_slot_says_so(story: Story):
    story.key_contact.is_active = False
    story.key_contact.save()
    incident = story.incident()
    filled = slot(incident, "key_contact", "email")
    assert (filled.person, filled.stand_in) == (story.world.officer.user, StandIn.COVER)
    assert filled.message.state == MessageState.QUEUED
