"""You said – we did: what young people say, the clock of the answer, and the answer (A15, A24)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.form_fields import moment_data
from accounts.models import User
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.selectors.drift import find
from education_plans.enums import Mood, Through, ViewAbout, ViewResponse
from education_plans.models import View
from education_plans.selectors import timeline
from education_plans.selectors.voice import waiting_views
from education_plans.services.views_given import (
    VIEW_ANSWERED,
    AlreadyFinished,
    AnswerMissing,
    CaseClosed,
    NothingSaid,
    SaidInFuture,
    answer_view,
    note_seen,
    say,
)
from learners.models import Learner
from learners.services import close_case
from notifications.models import Message
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


@pytest.fixture
def learner(world: World) -> Learner:
    return world.learner()


def said(learner: Learner, now: datetime, about: ViewAbout = ViewAbout.HOME, words: str = "It is loud.") -> View:
    return say(learner=learner, about=about, words=words, through=Through.OWN_PAGE, by=None, now=now)


def clock_of(view: View) -> Deadline:
    return Deadline.objects.get(subject_uuid=view.uuid)


def told(topic: str) -> set[str]:
    return set(Message.objects.filter(topic=topic, channel="email").values_list("recipient__name", flat=True))


def test_social_care_owes_the_answer_within_ten_working_days(learner: Learner, world: World, now: datetime):
    view = said(learner, now)
    clock = clock_of(view)
    assert (clock.owner, clock.partner) == (world.social_care, None)
    assert clock.due_on == now.date() + timedelta(days=14)
    assert told(f"view:{view.uuid}") == {"Sue Worker"}


def test_about_the_course_the_provider_owes_it_too(learner: Learner, world: World, now: datetime):
    view = said(learner, now, ViewAbout.COURSE)
    assert clock_of(view).partner == world.college
    assert told(f"view:{view.uuid}") == {"Sue Worker", "Dina Designated"}


def test_a_provider_knows_nothing_of_what_was_not_said_to_it(learner: Learner, world: World, now: datetime):
    home, course = said(learner, now), said(learner, now, ViewAbout.COURSE)
    person = world.designated_person.user
    assert list(View.objects.visible_to(person)) == [course]
    assert not Deadline.objects.visible_to(person).filter(subject_uuid=home.uuid).exists()
    assert Deadline.objects.visible_to(person).filter(subject_uuid=course.uuid).exists()
    assert View.objects.visible_to(world.social_worker.user).count() == 2


def test_the_answer_meets_the_clock_and_is_shown(learner: Learner, world: World, now: datetime):
    view = said(learner, now)
    later = now + timedelta(days=2)
    answer_view(
        view=view, response=ViewResponse.DONE, words="We moved your room.", by=world.social_worker.user, now=later
    )
    assert clock_of(view).met_at == later
    assert note_seen(learner=learner, now=later) == 1
    assert note_seen(learner=learner, now=later) == 0


def test_what_has_begun_is_answered_again_with_how_it_ended(learner: Learner, world: World, now: datetime):
    view, by = said(learner, now), world.social_worker.user
    answer_view(view=view, response=ViewResponse.STARTED, words="We asked the landlord.", by=by, now=now)
    note_seen(learner=learner, now=now)
    view = answer_view(
        view=view, response=ViewResponse.NOT_DONE, words="He says no.", by=by, now=now + timedelta(days=1)
    )
    assert clock_of(view).met_at == now == view.responded_at
    assert view.response_seen_at is None  # news again
    with pytest.raises(AlreadyFinished):
        answer_view(view=view, response=ViewResponse.DONE, words="Yes after all.", by=by, now=now)


def test_refusals(learner: Learner, world: World, now: datetime):
    with pytest.raises(NothingSaid):
        said(learner, now, words=" ")
    assert say(
        learner=learner, about=ViewAbout.GENERAL, mood=Mood.BAD, through=Through.OWN_PAGE, by=None, now=now
    ).pk  # a face is enough
    with pytest.raises(SaidInFuture):
        say(
            learner=learner, about=ViewAbout.GENERAL, words="Hm", through=Through.STAFF, said_at=now + timedelta(1),
            by=world.social_worker.user, now=now,
        )  # fmt: skip
    with pytest.raises(AnswerMissing):
        answer_view(view=said(learner, now), response=ViewResponse.DONE, words="", by=world.social_worker.user, now=now)
    close_case(learner=learner, closed_on=now.date(), reason="Moved", by=world.team_manager.user, now=now)
    with pytest.raises(CaseClosed):
        said(learner, now)


def test_the_end_of_the_case_stops_the_clock_and_the_ledger_agrees(learner: Learner, world: World, now: datetime):
    answered, open_ = said(learner, now), said(learner, now)
    recorded = say(
        learner=learner, about=ViewAbout.HOME, words="Said on Sunday", through=Through.STAFF,
        said_at=now - timedelta(days=4), by=world.social_worker.user, now=now,
    )  # fmt: skip
    answer_view(view=answered, response=ViewResponse.DONE, words="Done.", by=world.social_worker.user, now=now)
    assert clock_of(recorded).starts_at.date() == clock_of(open_).starts_at.date()
    assert [each for each in find(now=now) if each.duty_code == VIEW_ANSWERED] == []
    close_case(
        learner=learner, closed_on=now.date(), reason="Moved", by=world.team_manager.user, now=now + timedelta(hours=1)
    )
    assert clock_of(open_).state == DeadlineState.CANCELLED
    assert clock_of(answered).state == DeadlineState.MET
    assert [each for each in find(now=now + timedelta(hours=2)) if each.duty_code == VIEW_ANSWERED] == []


def test_it_is_written_down_and_answered_in_pages(
    learner: Learner, world: World, client_of: ClientOf, real_now: datetime
):
    client = client_of(world.social_worker.user)
    form = {"about": "support", "mood": "good", "words": "More maths help", **moment_data("said_at", real_now)}
    response = client.post(f"/learners/{learner.uuid}/voice/new/", form)
    view = View.objects.get()
    assert response.url == f"/learners/{learner.uuid}/voice/{view.uuid}/"
    assert view.recorded_by == world.social_worker.user
    assert "Choose what the answer is" in client.post(response.url, {"response": ""}).content.decode()
    client.post(response.url, {"response": "done", "response_words": "You get two hours more."})
    page = client.get(f"/learners/{learner.uuid}/voice/").content.decode()
    assert "You get two hours more." in page
    assert "They have not read it yet" in page


def test_the_list_of_what_waits(learner: Learner, world: World, client_of: ClientOf, real_now: datetime):
    said(learner, real_now)
    client = client_of(world.social_worker.user)
    page = client.get("/voice/").content.decode()
    assert learner.full_name in page
    assert client_of(world.designated_person.user).get("/voice/").content.decode().count(learner.full_name) == 0
    assert client_of(world.viewer.user).get("/voice/").status_code == 403

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/voice/")
        return len(asked)

    before = queries()
    for _ in range(5):
        said(world.learner(), real_now)
    assert queries() == before
    assert waiting_views(world.social_worker.user).count() == 6


def test_it_stands_in_the_story_without_its_words(learner: Learner, world: World, now: datetime):
    view = said(learner, now, words="It is loud at night.")
    answer_view(view=view, response=ViewResponse.DONE, words="Moved.", by=world.social_worker.user, now=now)
    entries = timeline(learner, world.social_worker.user)
    assert {"The young person said something", "What they said was answered"} <= {entry.title for entry in entries}
    assert "loud" not in str(entries)
    assert "The young person said something" not in {
        entry.title for entry in timeline(learner, world.designated_person.user)
    }
