"""Support between Virtual Schools (A8): asked, answered, ended."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allows, require, require_anywhere, require_at, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.models import Agency
from accounts.selectors import agency_ids_reached, agency_ids_where
from accounts.service_form import ServiceForm
from accounts.wording import written_day
from learners.enums import SupportState
from learners.forms.support import AskForm, NoteForm, WhyForm
from learners.models import Learner, SupportRequest
from learners.selectors.people import virtual_school_for
from learners.selectors.support import support_listed
from learners.services import LearnerError
from learners.services.support import (
    accept_support,
    ask_for_support,
    decline_support,
    end_support,
    withdraw_support,
)
from learners.views.record import case_file, still_visible

PER_PAGE = 25


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What one's Virtual School asked of others, and what it was asked."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    page = Paginator(support_listed(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "learners/support/list.html",
        {"page_obj": page, "own_schools": agency_ids_reached(request.user)},
    )


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """The home Virtual School asks another one."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.SHARE_RECORD, learner)
    now = request_now(request)
    home = virtual_school_for(learner, now)
    if home is None:
        raise PermissionDenied("No home Virtual School is linked to this young person.")
    require_at(request.user, Permission.SHARE_RECORD, home)
    form = AskForm(request.POST or None, learner=learner, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_for_support(learner=learner, **form.cleaned_data, by=request.user, now=now)
        except LearnerError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{asked.host_school} has been asked.")
            return redirect("learners:support-request", asked.uuid)
    context = {
        "form": form,
        "heading": "Ask another Virtual School for support",
        "caption": learner.full_name,
        "intro": (
            "The other school reads the initials, what you ask and until when. It sees the record only once it has "
            "accepted. Responsibility stays with your school."
        ),
        "submit": "Ask for support",
        "back_url": case_file(learner),
        "learner": learner,
    }
    return render(request, "learners/support/ask.html", context)


def _found(request: HttpRequest, support_uuid: UUID) -> SupportRequest:
    """The request, for the people of the two schools and for those who may share the record; 404 for whoever cannot know
    of it, 403 for others.
    """
    requests = SupportRequest.objects.select_related(
        "learner", "home_school", "host_school", "asked_by", "answered_by", "link"
    )
    found = visible_or_404(requests, request.user, uuid=support_uuid)
    if not {found.home_school_id, found.host_school_id} & set(agency_ids_reached(request.user)):
        require(request.user, Permission.SHARE_RECORD, found.learner)
    return found


@require_safe
def detail(request: HttpRequest, support_uuid: UUID) -> HttpResponse:
    """One request: to the school that is asked by initials, until it sees the record."""
    found = _found(request, support_uuid)
    schools = agency_ids_where(request.user, Permission.SHARE_RECORD)
    is_asked, is_running = found.state == SupportState.ASKED, found.state == SupportState.ACCEPTED
    known = still_visible(request, found.learner)
    context = {
        "support": found,
        "is_known": known,
        "may_answer": is_asked and found.host_school_id in schools,
        "may_withdraw": is_asked and found.home_school_id in schools,
        "may_end": is_running and bool({found.home_school_id, found.host_school_id} & set(schools)),
        "may_open": known and allows(request.user, Permission.VIEW_LEARNER, found.learner),
    }
    return render(request, "learners/support/detail.html", context)


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, support_uuid: UUID) -> HttpResponse:
    found = _found(request, support_uuid)
    return _act(
        request,
        found,
        (found.host_school,),
        NoteForm(_posted(request)),
        accept_support,
        heading="Accept",
        intro=f"You see the record until the end of {written_day(found.until)}. The home school stays responsible.",
        submit="Accept",
        done="Accepted. You can see the record now.",
    )


@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, support_uuid: UUID) -> HttpResponse:
    found = _found(request, support_uuid)
    return _act(
        request,
        found,
        (found.host_school,),
        WhyForm(_posted(request)),
        decline_support,
        heading="Decline",
        intro="The home school reads your reason. You will no longer see the request.",
        submit="Decline",
        done="Declined. The home school has been told.",
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, support_uuid: UUID) -> HttpResponse:
    found = _found(request, support_uuid)
    return _act(
        request,
        found,
        (found.home_school,),
        ServiceForm(_posted(request)),
        withdraw_support,
        heading="Take the request back",
        intro="The other school is told, and no longer sees the request.",
        submit="Take it back",
        done="The request has been taken back.",
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, support_uuid: UUID) -> HttpResponse:
    found = _found(request, support_uuid)
    return _act(
        request,
        found,
        (found.home_school, found.host_school),
        WhyForm(_posted(request)),
        end_support,
        heading="End the support",
        intro="The school that helps no longer sees the record, from now on. The other school is told.",
        submit="End it now",
        done="The support has ended.",
    )


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, also where there was nothing to fill in."""
    return request.POST if request.method == "POST" else None


def _act(
    request: HttpRequest,
    found: SupportRequest,
    schools: tuple[Agency, ...],
    form: ServiceForm,
    service: Callable[..., SupportRequest],
    *,
    heading: str,
    intro: str,
    submit: str,
    done: str,
) -> HttpResponse:
    """Ask, then call the service: for those who may share records at one of `schools`."""
    if not {school.pk for school in schools} & set(agency_ids_where(request.user, Permission.SHARE_RECORD)):
        require_at(request.user, Permission.SHARE_RECORD, schools[0])
    if request.method == "POST" and form.is_valid():
        try:
            service(request=found, **form.cleaned_data, by=request.user, now=request_now(request))
        except LearnerError as error:
            form.refuse(error)
        else:
            messages.success(request, done)
            if SupportRequest.objects.visible_to(request.user).filter(pk=found.pk).exists():
                return redirect("learners:support-request", found.uuid)
            return redirect("learners:support-requests")
    context = {
        "form": form,
        "heading": heading,
        "caption": f"Support for {found.learner.initials}",
        "intro": intro,
        "submit": submit,
        "submit_class": "" if service is accept_support else "govuk-button--warning",
        "back_url": reverse("learners:support-request", args=[found.uuid]),
    }
    return render(request, "components/form_page.html", context)
