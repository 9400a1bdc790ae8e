"""The professionals' meeting: called, held, recorded (A31)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from notifications.enums import Channel, MessageKind
from notifications.models import Message
from tests.tracking.conftest import Story
from tracking.models import Incident, ProfessionalsMeeting
from tracking.services import MeetingError, call_meeting, close_incident, record_meeting
from tracking.services.meetings import (
    AlreadyRecorded,
    HeldBeforeIncident,
    HeldInFuture,
    IncidentClosed,
    MeetingInPast,
    PlaceMissing,
    RecordIncomplete,
)

HOUR = timedelta(hours=1)


def call(story: Story, incident: Incident, **fields: object) -> ProfessionalsMeeting:
    return call_meeting(
        **{
            "incident": incident,
            "scheduled_for": story.now + 24 * HOUR,
            "place": "12 Elm Street",
            "by": story.world.mentor.user,
            "now": story.now,
            **fields,
        }
    )


def record(story: Story, meeting: ProfessionalsMeeting, **fields: object) -> ProfessionalsMeeting:
    return record_meeting(
        **{
            "meeting": meeting,
            "held_at": story.now + HOUR,
            "attendees": "Everybody",
            "alternatives": "Another course",
            "safeguarding": "Transport home",
            "outcome": "Stays",
            "by": story.designated_person,
            "now": story.now + 2 * HOUR,
            **fields,
        }
    )


def test_who_must_be_there_is_invited_and_the_e_mail_does_not_say_where(story: Story):
    call(story, story.incident())
    invitations = Message.objects.filter(kind=MessageKind.MEETING, channel=Channel.EMAIL)
    assert {message.recipient for message in invitations} == {
        story.key_worker,
        story.key_contact,
        story.designated_person,
    }
    for message in invitations:
        assert "Elm Street" not in message.body
        assert "12pm" in message.body
        assert story.learner.initials in message.subject


def test_a_meeting_entered_after_it_was_held_invites_nobody(story: Story):
    meeting = call(story, story.incident(), scheduled_for=story.now)
    assert not Message.objects.filter(kind=MessageKind.MEETING).exists()
    assert record(story, meeting).held_at == story.now + HOUR
    with pytest.raises(AlreadyRecorded):
        record(story, meeting)


@pytest.mark.parametrize(
    ("error", "attempt"),
    [
        (MeetingInPast, lambda s, i: call(s, i, scheduled_for=s.now - HOUR)),
        (PlaceMissing, lambda s, i: call(s, i, place=" ")),
        (HeldInFuture, lambda s, i: record(s, call(s, i), held_at=s.now + 3 * HOUR)),
        (HeldBeforeIncident, lambda s, i: record(s, call(s, i), held_at=s.now - HOUR)),
        (RecordIncomplete, lambda s, i: record(s, call(s, i), alternatives=" ")),
        (RecordIncomplete, lambda s, i: record(s, call(s, i), safeguarding="")),
    ],
)
def test_refusals(story: Story, error: type[MeetingError], attempt: Callable[[Story, Incident], object]):
    with pytest.raises(error):
        attempt(story, story.incident())


def test_no_meeting_about_an_incident_that_is_closed(story: Story):
    incident = story.incident()
    story.told(incident)
    close_incident(incident=incident, outcome="Back in class", by=story.designated_person, now=story.now + HOUR)
    with pytest.raises(IncidentClosed):
        call(story, incident, now=story.now + 2 * HOUR)
