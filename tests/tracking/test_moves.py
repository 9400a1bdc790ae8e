"""Moves of home (W14), moves of school and places that are refused (K10)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from education_plans.enums import EarlyReason
from education_plans.models import EarlyReview
from education_plans.services import begin_plan
from education_plans.services.early_reviews import propose_early_reviews
from learners.services import close_case
from notifications.models import Message
from tests.people import World
from tracking.enums import HomeEffect, MoveTime
from tracking.models import HomeMove, PlaceRefusal, SchoolMove
from tracking.rules.school_moves import against_the_promise, is_exam_year
from tracking.selectors.to_do import my_tasks
from tracking.services.home_moves import HomeMoveError, HomeMoveWords, change_home_move, record_home_move
from tracking.services.school_moves import (
    RefusalIsClosed,
    SchoolMoveError,
    SchoolMoveWords,
    close_refusal,
    record_refusal,
    record_school_move,
    take_further,
)

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)
TODAY = date(2026, 10, 6)
HOME = HomeMoveWords(
    moves_on=TODAY + 20 * DAY, is_planned=True, to_what="Supported lodgings", partner="Housing and the carer",
    effect=HomeEffect.TRAVEL, how_education_is_kept="A travel card from the first day",
)  # fmt: skip
SCHOOL = SchoolMoveWords(
    from_school="Oakfield School", to_school="Elm School", moves_on=TODAY, is_planned=False, time=MoveTime.TERM,
    in_exam_year=True, why="The new home is far away",
)  # fmt: skip


def test_a_move_of_home_proposes_a_review_of_each_plan_once(world: World, now: datetime):
    learner = world.learner()
    plan = begin_plan(enrolment=world.enrolment(learner), by=world.social_worker.user, now=now)
    move = record_home_move(learner=learner, words=HOME, by=world.social_worker.user, now=now)
    assert propose_early_reviews(now=now) == 1
    assert propose_early_reviews(now=now + DAY) == 0
    proposal = EarlyReview.objects.get()
    assert (proposal.plan, proposal.reason, proposal.source_uuid) == (plan, EarlyReason.CHANGE, move.uuid)
    assert "lodgings" not in proposal.words  # the provider reads it


def test_history_and_closed_cases_propose_nothing(world: World, now: datetime):
    learner, closed = world.learner(), world.learner()
    for each in (learner, closed):
        begin_plan(enrolment=world.enrolment(each), by=world.social_worker.user, now=now)
        record_home_move(learner=each, words=HOME, by=world.social_worker.user, now=now)
    close_case(learner=closed, closed_on=TODAY, reason="Moved", by=world.team_manager.user, now=now)
    assert propose_early_reviews(now=now + 31 * DAY) == 0
    assert propose_early_reviews(now=now) == 1


def test_education_is_kept_or_the_move_is_not_recorded(world: World, now: datetime):
    learner, by = world.learner(), world.social_worker.user
    for words in (
        replace(HOME, how_education_is_kept=" "),
        replace(HOME, partner=""),
        replace(HOME, to_what=" "),
    ):
        with pytest.raises(HomeMoveError):
            record_home_move(learner=learner, words=words, by=by, now=now)
    nothing_changes = replace(HOME, effect=HomeEffect.NONE, how_education_is_kept="")
    move = record_home_move(learner=learner, words=nothing_changes, by=by, now=now)
    assert change_home_move(move=move, words=HOME, by=by, now=now).effect == HomeEffect.TRAVEL


@pytest.mark.parametrize(
    ("born", "is_one"),
    [(date(2010, 9, 1), True), (date(2011, 8, 31), True), (date(2011, 9, 1), False), (date(2009, 9, 1), False), (date(2008, 9, 1), True)],
)  # fmt: skip
def test_years_with_exams(born: date, is_one: bool):
    assert is_exam_year(born, TODAY) is is_one


def test_what_a_move_of_school_should_not_be():
    assert against_the_promise(is_planned=True, time=MoveTime.HOLIDAY, in_exam_year=False) == []
    assert len(against_the_promise(is_planned=False, time=MoveTime.TERM, in_exam_year=True)) == 3


def test_a_move_of_school_says_why(world: World, now: datetime):
    learner, by = world.learner(), world.social_worker.user
    record_school_move(learner=learner, words=SCHOOL, by=by, now=now)
    for words in (
        replace(SCHOOL, why=" "),
        replace(SCHOOL, to_school="Oakfield School"),
        replace(SCHOOL, from_school=""),
    ):
        with pytest.raises(SchoolMoveError):
            record_school_move(learner=learner, words=words, by=by, now=now)


def refused(world: World, now: datetime) -> PlaceRefusal:
    return record_refusal(
        learner=world.learner(), where="Elm School", refused_on=local_date(now), reason_given="Full",
        by=world.social_worker.user, now=now,
    )  # fmt: skip


def test_a_refusal_is_taken_further_until_there_is_an_outcome(world: World, now: datetime):
    refusal, by = refused(world, now), world.social_worker.user
    assert Message.objects.filter(
        recipient=world.key_contact.user, topic=f"place-refusal:{refusal.uuid}"
    ).exists()  # fmt: skip
    assert [task.learner for task in my_tasks(by, now)] == [refusal.learner]
    for taken_to, taken_on in ((" ", TODAY), ("The head", TODAY - DAY), ("The head", TODAY + DAY)):
        with pytest.raises(SchoolMoveError):
            take_further(refusal=refusal, taken_to=taken_to, taken_on=taken_on, by=by, now=now)
    take_further(refusal=refusal, taken_to="The head", taken_on=TODAY, by=by, now=now)
    assert my_tasks(by, now) == []
    take_further(refusal=refusal, taken_to="Admissions", taken_on=TODAY, by=by, now=now)
    with pytest.raises(SchoolMoveError):
        close_refusal(refusal=refusal, outcome=" ", closed_on=TODAY, by=by, now=now)
    close_refusal(refusal=refusal, outcome="A place from Monday", closed_on=TODAY, by=by, now=now)
    with pytest.raises(RefusalIsClosed):
        take_further(refusal=refusal, taken_to="The governors", taken_on=TODAY, by=by, now=now)


# --- The pages --------------------------------------------------------------------------------------------------------


def test_moves_on_the_pages(world: World, client_of: ClientOf, real_now: datetime):
    learner, today = world.learner(), local_date(real_now)
    client = client_of(world.social_worker.user)
    home = {
        "is_planned": "no", "to_what": "A hostel", "partner": "The duty team", "effect": "new_place",
        **day_data("moves_on", today),
    }  # fmt: skip
    address = f"/learners/{learner.uuid}/home-moves/new/"
    bad = client.post(address, home).content.decode()
    assert "A hostel" in bad
    assert "Say how education is kept" in bad
    client.post(address, {**home, "how_education_is_kept": "Online for two weeks"})
    move = HomeMove.objects.get()
    client.post(f"/home-moves/{move.uuid}/", {**home, "effect": "none", "how_education_is_kept": ""})
    school = {
        "from_school": "Oakfield", "to_school": "Elm", "is_planned": "no", "time": "term", "in_exam_year": "on",
        "why": "Far away", **day_data("moves_on", today),
    }  # fmt: skip
    answer = client.post(f"/learners/{learner.uuid}/school-moves/new/", school, follow=True).content.decode()
    assert "in a year with exams" in answer
    assert "Oakfield to Elm" in answer
    assert "A hostel" in answer
    move = SchoolMove.objects.get()
    client.post(f"/school-moves/{move.uuid}/", {**school, "is_planned": "yes"})
    move.refresh_from_db()
    assert move.is_planned


def test_refusals_on_the_pages(world: World, client_of: ClientOf, real_now: datetime):
    learner, today = world.learner(), local_date(real_now)
    client, school = client_of(world.social_worker.user), client_of(world.key_contact.user)
    client.post(
        f"/learners/{learner.uuid}/place-refusals/new/",
        {"where": "Elm School", "reason_given": "Full", **day_data("refused_on", today)},
    )
    here = f"/place-refusals/{PlaceRefusal.objects.get().uuid}/"
    assert here in school.get("/place-refusals/").content.decode()
    school.post(f"{here}further/", {"taken_to": "The governors", **day_data("taken_on", today)})
    assert "The governors" in client.get(here).content.decode()
    assert here not in school.get("/place-refusals/?state=untaken").content.decode()
    school.post(f"{here}close/", {"outcome": "A place from Monday", **day_data("closed_on", today)})
    assert "A place from Monday" in client.get(here).content.decode()
    assert here in school.get("/place-refusals/?state=settled").content.decode()
    assert client_of(world.designated_person.user).get(here).status_code == 404


@pytest.mark.parametrize("address", ["/place-refusals/", "/learners/{}/casework/"])
def test_pages_cost_the_same_for_few_and_for_many(world: World, client_of: ClientOf, real_now: datetime, address: str):
    client, by = client_of(world.officer.user), world.social_worker.user
    learner = world.learner()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address.format(learner.uuid)).status_code == 200
        return len(queries)

    def more() -> None:
        record_home_move(learner=learner, words=HOME, by=by, now=real_now)
        record_school_move(learner=learner, words=SCHOOL, by=by, now=real_now)
        for each in (learner, world.learner()):
            record_refusal(
                learner=each,
                where="Elm School",
                refused_on=local_date(real_now),
                reason_given="Full",
                by=by,
                now=real_now,
            )

    more()
    cost()
    few = cost()
    for _ in range(4):
        more()
    assert cost() == few
