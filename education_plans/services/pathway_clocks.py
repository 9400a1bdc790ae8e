"""The two clocks of a pathway plan (P2): its review every six months, and the review that somebody asked for."""

from datetime import date, datetime
from uuid import UUID

from accounts.clock import local_date
from accounts.models import Agency, User
from agreements.services import opening_of
from agreements.terms import terms_for
from deadlines.models import Deadline
from deadlines.services import open_deadline
from education_plans.models import PathwayPlan, PathwayReviewRequest
from education_plans.services.clocks import NobodyOwes
from learners.models import Learner
from learners.selectors.people import social_care_of, virtual_school_for

PATHWAY_REVIEW = "pathway_review"
PATHWAY_REVIEW_ASKED = "pathway_review_asked"
PATHWAY = "pathway"
PATHWAY_REQUEST = "pathway_request"


def who_owes(learner: Learner) -> Agency:
    """Social care, the home Virtual School where no social care agency is linked. Raises NobodyOwes."""
    agency = social_care_of(learner) or virtual_school_for(learner)
    if agency is None:
        raise NobodyOwes
    return agency


def open_pathway_review(pathway: PathwayPlan, *, starts_on: date, by: User | None, now: datetime) -> Deadline:
    """Open the six-month clock from a local day, by the terms of that day."""
    return _open(PATHWAY_REVIEW, PATHWAY, pathway.uuid, pathway.learner, starts_on=starts_on, by=by, now=now)


def open_asked_review(request: PathwayReviewRequest, *, by: User | None, now: datetime) -> Deadline:
    """Open the clock of one request, from the day it was made."""
    return _open(
        PATHWAY_REVIEW_ASKED,
        PATHWAY_REQUEST,
        request.uuid,
        request.pathway.learner,
        starts_on=local_date(request.asked_at),
        by=by,
        now=now,
    )


def _open(
    code: str, kind: str, uuid: UUID, learner: Learner, *, starts_on: date, by: User | None, now: datetime
) -> Deadline:
    return open_deadline(
        opening_of(
            code=code,
            terms=terms_for(home_virtual_school=virtual_school_for(learner), provider=None, on=starts_on),
            owner=who_owes(learner),
            learner=learner,
            subject_kind=kind,
            subject_uuid=uuid,
            starts_on=starts_on,
        ),
        by=by,
        now=now,
    )
