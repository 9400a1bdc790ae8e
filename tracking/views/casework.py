"""Support and moves of one young person: the page that leads to all of casework."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from learners.models import Learner
from tracking.selectors import casework as selectors


@require_safe
def casework(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """What there is, for the young person's own agencies; for a provider what concerns it."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.VIEW_LEARNER, learner)
    context = selectors.casework(learner, request.user, request_now(request))
    return render(request, "tracking/casework/page.html", context)
