"""The yearly return on care leavers: everybody in it, one entry, the file."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import looks
from accounts.access import require_anywhere
from accounts.clock import local_date, request_now
from accounts.enums import LookKind, Permission
from accounts.files import attachment
from accounts.selectors import may_anywhere
from accounts.tables import CSV
from accounts.views.asking import ask
from learners.models import Learner
from learners.selectors.caseload import exportable
from learners.services.disclosing import disclose_by_law
from tracking.forms.care_leaver_return import ReturnFilterForm, ReturnForm
from tracking.models import CareLeaverReturn
from tracking.rules.care_leaver_return import age_in, birthday_in
from tracking.rules.care_leaver_return import return_year as year_of
from tracking.selectors import care_leaver_return as selectors
from tracking.selectors.care_leaver_return_file import return_csv
from tracking.services.care_leaver_return import fill_in_return
from tracking.views.door import own_learner_or_404

PER_PAGE = 50
RECIPIENT = "Department for Education"


@require_safe
def current_return(request: HttpRequest) -> HttpResponse:
    """To the return of the year that is running."""
    require_anywhere(request.user, Permission.RECORD_ACTIVITY)
    return redirect("tracking:care-leaver-return", year_of(local_date(request_now(request))))


@require_safe
def whole_return(request: HttpRequest, return_year: int) -> HttpResponse:
    """Everybody in the return of a year, with everything that is still wrong at once."""
    require_anywhere(request.user, Permission.RECORD_ACTIVITY)
    year, known = return_year, _known_year(request, return_year)
    found = selectors.whole_return(request.user, year)
    form = ReturnFilterForm(request.GET)
    context = {
        "year": year,
        "whole": found,
        "wrong": found.shown(selectors.Shown.WRONG),
        "filter_form": form,
        "page_obj": Paginator(found.shown(form.state_shown), PER_PAGE).get_page(request.GET.get("page")),
        "before": year - 1 if year - 1 in known else None,
        "after": year + 1 if year + 1 in known else None,
        "may_export": may_anywhere(request.user, Permission.EXPORT),
    }
    return render(request, "tracking/care_leaver_return/year.html", context)


@require_http_methods(["GET", "POST"])
def one_return(request: HttpRequest, learner_uuid: UUID, return_year: int) -> HttpResponse:
    """What the return says of one young person; at first, what the records propose."""
    learner = own_learner_or_404(request, learner_uuid, Permission.RECORD_ACTIVITY)
    year = return_year
    _known_year(request, year)
    now = request_now(request)
    entry = CareLeaverReturn.objects.visible_to(request.user).filter(learner=learner, year=year).first()
    initial = (
        {name: getattr(entry, name) for name in ("in_touch", "activity", "accommodation", "contact_on", "child")}
        if entry
        else selectors.proposed(learner, year, now)
    )
    form = ReturnForm(request.POST or None, year=year, initial=initial)
    proposed = "" if entry else " Filled in from what is recorded: check each answer."
    return ask(
        request, form,
        lambda: fill_in_return(learner=learner, year=year, **form.cleaned_data, by=request.user, now=now),
        heading=f"Return on care leavers {year - 1} to {year}", caption=learner.full_name,
        intro=(
            f"{_of(learner, year)} Fill in all three, or none to take them out.{proposed}"
        ),
        submit="Save", done=lambda saved: "The entry is saved." if saved else "They are taken out of the return.",
        back=reverse("tracking:care-leaver-return", args=[year]),
    )  # fmt: skip


def _of(learner: Learner, year: int) -> str:
    age = age_in(learner.date_of_birth, year)
    return f"{learner.called} becomes {age} on {birthday_in(learner.date_of_birth, year):%-d %B %Y}."


@require_safe
def download(request: HttpRequest, return_year: int) -> HttpResponse:
    """The file of the year: everybody whose entry is ready. Logged as sent to whoever collects it."""
    require_anywhere(request.user, Permission.EXPORT)
    looks.refuse_too_many(request.user, LookKind.EXPORT)
    year = return_year
    _known_year(request, year)
    now = request_now(request)
    allowed = set(exportable(selectors.in_return(request.user, year), request.user).values_list("pk", flat=True))
    ready = [
        row
        for row in selectors.whole_return(request.user, year).shown(selectors.Shown.READY)
        if row.learner.pk in allowed
    ]
    if not ready:
        messages.error(request, "No entry is ready yet, so there is nothing to download.")
        return redirect("tracking:care-leaver-return", year)
    named = [row.learner for row in ready]
    looks.note_found(request.user, LookKind.EXPORT, named)
    disclose_by_law(
        named, recipient_name=RECIPIENT, what=f"Return on care leavers {year - 1} to {year}", by=request.user, now=now
    )
    return attachment(return_csv(ready), name=f"care-leavers-{year}.csv", content_type=CSV)


def _known_year(request: HttpRequest, year: int) -> range:
    """The years that can be worked on; Http404 for any other."""
    known = selectors.years(request_now(request))
    if year not in known:
        raise Http404
    return known
