"""Extra support for somebody who is likely to need it (P5)."""

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
from learners.enums import ConsentPurpose
from learners.models import Enrolment, Learner
from learners.views.asking import refusal
from tracking.forms.extra_support import (
    ChangeExtraSupportForm,
    EndExtraSupportForm,
    ExtraSupportForm,
    PlaceForm,
    SupportReviewForm,
)
from tracking.models import ExtraSupport
from tracking.services import extra_support as services
from tracking.views.door import own_learner_or_404
from tracking.views.posting import posted

_WITH_ALL = ExtraSupport.objects.select_related("learner", "enrolment__provider", "recorded_by")


def _own_or_404(request: HttpRequest, extra_support_uuid: UUID) -> ExtraSupport:
    """The support, for people of the young person's own agencies who record such things."""
    own = _WITH_ALL.of_own_agencies(request.user)
    found = visible_or_404(own, request.user, uuid=extra_support_uuid)
    require(request.user, Permission.RECORD_ACTIVITY, found.learner)
    return found


def _address(support: ExtraSupport) -> str:
    return reverse("tracking:extra-support", args=[support.uuid])


def _places(learner: Learner) -> list[Enrolment]:
    return list(learner.enrolments.open().select_related("provider").order_by("starts_on", "id"))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    learner = own_learner_or_404(request, learner_uuid, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    form = ExtraSupportForm(posted(request), places=_places(learner), initial={"starts_on": local_date(now)})

    def done(support: ExtraSupport) -> str:
        told = f" {support.enrolment.provider} is told." if support.enrolment else ""
        return f"It is recorded, and reviewed within six months.{told}"

    return ask(
        request, form,
        lambda: services.add_extra_support(learner=learner, **form.said(), by=request.user, now=now),
        heading="Record extra support", caption=learner.full_name, submit="Record",
        intro="For somebody who is likely to need more than others. Talk it over with them first.", done=done,
        then=_address, back=reverse("tracking:casework", args=[learner.uuid]),
    )  # fmt: skip


@require_safe
def page(request: HttpRequest, extra_support_uuid: UUID) -> HttpResponse:
    """What helps; for the young person's own agencies also why, the reviews, and what comes next."""
    found = visible_or_404(_WITH_ALL, request.user, uuid=extra_support_uuid)
    require(request.user, Permission.VIEW_LEARNER, found.learner)
    now = request_now(request)
    if refused := refusal(request, found.learner, ConsentPurpose.EDUCATION, now):
        return refused
    is_own = ExtraSupport.objects.of_own_agencies(request.user).filter(pk=found.pk).exists()
    clock = Deadline.objects.visible_to(request.user).open().filter(subject_uuid=found.uuid).first() if is_own else None
    context = {
        "support": found,
        "learner": found.learner,
        "is_own": is_own,
        "reviews": list(found.reviews.select_related("recorded_by").order_by("-held_on", "-id")) if is_own else [],
        "clock": clock,
        "status": clock.status(now) if clock else None,
        "may_work": is_own
        and found.ended_on is None
        and not found.learner.is_closed
        and allows(request.user, Permission.RECORD_ACTIVITY, found.learner),
    }
    return render(request, "tracking/extra_support/page.html", context)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, extra_support_uuid: UUID) -> HttpResponse:
    found = _own_or_404(request, extra_support_uuid)
    initial = {"why": found.why, "what": found.what, "advocate": found.advocate}
    form = ChangeExtraSupportForm(posted(request), initial=initial)
    return ask(
        request, form,
        lambda: services.change_extra_support(
            support=found, **form.cleaned_data, by=request.user, now=request_now(request)
        ),
        heading="Change extra support", caption=found.learner.full_name, submit="Save", done="The change is saved.",
        back=_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest, extra_support_uuid: UUID) -> HttpResponse:
    """Tell the provider of a place, which may be a new one."""
    found = _own_or_404(request, extra_support_uuid)
    form = PlaceForm(posted(request), places=_places(found.learner))
    return ask(
        request, form,
        lambda: services.tell_provider(
            support=found, place=form.chosen(), by=request.user, now=request_now(request)
        ),
        heading="Tell a provider", caption=found.learner.full_name, submit="Tell them",
        intro="The designated person there is told and reads what helps, not why. They must have a place there first.",
        done="They are told.", back=_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, extra_support_uuid: UUID) -> HttpResponse:
    found = _own_or_404(request, extra_support_uuid)
    now = request_now(request)
    form = SupportReviewForm(posted(request), initial={"held_on": local_date(now)})
    return ask(
        request, form,
        lambda: services.review_extra_support(support=found, **form.cleaned_data, by=request.user, now=now),
        heading="Review the extra support", caption=found.learner.full_name, submit="Record review",
        intro=f"What helps: {found.what}", done="The review is recorded. The next is counted from that day.",
        back=_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, extra_support_uuid: UUID) -> HttpResponse:
    found = _own_or_404(request, extra_support_uuid)
    now = request_now(request)
    form = EndExtraSupportForm(posted(request), initial={"ended_on": local_date(now)})
    return ask(
        request, form,
        lambda: services.end_extra_support(support=found, **form.cleaned_data, by=request.user, now=now),
        heading="End the extra support", caption=found.learner.full_name, submit="End it",
        done="The extra support has ended.", back=_address(found),
    )  # fmt: skip
