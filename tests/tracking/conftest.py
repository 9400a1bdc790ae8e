"""An incident at Brindley College, and the two ways in which people are told of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from deadlines.models import Deadline
from deadlines.selectors import drift
from learners.models import Enrolment, Learner
from notifications.services import deliver
from tests.people import World
from tracking.enums import CallOutcome, IncidentKind
from tracking.models import Incident, NoticeSlot, PhoneCall, ProfessionalsMeeting
from tracking.selectors import notice_deadline
from tracking.services import call_meeting, log_call, log_incident, record_meeting


@dataclass
class Story:
    """What happens to one young person, told by the designated person of the college."""

    world: World
    now: datetime
    learner: Learner
    enrolment: Enrolment

    @property
    def designated_person(self) -> User:
        return self.world.designated_person.user

    @property
    def key_worker(self) -> User:
        return self.world.social_worker.user

    @property
    def key_contact(self) -> User:
        return self.world.key_contact.user

    def incident(self, **fields: Any) -> Incident:
        return log_incident(
            **{
                "enrolment": self.enrolment,
                "kind": IncidentKind.SUSPENSION,
                "occurred_at": self.now,
                "description": "An argument in the workshop.",
                "by": self.designated_person,
                "now": self.now,
                **fields,
            }
        )

    def call(self, incident: Incident, reached: User, **fields: Any) -> PhoneCall:
        return log_call(
            **{
                "incident": incident,
                "reached": reached,
                "called_at": self.now,
                "outcome": CallOutcome.SPOKE,
                "caller": self.designated_person,
                "by": self.designated_person,
                "now": self.now,
                **fields,
            }
        )

    def told(self, incident: Incident, *, now: datetime | None = None) -> None:
        """Both e-mails accepted and both people spoken to."""
        moment = now or self.now
        deliver(now_source=lambda: moment)
        self.call(incident, self.key_worker, called_at=moment, now=moment)
        self.call(incident, self.key_contact, called_at=moment, now=moment)

    def meeting(self, incident: Incident, *, held_at: datetime | None = None) -> ProfessionalsMeeting:
        moment = held_at or self.now
        meeting = call_meeting(
            incident=incident, scheduled_for=moment, place="Room 1", by=self.designated_person, now=moment
        )
        return record_meeting(
            meeting=meeting,
            held_at=moment,
            attendees="Everybody",
            alternatives="A part-time course",
            safeguarding="Transport home",
            outcome="No way was found",
            by=self.designated_person,
            now=moment,
        )

    def ready_to_exclude(self) -> Incident:
        """An incident two hours ago with everybody told and the meeting held."""
        incident = self.incident(occurred_at=self.now - timedelta(hours=2), now=self.now - timedelta(hours=2))
        self.told(incident, now=self.now - timedelta(hours=1))
        self.meeting(incident)
        return incident


@pytest.fixture
def story(world: World, now: datetime) -> Story:
    learner = world.learner()
    return Story(world, now, learner, world.enrolment(learner))


@pytest.fixture
def real_story(world: World, real_now: datetime) -> Story:
    """A story that happens now, for pages: they read the database's clock."""
    learner = world.learner()
    return Story(world, real_now, learner, world.enrolment(learner))


def slot(incident: Incident, party: str, channel: str) -> NoticeSlot:
    return NoticeSlot.objects.select_related("message", "person", "call").get(
        incident=incident, party=party, channel=channel
    )


def clock(incident: Incident) -> Deadline:
    deadline = notice_deadline(incident)
    assert deadline is not None
    return deadline


def drift_of_ours(now: datetime) -> list[str]:
    """What `check_ledger` would report of incidents and emergencies; these young people have no other clocks."""
    ours = {"same_day_notice", "emergency_response"}
    return [str(one) for one in drift.find(now=now) if one.duty_code in ours]
