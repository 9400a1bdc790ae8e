"""Tables of attendance: the template, handing one in, what is wrong in it; and what the marks of a register mean."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_anywhere, require_at
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.errors import ServiceError
from accounts.files import attachment, download
from accounts.tables import CSV, XLSX
from accounts.uploads import check_table
from accounts.views.asking import ask
from tracking.enums import FileKind, FileState
from tracking.forms.attendance import WhichWeekForm
from tracking.forms.attendance_files import AttendanceFileForm, MarksForm
from tracking.models import ImportFile
from tracking.reading import TableRefused
from tracking.rules.attendance_table import FORM
from tracking.selectors.attendance import meanings_of, providers_of
from tracking.selectors.attendance_files import files_of
from tracking.selectors.import_files import problems_of
from tracking.services.attendance_files import take_attendance
from tracking.services.attendance_marks import set_marks

SHOWN = 10
PROBLEMS_A_PAGE = 100


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Hand in a table; it is recorded at once, or everything that is wrong in it is said."""
    require_anywhere(request.user, Permission.SEND_ROLL)
    form = AttendanceFileForm(request.POST or None, request.FILES or None, providers=providers_of(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            file, done = take_attendance(
                provider=form.cleaned_data["provider"],
                checked=check_table(form.cleaned_data["file"], megabytes=FORM.limits.megabytes),
                by=request.user,  # type: ignore[arg-type]
                now=request_now(request),
            )
        except (TableRefused, ServiceError) as error:
            error.field = "file"  # type: ignore[union-attr]
            form.refuse(error)
        else:
            if done is not None:
                messages.success(
                    request, f"{done.new} weeks recorded, {done.changed} changed, {done.same} the same as before."
                )
            elif file.state == FileState.DONE:
                messages.info(request, "This table has been taken in before. Nothing was changed.")
            return redirect(file)
    context = {
        "form": form,
        "heading": "Bring in attendance from a table",
        "submit": "Read the table",
        "back_url": reverse("tracking:attendance"),
        "cancel_url": reverse("tracking:attendance"),
        "columns": FORM.columns,
        "earlier": files_of(request.user)[:SHOWN],  # type: ignore[arg-type]
    }
    return render(request, "tracking/attendance/upload.html", context)


@require_GET
def template(request: HttpRequest, ending: str) -> HttpResponse:
    """The table to fill in: CSV with the names of the columns, Excel with a sheet that explains them."""
    require_anywhere(request.user, Permission.SEND_ROLL)
    if ending == "csv":
        return attachment(FORM.csv_template(), name="attendance.csv", content_type=CSV)
    return attachment(FORM.workbook_template(), name="attendance.xlsx", content_type=XLSX)


@require_GET
def file_page(request: HttpRequest, attendance_file_uuid: UUID) -> HttpResponse:
    """What became of a table."""
    file = _handed_in(request, attendance_file_uuid)
    problems = problems_of(file)
    page = Paginator(problems, PROBLEMS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "tracking/attendance/file.html", {"file": file, "problems": problems, "page_obj": page})


@require_GET
def file_problems(request: HttpRequest, attendance_file_uuid: UUID) -> HttpResponse:
    """Everything that was wrong, as a file to take away."""
    file = _handed_in(request, attendance_file_uuid)
    if not file.file:
        raise Http404
    return download(file.file, name="attendance-problems.csv", content_type=CSV)


def _handed_in(request: HttpRequest, attendance_file_uuid: UUID) -> ImportFile:
    file = get_object_or_404(
        ImportFile.objects.select_related("provider__local_authority", "virtual_school", "uploaded_by"),
        uuid=attendance_file_uuid,
        kind=FileKind.ATTENDANCE,
    )
    require_at(request.user, Permission.SEND_ROLL, file.virtual_school or file.provider)
    return file


@require_http_methods(["GET", "POST"])
def marks(request: HttpRequest) -> HttpResponse:
    """What the marks of a provider's register mean: a box for each meaning."""
    require_anywhere(request.user, Permission.SEND_ROLL)
    which = WhichWeekForm(request.GET, providers=providers_of(request.user), today=local_date(request_now(request)))
    provider = which.chosen_provider
    if provider is None:
        context = {"which": which, "heading": "What the marks mean", "submit": "Show the marks"}
        return render(request, "tracking/attendance/choose_provider.html", context)
    form = MarksForm(request.POST or None, meanings=meanings_of(provider))
    back = f"{reverse('tracking:attendance')}?provider={provider.uuid}&by=marks"
    return ask(
        request, form,
        lambda: set_marks(provider=provider, meanings=form.meanings, by=request.user, now=request_now(request)),  # type: ignore[arg-type]
        heading="What the marks mean", caption=provider.name, submit="Save the marks",
        intro="Colleges may use marks of their own. Enter each under what it counts as, apart by spaces. With all boxes "
        "empty the marks of schools count, as they have been since August 2024.",
        done="The marks are saved. Weeks recorded before stay as they were counted.", back=back,
    )  # fmt: skip
