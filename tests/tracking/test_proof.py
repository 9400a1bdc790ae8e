"""Calls and e-mails prove the slots; the clock follows them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from agreements.models import Contact
from deadlines.enums import DeadlineState, Verb
from deadlines.services import waive
from learners.models import KeyWorker
from learners.services import record_death
from notifications.enums import Channel, MessageKind, MessageState
from notifications.models import Message
from notifications.services import DeliveryResult
from tests.factories import ContactFactory, MembershipFactory
from tests.notifications.mail_server import MailServer
from tests.tracking.conftest import Story, clock, drift_of_ours, slot
from tracking.enums import CallOutcome
from tracking.models import PhoneCall
from tracking.services import NoticeError, report_bounce, send_again
from tracking.services.calls import CallBeforeIncident, CallInFuture, HasDied, NotToBeTold
from tracking.services.notices import CannotHaveComeBack, NotAnEmail, ReasonMissing, StillOnItsWay

MINUTE = timedelta(minutes=1)
Deliver = Callable[[datetime], DeliveryResult]


def test_the_clock_is_met_at_the_latest_of_the_four(story: Story, deliver_at: Deliver):
    incident = story.incident()
    deliver_at(story.now + MINUTE)
    assert clock(incident).state == DeadlineState.OPEN
    story.call(incident, story.key_worker, called_at=story.now + 5 * MINUTE, now=story.now + 20 * MINUTE)
    assert clock(incident).state == DeadlineState.OPEN
    story.call(incident, story.key_contact, called_at=story.now + 3 * MINUTE, now=story.now + 21 * MINUTE)
    deadline = clock(incident)
    assert (deadline.state, deadline.met_at) == (DeadlineState.MET, story.now + 5 * MINUTE)
    assert drift_of_ours(story.now + 30 * MINUTE) == []


def test_an_email_can_be_the_last_proof(story: Story, deliver_at: Deliver):
    incident = story.incident()
    story.call(incident, story.key_worker)
    story.call(incident, story.key_contact)
    deliver_at(story.now + 2 * MINUTE)
    assert clock(incident).met_at == slot(incident, "key_contact", "email").proven_at
    assert clock(incident).state == DeadlineState.MET


@pytest.mark.parametrize("outcome", [CallOutcome.VOICEMAIL, CallOutcome.NO_ANSWER])
def test_voicemail_and_no_answer_are_kept_and_prove_nothing(story: Story, outcome: CallOutcome):
    incident = story.incident()
    call = story.call(incident, story.key_worker, outcome=outcome)
    assert PhoneCall.objects.get() == call
    assert slot(incident, "key_worker", "phone").proven_at is None


def test_reaching_the_cover_counts(story: Story):
    KeyWorker.objects.filter(learner=story.learner).update(cover=story.world.personal_adviser)
    incident = story.incident()
    story.call(incident, story.world.personal_adviser.user)
    assert slot(incident, "key_worker", "phone").proven_at == story.now


def test_one_call_fills_both_roles_of_one_person(story: Story, deliver_at: Deliver):
    hat = MembershipFactory(user=story.key_worker, agency=story.world.virtual_school, role="key_contact")
    Contact.objects.filter(kind="key_contact").delete()
    ContactFactory(key_contact=True, agency=story.world.virtual_school, holder=hat)
    incident = story.incident()
    deliver_at(story.now)
    call = story.call(incident, story.key_worker)
    assert call.proves.count() == 2
    assert clock(incident).state == DeadlineState.MET


def test_entered_two_days_later_counts_at_its_time_and_is_marked(story: Story, deliver_at: Deliver):
    incident = story.incident()
    deliver_at(story.now)
    later = story.now + timedelta(days=2)
    call = story.call(incident, story.key_worker, called_at=story.now + MINUTE, now=later)
    story.call(incident, story.key_contact, called_at=story.now + MINUTE, now=later)
    assert call.is_logged_late
    assert clock(incident).met_at == story.now + MINUTE


@pytest.mark.parametrize(
    ("called_at", "error"),
    [(timedelta(seconds=-61), CallBeforeIncident), (timedelta(seconds=1), CallInFuture)],
)
def test_a_call_cannot_lie_before_the_incident_or_after_its_entry(story: Story, called_at: timedelta, error: type):
    incident = story.incident()
    with pytest.raises(error) as refusal:
        story.call(incident, story.key_worker, called_at=story.now + called_at)
    assert refusal.value.field == "called_at"
    assert not PhoneCall.objects.exists()


def test_a_call_to_somebody_else_is_refused(story: Story):
    with pytest.raises(NotToBeTold):
        story.call(story.incident(), story.world.team_manager.user)


def test_an_earlier_call_entered_later_corrects_the_clock(story: Story, deliver_at: Deliver):
    """A colleague had rung in time; the designated person rang again after midnight before they heard of it."""
    incident = story.incident()
    deliver_at(story.now)
    story.call(incident, story.key_contact)
    after_midnight = datetime(2026, 10, 6, 23, 30, tzinfo=UTC)
    story.call(incident, story.key_worker, called_at=after_midnight, now=after_midnight)
    assert clock(incident).met_at == after_midnight
    story.call(incident, story.key_worker, called_at=story.now + MINUTE, now=after_midnight + MINUTE)
    deadline = clock(incident)
    assert (deadline.state, deadline.met_at) == (DeadlineState.MET, story.now + MINUTE)
    assert deadline.events.filter(verb=Verb.REOPENED).count() == 1
    assert drift_of_ours(after_midnight + MINUTE) == []


def test_an_earlier_call_entered_the_next_day_makes_no_breach_of_a_duty_that_was_kept(
    story: Story, deliver_at: Deliver
):
    incident = story.incident()
    deliver_at(story.now)
    both = (story.key_worker, story.key_contact)
    for person in both:
        story.call(incident, person, called_at=story.now + 2 * MINUTE, now=story.now + 2 * MINUTE)
    for person in both:
        story.call(incident, person, called_at=story.now + MINUTE, now=story.now + timedelta(days=1))
    deadline = clock(incident)
    assert (deadline.state, deadline.met_at) == (DeadlineState.MET, story.now + MINUTE)
    assert not deadline.breach_recorded
    assert not deadline.events.filter(verb=Verb.BREACHED).exists()
    assert drift_of_ours(story.now + timedelta(days=1)) == []


def test_a_second_call_changes_nothing(story: Story):
    incident = story.incident()
    first = story.call(incident, story.key_worker)
    story.call(incident, story.key_worker, called_at=story.now + MINUTE, now=story.now + MINUTE)
    assert slot(incident, "key_worker", "phone").call == first


def test_nothing_of_a_call_remains_if_the_ledger_fails(story: Story, deliver_at: Deliver, monkeypatch):
    incident = story.incident()
    deliver_at(story.now)
    story.call(incident, story.key_worker)

    def broken(**kwargs: object) -> None:
        raise RuntimeError("the ledger is broken")

    monkeypatch.setattr("tracking.services.proof.ledger.meet", broken)
    with pytest.raises(RuntimeError):
        story.call(incident, story.key_contact)
    assert PhoneCall.objects.count() == 1
    assert slot(incident, "key_contact", "phone").proven_at is None


def test_a_bounce_opens_the_clock_again_as_an_event(story: Story):
    incident = story.incident()
    story.told(incident)
    later = story.now + timedelta(hours=1)
    report_bounce(
        slot=slot(incident, "key_contact", "email"), reason="Mailbox closed", by=story.designated_person, now=later
    )
    deadline = clock(incident)
    assert (deadline.state, deadline.met_at) == (DeadlineState.OPEN, None)
    event = deadline.events.get(verb=Verb.REOPENED)
    assert (event.at, event.reason) == (later, f"The e-mail to {story.key_contact} came back undelivered")
    assert slot(incident, "key_contact", "email").proven_at is None
    assert slot(incident, "key_worker", "email").proven_at is not None
    assert drift_of_ours(later) == []


def test_after_a_bounce_the_email_goes_again_and_the_clock_is_met_at_its_acceptance(story: Story, deliver_at: Deliver):
    incident = story.incident()
    story.told(incident)
    failed = slot(incident, "key_contact", "email")
    report_bounce(slot=failed, reason="Mailbox closed", by=story.designated_person, now=story.now + MINUTE)
    message = send_again(
        slot=failed, to=story.world.officer.user, by=story.designated_person, now=story.now + 2 * MINUTE
    )
    assert message.recipient == story.world.officer.user
    assert message.pk != failed.message_id
    deliver_at(story.now + 3 * MINUTE)
    assert clock(incident).state == DeadlineState.MET
    assert clock(incident).met_at == slot(incident, "key_contact", "email").proven_at > story.now + 2 * MINUTE


def test_what_cannot_be_said_of_an_email(story: Story, deliver_at: Deliver):
    incident = story.incident()
    email, phone = (slot(incident, "key_worker", channel) for channel in ("email", "phone"))
    attempts: list[tuple[type[NoticeError], Callable[[], object]]] = [
        (CannotHaveComeBack, lambda: bounce(email)),
        (NotAnEmail, lambda: bounce(phone)),
        (ReasonMissing, lambda: bounce(email, reason=" ")),
        (StillOnItsWay, lambda: send_again(slot=email, by=story.designated_person, now=story.now)),
        (NotAnEmail, lambda: send_again(slot=phone, by=story.designated_person, now=story.now)),
    ]

    def bounce(one, reason: str = "It came back") -> object:
        return report_bounce(slot=one, reason=reason, by=story.designated_person, now=story.now)

    for error, attempt in attempts:
        with pytest.raises(error):
            attempt()


def test_a_refusing_mail_server_leaves_the_slot_unproven_and_alerts_who_can_act(
    story: Story, mail_server: MailServer, deliver_at: Deliver
):
    story.key_contact.email = "gone@example.org"
    story.key_contact.save()
    incident = story.incident(by=story.world.mentor.user)
    deliver_at(story.now)
    refused = slot(incident, "key_contact", "email")
    assert (refused.message.state, refused.proven_at) == (MessageState.FAILED, None)
    assert slot(incident, "key_worker", "email").proven_at is not None
    alerts = Message.objects.filter(kind=MessageKind.DELIVERY_FAILED, channel=Channel.IN_APP)
    assert {alert.recipient for alert in alerts} == {
        story.world.mentor.user,
        story.designated_person,
        story.world.cover_person.user,
    }
    story.call(incident, story.key_worker)
    story.call(incident, story.key_contact)
    assert clock(incident).state == DeadlineState.OPEN


def test_a_mail_server_that_is_busy_proves_nothing_until_it_accepts(
    story: Story, mail_server: MailServer, deliver_at: Deliver
):
    story.key_contact.email = "busy@example.org"
    story.key_contact.save()
    incident = story.incident()
    deliver_at(story.now)
    waiting = slot(incident, "key_contact", "email")
    assert (waiting.message.state, waiting.proven_at) == (MessageState.QUEUED, None)


def test_a_waived_clock_stays_waived_when_the_last_is_told(story: Story):
    incident = story.incident()
    waive(deadline=clock(incident), reason="Told in person", by=story.key_contact, now=story.now)
    story.told(incident)
    assert clock(incident).state == DeadlineState.WAIVED


def test_after_a_death_nothing_is_proven_or_opened_again(story: Story):
    incident = story.incident()
    story.told(incident)
    record_death(learner=story.learner, died_on=story.now.date(), by=story.key_worker, now=story.now)
    with pytest.raises(HasDied):
        story.call(incident, story.key_worker)
    report_bounce(
        slot=slot(incident, "key_worker", "email"),
        reason="Came back",
        by=story.designated_person,
        now=story.now + MINUTE,
    )
    assert clock(incident).state == DeadlineState.MET
    assert drift_of_ours(story.now + MINUTE) == []


def test_news_brought_twice_changes_nothing(story: Story):
    from notifications.enums import AttemptOutcome
    from tracking.services import email_settled

    incident = story.incident()
    story.told(incident)
    before = clock(incident)
    message = slot(incident, "key_worker", "email").message
    email_settled(message, AttemptOutcome.ACCEPTED, story.now + MINUTE, story.now + MINUTE)
    after = clock(incident)
    assert (after.met_at, after.revision) == (before.met_at, before.revision)


def test_an_email_accepted_while_a_call_is_being_logged(story: Story, deliver_at: Deliver):
    """The request read its moment, then the worker had the last e-mail accepted, then the call was saved."""
    incident = story.incident()
    deliver_at(story.now + timedelta(seconds=2))
    story.call(incident, story.key_worker)
    story.call(incident, story.key_contact, now=story.now + timedelta(seconds=1))
    assert clock(incident).state == DeadlineState.MET
    assert clock(incident).met_at >= story.now + timedelta(seconds=2)
