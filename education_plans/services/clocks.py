"""The review clock of a place, opened by agreeing a plan and by holding a review."""

from datetime import date, datetime

from accounts.models import User
from agreements.services import opening_of
from agreements.terms import terms_for
from deadlines.models import Deadline
from deadlines.services import open_deadline
from education_plans.services.errors import PlanError
from learners.models import Enrolment
from learners.selectors.people import social_care_of, virtual_school_for

EDUCATION_PLAN = "education_plan"
PLAN_REVIEW = "plan_review"
ENROLMENT = "enrolment"


class NobodyOwes(PlanError):
    """A clock must have somebody who keeps it."""

    def __init__(self) -> None:
        super().__init__(
            "No social care agency is linked to this young person. Link one first: it owes the review of the plan."
        )


def open_review(enrolment: Enrolment, *, starts_on: date, by: User | None, now: datetime) -> Deadline:
    """Open the review clock from a local day, by the terms of that day.

    Social care and the provider owe it together (A14, A28).
    """
    learner = enrolment.learner
    social_care = social_care_of(learner)
    if social_care is None:
        raise NobodyOwes
    terms = terms_for(home_virtual_school=virtual_school_for(learner), provider=enrolment.provider, on=starts_on)
    return open_deadline(
        opening_of(
            code=PLAN_REVIEW,
            terms=terms,
            owner=social_care,
            partner=enrolment.provider,
            learner=learner,
            subject_kind=ENROLMENT,
            subject_uuid=enrolment.uuid,
            starts_on=starts_on,
        ),
        by=by,
        now=now,
    )
