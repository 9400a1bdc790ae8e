"""Extra support (P5): the provider is told and reads what helps, and every six months somebody looks whether it fits."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.selectors import drift
from learners.models import Learner
from learners.services import close_case
from notifications.models import Message
from tests.people import World
from tracking.models import ExtraSupport
from tracking.services.extra_support import (
    ExtraSupportError,
    NoSuchPlace,
    ReviewedThatDay,
    SupportHasEnded,
    add_extra_support,
    change_extra_support,
    end_extra_support,
    review_extra_support,
    tell_provider,
)
from tracking.services.own_clocks import CaseHasEnded

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)
TODAY = date(2026, 10, 6)
WHY = "Loud rooms since the accident"


def recorded(world: World, now: datetime, learner: Learner | None = None, *, is_told: bool = True) -> ExtraSupport:
    learner = learner or world.learner()
    return add_extra_support(
        learner=learner, place=world.enrolment(learner) if is_told else None, why=WHY, what="A quiet room",
        advocate="Mina of the advocacy service", starts_on=local_date(now), by=world.social_worker.user, now=now,
    )  # fmt: skip


def clocks(support: ExtraSupport) -> list[Deadline]:
    return list(Deadline.objects.filter(subject_uuid=support.uuid).order_by("starts_at"))


def drifts(now: datetime) -> list[object]:
    return [each for each in drift.find(now=now) if each.duty_code == "support_review"]


def told(world: World, support: ExtraSupport) -> int:
    topic = f"extra-support:{support.uuid}"
    return Message.objects.filter(recipient=world.designated_person.user, topic__startswith=topic).count()


def test_the_provider_is_told_and_the_first_review_has_a_clock(world: World, now: datetime):
    support = recorded(world, now)
    (clock,) = clocks(support)
    assert clock.due_on == date(2027, 4, 6)
    assert clock.owner == world.social_care
    assert support.provider_told_at == now
    assert told(world, support) > 0
    assert not Message.objects.filter(body__contains="quiet").exists()
    assert drifts(now) == []


def test_each_review_meets_the_clock_and_starts_the_next(world: World, now: datetime):
    support, by = recorded(world, now), world.social_worker.user
    later = now + 100 * DAY
    review_extra_support(support=support, held_on=local_date(later), outcome="It helps", by=by, now=later)
    first, second = clocks(support)
    assert (first.state, second.state) == (DeadlineState.MET, DeadlineState.OPEN)
    assert second.due_on == date(2027, 7, 14)
    review_extra_support(support=support, held_on=TODAY, outcome="Forgotten until now", by=by, now=later)
    assert len(clocks(support)) == 2  # it says nothing about what comes
    for held_on, refused in (
        (TODAY, ReviewedThatDay),
        (TODAY - DAY, ExtraSupportError),
        (TODAY + 200 * DAY, ExtraSupportError),
    ):
        with pytest.raises(refused):
            review_extra_support(support=support, held_on=held_on, outcome="x", by=by, now=later)
    assert drifts(later) == []


def test_it_ends_and_its_clock_stops(world: World, now: datetime):
    support, by = recorded(world, now), world.social_worker.user
    for ended_on, reason in ((TODAY + DAY, "Fine"), (TODAY - DAY, "Fine"), (TODAY, " ")):
        with pytest.raises(ExtraSupportError):
            end_extra_support(support=support, ended_on=ended_on, reason=reason, by=by, now=now)
    end_extra_support(support=support, ended_on=TODAY, reason="They manage", by=by, now=now)
    assert [each.state for each in clocks(support)] == [DeadlineState.CANCELLED]
    with pytest.raises(SupportHasEnded):
        change_extra_support(support=support, why="x", what="y", advocate="", by=by, now=now)
    assert drifts(now) == []


def test_it_ends_with_the_case(world: World, now: datetime):
    support = recorded(world, now)
    close_case(learner=support.learner, closed_on=TODAY, reason="Moved away", by=world.team_manager.user, now=now)
    support.refresh_from_db()
    assert support.ended_on == TODAY
    assert [each.state for each in clocks(support)] == [DeadlineState.CANCELLED]
    assert drifts(now) == []
    with pytest.raises(CaseHasEnded):
        recorded(world, now, support.learner, is_told=False)


def test_a_provider_is_told_later(world: World, now: datetime):
    support, by = recorded(world, now, is_told=False), world.social_worker.user
    assert told(world, support) == 0
    place = world.enrolment(support.learner)
    tell_provider(support=support, place=place, by=by, now=now)
    assert told(world, support) > 0
    with pytest.raises(NoSuchPlace):
        tell_provider(support=support, place=world.enrolment(), by=by, now=now)


# --- The pages --------------------------------------------------------------------------------------------------------


def test_recorded_reviewed_and_ended_on_pages(world: World, client_of: ClientOf, real_now: datetime):
    learner, today = world.learner(), local_date(real_now)
    client, place = client_of(world.social_worker.user), world.enrolment(learner)
    address = f"/learners/{learner.uuid}/extra-support/new/"
    bad = client.post(address, {"why": WHY, "place": "nowhere"})
    assert WHY in bad.content.decode()
    answers = {"why": WHY, "what": "A quiet room", "place": str(place.uuid), **day_data("starts_on", today)}
    client.post(address, answers)
    support = ExtraSupport.objects.get()
    here = f"/extra-support/{support.uuid}/"
    page = client.get(here).content.decode()
    assert WHY in page
    assert "Next review" in page
    client.post(f"{here}change/", {"why": WHY, "what": "A quiet room and Mo", "advocate": "Mina"})
    client.post(f"{here}review/", {"outcome": "It helps", **day_data("held_on", today)})
    assert "It helps" in client.get(here).content.decode()
    client.post(f"{here}end/", {"reason": "They manage", **day_data("ended_on", today)})
    support.refresh_from_db()
    assert (support.what, support.ended_on) == ("A quiet room and Mo", today)


def test_the_provider_reads_what_helps_and_not_why(world: World, client_of: ClientOf, real_now: datetime):
    learner = world.learner()
    support, untold = recorded(world, real_now, learner), recorded(world, real_now, learner, is_told=False)
    client = client_of(world.designated_person.user)
    page = client.get(f"/extra-support/{support.uuid}/").content.decode()
    assert "A quiet room" in page
    assert WHY not in page
    assert f"/extra-support/{support.uuid}/" in client.get(f"/learners/{learner.uuid}/casework/").content.decode()
    assert client.get(f"/extra-support/{untold.uuid}/").status_code == 404
    assert client.post(f"/extra-support/{support.uuid}/end/").status_code == 404
    assert not Deadline.objects.visible_to(world.designated_person.user).filter(subject_uuid=support.uuid).exists()


def test_what_may_not_be_shared_is_not(world: World, client_of: ClientOf, real_now: datetime):
    learner = world.learner(agreed=())
    support = recorded(world, real_now, learner)
    client = client_of(world.designated_person.user)
    assert client.get(f"/extra-support/{support.uuid}/").status_code == 403
    assert "A quiet room" not in client.get(f"/learners/{learner.uuid}/casework/").content.decode()
