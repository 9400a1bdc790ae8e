from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import allows, require, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.selectors import may_anywhere
from learners.models import Learner
from oversight import selectors
from oversight.selectors.panel import latest_decision


@require_safe
def case_file(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """One young person: what is due, who to ring, where they learn, what happened."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.VIEW_LEARNER, learner)
    now = request_now(request)
    return render(
        request,
        "oversight/case_file.html",
        {
            "case": selectors.case_file(learner, request.user, now=now),
            "panel_decision": latest_decision(learner, request.user),
            "may_record_success": allows(request.user, Permission.RECORD_ACTIVITY, learner) and not learner.is_closed,
            "may_ask_feedback": may_anywhere(request.user, Permission.KEEP_FEEDBACK),
            "now": now,
        },
    )


@require_safe
def story(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Everything that happened, newest first, filtered by kind."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.VIEW_LEARNER, learner)
    return render(
        request,
        "oversight/story.html",
        {
            "learner": learner,
            **selectors.story(learner, request.user, kind=request.GET.get("kind", ""), now=request_now(request)),
        },
    )
