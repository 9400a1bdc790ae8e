"""What other pages ask: which calls wait, and what belongs on a young person's timeline."""

from accounts.timeline import TimelineEntry
from tests.factories import AgencyLinkFactory, EnrolmentFactory
from tests.tracking.conftest import Story
from tracking.selectors import calls_to_make, timeline
from tracking.services import close_incident, raise_emergency


def test_calls_wait_for_the_provider_until_somebody_was_spoken_to(real_story: Story):
    incident = real_story.incident()
    waiting = calls_to_make(real_story.designated_person)
    assert {(slot.incident, slot.person) for slot in waiting} == {
        (incident, real_story.key_worker),
        (incident, real_story.key_contact),
    }
    real_story.call(incident, real_story.key_worker, outcome="voicemail")
    assert len(calls_to_make(real_story.designated_person)) == 2
    real_story.call(incident, real_story.key_worker)
    assert [slot.person for slot in calls_to_make(real_story.designated_person)] == [real_story.key_contact]


def test_calls_wait_for_nobody_else(real_story: Story):
    real_story.incident()
    people = real_story.world.people()
    for name in ("key_contact", "social_worker", "mentor", "viewer", "stranger", "administrator"):
        assert calls_to_make(people[name]) == [], name


def test_the_timeline_tells_the_story_to_those_who_may_see_it(real_story: Story):
    incident = real_story.incident()
    real_story.told(incident)
    real_story.meeting(incident)
    close_incident(incident=incident, outcome="Back.", by=real_story.designated_person, now=real_story.now)
    raise_emergency(learner=real_story.learner, description="x", by=real_story.designated_person, now=real_story.now)
    entries = timeline(real_story.learner, real_story.key_worker)
    assert all(isinstance(entry, TimelineEntry) for entry in entries)
    assert [entry.title for entry in entries] == [
        "Temporary suspension",
        "E-mail to Sue Worker accepted by the mail server",
        "E-mail to Kay Contact accepted by the mail server",
        "Call to Sue Worker",
        "Call to Kay Contact",
        "Professionals’ meeting called",
        "Professionals’ meeting held",
        "Incident closed",
        "Emergency raised",
    ]
    assert timeline(real_story.learner, real_story.world.stranger.user) == []


def test_another_provider_does_not_read_what_happened_elsewhere(real_story: Story):
    real_story.incident()
    EnrolmentFactory(learner=real_story.learner, provider=real_story.world.other_college, course="Art")
    AgencyLinkFactory(learner=real_story.learner, agency=real_story.world.other_college)
    assert timeline(real_story.learner, real_story.world.stranger.user) == []


def test_the_timeline_costs_the_same_however_long(real_story: Story, django_assert_num_queries):
    def tell() -> None:
        incident = real_story.incident()
        real_story.told(incident)
        real_story.meeting(incident)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    tell()
    with CaptureQueriesContext(connection) as before:
        timeline(real_story.learner, real_story.key_worker)
    tell()
    with django_assert_num_queries(len(before)):
        timeline(real_story.learner, real_story.key_worker)
