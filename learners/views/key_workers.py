"""The key worker of a young person: who it is, who was told, and changing it (A9, A10)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from deadlines.models import Deadline
from learners.forms.fields import moment_of
from learners.forms.people import CoverForm, EndKeyWorkerForm, KeyWorkerForm
from learners.models import KeyWorker, KeyWorkerNotice, Learner
from learners.selectors import key_worker_at
from learners.selectors.contacts import partners_to_tell
from learners.services import LearnerError, assign_key_worker, change_cover, end_key_worker, tell_again
from learners.views.record import case_file


@require_http_methods(["GET", "POST"])
def key_worker(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Name the key worker, or another one; shows who will be told and how the last news fared."""
    learner = _managed(request, learner_uuid)
    now = request_now(request)
    form = KeyWorkerForm(request.POST or None, learner=learner, now=now)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            assign_key_worker(
                learner=learner,
                membership=data["person"],
                kind=data["kind"],
                cover=data["cover"],
                starts_at=moment_of(data["starts_on"], now),
                by=request.user,
                now=now,
            )
        except LearnerError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{data['person'].user} is the key worker. Those concerned are being told.")
            return redirect(case_file(learner))
    post = key_worker_at(learner, now)
    places = learner.enrolments.open().select_related("provider__local_authority")
    context: dict[str, Any] = {
        "form": form,
        "learner": learner,
        "post": post,
        "cover_name": str(post.assignment.cover.user) if post.assignment and post.assignment.cover else "",
        "heading": "Change the key worker" if post.assignment else "Name a key worker",
        "caption": learner.full_name,
        "submit": "Save key worker",
        "back_url": case_file(learner),
        "cancel_url": case_file(learner),
        "will_be_told": [person for person in partners_to_tell(learner, places, now) if person != request.user],
        "news": _news(learner),
    }
    return render(request, "learners/key_worker.html", context)


@require_http_methods(["GET", "POST"])
def cover(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Name another cover person for the present key worker."""
    learner = _managed(request, learner_uuid)
    now = request_now(request)
    current = _current(learner)
    if current is None:
        return redirect("learners:key-worker", learner.uuid)
    form = CoverForm(request.POST or None, learner=learner, now=now, initial={"cover": current.cover_id})
    if request.method == "POST" and form.is_valid():
        try:
            change_cover(key_worker=current, **form.cleaned_data, by=request.user, now=now)
        except LearnerError as error:
            form.add_error("cover", str(error))
        else:
            messages.success(request, "The cover is saved.")
            return redirect("learners:key-worker", learner.uuid)
    return _form(request, learner, form, heading=f"Cover for {current.membership.user}")


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """The key worker stops, and nobody follows yet."""
    learner = _managed(request, learner_uuid)
    now = request_now(request)
    current = _current(learner)
    if current is None:
        return redirect("learners:key-worker", learner.uuid)
    form = EndKeyWorkerForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            end_key_worker(
                key_worker=current, ends_at=moment_of(form.cleaned_data["ends_on"], now), by=request.user, now=now
            )
        except LearnerError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "There is no key worker now. Name one as soon as you can.")
            return redirect("learners:key-worker", learner.uuid)
    return _form(
        request,
        learner,
        form,
        heading=f"{current.membership.user} stops being the key worker",
        warning="The young person will have no key worker. If you know who follows, name them instead.",
        submit="Leave the post empty",
        submit_class="govuk-button--warning",
    )


@require_POST
def again(request: HttpRequest, learner_uuid: UUID, key_worker_uuid: UUID) -> HttpResponse:
    """Send the news of a change once more to those whom it did not reach."""
    learner = _managed(request, learner_uuid)
    changed = get_object_or_404(learner.key_workers, uuid=key_worker_uuid)
    try:
        tell_again(key_worker=changed, by=request.user, now=request_now(request))
    except LearnerError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "The e-mails are on their way again.")
    return redirect("learners:key-worker", learner.uuid)


def _managed(request: HttpRequest, learner_uuid: UUID) -> Learner:
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.ASSIGN_KEY_WORKER, learner)
    return learner


def _current(learner: Learner) -> KeyWorker | None:
    return learner.key_workers.filter(ends_at__isnull=True).select_related("membership__user").first()


def _news(learner: Learner) -> dict[str, Any] | None:
    """The notices of the last change, newest e-mail of each person first, and its deadline."""
    notices = KeyWorkerNotice.objects.filter(key_worker__learner=learner)
    newest = notices.select_related("key_worker__membership__user").order_by("-id").first()
    if newest is None:
        return None
    changed = newest.key_worker
    by_person = {}
    for notice in notices.filter(key_worker=changed).select_related("message__recipient").order_by("id"):
        by_person[notice.message.recipient_id] = notice.message
    return {
        "key_worker": changed,
        "messages": list(by_person.values()),
        "any_failed": any(message.state in {"failed", "bounced"} for message in by_person.values()),
        "deadline": Deadline.objects.filter(subject_uuid=changed.uuid).order_by("-id").first(),
    }


def _form(request: HttpRequest, learner: Learner, form: Any, **context: Any) -> HttpResponse:
    back = reverse("learners:key-worker", args=[learner.uuid])
    context = {"form": form, "caption": learner.full_name, "back_url": back, "cancel_url": back, **context}
    return render(request, "components/form_page.html", context)
