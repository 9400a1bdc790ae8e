"""Opening a restricted record in an emergency, and who has done so."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require, require_anywhere, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.origin import recorded_address
from accounts.selectors import may_anywhere
from accounts.wording import moment
from learners.forms.broken_glass import BreakGlassForm, OpeningsFilter
from learners.models import BrokenGlass, Learner
from learners.selectors.broken_glass import failed_attempts_at, openings_listed, own_openings
from learners.services.broken_glass import (
    AlreadyOver,
    GlassError,
    TooManyAttempts,
    break_glass,
    end_broken_glass,
)
from learners.views.record import case_file, still_visible

PER_PAGE = 25

#: The one answer when nothing was opened, whatever the reason.
NOTHING_OPENED = (
    "No record could be opened with these details. Check them, or ring the Virtual School or the duty team. "
    "This attempt has been recorded."
)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a restricted record in an emergency."""
    require_anywhere(request.user, Permission.BREAK_GLASS)
    now = request_now(request)
    form = BreakGlassForm(request.POST or None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            opening = break_glass(
                who=form.who,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=now,
                address=recorded_address(request),
            )
        except TooManyAttempts as error:
            form.refuse(error)
            status = HTTPStatus.TOO_MANY_REQUESTS
        except GlassError as error:
            form.refuse(error)
        else:
            if opening is not None:
                messages.success(request, "The record is open to you. The people named on it have been told.")
                return redirect(case_file(opening.learner))
            form.add_error(None, NOTHING_OPENED)
    context = {
        "form": form,
        "heading": "Open a restricted record in an emergency",
        "warning": (
            "The people named on the record are told at once who you are and what you wrote. "
            "Everything you open is recorded."
        ),
        "submit": "Open the record",
        "submit_class": "govuk-button--warning",
        "back_url": reverse("learners:caseload"),
        "own": own_openings(request.user),
        "may_list": may_anywhere(request.user, Permission.RESTRICT_RECORD),
    }
    return render(request, "learners/glass/new.html", context, status=status)


@require_http_methods(["GET", "POST"])
def end_own(request: HttpRequest, glass_uuid: UUID) -> HttpResponse:
    """End one's own emergency access before its time."""
    openings = BrokenGlass.objects.select_related("learner").filter(membership__user=request.user)
    opening = get_object_or_404(openings, uuid=glass_uuid)
    known = still_visible(request, opening.learner)
    return _end(
        request,
        opening,
        back_url=case_file(opening.learner) if known else reverse("learners:caseload"),
        caption=opening.learner.full_name if known else "",
        ended="Your emergency access is over.",
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, learner_uuid: UUID, glass_uuid: UUID) -> HttpResponse:
    """End somebody's emergency access to a record: for those who may say who opens it."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.RESTRICT_RECORD, learner)
    opening = get_object_or_404(learner.broken_glass.select_related("learner", "membership__user"), uuid=glass_uuid)
    return _end(
        request,
        opening,
        back_url=case_file(learner),
        caption=learner.full_name,
        ended=f"{opening.membership.user} can no longer see the record.",
    )


def _end(request: HttpRequest, opening: BrokenGlass, *, back_url: str, caption: str, ended: str) -> HttpResponse:
    if request.method == "POST":
        try:
            end_broken_glass(opening=opening, by=request.user, now=request_now(request))
        except AlreadyOver as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, ended)
        return redirect(back_url if still_visible(request, opening.learner) else reverse("learners:caseload"))
    is_over = opening.ends_at <= request_now(request)
    context = {
        "form": Form(),
        "heading": "End emergency access",
        "caption": caption,
        "intro": f"It {'was over' if is_over else 'ends by itself'} on {moment(opening.ends_at)}.",
        "submit": "End it now",
        "back_url": back_url,
        "cancel_url": back_url,
    }
    return render(request, "learners/glass/end.html", context)


@require_safe
def openings(request: HttpRequest) -> HttpResponse:
    """Every restricted record of one's agencies that was opened in an emergency."""
    require_anywhere(request.user, Permission.RESTRICT_RECORD)
    now = request_now(request)
    form = OpeningsFilter(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    listed = openings_listed(request.user, now=now, state=state)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "filter_form": form,
        "state": state,
        "now": now,
        "may_break_glass": may_anywhere(request.user, Permission.BREAK_GLASS),
    }
    return render(request, "learners/glass/openings.html", context)


@require_safe
def attempts(request: HttpRequest) -> HttpResponse:
    """Attempts at one's agency that opened nothing: for its administrators, who see no young person's record."""
    require_anywhere(request.user, Permission.MANAGE_AGENCY)
    page = Paginator(failed_attempts_at(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "learners/glass/attempts.html", {"page_obj": page})
