"""A mail server that refuses: tried, given up, and then seen on the incident, on the deadline and on the dashboard."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from accounts.clock import database_now, local_date
from accounts.models import User
from deadlines.models import Deadline
from learners.services import enrol
from notifications.services import deliver
from tests.notifications.mail_server import MailServer
from tests.people import World
from tracking.enums import IncidentKind
from tracking.services import log_incident


def test_a_refused_notice_is_seen_everywhere(
    world: World, mail_server: MailServer, client_of: Callable[[User], Client]
) -> None:
    now = database_now()
    worker = world.social_worker.user
    worker.email = "gone@example.org"  # this mail server knows no such mailbox
    worker.save()
    enrolment = enrol(
        learner=world.learner(enrolled=False), provider=world.college, course="Joinery", level="2", mentor=world.mentor,
        starts_on=local_date(now) - timedelta(days=3), by=world.designated_person.user, now=now - timedelta(days=4),
    )  # fmt: skip
    incident = log_incident(
        enrolment=enrolment, kind=IncidentKind.AT_RISK, occurred_at=now, description="Unsure.",
        by=world.designated_person.user, now=now,
    )  # fmt: skip
    deliver(now_source=lambda: now + timedelta(seconds=1))

    head = client_of(world.head.user)
    deadline = Deadline.objects.get(subject_uuid=incident.uuid)
    assert (
        "The e-mail to Sue Worker could not be delivered" in head.get(f"/incidents/{incident.uuid}/").content.decode()
    )
    assert "Sue Worker has not been told by e-mail" in head.get(f"/deadlines/{deadline.uuid}/").content.decode()
    cards = {card.label: card for card in head.get("/oversight/").context["board"].cards}
    assert cards["Notices not delivered"].count == 1
    assert "Sue Worker" in head.get(cards["Notices not delivered"].url).content.decode()
