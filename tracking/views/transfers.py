"""Records asked of another agency: the list by age, one request, and what becomes of it (P4)."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allows, require, require_anywhere, require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.models import User
from accounts.views.asking import ask, confirm
from learners.models import Learner
from tracking.forms.transfers import (
    AskForRecordsForm,
    NotThereForm,
    ReceivedForm,
    SentForm,
    TransferFilterForm,
    WithdrawForm,
)
from tracking.models import RecordTransfer
from tracking.selectors import transfers as selectors
from tracking.services import transfers as services
from tracking.views.posting import posted

PER_PAGE = 25


@require_safe
def transfers(request: HttpRequest) -> HttpResponse:
    """What was asked for and has not come, the oldest first."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    now = request_now(request)
    form = TransferFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {"state": "", "side": ""}
    found = selectors.transfers_listed(request.user, **chosen, now=now)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter_form": form,
        "page_obj": page,
        "rows": selectors.rows_of(list(page.object_list), local_date(now)),
    }
    return render(request, "tracking/transfers/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Ask for records about a young person."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.MANAGE_ENROLMENT, learner)
    form = AskForRecordsForm(
        posted(request),
        givers=selectors.who_may_have_it(learner, request.user),
        takers=selectors.who_needs_it(learner, request.user),
    )

    def done(transfer: RecordTransfer) -> str:
        if transfer.from_agency:
            return f"It is asked for. {transfer.from_agency} is told."
        return f"It is written down. Now ask {transfer.from_name}."

    return ask(
        request, form,
        lambda: services.ask_for_records(
            learner=learner, **form.said(), by=request.user, now=request_now(request)
        ),
        heading="Ask for records", caption=learner.full_name, submit="Ask",
        intro="Educational information that somebody else has, so that nobody starts from nothing.", done=done,
        then=_address, back=reverse("tracking:casework", args=[learner.uuid]),
    )  # fmt: skip


@require_safe
def page(request: HttpRequest, transfer_uuid: UUID) -> HttpResponse:
    """One request: where it stands, and what comes next."""
    found = _transfer(request, transfer_uuid)
    sees_learner = allows(request.user, Permission.VIEW_LEARNER, found.learner)
    is_open = found.state in selectors.OPEN and not found.learner.is_closed
    receives = is_open and selectors.may_receive(found, request.user)
    waits = is_open and found.state == "requested"
    context = {
        "transfer": found,
        "learner": found.learner,
        "row": selectors.row_of(found, local_date(request_now(request))),
        "sees_learner": sees_learner,
        "may_receive": receives,
        "may_remind": receives and waits and found.from_agency is not None,
        "may_send": waits and selectors.may_send(found, request.user),
    }
    return render(request, "tracking/transfers/page.html", context)


@require_http_methods(["GET", "POST"])
def sent(request: HttpRequest, transfer_uuid: UUID) -> HttpResponse:
    found = _of_side(request, transfer_uuid, selectors.may_send)
    form = SentForm(posted(request))
    return ask(
        request, form,
        lambda: services.mark_sent(transfer=found, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="It is sent", caption=found.learner.full_name, intro=f"What is needed: {found.what}", submit="Save",
        done="It is recorded as sent.", back=_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def received(request: HttpRequest, transfer_uuid: UUID) -> HttpResponse:
    found = _of_side(request, transfer_uuid, selectors.may_receive)
    form = ReceivedForm(posted(request))
    return ask(
        request, form,
        lambda: services.mark_received(transfer=found, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="It has come", caption=found.learner.full_name, intro=f"What was needed: {found.what}", submit="Save",
        done="It is recorded as received.", back=_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def not_there(request: HttpRequest, transfer_uuid: UUID) -> HttpResponse:
    found = _of_side(request, transfer_uuid, selectors.may_send)
    form = NotThereForm(posted(request))
    return ask(
        request, form,
        lambda: services.mark_not_there(transfer=found, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="It is not there", caption=found.learner.full_name, intro=f"What is needed: {found.what}", submit="Save",
        done="It is recorded that they do not have it.", back=_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, transfer_uuid: UUID) -> HttpResponse:
    found = _of_side(request, transfer_uuid, selectors.may_receive)
    form = WithdrawForm(posted(request))
    return ask(
        request, form,
        lambda: services.withdraw(transfer=found, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="It is no longer needed", caption=found.learner.full_name, intro=f"What was needed: {found.what}",
        submit="Save", done="It is no longer waited for.", back=_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def remind(request: HttpRequest, transfer_uuid: UUID) -> HttpResponse:
    found = _of_side(request, transfer_uuid, selectors.may_receive)
    return confirm(
        request, lambda: services.remind(transfer=found, by=request.user, now=request_now(request)),
        heading="Ask once more", caption=found.learner.full_name, submit="Ask once more",
        intro=f"{found.from_agency or found.from_name} is told again that this is needed: {found.what}",
        done="They are told once more.", back=_address(found),
    )  # fmt: skip


def _address(transfer: RecordTransfer) -> str:
    return reverse("tracking:transfer", args=[transfer.uuid])


def _transfer(request: HttpRequest, transfer_uuid: UUID) -> RecordTransfer:
    """The request, for who sees the young person, and for the agency that is asked."""
    found = visible_or_404(selectors.WITH_ALL, request.user, uuid=transfer_uuid)
    if found.from_agency is None or allows(request.user, Permission.VIEW_LEARNER, found.learner):
        require(request.user, Permission.VIEW_LEARNER, found.learner)
    else:
        require_at(request.user, Permission.VIEW_LEARNER, found.from_agency)
    return found


def _of_side(request: HttpRequest, transfer_uuid: UUID, may: Callable[[RecordTransfer, User], bool]) -> RecordTransfer:
    """The request, for one of its two sides; 403 for whoever sees it and is not of it."""
    found = _transfer(request, transfer_uuid)
    if not may(found, request.user):
        raise PermissionDenied("This is for the people who deal with this request.")
    return found
