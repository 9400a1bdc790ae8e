"""A mail server that refuses: tried, given up, and then seen on the incident, on the deadline and on the dashboard."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.clock import database_now, local_date
from accounts.models import User
from deadlines.models import Deadline
from learners.services import enrol
from notifications.models import Message
from notifications.services import deliver, give_up, send_again
from notifications.services.dead_letters import AppliesNoMore
from tests.notifications.mail_server import MailServer
from tests.people import World
from tracking.enums import IncidentKind
from tracking.models import NoticeSlot
from tracking.services import log_incident, report_bounce
from tracking.services import send_again as send_notice_again


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


def test_an_operator_sends_it_again_or_gives_it_up_and_the_incident_follows(
    world: World, mail_server: MailServer, client_of: Callable[[User], Client]
) -> None:
    now = database_now()
    worker = world.social_worker.user
    worker.email = "gone@example.org"
    worker.save()
    incident = log_incident(
        enrolment=world.enrolment(), kind=IncidentKind.AT_RISK, occurred_at=now, description="Unsure.",
        by=world.designated_person.user, now=now,
    )  # fmt: skip
    deliver(now_source=lambda: now + timedelta(seconds=1))
    refused = Message.objects.dead_letters().get()
    operator = world.operator.user
    worker.email = "sue.worker@example.org"
    worker.save()
    send_again(message=refused, by=operator, now=now)
    deliver(now_source=lambda: now + timedelta(seconds=2))
    slot = NoticeSlot.objects.get(message=refused)
    assert slot.is_proven

    later = now + timedelta(minutes=1)
    report_bounce(slot=slot, reason="She says so", by=world.head.user, now=later)
    give_up(message=refused, reason="The mailbox is closed for good", by=operator, now=later)
    page = client_of(world.head.user).get(f"/incidents/{incident.uuid}/").content.decode()
    assert "Given up by an operator" in page
    assert "The mailbox is closed for good" in page


def test_a_notice_that_was_sent_in_another_way_is_not_sent_again(world: World, mail_server: MailServer) -> None:
    now = database_now()
    worker = world.social_worker.user
    worker.email = "gone@example.org"
    worker.save()
    log_incident(
        enrolment=world.enrolment(), kind=IncidentKind.AT_RISK, occurred_at=now, description="Unsure.",
        by=world.designated_person.user, now=now,
    )  # fmt: skip
    deliver(now_source=lambda: now + timedelta(seconds=1))
    refused = Message.objects.dead_letters().get()
    send_notice_again(slot=NoticeSlot.objects.get(message=refused), by=world.designated_person.user, now=now)
    with pytest.raises(AppliesNoMore):
        send_again(message=refused, by=world.operator.user, now=now)
