"""Somebody whose case was closed asks for support again (W8)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allows, require, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from deadlines.models import Deadline
from tracking.enums import ReturnState
from tracking.forms.returns import AskToReturnForm, AssessReturnForm
from tracking.models import ReturnRequest
from tracking.services import returns as services
from tracking.views.door import own_learner_or_404
from tracking.views.posting import posted

_WITH_ALL = ReturnRequest.objects.select_related("learner", "recorded_by")


def _return_or_404(request: HttpRequest, return_uuid: UUID, permission: Permission) -> ReturnRequest:
    found = visible_or_404(_WITH_ALL, request.user, uuid=return_uuid)
    require(request.user, permission, found.learner)
    return found


def _address(asked: ReturnRequest) -> str:
    return reverse("tracking:return", args=[asked.uuid])


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Write down that they ask to come back."""
    learner = own_learner_or_404(request, learner_uuid, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    form = AskToReturnForm(posted(request), initial={"asked_on": local_date(now)})
    return ask(
        request, form,
        lambda: services.ask_to_return(learner=learner, **form.cleaned_data, by=request.user, now=now),
        heading="They ask to come back", caption=learner.full_name, submit="Record",
        intro="Until they are 25 they can ask for support again, for any reason. Nobody can turn them away unheard.",
        done="It is recorded, and the clock of the assessment runs.", then=_address,
        back=reverse("tracking:casework", args=[learner.uuid]),
    )  # fmt: skip


@require_safe
def page(request: HttpRequest, return_uuid: UUID) -> HttpResponse:
    """What they ask for, the clock, and what came of it."""
    found = _return_or_404(request, return_uuid, Permission.VIEW_LEARNER)
    now = request_now(request)
    clock = Deadline.objects.visible_to(request.user).filter(subject_uuid=found.uuid).first()
    context = {
        "asked": found,
        "learner": found.learner,
        "clock": clock,
        "status": clock.status(now) if clock else None,
        "may_assess": found.state == ReturnState.ASKED
        and allows(request.user, Permission.RECORD_ACTIVITY, found.learner),
        "may_name": found.state == ReturnState.SUPPORTED
        and not found.learner.is_closed
        and allows(request.user, Permission.ASSIGN_KEY_WORKER, found.learner),
    }
    return render(request, "tracking/returns/page.html", context)


@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, return_uuid: UUID) -> HttpResponse:
    """What the assessment found, and what comes of it."""
    found = _return_or_404(request, return_uuid, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    form = AssessReturnForm(posted(request), initial={"assessed_on": local_date(now)})

    def done(assessed: ReturnRequest) -> str:
        if assessed.state == ReturnState.SUPPORTED:
            return "They are supported again, and the case is open. Name a key worker next."
        return "The assessment is recorded. The case stays closed."

    return ask(
        request, form, lambda: services.assess_return(request=found, **form.said(), by=request.user, now=now),
        heading="Assess them again", caption=found.learner.full_name, submit="Record assessment",
        intro=f"They asked: {found.asks_for}", done=done, back=_address(found),
    )  # fmt: skip
