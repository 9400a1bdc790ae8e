"""Requests for information from outside: the list, one request, and what is done with it (P19b to P19d)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import files, looks
from accounts.access import allows, require, require_anywhere, visible_or_404
from accounts.clock import request_now
from accounts.enums import LookKind, Permission
from accounts.service_form import ServiceForm
from accounts.views.asking import ask
from learners.enums import Asker
from learners.forms.information_requests import (
    CallBackForm,
    InformationRequestFilterForm,
    InformationRequestForm,
    NotWantedForm,
    ReleaseForm,
    WhyNotForm,
)
from learners.models import InformationRequest, Learner, Release
from learners.registry import record_parts
from learners.selectors.information_requests import answering, clocks_of, proof_of, requests_listed
from learners.selectors.sharing import may_release
from learners.services import information_requests as services
from learners.services.releasing import release as release_it
from learners.services.releasing import seen_of
from learners.views.record import case_file

PER_PAGE = 25


def _found(request: HttpRequest, information_uuid: UUID, permission: Permission) -> InformationRequest:
    """A request of which the user may know: 403 to whom the young person is shown through a role that may not, else 404."""
    learner = visible_or_404(Learner, request.user, information_requests__uuid=information_uuid)
    require(request.user, permission, learner)
    with_people = InformationRequest.objects.select_related("learner", "agency", "came_to", "received_by", "ended_by")
    return visible_or_404(with_people, request.user, uuid=information_uuid)


def _is_own(request: HttpRequest, asked: InformationRequest) -> bool:
    """Whether the user works for the young person: at the home Virtual School or social care, or as key worker."""
    return Learner.objects.filter(pk=asked.learner_id).of_own_agencies(request.user).exists()


def _to_end(request: HttpRequest, information_uuid: UUID) -> InformationRequest:
    """A request that the user may answer: 404 outside the young person's own agencies."""
    asked = _found(request, information_uuid, Permission.SHARE_RECORD)
    if not _is_own(request, asked):
        raise Http404
    return asked


def _to_release(request: HttpRequest, information_uuid: UUID) -> InformationRequest:
    """The same, and where the record itself is printed the user must be one who may give it away."""
    asked = _to_end(request, information_uuid)
    if asked.asker == Asker.OTHER_SERVICE:
        require(request.user, Permission.RELEASE_RECORD, asked.learner)
    return asked


def _page(asked: InformationRequest) -> str:
    return reverse("learners:information-request", args=[asked.uuid])


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


@require_safe
def information_requests(request: HttpRequest) -> HttpResponse:
    """Who asked about young people, what is open first."""
    require_anywhere(request.user, Permission.LOG_INFORMATION_REQUEST)
    now = request_now(request)
    form = InformationRequestFilterForm(request.GET)
    found = requests_listed(request.user, **form.chosen(), now=now)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    clocks = clocks_of(list(page.object_list))
    context = {
        "filter_form": form,
        "page_obj": page,
        "rows": [(asked, clocks.get(asked.uuid)) for asked in page.object_list],
    }
    return render(request, "learners/information/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Write down who asks, while they are on the phone."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.LOG_INFORMATION_REQUEST, learner)
    now = request_now(request)
    form = InformationRequestForm(_posted(request), now=now)
    return ask(
        request, form,
        lambda: services.log_request(learner=learner, **form.cleaned_data, by=request.user, now=now),
        heading="Somebody asks for information", caption=learner.full_name,
        warning="Say nothing yet, not even whether you know them. Take the number and ring back.",
        submit="Log the request", done="The request is logged. Nothing can be released before somebody has rung back.",
        back=case_file(learner), then=_page,
    )  # fmt: skip


@require_safe
def information_request(request: HttpRequest, information_uuid: UUID) -> HttpResponse:
    """One request: what is to do, the calls back, and what was released. A provider that only took it in sees how far it is."""
    asked = _found(request, information_uuid, Permission.LOG_INFORMATION_REQUEST)
    now = request_now(request)
    how_far = answering(asked, now)
    is_own = _is_own(request, asked)
    may_end = is_own and allows(request.user, Permission.SHARE_RECORD, asked.learner)
    may_release_it = may_end and (
        asked.asker != Asker.OTHER_SERVICE or allows(request.user, Permission.RELEASE_RECORD, asked.learner)
    )
    has_died = asked.learner.died_on is not None
    context = {
        "asked": asked,
        "how_far": how_far,
        "is_own": is_own,
        "may_release": may_release_it,
        "sharing": may_release(asked.learner, asked.asker, now) if is_own and asked.is_open and not has_died else None,
        "tasks": _tasks(
            asked,
            has_proof=how_far.proof is not None,
            may_release=may_release_it and not has_died,
            may_end=may_end,
        ),
        "versions": asked.history.select_related("history_user").order_by("history_date", "history_id"),
    }
    return render(request, "learners/information/request.html", context)


