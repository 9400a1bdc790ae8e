"""Files somebody asked for: how far each is, the file itself, stopping one."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from accounts import looks
from accounts.access import require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import LookKind, Permission
from accounts.files import large_download
from accounts.selectors import may_anywhere
from accounts.tables import CSV, XLSX
from notifications.services import jobs
from oversight.enums import ExportFormat, ExportState, Listing
from oversight.models import ExportJob
from oversight.selectors import exports as selectors
from oversight.selectors.list_kinds import page_of
from oversight.services import exports as services

PER_PAGE = 25

_WHOLE = ExportJob.objects.select_related("recipient", "agency", "view")


@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """The files somebody asked for."""
    page = Paginator(selectors.jobs_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "may_export": may_anywhere(request.user, Permission.EXPORT),
        "kept_days": services.KEPT_FOR.days,
    }
    return render(request, "oversight/lists/exports.html", context)


@require_safe
def export(request: HttpRequest, export_uuid: UUID) -> HttpResponse:
    """How far one is. The page does not turn by itself under somebody who reads it: it is looked at again, or a message comes."""
    job = visible_or_404(_WHOLE, request.user, uuid=export_uuid)
    unfinished = job.state in jobs.UNFINISHED
    context = {
        "job": job,
        "unfinished": unfinished,
        "ahead": jobs.ahead_of(job, ExportJob.objects.all(), asked="asked_at")
        if job.state == ExportState.WAITING
        else 0,
        "back_to_list": page_of(Listing(job.page)) + (f"?{job.filters}" if job.filters else ""),
        "kept_until": job.ended_at + services.KEPT_FOR if job.ended_at else None,
        "is_for_own": job.recipient_id == job.agency_id,
    }
    return render(request, "oversight/lists/export.html", context)


@require_safe
def export_file(request: HttpRequest, export_uuid: UUID) -> HttpResponseBase:
    """The file, for the person who asked for it, as long as their role lets them download lists there, and everybody in it is
    theirs to see.
    """
    job = visible_or_404(_WHOLE, request.user, uuid=export_uuid)
    require_at(request.user, Permission.EXPORT, job.agency)
    if job.state != ExportState.DONE or job.gone_at is not None or not job.file.storage.exists(str(job.file.name)):
        raise Http404
    try:
        taken_along = services.check_download(job=job, user=request.user, now=request_now(request))
    except services.NoLongerSo as error:
        messages.error(request, str(error))
        return redirect("oversight:export", export_uuid=job.uuid)
    looks.note_found(request.user, LookKind.DOWNLOAD, taken_along)
    name = f"{slugify(job.get_page_display())}-{local_date(job.ended_at).isoformat()}.{job.format}"
    return large_download(job.file, name=name, content_type=XLSX if job.format == ExportFormat.EXCEL else CSV)


@require_POST
def export_stop(request: HttpRequest, export_uuid: UUID) -> HttpResponse:
    job = visible_or_404(_WHOLE, request.user, uuid=export_uuid)
    jobs.stop(job, now=request_now(request))
    return redirect("oversight:export", export_uuid=job.uuid)
