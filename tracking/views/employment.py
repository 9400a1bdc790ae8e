"""Jobs of young people, and asking how they go."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allows, require, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from tracking.forms.contact import ContactForm, CorrectJobForm, EndJobForm, JobForm, StrikeOutForm
from tracking.models import Employment
from tracking.selectors.employment import contacts_about, running_clock
from tracking.services.contact import log_contact
from tracking.services.employment import correct_job, end_job, record_job, strike_out_job
from tracking.views.contact import PER_PAGE, said
from tracking.views.door import own_learner_or_404

JOBS = Employment.objects.select_related("learner", "recorded_by", "struck_out_by")


def _job_or_404(request: HttpRequest, job_uuid: UUID, permission: Permission) -> Employment:
    job = visible_or_404(JOBS, request.user, uuid=job_uuid)
    require(request.user, permission, job.learner)
    return job


def _address(job: Employment) -> str:
    return reverse("tracking:job", args=[job.uuid])


@require_safe
def job_page(request: HttpRequest, job_uuid: UUID) -> HttpResponse:
    """One job: its clock, and every time somebody asked how it goes."""
    job = _job_or_404(request, job_uuid, Permission.VIEW_LEARNER)
    may = allows(request.user, Permission.RECORD_ACTIVITY, job.learner) and not job.learner.is_closed
    context = {
        "job": job,
        "learner": job.learner,
        "deadline": running_clock(job),
        "page_obj": Paginator(contacts_about(job), PER_PAGE).get_page(request.GET.get("page")),
        "may_record": may and job.struck_out_at is None,
        "may_correct": may,
    }
    return render(request, "tracking/contact/job.html", context)


@require_http_methods(["GET", "POST"])
def new_job(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Record a job; the clock of asking how it goes begins."""
    learner = own_learner_or_404(request, learner_uuid, Permission.RECORD_ACTIVITY)
    form = JobForm(request.POST or None)
    return ask(
        request, form,
        lambda: record_job(learner=learner, **form.asked(), by=request.user, now=request_now(request)),
        heading=f"A job for {learner.called}", caption=learner.full_name, submit="Record job",
        done="The job is recorded.", then=_address, back=reverse("tracking:in-touch", args=[learner.uuid]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, job_uuid: UUID) -> HttpResponse:
    """Log that somebody asked how it goes."""
    job = _job_or_404(request, job_uuid, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    form = ContactForm(request.POST or None, now=now)
    return ask(
        request, form, lambda: log_contact(learner=job.learner, job=job, **form.asked(), by=request.user, now=now),
        heading="How does the job go?", caption=f"{job.learner.full_name}, {job}",
        intro="It counts as being in touch, too.", submit="Record contact", done=said, back=_address(job),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, job_uuid: UUID) -> HttpResponse:
    """The job is over."""
    job = _job_or_404(request, job_uuid, Permission.RECORD_ACTIVITY)
    form = EndJobForm(request.POST or None)
    return ask(
        request, form, lambda: end_job(job=job, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="The job ended", caption=f"{job.learner.full_name}, {job}",
        intro="Nobody asks about it any more. What they do now is recorded on its own page.", submit="Record the end",
        done="It is recorded that the job ended. Now record what they do instead.",
        then=lambda ended: reverse("tracking:activity-of", args=[ended.learner.uuid]), back=_address(job),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, job_uuid: UUID) -> HttpResponse:
    """Put right what was recorded of a job, with the reason."""
    job = _job_or_404(request, job_uuid, Permission.RECORD_ACTIVITY)
    form = CorrectJobForm(request.POST or None, job=job)
    return ask(
        request, form, lambda: correct_job(job=job, **form.asked(), by=request.user, now=request_now(request)),
        heading="Correct this job", caption=f"{job.learner.full_name}, {job}",
        intro="The clock runs as if it had been recorded like this from the beginning.", submit="Save correction",
        done="The correction is saved. The history keeps what stood there.", back=_address(job),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strike_out(request: HttpRequest, job_uuid: UUID) -> HttpResponse:
    """Strike out a job that never was."""
    job = _job_or_404(request, job_uuid, Permission.RECORD_ACTIVITY)
    form = StrikeOutForm(request.POST or None)
    return ask(
        request, form,
        lambda: strike_out_job(job=job, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Strike out this job", caption=f"{job.learner.full_name}, {job}",
        warning="Nobody asks about it any more. It stays on the page, struck out, with your reason. Contacts about it still "
        "count as being in touch.",
        submit="Strike it out", submit_class="govuk-button--warning", done="It is struck out.", back=_address(job),
    )  # fmt: skip