def _tasks(asked: InformationRequest, *, has_proof: bool, may_release: bool, may_end: bool) -> list[dict[str, Any]]:
    """What is to do, one after the other."""
    if not asked.is_open:
        return []
    ring = {
        "title": "Ring back",
        "hint": "On a number you found yourself, not the one they gave.",
        "url": reverse("learners:information-call-back", args=[asked.uuid]),
        "status": "Done" if has_proof else "To do",
        "status_colour": "" if has_proof else "yellow",
    }
    release = {
        "title": "Release",
        "hint": "Decide on which basis, and write down what they are told.",
        "url": reverse("learners:information-release", args=[asked.uuid]) if has_proof else "",
        "status": "To do" if has_proof else "Ring back first",
        "status_colour": "yellow" if has_proof else "grey",
    }
    instead = [
        {
            "title": "Refuse",
            "hint": "Nothing is released, and they hear so.",
            "url": reverse("learners:information-refuse", args=[asked.uuid]),
            "status": "Or this",
        },
        {
            "title": "They no longer want it",
            "url": reverse("learners:information-withdraw", args=[asked.uuid]),
            "status": "Or this",
        },
    ]
    return [ring, *([release] if may_release else []), *(instead if may_end else [])]


@require_http_methods(["GET", "HEAD", "POST"])
def call_back(request: HttpRequest, information_uuid: UUID) -> HttpResponse:
    asked = _found(request, information_uuid, Permission.LOG_INFORMATION_REQUEST)
    now = request_now(request)
    form = CallBackForm(_posted(request), now=now)
    return ask(
        request, form,
        lambda: services.record_call_back(request=asked, **form.answers(), by=request.user, now=now),
        heading="Ring back", caption=f"{asked.who_asks}, about {asked.learner.full_name}",
        intro=f"They gave {asked.number_given}. Find a number yourself, and ring that.", submit="Record the call",
        done=lambda call: "It is known who asks." if call.is_confirmed else "The call is recorded. It is not known yet who asks.",
        back=_page(asked),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, information_uuid: UUID) -> HttpResponse:
    """What they are told, and on which basis. Sent without a call back it is refused by the service and by the database, and
    before it nothing of the record is shown.
    """
    asked = _to_release(request, information_uuid)
    now = request_now(request)
    sharing, proof = may_release(asked.learner, asked.asker, now), proof_of(asked, now)
    can = asked.is_open and proof is not None and asked.learner.died_on is None
    parts = record_parts(asked.learner) if can and asked.asker == Asker.OTHER_SERVICE else []
    form = ReleaseForm(_posted(request), request=asked, proof=proof, sharing=sharing, parts=parts, seen=seen_of(parts))
    return ask(
        request, form,
        lambda: release_it(request=asked, **form.cleaned_data, by=request.user, now=now),
        template="learners/information/release.html",
        more=lambda: {"asked": asked, "sharing": sharing, "proof": proof, "parts": parts},
        done="It is released, and stands on the disclosure log.", back=_page(asked),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, information_uuid: UUID) -> HttpResponse:
    return _end(
        request, information_uuid, WhyNotForm(_posted(request)), services.refuse_request, heading="Refuse",
        submit="Release nothing", done="Nothing is released.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, information_uuid: UUID) -> HttpResponse:
    return _end(
        request, information_uuid, NotWantedForm(_posted(request)), services.withdraw_request, heading="They no longer want it",
        submit="End the request", done="The request has ended, and its clock has stopped.",
    )  # fmt: skip


def _end(
    request: HttpRequest,
    information_uuid: UUID,
    form: ServiceForm,
    service: Callable[..., InformationRequest],
    **words: str,
) -> HttpResponse:
    asked = _to_end(request, information_uuid)
    return ask(
        request, form,
        lambda: service(request=asked, **form.cleaned_data, by=request.user, now=request_now(request)),
        caption=f"{asked.who_asks}, about {asked.learner.full_name}", submit_class="govuk-button--warning",
        back=_page(asked), **words,
    )  # fmt: skip


@require_safe
def printout(request: HttpRequest, information_uuid: UUID) -> HttpResponseBase:
    """What was printed for the other service, to be saved and never shown by the browser."""
    asked = _to_release(request, information_uuid)
    made = Release.objects.filter(request=asked).exclude(file="").first()
    if made is None:
        raise Http404
    looks.note(request.user, LookKind.DOWNLOAD, [(asked.learner.uuid, str(asked.learner))])
    return files.download(made.file, name="record.pdf", content_type="application/pdf")
