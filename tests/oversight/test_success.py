"""Stories of success: kept with the name, told without it, and only if the young person agreed (M3)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.clock import local_date
from accounts.enums import AgencyKind, RoleCode
from accounts.form_fields import day_data
from accounts.models import User
from learners.models import Learner
from oversight.models import SuccessStory
from oversight.selectors.success import stories, told_stories
from oversight.services.success import (
    AgreedLater,
    InTheFuture,
    NotAgreed,
    SaysWho,
    change_story,
    record_story,
    who_is_named,
)
from tests.crawling import text_of
from tests.factories import AgencyFactory, MembershipFactory
from tests.oversight.panels import panel_of
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)


def kept(learner: Learner, world: World, now: datetime, **more: Any) -> SuccessStory:
    return record_story(
        **{
            "learner": learner, "virtual_school": world.virtual_school, "on": local_date(now) - DAY,
            "what_happened": "Passed the first year", "what_worked": "A mentor who rang every Monday",
            "by": world.officer.user, "now": now, **more,
        }
    )  # fmt: skip


def told(
    learner: Learner, world: World, now: datetime, text: str = "A young person passed their first year."
) -> SuccessStory:
    return kept(learner, world, now, anonymous=text, agreed_by_young_person_on=local_date(now))


def test_what_a_story_needs(world: World, now: datetime):
    learner, today = world.learner(given_name="Zoë", family_name="Quill-Marsh", uln="9276308686"), local_date(now)
    with pytest.raises(InTheFuture):
        kept(learner, world, now, on=today + DAY)
    with pytest.raises(NotAgreed):
        kept(learner, world, now, anonymous="A young person passed.")
    with pytest.raises(AgreedLater):
        kept(learner, world, now, agreed_by_young_person_on=today + DAY)
    for text in (
        "Zoe passed.",
        "Zoë’s mentor helped.",
        "The Quill-Marshs' house",
        "The Quill Marsh family helped.",
        "Number 9276308686 passed.",
        "Brindley College helped.",
    ):
        with pytest.raises(SaysWho):
            told(learner, world, now, text)
    assert who_is_named(learner, "A young person passed at a college.") == []
    learner.family_name = "Heron"
    learner.save()
    assert who_is_named(learner, "The Quill-Marsh family") == ["Quill-Marsh"], "a name of before says who it is too"
    story = told(learner, world, now)
    changed = change_story(
        story=story, on=date(2026, 9, 1), what_happened="Passed", what_worked="A mentor", by=world.officer.user, now=now
    )
    assert (changed.anonymous, changed.history.count()) == ("", 2)


def test_who_reads_what(world: World, now: datetime):
    learner = world.learner()
    kept(learner, world, now)
    story = told(learner, world, now)
    told(world.learner(is_restricted=True), world, now, "Somebody found a job.")
    careers = AgencyFactory(kind=AgencyKind.OTHER, name="Careers service")
    partner = MembershipFactory(agency=careers, role=RoleCode.PANEL_PARTNER).user
    assert list(told_stories(partner)) == []
    panel_of(world, now, [careers])
    assert list(told_stories(partner)) == [story]
    assert not stories(partner).exists()
    assert list(told_stories(world.officer.user)) == [story]
    assert stories(world.officer.user).count() == 2
    assert list(stories(world.officer.user, "yes")) == [story]
    assert stories(world.officer.user, "no").count() == 1
    assert not stories(world.designated_person.user).exists()
    assert not told_stories(world.designated_person.user).exists()


def test_the_pages(world: World, real_now: datetime, client_of: ClientOf):
    learner, today = world.learner(given_name="Persephone", family_name="Wetherby"), local_date(real_now)
    worker = client_of(world.social_worker.user)
    path = f"/learners/{learner.uuid}/success/new/"
    assert path in text_of(worker.get(f"/learners/{learner.uuid}/"))
    typed = {
        **day_data("on", today), "what_happened": "Passed the first year", "what_worked": "A mentor",
        "anonymous": "Persephone passed", **day_data("agreed_by_young_person_on", today),
    }  # fmt: skip
    refused = text_of(worker.post(path, typed))
    assert "Take out what says who it is: Persephone" in refused
    assert "Passed the first year" in refused
    worker.post(path, {**typed, "anonymous": "Somebody passed their first year."})
    story = SuccessStory.objects.get()
    officer = client_of(world.officer.user)
    assert "Persephone Wetherby" in text_of(officer.get("/success/"))
    page = text_of(officer.get("/success/told/"))
    assert "Somebody passed their first year." in page
    assert "Wetherby" not in page
    assert "Somebody passed" in text_of(officer.get(f"/success/{story.uuid}/"))
    officer.post(f"/success/{story.uuid}/change/", {**typed, "what_worked": "A patient mentor", "anonymous": ""})
    story.refresh_from_db()
    assert (story.what_worked, story.anonymous) == ("A patient mentor", "")
    assert client_of(world.designated_person.user).get(f"/success/{story.uuid}/").status_code == 404


def test_query_count_does_not_grow_with_rows(world: World, real_now: datetime, client_of: ClientOf):
    client = client_of(world.officer.user)

    def queries() -> list[int]:
        counts = []
        for path in ("/success/", "/success/told/"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
            counts.append(len(captured))
        return counts

    told(world.learner(), world, real_now)
    client.get("/success/")
    few = queries()
    for _ in range(5):
        told(world.learner(), world, real_now)
    assert queries() == few
