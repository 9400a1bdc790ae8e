"""The plan of a young person: read it, begin it, record a review."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import allows, require, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from agreements.rules import preferred_window
from deadlines.models import Deadline
from education_plans.forms.plan import ReviewForm
from education_plans.forms.sections import BeginForm
from education_plans.models import EducationPlan
from education_plans.selectors import (
    agreeing,
    copies,
    enrolments_seen,
    meetings,
    plans_without_place,
    quality,
    targets,
    voice,
)
from education_plans.selectors.addresses import plan_address
from education_plans.selectors.sections import panel
from education_plans.services import begin_plan, record_review
from learners.enums import ConsentPurpose
from learners.models import Enrolment, Learner
from learners.selectors.sharing import knows_whole
from learners.views.asking import refusal

CLOCKS = ("education_plan", "plan_review")
#: What stands on the page beside the sections; each gives its own part of the context.
PANELS = (panel, targets.panel, voice.panel, agreeing.panel, meetings.panel, quality.panel, copies.panel)


def _learner(request: HttpRequest, learner_uuid: str) -> Learner:
    return visible_or_404(Learner, request.user, uuid=learner_uuid)


class Chosen:
    """The place or plan a page is about: asked for with ?enrolment= or ?plan=, else the newest open place, else the plan
    without a place. Http404 for one the user may not read.
    """

    def __init__(self, request: HttpRequest, learner: Learner) -> None:
        self.learner = learner
        self.enrolments = enrolments_seen(learner, request.user)
        self.without = plans_without_place(learner, request.user)
        self.enrolment: Enrolment | None = None
        self.plan: EducationPlan | None = None
        if wanted := request.GET.get("plan"):
            self.plan = _named(self.without, wanted)
        elif wanted := request.GET.get("enrolment"):
            self.enrolment = _named(self.enrolments, wanted)
        else:
            self._by_itself()
        if self.enrolment is not None:
            self.plan = getattr(self.enrolment, "plan", None)

    def _by_itself(self) -> None:
        running = next((each for each in self.enrolments if each.ended_on is None), None)
        open_plan = next((plan for plan in self.without if plan.closed_on is None), None)
        if running is None and open_plan is not None:
            self.plan = open_plan
        else:
            self.enrolment = running or next(iter(self.enrolments), None)
            if self.enrolment is None:
                self.plan = next(iter(self.without), None)

    @property
    def is_running(self) -> bool:
        """Whether anything can still be changed."""
        if self.enrolment is not None:
            return self.enrolment.ended_on is None
        return not self.learner.is_closed and (self.plan is None or self.plan.closed_on is None)

    def others(self) -> list[dict[str, Any]]:
        """All there is to look at, for the tabs."""
        tabs = [
            {
                "name": str(each),
                "has_ended": each.ended_on is not None,
                "url": place_address(self.learner, each),
                "is_shown": each == self.enrolment,
            }
            for each in self.enrolments
        ]
        return tabs + [
            {
                "name": each.get_variant_display(),
                "has_ended": each.closed_on is not None,
                "url": plan_address(each),
                "is_shown": self.enrolment is None and each == self.plan,
            }
            for each in self.without
        ]


def _named(rows: list[Any], wanted: str) -> Any:
    for each in rows:
        if str(each.uuid) == wanted:
            return each
    raise Http404


def place_address(learner: Learner, enrolment: Enrolment, name: str = "plan") -> str:
    query = urlencode({"enrolment": str(enrolment.uuid)})
    return f"{reverse(f'education_plans:{name}', args=[learner.uuid])}?{query}"


def _clocks(request: HttpRequest, enrolment: Enrolment) -> list[Deadline]:
    """The plan's clocks, newest first."""
    deadlines = Deadline.objects.visible_to(request.user).filter(subject_uuid=enrolment.uuid, duty_code__in=CLOCKS)
    return list(deadlines.order_by("-starts_at", "-id"))


