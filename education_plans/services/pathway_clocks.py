"""The two clocks of a pathway plan (P2): its review every six months, and the review that somebody asked for."""

from datetime import date, datetime

from accounts.clock import local_date
from accounts.models import User
from deadlines.models import Deadline
from education_plans.models import PathwayPlan, PathwayReviewRequest
from tracking.services.own_clocks import open_own_clock

PATHWAY_REVIEW = "pathway_review"
PATHWAY_REVIEW_ASKED = "pathway_review_asked"
PATHWAY = "pathway"
PATHWAY_REQUEST = "pathway_request"


def open_pathway_review(pathway: PathwayPlan, *, starts_on: date, by: User | None, now: datetime) -> Deadline:
    """Open the six-month clock from a local day, by the terms of that day."""
    return open_own_clock(
        PATHWAY_REVIEW, kind=PATHWAY, uuid=pathway.uuid, learner=pathway.learner, starts_on=starts_on, by=by, now=now
    )


def open_asked_review(request: PathwayReviewRequest, *, by: User | None, now: datetime) -> Deadline:
    """Open the clock of one request, from the day it was made."""
    return open_own_clock(
        PATHWAY_REVIEW_ASKED,
        kind=PATHWAY_REQUEST,
        uuid=request.uuid,
        learner=request.pathway.learner,
        starts_on=local_date(request.asked_at),
        by=by,
        now=now,
    )
