"""Attendance below the limit: the facts, what the young person says, what is done, and how it ended."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import allows, require, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from tracking.enums import ConcernState
from tracking.forms.attendance_concerns import CloseConcernForm, PathwayForm
from tracking.models import AttendanceConcern
from tracking.rules.attendance_weeks import standing
from tracking.selectors.attendance import weeks_by_place
from tracking.services.attendance_concerns import close_concern, write_pathway
from tracking.views.incidents import learner_url

CONCERNS = AttendanceConcern.objects.select_related("enrolment__learner", "enrolment__provider", "closed_by")


def _page(concern: AttendanceConcern) -> str:
    return reverse("tracking:attendance-concern", args=[concern.uuid])


@require_GET
def concern_page(request: HttpRequest, concern_uuid: UUID) -> HttpResponse:
    concern = visible_or_404(CONCERNS, request.user, uuid=concern_uuid)
    learner = concern.enrolment.learner
    require(request.user, Permission.VIEW_LEARNER, learner)
    weeks = weeks_by_place([concern.enrolment_id], concern.first_week_on)[concern.enrolment_id]
    since = [week for week in weeks if week.week_on > concern.last_week_on]
    context = {
        "concern": concern,
        "learner": learner,
        "learner_url": learner_url(learner),
        "since": standing(since),
        "may_write": concern.closed_at is None and allows(request.user, Permission.EDIT_PLAN, learner),
    }
    return render(request, "tracking/attendance/concern.html", context)


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, concern_uuid: UUID) -> HttpResponse:
    """The attendance pathway: what the young person says, and what everybody does."""
    concern = visible_or_404(CONCERNS, request.user, uuid=concern_uuid)
    learner = concern.enrolment.learner
    require(request.user, Permission.EDIT_PLAN, learner)
    now = request_now(request)
    form = PathwayForm(
        request.POST or None,
        initial={"young_person_says": concern.young_person_says, "what_helps": concern.what_helps},
    )
    return ask(
        request, form, lambda: write_pathway(concern=concern, **form.cleaned_data, by=request.user, now=now),  # type: ignore[arg-type]
        heading="Attendance pathway", caption=learner.full_name, submit="Save",
        intro="Everybody who sees this place reads it, the college and the key worker too.", done="The pathway is saved.",
        back=_page(concern),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, concern_uuid: UUID) -> HttpResponse:
    concern = visible_or_404(CONCERNS, request.user, uuid=concern_uuid)
    learner = concern.enrolment.learner
    require(request.user, Permission.EDIT_PLAN, learner)
    now = request_now(request)
    form = CloseConcernForm(request.POST or None)

    def act() -> AttendanceConcern:
        state = ConcernState(form.cleaned_data["state"])
        return close_concern(concern=concern, state=state, by=request.user, now=now)  # type: ignore[arg-type]

    return ask(
        request, form, act, heading="Close the attendance pathway", caption=learner.full_name, submit="Close",
        intro="Only weeks after today can open another one.", done="The attendance pathway is closed.", back=_page(concern),
    )  # fmt: skip