@require_GET
def plan(request: HttpRequest, learner_uuid: str) -> HttpResponse:
    learner = _learner(request, learner_uuid)
    now = request_now(request)
    if refused := refusal(request, learner, ConsentPurpose.EDUCATION, now):
        return refused
    chosen = Chosen(request, learner)
    may_edit = allows(request.user, Permission.EDIT_PLAN, learner)
    has_open_place = any(each.ended_on is None for each in chosen.enrolments)
    has_open_plan = any(each.closed_on is None for each in chosen.without)
    context: dict[str, Any] = {
        "learner": learner,
        "case_file": f"/learners/{learner.uuid}/",
        "tabs": chosen.others(),
        "enrolment": chosen.enrolment,
        "plan": chosen.plan,
        "is_running": chosen.is_running,
        "may_edit": may_edit,
        "may_agree": allows(request.user, Permission.AGREE_PLAN, learner),
        "begin_without": (
            reverse("education_plans:begin", args=[learner.uuid])
            if may_edit
            and not learner.is_closed
            and not has_open_place
            and not has_open_plan
            and knows_whole(request.user, learner)
            else ""
        ),
    }
    if chosen.enrolment is not None:
        context |= _place(request, chosen.enrolment, now)
    if chosen.plan is not None:
        context |= _plan_context(request, chosen.plan, now)
    return render(request, "education_plans/plan.html", context)


def _place(request: HttpRequest, enrolment: Enrolment, now: datetime) -> dict[str, Any]:
    today = local_date(now)
    window = preferred_window(enrolment.starts_on)
    return {
        "clocks": _clocks(request, enrolment),
        "begin_url": place_address(enrolment.learner, enrolment, "begin"),
        "window": window if today < enrolment.starts_on else None,
        "is_in_window": today in window,
    }


def _plan_context(request: HttpRequest, plan: EducationPlan, now: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {
        "reviews": plan.reviews.annotate(meeting_uuid=F("meeting__uuid"))
        .select_related("recorded_by")
        .order_by("-held_on"),
        "whose_url": reverse("education_plans:whose", args=[plan.uuid]),
    }
    if plan.enrolment is not None:
        found["review_url"] = place_address(plan.learner, plan.enrolment, "review")
    for part in PANELS:
        found |= part(plan, request.user, now)
    return found


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, learner_uuid: str) -> HttpResponse:
    """Begin the plan of a place (?enrolment=), or without an open place that of the young person."""
    learner = _learner(request, learner_uuid)
    require(request.user, Permission.EDIT_PLAN, learner)
    now = request_now(request)
    if refused := refusal(request, learner, ConsentPurpose.EDUCATION, now):
        return refused
    enrolments = enrolments_seen(learner, request.user)
    if wanted := request.GET.get("enrolment"):
        enrolment = _named(enrolments, wanted)
    else:
        enrolment = next((each for each in enrolments if each.ended_on is None), None)
    if enrolment is None and not knows_whole(request.user, learner):
        raise Http404
    back = place_address(learner, enrolment) if enrolment else reverse("education_plans:plan", args=[learner.uuid])
    form = BeginForm(request.POST or None, has_place=enrolment is not None)

    def act() -> EducationPlan:
        return begin_plan(
            enrolment=enrolment,
            learner=learner,
            variant=form.variant_chosen(),
            aims_for_higher_education=form.cleaned_data["aims_for_higher_education"],
            by=request.user,
            now=now,
        )

    return ask(
        request, form, act, heading="Begin the plan", caption=learner.full_name,
        intro="The plan asks what fits this young person. What the record and the last plan say is there to start from.",
        submit="Begin the plan", done="The plan is begun. Write one section at a time.", then=plan_address, back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, learner_uuid: str) -> HttpResponse:
    learner = _learner(request, learner_uuid)
    require(request.user, Permission.AGREE_PLAN, learner)
    now = request_now(request)
    if refused := refusal(request, learner, ConsentPurpose.EDUCATION, now):
        return refused
    plan = Chosen(request, learner).plan
    if plan is None or plan.enrolment is None:
        raise Http404
    form = ReviewForm(request.POST or None)
    return ask(
        request, form, lambda: record_review(plan=plan, **form.cleaned_data, by=request.user, now=now),
        heading="Record a review", caption=learner.full_name,
        intro="A review is a meeting at the provider, at least every six months, and sooner if there are problems.",
        submit="Record review", done="The review is recorded. The next one is counted from the day it was held.",
        back=plan_address(plan),
    )  # fmt: skip
