"""The bulk start: a template, a table handed in, what it would do, and the one act that does it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_anywhere, require_at
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.files import attachment
from accounts.selectors import agency_ids_where
from accounts.tables import CSV, XLSX, TableRefused, csv_bytes, workbook_bytes
from agreements.forms.importing import BringInForm, TableForm
from agreements.models import ProviderImport
from agreements.rules.provider_table import COLUMNS, SHEET
from agreements.selectors.importing import plan_of
from agreements.services.importing import ImportRefused, bring_in, keep_table

PER_PAGE = 100
MOST_PROBLEMS = 200
"""Shown on the page; the file holds all of them."""


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.MANAGE_AGREEMENT)
    schools = agency_ids_where(request.user, Permission.MANAGE_AGREEMENT)
    form = TableForm(request.POST or None, request.FILES or None, virtual_school_ids=schools)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = keep_table(
                virtual_school=form.cleaned_data["virtual_school"],
                file_name=file.name,
                data=file.read(),
                by=request.user,  # type: ignore[arg-type]
                now=request_now(request),
            )
        except (TableRefused, ImportRefused) as error:
            form.refuse(error)
        else:
            return redirect("agreements:import", kept.uuid)
    earlier = ProviderImport.objects.filter(virtual_school__in=schools, applied_at__isnull=False)
    context = {
        "form": form,
        "heading": "Bring in providers from a table",
        "submit": "Read the table",
        "back_url": reverse("agreements:list"),
        "cancel_url": reverse("agreements:list"),
        "columns": COLUMNS,
        "earlier": earlier.select_related("uploaded_by").defer("rows", "problems").order_by("-applied_at")[:10],
    }
    return render(request, "agreements/importing/upload.html", context)


@require_GET
def template(request: HttpRequest, ending: str) -> HttpResponse:
    """The table to fill in: CSV with the names of the columns, Excel with a sheet that explains them."""
    require_anywhere(request.user, Permission.MANAGE_AGREEMENT)
    header = [column.title for column in COLUMNS]
    if ending == "csv":
        return attachment(csv_bytes([header]), name="providers.csv", content_type=CSV)
    explained = [["Column", "What to enter"], *[[column.title, column.help] for column in COLUMNS]]
    return attachment(
        workbook_bytes([(SHEET, [header]), ("How to fill in", explained)]), name="providers.xlsx", content_type=XLSX
    )


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, import_uuid: str) -> HttpResponse:
    wanted = _wanted(request, import_uuid)
    if wanted.applied_at is not None:
        return render(request, "agreements/importing/done.html", {"wanted": wanted})
    form = BringInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _, counts = bring_in(
                wanted=wanted,
                **form.cleaned_data,
                by=request.user,  # type: ignore[arg-type]
                now=request_now(request),
            )
        except ImportRefused as error:
            form.refuse(error)
        else:
            messages.success(
                request,
                f"New providers: {counts['providers']}. People with a role: {counts['people']}. "
                f"Agreements in force: {counts['agreements']}.",
            )
            return redirect("agreements:import", wanted.uuid)
    plan = plan_of(wanted)
    page = Paginator(plan.steps, PER_PAGE).get_page(request.GET.get("page"))
    form.initial["looked_at"] = plan.digest
    if form.is_bound:  # what was refused is shown as it is now
        form.data = form.data.copy()
        form.data["looked_at"] = plan.digest
    context = {
        "wanted": wanted,
        "plan": plan,
        "problems": plan.problems[:MOST_PROBLEMS],
        "page": page,
        "form": form,
        "lines": len(wanted.rows),
    }
    return render(request, "agreements/importing/preview.html", context)


@require_GET
def problems(request: HttpRequest, import_uuid: str) -> HttpResponse:
    """Everything that is wrong, as a file."""
    wanted = _wanted(request, import_uuid)
    rows = [[problem.line, problem.column, problem.text] for problem in plan_of(wanted).problems]
    return attachment(csv_bytes([["Line", "Column", "Problem"], *rows]), name="problems.csv", content_type=CSV)


def _wanted(request: HttpRequest, import_uuid: str) -> ProviderImport:
    wanted = get_object_or_404(
        ProviderImport.objects.select_related("virtual_school__local_authority", "uploaded_by"), uuid=import_uuid
    )
    require_at(request.user, Permission.MANAGE_AGREEMENT, wanted.virtual_school)
    return wanted
