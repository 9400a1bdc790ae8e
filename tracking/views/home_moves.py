"""Moves of home (W14)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import require, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from tracking.forms.home_moves import HomeMoveForm
from tracking.models import HomeMove
from tracking.services.home_moves import change_home_move, record_home_move
from tracking.views.door import own_learner_or_404
from tracking.views.posting import posted

_INTRO = "Plan it together with housing, early, so that nothing is lost at school or college. A review of the plan is proposed."


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    learner = own_learner_or_404(request, learner_uuid, Permission.RECORD_ACTIVITY)
    form = HomeMoveForm(posted(request))
    return ask(
        request, form,
        lambda: record_home_move(learner=learner, words=form.words(), by=request.user, now=request_now(request)),
        heading="Record a move of home", caption=learner.full_name, intro=_INTRO, submit="Record",
        done="The move is recorded. Where there is a plan, an early review of it is proposed.",
        back=reverse("tracking:casework", args=[learner.uuid]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, home_move_uuid: UUID) -> HttpResponse:
    move = visible_or_404(HomeMove.objects.select_related("learner"), request.user, uuid=home_move_uuid)
    require(request.user, Permission.RECORD_ACTIVITY, move.learner)
    form = HomeMoveForm(posted(request), changes=move)
    return ask(
        request, form,
        lambda: change_home_move(move=move, words=form.words(), by=request.user, now=request_now(request)),
        heading="Change a move of home", caption=move.learner.full_name, submit="Save", done="The change is saved.",
        back=reverse("tracking:casework", args=[move.learner.uuid]),
    )  # fmt: skip
