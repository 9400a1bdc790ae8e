"""Careers advice of those who are still at school: most have had it, some are still waiting (K12)."""

from datetime import datetime

from accounts.clock import local_date
from education_plans.rules.guidance import YEAR_GROUPS
from education_plans.services.guidance import record_guidance
from learners.models import Learner
from learners.selectors.people import key_worker_at
from oversight.demo.acts import Acts
from tracking.rules.ages import year_group

TALKS = (
    "Looked at three ways: sixth form, college, apprenticeship. Wants to see a workshop before saying anything.",
    "Knows what they do not want: sitting. We wrote down four jobs that are not.",
    "Asked what happens if the grades are not there. The level 1 start at the college was a relief.",
)


def advise_at_school(acts: Acts) -> None:
    """Plan it, after all stories."""
    acts.plan(acts.moment(17, "13:20"), _advise)


def _advise(now: datetime) -> None:
    today = local_date(now)
    at_school = [
        learner
        for learner in Learner.objects.open().filter(is_restricted=False).order_by("pk")
        if year_group(learner.date_of_birth, today) in YEAR_GROUPS
    ]
    for number, learner in enumerate(at_school):
        by = key_worker_at(learner, now).person
        if by is None or number % 3 == 2:
            continue
        record_guidance(
            learner=learner, held_on=today, adviser="Ruth Dalloway, careers service", is_impartial=True,
            outcome=TALKS[number % len(TALKS)], seen_through=None, by=by, now=now,
        )  # fmt: skip
