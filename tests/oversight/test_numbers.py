"""Every number of the dashboard is the length of the list its link opens, for every role that sees it."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from accounts.clock import database_now, local_date
from accounts.form_fields import day_data
from accounts.models import User
from agreements.models import Challenge
from deadlines.models import Deadline
from deadlines.services import move, pause, sweep, waive
from learners.services import enrol
from notifications.enums import MessageState
from notifications.models import Message
from tests.oversight.test_pages import grow
from tests.people import World
from tests.things import build_things
from tracking.services import raise_emergency

ClientOf = Callable[[User], Client]

#: A link whose text begins with a number: a card, a segment of the chart's table, a cell.
NUMBERED = re.compile(r'<a [^>]*href="([^"]+)"[^>]*>(?:\s*<span[^>]*>)?\s*(\d+)\s*<')


@pytest.fixture
def eventful(world: World) -> World:
    """Some of everything: on time, late, missed, moved, paused, waived; incidents, emergencies, a notice that did not arrive."""
    build_things(world)
    grow(world, 3)
    now = database_now()
    by = world.key_contact.user
    for days_ago, change in ((12, move), (14, pause), (16, waive), (70, None)):
        enrolment = enrol(
            learner=world.learner(enrolled=False), provider=world.college, course="Joinery", level="2", mentor=world.mentor,
            starts_on=local_date(now) - timedelta(days=days_ago), by=world.designated_person.user, now=now - timedelta(days=days_ago),
        )  # fmt: skip
        deadline = Deadline.objects.get(subject_uuid=enrolment.uuid)
        if change is move:
            move(deadline=deadline, due_on=deadline.due_on + timedelta(days=9), reason="In hospital", by=by, now=now)
        elif change is not None:
            change(deadline=deadline, reason="Agreed with the college", by=by, now=now)
    raise_emergency(
        learner=enrolment.learner, description="Alone tonight.", by=world.mentor.user, now=now - timedelta(hours=30)
    )
    first = Message.objects.filter(kind="incident_notice", channel="email").earliest("pk")
    first.state, first.settled_at, first.next_try_at = MessageState.FAILED, now, None
    first.save()
    sweep(now=now)
    return world


@pytest.mark.parametrize("who", ["head", "signatory", "team_manager", "viewer"])
@pytest.mark.parametrize("of_agency", [False, True])
def test_every_number_opens_a_list_of_that_length(eventful: World, client_of: ClientOf, who: str, of_agency: bool):
    client = client_of(getattr(eventful, who).user)
    today = local_date(database_now())
    period = day_data("due_from", today - timedelta(days=300)) | day_data("due_until", today + timedelta(days=300))
    response = client.get("/oversight/", period | ({"agency": str(eventful.college.uuid)} if of_agency else {}))
    page = response.content.decode()
    numbers = [(unescape(url), int(number)) for url, number in NUMBERED.findall(page)]
    assert len(numbers) > 10
    for url, number in numbers:
        assert client.get(url).context["page_obj"].paginator.count == number, url
    shown = {unescape(url) for url, _ in numbers}
    assert {card.url for card in response.context["board"].cards} <= shown


def test_a_restricted_record_is_in_no_number(eventful: World, client_of: ClientOf):
    client = client_of(eventful.head.user)
    before = client.get("/oversight/").context["board"]
    about_somebody = Deadline.objects.filter(learner__isnull=False).select_related("learner")
    for learner in {deadline.learner for deadline in about_somebody}:
        learner.is_restricted = True
        learner.save()
    after = client.get("/oversight/").context["board"]
    assert before.judged > 0
    assert after.judged == 0
    for card in after.cards:  # what agencies owe each other is still there
        for one in client.get(card.url).context["page_obj"]:
            assert isinstance(one, Challenge) or (isinstance(one, Deadline) and one.learner is None), card.label
