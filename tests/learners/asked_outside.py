"""Somebody outside asks, is rung back and is told: each in one call, for the tests of requests for information."""

from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from deadlines.models import Deadline
from learners.enums import Basis, InformationRequestState
from learners.models import CallBack, InformationRequest, Learner, Release
from learners.services.information_requests import end, log_request, record_call_back
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


def printed(world: World, learner: Learner, now: datetime) -> InformationRequest:
    """A request that came to the college, released with a printout: as data only, because printing takes its time and every
    page is built often.
    """
    by = world.social_worker.user
    request = asked(world, learner, now, asker="other_service", by=world.designated_person.user)
    made = Release(
        request=request, call_back=rung(request, now, by), what="Printout", given_to="PC Ann Ward", how="post", by=by,
        released_at=now, basis=Basis.NOT_REFUSED, parts=[{"part": "details", "title": "Who they are"}], sha256="0" * 64,
    )  # fmt: skip
    made.file.save("printed", ContentFile(b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n"), save=False)
    made.save(force_insert=True)
    with transaction.atomic():
        return end(request, InformationRequestState.RELEASED, "Released", by=by, now=now)
