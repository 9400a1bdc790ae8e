"""What a young person studies: recording a course, its result, and what they had reached before (A35)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allows, require, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from learners.models import Enrolment, Learner
from tracking.forms.progress import AimForm, PriorForm, ResultForm
from tracking.models import LearningAim, PriorAttainment
from tracking.selectors.progress import progress_of
from tracking.services.progress import change_aim, record_aim, record_prior_attainment, record_result
from tracking.views.incidents import learner_url
from tracking.views.posting import posted


def progress_address(learner: Learner) -> str:
    return reverse("tracking:progress", args=[learner.uuid])


@require_safe
def progress(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Every course of every place that the user may know of, with its result."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.VIEW_LEARNER, learner)
    today = local_date(request_now(request))
    return render(
        request,
        "tracking/progress.html",
        {
            "learner": learner,
            "learner_url": learner_url(learner),
            "progress": progress_of(learner, request.user, today=today),
            "is_own": Learner.objects.filter(pk=learner.pk).of_own_agencies(request.user).exists(),
            "may_record": allows(request.user, Permission.RECORD_PROGRESS, learner) and learner.died_on is None,
        },
    )


@require_http_methods(["GET", "POST"])
def new_aim(request: HttpRequest, enrolment_uuid: UUID) -> HttpResponse:
    """Record a course of a place."""
    places = Enrolment.objects.select_related("learner", "provider")
    place = visible_or_404(places, request.user, uuid=enrolment_uuid)
    require(request.user, Permission.RECORD_PROGRESS, place.learner)
    begins = {
        "title": place.course,
        "level": place.level,
        "starts_on": place.starts_on,
        "planned_end_on": place.planned_end_on,
    }
    form = AimForm(posted(request), initial=begins)
    return ask(
        request, form,
        lambda: record_aim(enrolment=place, words=form.words(), by=request.user, now=request_now(request)),
        heading="Record a course", caption=f"{place.learner.full_name}, {place}", submit="Record course",
        done="The course is recorded.", back=progress_address(place.learner),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, aim_uuid: UUID) -> HttpResponse:
    """Correct what a course is and when it runs."""
    aim = _recorded(request, aim_uuid)
    form = AimForm(posted(request), changes=aim)
    return ask(
        request, form, lambda: change_aim(aim=aim, words=form.words(), by=request.user, now=request_now(request)),
        heading="Change a course", caption=_caption(aim), submit="Save course", done="The course is changed.",
        back=progress_address(aim.enrolment.learner),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def result(request: HttpRequest, aim_uuid: UUID) -> HttpResponse:
    """Say how a course stands or how it ended."""
    aim = _recorded(request, aim_uuid)
    form = ResultForm(posted(request), changes=aim)
    return ask(
        request, form, lambda: record_result(aim=aim, result=form.result(), by=request.user, now=request_now(request)),
        heading=f"Result of {aim.title}", caption=_caption(aim), submit="Save result", done="The result is saved.",
        intro="What was said before is replaced and stays in the history.", back=progress_address(aim.enrolment.learner),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def prior_attainment(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Record what somebody had reached at the end of Year 11. Only the young person’s own agencies know it."""
    learner = visible_or_404(Learner.objects.of_own_agencies(request.user), request.user, uuid=learner_uuid)
    require(request.user, Permission.RECORD_PROGRESS, learner)
    known = PriorAttainment.objects.filter(learner=learner).first()
    form = PriorForm(posted(request), changes=known)
    return ask(
        request, form,
        lambda: record_prior_attainment(learner=learner, words=form.words(), by=request.user, now=request_now(request)),
        heading="What they reached in Year 11", caption=learner.full_name, submit="Save",
        intro="It is what value added is measured from. Providers do not see it.",
        done="What they reached in Year 11 is saved.", back=progress_address(learner),
    )  # fmt: skip


def _recorded(request: HttpRequest, aim_uuid: UUID) -> LearningAim:
    aims = LearningAim.objects.select_related("enrolment__learner", "enrolment__provider")
    aim = visible_or_404(aims, request.user, uuid=aim_uuid)
    require(request.user, Permission.RECORD_PROGRESS, aim.enrolment.learner)
    return aim


def _caption(aim: LearningAim) -> str:
    return f"{aim.enrolment.learner.full_name}, {aim.enrolment.provider}"
