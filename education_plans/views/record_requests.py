"""Copies of a young person's record, for the people who look through them and give them (P19a)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import looks
from accounts.access import require, visible_or_404
from accounts.clock import request_now
from accounts.enums import LookKind, Permission
from accounts.files import attachment, large_download
from accounts.views.asking import ask
from deadlines.models import Deadline
from education_plans.enums import RecordRequestState, Through
from education_plans.forms.records import AskBackForm, ExtendForm, GiveRecordForm, RecordReviewForm, ReplyForm
from education_plans.models import RecordRequest
from education_plans.selectors.record_contents import contents, seen_of
from education_plans.services import record_requests as services
from education_plans.services.record_copy import readable_copy
from education_plans.services.record_requests import RecordError
from learners.models import Learner

_READY = (RecordRequestState.REVIEWED, RecordRequestState.GIVEN)


def _learner(request: HttpRequest, learner_uuid: str) -> Learner:
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.RELEASE_RECORD, learner)
    return learner


def _asked(request: HttpRequest, learner: Learner, record_uuid: str) -> RecordRequest:
    with_people = RecordRequest.objects.select_related("learner", "reviewed_by", "given_by", "recorded_by")
    return visible_or_404(with_people, request.user, uuid=record_uuid, learner=learner)


def _page(asked: RecordRequest) -> str:
    return reverse("education_plans:record-request", args=[asked.learner.uuid, asked.uuid])


@require_http_methods(["GET", "HEAD", "POST"])
def record_requests(request: HttpRequest, learner_uuid: str) -> HttpResponse:
    """All requests of one young person, and writing down that they asked."""
    learner = _learner(request, learner_uuid)
    if request.method == "POST":
        try:
            asked = services.ask_for_record(
                learner=learner, through=Through.STAFF, by=request.user, now=request_now(request)
            )
        except RecordError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "It is written down, and both clocks run.")
            return redirect(_page(asked))
        return redirect("education_plans:record-requests", learner.uuid)
    found = RecordRequest.objects.visible_to(request.user).filter(learner=learner).order_by("-asked_at", "-id")
    context = {"learner": learner, "requests": list(found)}
    return render(request, "education_plans/records/list.html", context)


@require_GET
def record_request(request: HttpRequest, learner_uuid: str, record_uuid: str) -> HttpResponse:
    """One request: its clocks, and what comes next."""
    learner = _learner(request, learner_uuid)
    asked = _asked(request, learner, record_uuid)
    now = request_now(request)
    clocks = Deadline.objects.filter(subject_uuid=asked.uuid).order_by("due_at", "id")
    context = {
        "learner": learner,
        "asked": asked,
        "clocks": [(clock, clock.status(now)) for clock in clocks],
        "is_ready": asked.state in _READY,
    }
    return render(request, "education_plans/records/request.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, learner_uuid: str, record_uuid: str) -> HttpResponse:
    """Look through the record part by part."""
    learner = _learner(request, learner_uuid)
    asked = _asked(request, learner, record_uuid)
    parts = contents(learner)
    form = RecordReviewForm(request.POST or None, initial={"seen": seen_of(parts)})
    return ask(
        request, form,
        lambda: services.review(
            request=asked, left_out=form.left_out(), seen=form.cleaned_data["seen"], by=request.user,
            now=request_now(request),
        ),
        template="education_plans/records/review.html", learner=learner, asked=asked,
        more=lambda: {"parts": parts}, done="The copy is made. Read it once more, then give it.",
        back=_page(asked),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, learner_uuid: str, record_uuid: str, record_act: str) -> HttpResponse:
    """Ask back, write down the answer, take longer, or give the copy."""
    learner = _learner(request, learner_uuid)
    asked = _asked(request, learner, record_uuid)
    if record_act not in _ACTS:
        raise Http404
    form_class, service, field, heading, submit, done = _ACTS[record_act]
    form = form_class(request.POST or None)
    return ask(
        request, form,
        lambda: service(request=asked, by=request.user, now=request_now(request), **{field: form.said()}),
        heading=heading, caption=learner.full_name, submit=submit, done=done, back=_page(asked),
    )  # fmt: skip


@require_POST
def take_back(request: HttpRequest, learner_uuid: str, record_uuid: str) -> HttpResponse:
    """They no longer want it."""
    learner = _learner(request, learner_uuid)
    asked = _asked(request, learner, record_uuid)
    try:
        services.take_back(request=asked, by=request.user, now=request_now(request))
    except RecordError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The request is taken back, and both clocks have stopped.")
    return redirect(_page(asked))


@require_GET
def download(request: HttpRequest, learner_uuid: str, record_uuid: str, record_form: str) -> HttpResponseBase:
    """The copy, to be saved and never shown by the browser."""
    learner = _learner(request, learner_uuid)
    asked = _asked(request, learner, record_uuid)
    if asked.state not in _READY:
        raise Http404
    looks.note(request.user, LookKind.DOWNLOAD, [(learner.uuid, str(learner))])
    return copy_of(asked, record_form)


def copy_of(asked: RecordRequest, record_form: str) -> HttpResponseBase:
    """The PDF or the archive; Http404 for anything else."""
    if not asked.file or not asked.file.storage.exists(asked.file.name):
        raise Http404
    if record_form == "pdf":
        return attachment(readable_copy(asked), name="record.pdf", content_type="application/pdf")
    if record_form == "zip":
        return large_download(asked.file, name="record.zip", content_type="application/zip")
    raise Http404


_ACTS = {
    "ask": (
        AskBackForm, services.ask_back, "question", "Ask them something", "Ask",
        "They read it on their own page. The month stands still until they answer.",
    ),
    "reply": (
        ReplyForm, services.reply, "words", "Write down their answer", "Save", "The answer is kept and the month runs on.",
    ),
    "longer": (
        ExtendForm, services.extend, "reason", "It takes longer", "Take longer", "The young person reads why.",
    ),
    "give": (
        GiveRecordForm, services.give, "how", "Give the copy", "The copy is given",
        "Given. The copy stands on their own page too.",
    ),
}  # fmt: skip
