"""A file of courses and results: the template, handing it in, what was wrong in it (A35)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_anywhere
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.errors import ServiceError
from accounts.files import attachment, download
from accounts.tables import CSV, XLSX
from accounts.uploads import check_table
from tracking.enums import FileState
from tracking.forms.results_file import ResultsFileForm
from tracking.reading.results import LIMITS, RESULTS
from tracking.selectors.import_files import problems_of
from tracking.selectors.results_file import providers_to_record_for, results_files, school_of
from tracking.services.results_file import TakenAlready, take_results
from tracking.views.posting import posted

PAGE_SIZE = 100
#: How many earlier files the page names.
EARLIER = 10


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Hand in a file. All of it is recorded, or nothing with everything that is wrong."""
    require_anywhere(request.user, Permission.RECORD_PROGRESS)
    files = request.FILES if request.method == "POST" else None
    form = ResultsFileForm(posted(request), files, providers=providers_to_record_for(request.user))
    if request.method == "POST" and form.is_valid():
        provider = form.cleaned_data["provider"]
        school = school_of(request.user)
        try:
            checked = check_table(form.cleaned_data["file"], megabytes=LIMITS.megabytes)
            file = take_results(
                provider=provider, virtual_school=school, checked=checked, by=request.user, now=request_now(request)
            )
        except TakenAlready as error:
            messages.info(request, f"{error}.")
            return redirect("tracking:results-file", error.file.uuid)
        except ServiceError as error:
            form.refuse(error)
        else:
            return redirect("tracking:results-file", file.uuid)
    return render(
        request,
        "tracking/results_upload.html",
        {
            "form": form,
            "heading": "Hand in courses and results",
            "submit": "Hand in the file",
            "back_url": reverse("tracking:results"),
            "cancel_url": reverse("tracking:results"),
            "columns": RESULTS.columns,
            "earlier": results_files(request.user)[:EARLIER],
        },
    )


@require_safe
def template(request: HttpRequest, results_ending: str) -> HttpResponse:
    """The table to fill in: CSV with the names of the columns, Excel with a sheet that explains them."""
    require_anywhere(request.user, Permission.RECORD_PROGRESS)
    made = {"csv": (RESULTS.csv_template, CSV), "xlsx": (RESULTS.workbook_template, XLSX)}
    if results_ending not in made:
        raise Http404
    make, content_type = made[results_ending]
    return attachment(make(), name=f"results.{results_ending}", content_type=content_type)


@require_safe
def results_file(request: HttpRequest, results_file_uuid: UUID) -> HttpResponse:
    """What became of a file: how many courses it held, or everything that is wrong in it."""
    require_anywhere(request.user, Permission.RECORD_PROGRESS)
    file = get_object_or_404(results_files(request.user), uuid=results_file_uuid)
    page = Paginator(problems_of(file) if file.state == FileState.REFUSED else [], PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "tracking/results_file.html",
        {
            "file": file,
            "is_refused": file.state == FileState.REFUSED,
            "page_obj": page,
            "back_url": reverse("tracking:results-upload"),
        },
    )


@require_safe
def problems(request: HttpRequest, results_file_uuid: UUID) -> HttpResponse:
    """Everything that is wrong in a file that was refused, to take away."""
    require_anywhere(request.user, Permission.RECORD_PROGRESS)
    refused = results_files(request.user).filter(state=FileState.REFUSED)
    file = get_object_or_404(refused, uuid=results_file_uuid)
    return download(file.file, name="problems.csv", content_type=CSV)
