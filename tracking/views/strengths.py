"""Totals of the strengths and difficulties questionnaire (K11): of the young person's own agencies."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allows, require, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from learners.models import Learner
from tracking.forms.neet_episodes import ScoreForm
from tracking.models import StrengthsScore
from tracking.rules.neet import STRENGTHS_CONCERN_ABOVE, is_concern
from tracking.selectors.neet_episodes import scores_of
from tracking.services.strengths import HIGHEST, change_score, record_score
from tracking.views.door import own_learner_or_404


def _address(learner: Learner) -> str:
    return reverse("tracking:strengths", args=[learner.uuid])


@require_safe
def strengths(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    learner = own_learner_or_404(request, learner_uuid, Permission.VIEW_LEARNER)
    context = {
        "learner": learner,
        "rows": [{"score": each, "is_concern": is_concern(each.score)} for each in scores_of(learner, request.user)],
        "above": STRENGTHS_CONCERN_ABOVE,
        "highest": HIGHEST,
        "may_edit": not learner.is_closed and allows(request.user, Permission.RECORD_ACTIVITY, learner),
    }
    return render(request, "tracking/neet/strengths.html", context)


@require_http_methods(["GET", "POST"])
def strengths_new(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    learner = own_learner_or_404(request, learner_uuid, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    form = ScoreForm(request.POST or None, initial={"on": local_date(now)})
    return ask(
        request, form, lambda: record_score(learner=learner, **form.cleaned_data, by=request.user, now=now),
        heading="Record a total of strengths and difficulties", caption=learner.full_name, submit="Record",
        done="The total is recorded.", back=_address(learner),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strengths_change(request: HttpRequest, score_uuid: UUID) -> HttpResponse:
    scores = StrengthsScore.objects.select_related("learner")
    found = visible_or_404(scores, request.user, uuid=score_uuid)
    require(request.user, Permission.RECORD_ACTIVITY, found.learner)
    initial = {"on": found.on, "score": found.score, "filled_in_by": found.filled_in_by}
    form = ScoreForm(request.POST or None, initial=initial)

    def act() -> StrengthsScore:
        given = form.cleaned_data
        return change_score(
            score=found, on=given["on"], total=given["score"], filled_in_by=given["filled_in_by"], by=request.user,
            now=request_now(request),
        )  # fmt: skip

    return ask(
        request, form, act, heading="Change a total", caption=found.learner.full_name, submit="Save",
        done="The change is saved.", back=_address(found.learner),
    )  # fmt: skip
