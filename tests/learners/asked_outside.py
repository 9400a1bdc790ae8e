"""Somebody outside asks, is rung back and is told: each in one call, for the tests of requests for information."""

from datetime import datetime
from typing import Any

from accounts.models import User
from deadlines.models import Deadline
from learners.models import CallBack, InformationRequest, Learner, Release
from learners.services.information_requests import log_request, record_call_back
from learners.services.releasing import release
from tests.people import World


def asked(world: World, learner: Learner, now: datetime, **fields: Any) -> InformationRequest:
    given = {
        "asker": "police", "caller": "PC Ann Ward", "organisation": "The police", "number_given": "01632 960 101",
        "asks": "Where he was on Monday.", "received_at": now, "by": world.social_worker.user, **fields,
    }  # fmt: skip
    return log_request(learner=learner, now=now, **given)


def rung(request: InformationRequest, now: datetime, by: User, **fields: Any) -> CallBack:
    given = {
        "number_called": "01632 960 100", "found_in": "directory", "called_at": now, "was_reached": True,
        "spoke_to": "PC Ann Ward", "is_confirmed": True, "how_confirmed": "The station put me through.", **fields,
    }  # fmt: skip
    return record_call_back(request=request, by=by, now=now, **given)


def told(request: InformationRequest, now: datetime, by: User, **fields: Any) -> Release:
    given = {"what": "He was at college until four.", "given_to": "PC Ann Ward", "how": "phone", **fields}
    return release(request=request, by=by, now=now, **given)


def clock(request: InformationRequest) -> Deadline:
    return Deadline.objects.get(subject_uuid=request.uuid)
