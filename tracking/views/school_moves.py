"""Moves of school, and places that are refused and taken further (K10)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allows, require, require_anywhere, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from accounts.wording import comma_and
from learners.models import Learner
from tracking.forms.school_moves import (
    CloseRefusalForm,
    RefusalFilterForm,
    RefusalForm,
    SchoolMoveForm,
    TakeFurtherForm,
)
from tracking.models import PlaceRefusal, SchoolMove
from tracking.rules.school_moves import against_the_promise, is_exam_year
from tracking.selectors import school_moves as selectors
from tracking.services import school_moves as services
from tracking.views.door import own_learner_or_404
from tracking.views.posting import posted

PER_PAGE = 25


def _casework(learner: Learner) -> str:
    return reverse("tracking:casework", args=[learner.uuid])


def _news(move: SchoolMove) -> str:
    faults = against_the_promise(is_planned=move.is_planned, time=move.time, in_exam_year=move.in_exam_year)
    return f"The move is recorded: {comma_and(faults)}." if faults else "The move is recorded."


@require_http_methods(["GET", "POST"])
def new_move(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    learner = own_learner_or_404(request, learner_uuid, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    form = SchoolMoveForm(
        posted(request), initial={"in_exam_year": is_exam_year(learner.date_of_birth, local_date(now))}
    )
    return ask(
        request, form, lambda: services.record_school_move(learner=learner, words=form.words(), by=request.user, now=now),
        heading="Record a move of school", caption=learner.full_name, submit="Record",
        intro="A move should be planned, in the holidays, and not in a year with exams.", done=_news,
        back=_casework(learner),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change_move(request: HttpRequest, school_move_uuid: UUID) -> HttpResponse:
    move = visible_or_404(SchoolMove.objects.select_related("learner"), request.user, uuid=school_move_uuid)
    require(request.user, Permission.RECORD_ACTIVITY, move.learner)
    form = SchoolMoveForm(posted(request), changes=move)
    return ask(
        request, form,
        lambda: services.change_school_move(move=move, words=form.words(), by=request.user, now=request_now(request)),
        heading="Change a move of school", caption=move.learner.full_name, submit="Save", done="The change is saved.",
        back=_casework(move.learner),
    )  # fmt: skip


@require_safe
def refusals(request: HttpRequest) -> HttpResponse:
    """Places that were refused and are not settled, the oldest first."""
    require_anywhere(request.user, Permission.RECORD_ACTIVITY)
    form = RefusalFilterForm(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    found = selectors.refusals_listed(request.user, state=state)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "tracking/school_moves/refusals.html", {"filter_form": form, "page_obj": page})


@require_http_methods(["GET", "POST"])
def new_refusal(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    learner = own_learner_or_404(request, learner_uuid, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    form = RefusalForm(posted(request), initial={"refused_on": local_date(now)})
    return ask(
        request, form,
        lambda: services.record_refusal(learner=learner, **form.cleaned_data, by=request.user, now=now),
        heading="A place was refused", caption=learner.full_name, submit="Record",
        intro="A school that does not take them is never the end of it: it is taken further until there is an outcome.",
        done="It is recorded, and the Virtual School is told. Say next to whom it is taken.", then=_address,
        back=_casework(learner),
    )  # fmt: skip


@require_safe
def refusal(request: HttpRequest, refusal_uuid: UUID) -> HttpResponse:
    """One refusal: why, to whom it was taken, and what came of it."""
    found = _refusal(request, refusal_uuid, Permission.VIEW_LEARNER)
    is_open = found.closed_on is None and not found.learner.is_closed
    context = {
        "refusal": found,
        "learner": found.learner,
        "taken": _taken(found),
        "may_work": is_open and allows(request.user, Permission.RECORD_ACTIVITY, found.learner),
    }
    return render(request, "tracking/school_moves/refusal.html", context)


def _taken(refusal: PlaceRefusal) -> list[PlaceRefusal]:
    """To whom it was taken, one after the other."""
    steps: list[PlaceRefusal] = []
    for version in refusal.history.filter(taken_on__isnull=False).order_by("history_date", "history_id"):
        if not steps or (steps[-1].taken_to, steps[-1].taken_on) != (version.taken_to, version.taken_on):
            steps.append(version)
    return steps


@require_http_methods(["GET", "POST"])
def take_further(request: HttpRequest, refusal_uuid: UUID) -> HttpResponse:
    found = _refusal(request, refusal_uuid, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    form = TakeFurtherForm(posted(request), initial={"taken_on": local_date(now)})
    return ask(
        request, form, lambda: services.take_further(refusal=found, **form.cleaned_data, by=request.user, now=now),
        heading="Take it further", caption=found.learner.full_name, submit="Save",
        intro=f"{found.where} gave this reason: {found.reason_given}", done="It is recorded to whom it is taken.",
        back=_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, refusal_uuid: UUID) -> HttpResponse:
    found = _refusal(request, refusal_uuid, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    form = CloseRefusalForm(posted(request), initial={"closed_on": local_date(now)})
    return ask(
        request, form, lambda: services.close_refusal(refusal=found, **form.cleaned_data, by=request.user, now=now),
        heading="What came of it", caption=found.learner.full_name, submit="Save", done="The outcome is recorded.",
        back=_address(found),
    )  # fmt: skip


def _address(refusal: PlaceRefusal) -> str:
    return reverse("tracking:refusal", args=[refusal.uuid])


def _refusal(request: HttpRequest, refusal_uuid: UUID, permission: Permission) -> PlaceRefusal:
    with_people = PlaceRefusal.objects.select_related("learner", "recorded_by")
    found = visible_or_404(with_people, request.user, uuid=refusal_uuid)
    require(request.user, permission, found.learner)
    return found
