"""Twenty-four elapsed hours, met only by the response."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from learners.models import KeyWorker
from learners.services import record_death
from notifications.enums import Channel, MessageKind
from notifications.models import Message
from tests.tracking.conftest import Story, drift_of_ours
from tracking.models import Emergency
from tracking.selectors.emergencies import response_deadline, who_must_answer
from tracking.services import acknowledge, close_emergency, raise_emergency, respond
from tracking.services.emergencies import (
    AlreadyAcknowledged,
    AlreadyClosed,
    AlreadyResponded,
    DescriptionMissing,
    HasDied,
    NobodyAnswers,
    NotRespondedYet,
    RespondedBeforeRaised,
    RespondedInFuture,
    ResponseMissing,
)

DAY = timedelta(hours=24)


def raised(story: Story, **fields: object) -> Emergency:
    return raise_emergency(
        **{
            "learner": story.learner,
            "description": "No bed for tonight.",
            "by": story.designated_person,
            "now": story.now,
            **fields,
        }
    )


def told(emergency: Emergency) -> set[str]:
    emails = Message.objects.filter(topic=emergency.topic, channel=Channel.EMAIL, kind=MessageKind.EMERGENCY)
    return {message.recipient.name for message in emails if message.recipient}


def clock(emergency: Emergency) -> Deadline:
    deadline = response_deadline(emergency)
    assert deadline is not None
    return deadline


def test_raising_starts_24_hours_for_social_care_and_tells_the_key_worker(story: Story):
    emergency = raised(story)
    deadline = clock(emergency)
    assert (deadline.owner, deadline.starts_at, deadline.due_at) == (
        story.world.social_care,
        story.now,
        story.now + DAY,
    )
    assert told(emergency) == {story.key_worker.name}


@pytest.mark.parametrize(
    "raised_at",
    [datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 11, tzinfo=UTC)],
    ids=["clocks go forward", "clocks go back"],
)
def test_the_hours_are_elapsed_hours_when_the_clocks_change(story: Story, raised_at: datetime):
    assert clock(raised(story, now=raised_at)).due_at == raised_at + DAY


def test_the_cover_is_told_too(story: Story):
    KeyWorker.objects.filter(learner=story.learner).update(cover=story.world.personal_adviser)
    assert told(raised(story)) == {story.key_worker.name, story.world.personal_adviser.user.name}


def test_without_a_key_worker_the_team_manager_answers_then_the_head(story: Story):
    KeyWorker.objects.all().delete()
    assert told(raised(story)) == {story.world.team_manager.user.name}
    story.world.team_manager.ends_at = story.now
    story.world.team_manager.save()
    assert who_must_answer(story.learner, story.now) == [story.world.head.user]


def test_acknowledging_does_not_meet_the_clock(story: Story):
    emergency = acknowledge(emergency=raised(story), by=story.key_worker, now=story.now)
    assert clock(emergency).state == DeadlineState.OPEN
    with pytest.raises(AlreadyAcknowledged):
        acknowledge(emergency=emergency, by=story.key_worker, now=story.now)


@pytest.mark.parametrize(
    ("after", "on_time"), [(DAY - timedelta(seconds=1), True), (DAY, False)], ids=["just in time", "at the moment"]
)
def test_the_response_meets_the_clock_when_it_was_made(story: Story, after: timedelta, on_time: bool):
    emergency = raised(story)
    moment = story.now + after
    respond(
        emergency=emergency,
        responded_at=moment,
        response="Found a bed.",
        by=story.key_worker,
        now=moment + timedelta(hours=3),
    )
    deadline = clock(emergency)
    assert (deadline.state, deadline.met_at) == (DeadlineState.MET, moment)
    assert (deadline.met_at < deadline.due_at) is on_time
    assert drift_of_ours(moment + timedelta(hours=3)) == []


def test_whoever_raised_it_hears_of_the_response(story: Story):
    emergency = raised(story)
    respond(emergency=emergency, responded_at=story.now, response="Found a bed.", by=story.key_worker, now=story.now)
    assert story.designated_person.name in told(emergency)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"responded_at": timedelta(minutes=-2)}, RespondedBeforeRaised),
        ({"responded_at": timedelta(minutes=2)}, RespondedInFuture),
        ({"response": " "}, ResponseMissing),
    ],
)
def test_a_response_that_cannot_be(story: Story, fields: dict, error: type):
    emergency = raised(story)
    shift = fields.pop("responded_at", timedelta())
    with pytest.raises(error):
        respond(
            **{
                "emergency": emergency,
                "responded_at": story.now + shift,
                "response": "Found a bed.",
                "by": story.key_worker,
                "now": story.now,
                **fields,
            }
        )
    assert clock(emergency).state == DeadlineState.OPEN


def test_the_order_is_raised_responded_closed(story: Story):
    emergency = raised(story)
    with pytest.raises(NotRespondedYet):
        close_emergency(emergency=emergency, by=story.key_worker, now=story.now)
    respond(emergency=emergency, responded_at=story.now, response="Bed.", by=story.key_worker, now=story.now)
    with pytest.raises(AlreadyResponded):
        acknowledge(emergency=emergency, by=story.key_worker, now=story.now)
    with pytest.raises(AlreadyResponded):
        respond(emergency=emergency, responded_at=story.now, response="Bed.", by=story.key_worker, now=story.now)
    close_emergency(emergency=emergency, note="Settled.", by=story.key_worker, now=story.now)
    with pytest.raises(AlreadyClosed):
        close_emergency(emergency=emergency, by=story.key_worker, now=story.now)


def test_raising_is_refused_without_words_for_the_dead_and_where_nobody_answers(story: Story):
    with pytest.raises(DescriptionMissing):
        raised(story, description=" ")
    story.learner.links.all().delete()
    with pytest.raises(NobodyAnswers):
        raised(story)
    story.learner.died_on = date(2026, 10, 5)
    story.learner.save()
    with pytest.raises(HasDied):
        raised(story)


def test_a_death_stops_the_clock_and_leaves_nothing_open(story: Story):
    emergency = raised(story)
    record_death(learner=story.learner, died_on=story.now.date(), by=story.key_worker, now=story.now)
    assert clock(emergency).state == DeadlineState.CANCELLED
    assert not Emergency.objects.open().exists()
    with pytest.raises(HasDied):
        respond(emergency=emergency, responded_at=story.now, response="Bed.", by=story.key_worker, now=story.now)
    assert drift_of_ours(story.now) == []


def test_nothing_remains_if_telling_fails(story: Story, monkeypatch: pytest.MonkeyPatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the outbox is broken")

    monkeypatch.setattr("tracking.services.emergencies.queue_about", broken)
    with pytest.raises(RuntimeError):
        raised(story)
    assert not Emergency.objects.exists()
    assert not Deadline.objects.exists()
