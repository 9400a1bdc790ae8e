"""Lists of who is on roll: handing one in, watching it being matched, and what goes back (W9, A25)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import looks
from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import LookKind, Permission
from accounts.files import attachment
from accounts.selectors import agency_ids_where
from accounts.tables import CSV, XLSX, csv_bytes
from accounts.uploads import UploadRefused, check_table
from accounts.views.asking import confirm
from notifications.services import jobs
from tracking.enums import FileHolds, FileKind, FileState, LineState
from tracking.forms.roll import RollForm
from tracking.models import ImportFile
from tracking.reading import problems_csv
from tracking.reading.roll import LIMITS, ROLL
from tracking.selectors import roll as selectors
from tracking.services.roll import RollError, return_roll, stop_roll, take_roll

PER_PAGE = 25


def roll_or_404(request: HttpRequest, roll_uuid: UUID, permission: Permission = Permission.SEND_ROLL) -> ImportFile:
    """A list of the user’s own provider or Virtual School (else Http404), for a role that has the permission (else 403)."""
    require_anywhere(request.user, permission)
    file = visible_or_404(selectors.rolls(request.user), request.user, uuid=roll_uuid)
    if permission == Permission.MATCH_ROLL:
        assert file.virtual_school is not None  # a list of who is on roll always has one
        require_at(request.user, permission, file.virtual_school)
    return file


def address(file: ImportFile) -> str:
    return reverse("tracking:roll", args=[file.uuid])


@require_safe
def rolls(request: HttpRequest) -> HttpResponse:
    """Every list of the user’s agencies."""
    require_anywhere(request.user, Permission.SEND_ROLL)
    page = Paginator(selectors.rolls(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "rows": selectors.roll_rows(page.object_list, request.user)}
    return render(request, "tracking/roll/list.html", context)


@require_http_methods(["GET", "POST"])
def new_roll(request: HttpRequest) -> HttpResponse:
    """Hand a list in."""
    require_anywhere(request.user, Permission.SEND_ROLL)
    now = request_now(request)
    agreements = selectors.partners(request.user, now)
    form = RollForm(
        request.POST or None, request.FILES or None, agreements=agreements,
        mine=agency_ids_where(request.user, Permission.SEND_ROLL),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        provider, school = form.pair
        try:
            checked = check_table(form.cleaned_data["file"], megabytes=LIMITS.megabytes)
            file, is_new = take_roll(
                provider=provider, virtual_school=school, holds=FileHolds(form.cleaned_data["holds"]), checked=checked,
                by=request.user, now=now,  # type: ignore[arg-type]
            )  # fmt: skip
        except (UploadRefused, RollError) as error:
            form.add_error(error.field if error.field in form.fields else "file", str(error))
        else:
            return redirect(address(file) + ("" if is_new else "?again=1"))
    context = {
        "form": form,
        "heading": "Send a list of who is on roll",
        "submit": "Send the list",
        "back_url": reverse("tracking:rolls"),
        "cancel_url": reverse("tracking:rolls"),
        "columns": ROLL.columns,
        "agreements": agreements,
    }
    return render(request, "tracking/roll/new.html", context)


@require_safe
def template(request: HttpRequest, ending: str) -> HttpResponse:
    """The table to fill in."""
    require_anywhere(request.user, Permission.SEND_ROLL)
    if ending == "csv":
        return attachment(ROLL.csv_template(), name="on-roll.csv", content_type=CSV)
    return attachment(ROLL.workbook_template(), name="on-roll.xlsx", content_type=XLSX)


@require_safe
def roll(request: HttpRequest, roll_uuid: UUID) -> HttpResponse:
    """How far a list is, and what came of it. The page does not turn by itself under somebody who reads it."""
    file = roll_or_404(request, roll_uuid)
    decides = file.virtual_school_id in agency_ids_where(request.user, Permission.MATCH_ROLL)
    unfinished = file.state in jobs.UNFINISHED
    is_done = file.state == FileState.DONE
    tallies = selectors.tallies(file, request.user) if decides and is_done else []
    waiting = sum(tally.count for tally in tallies if tally.query.startswith(f"state={LineState.REVIEW}"))
    context = {
        "file": file,
        "colour": selectors.COLOURS[FileState(file.state)],
        "unfinished": unfinished,
        "ahead": jobs.ahead_of(file, ImportFile.objects.filter(kind=FileKind.ROLL), asked="uploaded_at")
        if file.state == FileState.WAITING
        else 0,
        "again": "again" in request.GET,
        "decides": decides,
        "tallies": tallies,
        "waiting": waiting,
        "told": selectors.told_count(file, selectors.people_told(file, request_now(request)))
        if file.returned_at
        else 0,
        "read": file.lines - file.lines_wrong,
    }
    return render(request, "tracking/roll/roll.html", context)


@require_POST
def stop(request: HttpRequest, roll_uuid: UUID) -> HttpResponse:
    """Stop a list that is not matched yet."""
    file = roll_or_404(request, roll_uuid)
    stop_roll(file=file, now=request_now(request))
    return redirect(address(file))


@require_safe
def problems(request: HttpRequest, roll_uuid: UUID) -> HttpResponse:
    """Everything that is wrong in the list, as a file. It names nobody."""
    file = roll_or_404(request, roll_uuid)
    return attachment(problems_csv(selectors.problems(file)), name="problems.csv", content_type=CSV)


@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, roll_uuid: UUID) -> HttpResponse:
    """Return the answer to the provider."""
    file = roll_or_404(request, roll_uuid, Permission.MATCH_ROLL)
    left = sum(row.waiting or 0 for row in selectors.roll_rows([file], request.user))
    return confirm(
        request,
        lambda: return_roll(file=file, by=request.user, now=request_now(request)),  # type: ignore[arg-type]
        heading="Return the list", caption=file.provider.name, submit="Return the list",
        intro=(
            f"{file.provider.name} will see of each of its own lines whether you know the learner as in care or a care leaver: "
            "yes or no, and nothing else. Of young people about whom nothing may be shared with it the answer is no."
        ),
        warning=f"{left} lines are not decided yet. Their answer is no; you can return the list again." if left else "",
        done=lambda result: f"The list is returned. {file.provider.name} was told yes for {result[1]} of its lines.",
        back=address(file),
    )  # fmt: skip


@require_safe
def answer(request: HttpRequest, roll_uuid: UUID) -> HttpResponse:
    """The answer as it was returned, as a file, but for those about whom nothing may be shared any more. It tells of each of
    them, also of somebody whose record is not open to the provider.
    """
    file = roll_or_404(request, roll_uuid)
    if file.returned_at is None or file.virtual_school is None:
        raise Http404
    looks.refuse_too_many(request.user, LookKind.EXPORT)
    told = selectors.people_told(file, request_now(request))
    looks.note_found(request.user, LookKind.EXPORT, told)
    rows = [[number, reference, "yes" if ours else "no"] for number, reference, ours in selectors.answer(file, told)]
    head = ["Line", "Learner reference", f"In care or care leaver, known to {file.virtual_school.name}"]
    return attachment(
        csv_bytes([head, *rows]),
        name=f"on-roll-answer-{local_date(file.returned_at).isoformat()}.csv",
        content_type=CSV,
    )
