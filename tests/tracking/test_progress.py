"""Courses of a place: recorded, changed, ended with a result; and what somebody had reached before (A35)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from education_plans.selectors.prefill import from_record
from education_plans.services import begin_plan
from learners.models import Enrolment
from tests.crawling import text_of
from tests.factories import AgencyLinkFactory, EnrolmentFactory
from tests.people import World
from tracking.enums import AimOutcome, Completion, NextStep
from tracking.models import LearningAim, PriorAttainment
from tracking.services.progress import (
    AimResult,
    AimWords,
    AlreadyThere,
    PriorWords,
    ProgressError,
    change_aim,
    record_aim,
    record_prior_attainment,
    record_result,
)

ClientOf = Callable[[User], Client]
FIRST, PLANNED = date(2026, 9, 1), date(2027, 6, 30)
DIPLOMA = AimWords("Diploma in Plumbing", "2", FIRST, PLANNED, "6012345x", Decimal("30.5"))


@pytest.fixture
def place(world: World) -> Enrolment:
    return world.enrolment()


@pytest.fixture
def by(world: World) -> User:
    return world.designated_person.user


@pytest.fixture
def aim(place: Enrolment, by: User, now: datetime) -> LearningAim:
    return record_aim(enrolment=place, words=DIPLOMA, by=by, now=now)


def test_a_course_is_recorded_as_it_was_said(aim: LearningAim, by: User, now: datetime):
    assert (aim.title, aim.reference, aim.level) == ("Diploma in Plumbing", "6012345X", "2")
    assert (aim.completion, aim.outcome, aim.ended_on) == (Completion.CONTINUING, "", None)
    assert aim.history.get().history_user == by


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": "  "}, "title"),
        ({"reference": "123"}, "reference"),
        ({"planned_end_on": date(2026, 8, 31)}, "planned_end_on"),
        ({"expected_points": Decimal(-1)}, "expected_points"),
    ],
)
def test_what_cannot_be_is_refused(place: Enrolment, by: User, now: datetime, words: dict, field: str):
    with pytest.raises(ProgressError) as refused:
        record_aim(enrolment=place, words=replace(DIPLOMA, **words), by=by, now=now)
    assert refused.value.field == field


def test_the_same_course_is_recorded_once(aim: LearningAim, by: User, now: datetime):
    with pytest.raises(AlreadyThere):
        record_aim(enrolment=aim.enrolment, words=DIPLOMA, by=by, now=now)
    changed = change_aim(aim=aim, words=replace(DIPLOMA, level="3"), by=by, now=now)
    assert changed.level == "3"


def test_an_ended_course_is_completed_with_outcome_and_grade(aim: LearningAim, by: User, now: datetime):
    result = AimResult(
        Completion.COMPLETED, local_date(now), AimOutcome.ACHIEVED, " Merit ", "44", Decimal(34), NextStep.WORK
    )
    ended = record_result(aim=aim, result=result, by=by, now=now)
    assert (ended.completion, ended.outcome, ended.grade) == ("2", "1", "Merit")
    assert ended.withdraw_reason == ""  # only who left has one
    assert ended.next_step == NextStep.WORK


def test_a_result_can_be_put_right_and_taken_back(aim: LearningAim, by: User, now: datetime):
    today = local_date(now)
    left = AimResult(Completion.WITHDRAWN, today, AimOutcome.NOT_ACHIEVED, withdraw_reason="44")
    assert record_result(aim=aim, result=left, by=by, now=now).withdraw_reason == "44"
    goes_on = record_result(aim=aim, result=AimResult(Completion.CONTINUING, today, grade="A"), by=by, now=now)
    assert (goes_on.ended_on, goes_on.outcome, goes_on.grade, goes_on.withdraw_reason) == (None, "", "", "")
    paused = record_result(aim=aim, result=AimResult(Completion.BREAK), by=by, now=now)
    assert paused.completion == Completion.BREAK
    assert [row.completion for row in aim.history.all()] == ["6", "1", "3", "1"]


@pytest.mark.parametrize(
    ("result", "field"),
    [
        (AimResult(Completion.COMPLETED, None, AimOutcome.ACHIEVED), "ended_on"),
        (AimResult(Completion.COMPLETED, date(2026, 8, 31), AimOutcome.ACHIEVED), "ended_on"),
        (AimResult(Completion.COMPLETED, date(2026, 10, 7), AimOutcome.ACHIEVED), "ended_on"),
        (AimResult(Completion.COMPLETED, date(2026, 10, 6)), "outcome"),
        (AimResult(Completion.WITHDRAWN, date(2026, 10, 6), AimOutcome.ACHIEVED), "outcome"),
        (AimResult(Completion.WITHDRAWN, date(2026, 10, 6), AimOutcome.PARTIAL, withdraw_reason="77"), "withdraw_reason"),
        (AimResult(Completion.COMPLETED, date(2026, 10, 6), AimOutcome.ACHIEVED, actual_points=Decimal(-2)), "actual_points"),
    ],
)  # fmt: skip
def test_a_result_that_cannot_be_is_refused(aim: LearningAim, by: User, now: datetime, result: AimResult, field: str):
    with pytest.raises(ProgressError) as refused:
        record_result(aim=aim, result=result, by=by, now=now)
    assert refused.value.field == field


def test_a_course_does_not_begin_after_it_ended(aim: LearningAim, by: User, now: datetime):
    result = AimResult(Completion.WITHDRAWN, date(2026, 9, 20), AimOutcome.NOT_ACHIEVED)
    record_result(aim=aim, result=result, by=by, now=now)
    with pytest.raises(ProgressError) as refused:
        change_aim(aim=aim, words=replace(DIPLOMA, starts_on=date(2026, 9, 21)), by=by, now=now)
    assert refused.value.field == "starts_on"


def test_after_a_death_nothing_is_recorded(aim: LearningAim, world: World, by: User, now: datetime):
    learner = aim.enrolment.learner
    learner.died_on = local_date(now)
    learner.save()
    again = {"by": by, "now": now}
    with pytest.raises(ProgressError):
        record_aim(enrolment=aim.enrolment, words=replace(DIPLOMA, title="Maths"), **again)
    with pytest.raises(ProgressError):
        record_result(aim=aim, result=AimResult(Completion.BREAK), **again)
    with pytest.raises(ProgressError):
        record_prior_attainment(learner=learner, words=PriorWords("4"), **again)


def test_prior_attainment_is_one_record_that_is_corrected(world: World, place: Enrolment, now: datetime):
    by = world.officer.user
    learner = place.learner
    record_prior_attainment(learner=learner, words=PriorWords("4", "3", Decimal("3.25"), "Slip"), by=by, now=now)
    prior = record_prior_attainment(learner=learner, words=PriorWords("5", "u"), by=by, now=now)
    assert PriorAttainment.objects.get() == prior
    assert (prior.english, prior.maths, prior.average_points) == ("5", "U", None)
    assert prior.history.count() == 2
    for wrong in (PriorWords(), PriorWords(average_points=Decimal("9.5"))):
        with pytest.raises(ProgressError):
            record_prior_attainment(learner=learner, words=wrong, by=by, now=now)


def page_of(place: Enrolment) -> str:
    return reverse("tracking:progress", args=[place.learner.uuid])


def test_a_designated_person_records_a_course_and_its_result(
    world: World, place: Enrolment, by: User, client_of: ClientOf, real_now: datetime
):
    client, today = client_of(by), local_date(real_now)
    new = reverse("tracking:aim-new", args=[place.uuid])
    form = client.get(new).context["form"]
    assert form.initial["title"] == place.course
    data = {"title": "GCSE maths", "level": "2"}
    data |= day_data("starts_on", today - timedelta(days=60)) | day_data("planned_end_on", today + timedelta(days=9))
    refused = client.post(new, data | {"expected_points": "many"})
    assert refused.status_code == 200
    assert "GCSE maths" in refused.content.decode()
    assert client.post(new, data).url == page_of(place)
    aim = LearningAim.objects.get()
    ending = reverse("tracking:aim-result", args=[aim.uuid])
    refused = client.post(ending, {"completion": "2", "outcome": "1", "grade": "Grade 5"})
    assert "Enter the last day" in text_of(refused)
    assert "Grade 5" in refused.content.decode()
    done = {"completion": "2", "outcome": "1", "grade": "Grade 5"} | day_data("ended_on", today)
    assert client.post(ending, done).status_code == 302
    page = text_of(client.get(page_of(place)))
    assert "Achieved" in page
    assert "Grade 5" in page
    assert "Of 1 course that has ended, 1 was completed and 1 achieved." in page


def test_the_virtual_school_sees_it_and_records_what_was_reached_before(
    world: World, aim: LearningAim, client_of: ClientOf
):
    learner = aim.enrolment.learner
    client = client_of(world.officer.user)
    assert aim.title in text_of(client.get(page_of(aim.enrolment)))
    before = reverse("tracking:prior-attainment", args=[learner.uuid])
    assert client.post(before, {"english": "6", "average_points": "4.5"}).status_code == 302
    assert "4.50" in text_of(client.get(page_of(aim.enrolment)))
    # What they had reached is for their own agencies.
    provider = client_of(world.designated_person.user)
    assert provider.get(before).status_code == 404
    assert "Year 11" not in text_of(provider.get(page_of(aim.enrolment)))


def test_who_may_not_record_is_refused_and_a_stranger_finds_nothing(
    world: World, aim: LearningAim, client_of: ClientOf
):
    urls = [
        reverse("tracking:aim-new", args=[aim.enrolment.uuid]),
        reverse("tracking:aim-change", args=[aim.uuid]),
        reverse("tracking:aim-result", args=[aim.uuid]),
    ]
    for user, status in ((world.social_worker.user, 403), (world.viewer.user, 403), (world.stranger.user, 404)):
        client = client_of(user)
        assert {client.post(url).status_code for url in urls} == {status}
    assert "Record a course" not in text_of(client_of(world.social_worker.user).get(page_of(aim.enrolment)))


def test_a_provider_knows_only_of_its_own_courses(world: World, aim: LearningAim, client_of: ClientOf, now: datetime):
    elsewhere = EnrolmentFactory(learner=aim.enrolment.learner, provider=world.other_college, course="Art")
    AgencyLinkFactory(learner=aim.enrolment.learner, agency=world.other_college)
    record_aim(
        enrolment=elsewhere, words=replace(DIPLOMA, title="Life drawing"), by=world.stranger.user, now=now
    )  # fmt: skip
    assert "Life drawing" not in text_of(client_of(world.designated_person.user).get(page_of(aim.enrolment)))
    assert aim.title not in text_of(client_of(world.stranger.user).get(page_of(aim.enrolment)))
    both = text_of(client_of(world.social_worker.user).get(page_of(aim.enrolment)))
    assert "Life drawing" in both
    assert aim.title in both


def test_the_page_takes_as_many_queries_with_many_courses(
    world: World, aim: LearningAim, client_of: ClientOf, by: User, now: datetime, django_assert_max_num_queries
):
    client = client_of(by)
    client.get(page_of(aim.enrolment))
    with django_assert_max_num_queries(30) as first:
        client.get(page_of(aim.enrolment))
    for number in range(5):
        record_aim(enrolment=aim.enrolment, words=replace(DIPLOMA, title=f"Unit {number}"), by=by, now=now)
    with django_assert_max_num_queries(len(first)):
        assert len(client.get(page_of(aim.enrolment)).context["progress"].places[0].rows) == 6


def test_a_plan_begins_with_what_was_reached_before(world: World, aim: LearningAim, by: User, now: datetime):
    ended = AimResult(Completion.COMPLETED, local_date(now), AimOutcome.ACHIEVED, "Merit")
    record_result(aim=aim, result=ended, by=by, now=now)
    plan = begin_plan(enrolment=aim.enrolment, by=world.social_worker.user, now=now)
    place = aim.enrolment
    place.ended_on, place.end_reason = local_date(now), "completed"
    place.save()
    proposed = from_record(plan, "history", world.social_worker.user, now)
    assert "achieved Diploma in Plumbing (Merit)" in proposed["before"]
