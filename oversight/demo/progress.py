"""What the young people of the demonstration study, how their courses end, and what they had reached before."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.clock import local_date
from accounts.models import User
from agreements.rules import academic_year_of
from learners.enums import EndReason
from learners.models import Enrolment, Learner
from oversight.demo.acts import Acts
from tracking.enums import AimOutcome, Completion, NextStep
from tracking.models import LearningAim
from tracking.services.progress import (
    AimResult,
    AimWords,
    PriorWords,
    record_aim,
    record_prior_attainment,
    record_result,
)

#: Studied beside the main course.
BESIDES = (
    ("GCSE English Language", "2"),
    ("GCSE Mathematics", "2"),
    ("Functional Skills Mathematics", "1"),
    ("Functional Skills English", "1"),
    ("First Aid at Work", "2"),
)
GRADES = ("4", "5", "Pass", "Pass", "Merit")
PRIOR = (("4", "3", "3.40"), ("3", "3", "2.85"), ("5", "4", "4.60"), ("2", "4", "2.95"), ("6", "5", "5.25"))
NEXT_STEPS = (
    NextStep.SAME_LEVEL, NextStep.HIGHER_LEVEL, NextStep.APPRENTICESHIP, NextStep.WORK, NextStep.HIGHER_LEVEL, NextStep.NEET
)  # fmt: skip


def follow_courses(acts: Acts) -> None:
    """Plan it for everybody, after all their stories."""
    people = {college.agency.pk: college.designated_person.user for college in acts.cast.colleges}
    officers = {home.virtual_school.local_authority_id: home.officer.user for home in acts.cast.homes}
    acts.plan(acts.moment(30, "12:10"), lambda now: _say_what_was_reached(officers, now))
    for days_ago in (26, 4):
        acts.plan(acts.moment(days_ago, "14:20"), lambda now: _record_courses(people, now))
    acts.plan(acts.moment(3, "16:20"), lambda now: _say_how_they_ended(people, now))


def _say_what_was_reached(officers: dict[int, User], now: datetime) -> None:
    """Of two in three, from their result slips."""
    for number, learner in enumerate(Learner.objects.open().order_by("pk")):
        by = officers.get(learner.home_authority_id)
        if by is None or number % 3 == 2:
            continue
        english, maths, average = PRIOR[number % len(PRIOR)]
        words = PriorWords(english, maths, Decimal(average), "The result slip of the end of Year 11")
        record_prior_attainment(learner=learner, words=words, by=by, now=now)


def _record_courses(people: dict[int, User], now: datetime) -> None:
    """Of each place the main course, and something beside it."""
    places = Enrolment.objects.filter(aims__isnull=True, learner__died_on__isnull=True, starts_on__lte=local_date(now))
    for place in places.order_by("pk"):
        by = people.get(place.provider_id)
        if by is None:
            continue
        planned = place.planned_end_on or place.starts_on + timedelta(days=300)
        points = Decimal(22 + place.pk % 9) if place.pk % 3 else None
        main = AimWords(place.course, place.level, place.starts_on, planned, expected_points=points)
        record_aim(enrolment=place, words=main, by=by, now=now)
        title, level = BESIDES[place.pk % len(BESIDES)]
        until = max(place.starts_on, date(academic_year_of(place.starts_on) + 1, 6, 26))
        beside = AimWords(title, level, place.starts_on, until)
        record_aim(enrolment=place, words=beside, by=by, now=now)


def _say_how_they_ended(people: dict[int, User], now: datetime) -> None:
    """Of what is over, but for one in eight, about which the college has still to say something."""
    aims = LearningAim.objects.filter(completion=Completion.CONTINUING, enrolment__learner__died_on__isnull=True)
    for aim in aims.select_related("enrolment").order_by("pk"):
        by = people.get(aim.enrolment.provider_id)
        result = _result_of(aim, local_date(now))
        if by is not None and result is not None and aim.pk % 8:
            record_result(aim=aim, result=result, by=by, now=now)


def _result_of(aim: LearningAim, today: date) -> AimResult | None:
    """How it ended; None while it goes on."""
    place, number = aim.enrolment, aim.pk
    if place.ended_on is not None and place.ended_on < aim.planned_end_on and place.end_reason != EndReason.COMPLETED:
        ended_on = max(place.ended_on, aim.starts_on)
        if ended_on > today:
            return None
        return AimResult(
            Completion.WITHDRAWN, ended_on, AimOutcome.NOT_ACHIEVED, withdraw_reason="44", next_step=NextStep.NOT_KNOWN
        )
    ended_on = min(aim.planned_end_on, place.ended_on or aim.planned_end_on)
    if ended_on > today or ended_on < aim.starts_on:
        return None
    step = NEXT_STEPS[number % len(NEXT_STEPS)]
    if number % 5 == 3:
        return AimResult(Completion.COMPLETED, ended_on, AimOutcome.PARTIAL, "3", next_step=step)
    reached = aim.expected_points + Decimal(number % 7 - 2) if aim.expected_points is not None else None
    return AimResult(
        Completion.COMPLETED,
        ended_on,
        AimOutcome.ACHIEVED,
        GRADES[number % len(GRADES)],
        actual_points=reached,
        next_step=step,
    )
