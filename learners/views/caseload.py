"""The caseload, on the page and as a file."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import looks
from accounts.access import require_anywhere
from accounts.clock import local_date, request_now
from accounts.enums import LookKind, Permission
from accounts.files import attachment_in_parts
from accounts.selectors import agency_ids_where, current_memberships, may_anywhere
from accounts.tables import CSV
from learners.exports import caseload_csv
from learners.forms.caseload import CaseloadFilterForm
from learners.selectors import caseload as selectors
from learners.selectors.support import works_at_virtual_school
from learners.services.disclosing import disclose_list

PER_PAGE = 25
#: Of more young people no list is made while somebody waits.
MOST_AT_ONCE = 5_000


@require_safe
def caseload(request: HttpRequest) -> HttpResponse:
    """The young people somebody may see: searched, filtered, sorted, with what is due next."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    now = request_now(request)
    form = CaseloadFilterForm(request.GET, user=request.user)
    filters = form.filters()
    if filters.q:
        looks.refuse_too_many(request.user, LookKind.SEARCH)
    page = Paginator(selectors.caseload(request.user, filters, now), PER_PAGE).get_page(request.GET.get("page"))
    if filters.q:
        looks.note_found(request.user, LookKind.SEARCH, page.object_list)
    return render(
        request,
        "learners/caseload.html",
        {
            "filter_form": form,
            "filters": filters,
            "page_obj": page,
            "rows": selectors.rows(list(page.object_list), request.user, now),
            "may_add": may_anywhere(request.user, Permission.ADD_LEARNER),
            "may_send_roll": may_anywhere(request.user, Permission.SEND_ROLL),
            "may_export": may_anywhere(request.user, Permission.EXPORT),
            "may_break_glass": may_anywhere(request.user, Permission.BREAK_GLASS),
            "may_see_openings": may_anywhere(request.user, Permission.RESTRICT_RECORD),
            "may_follow": may_anywhere(request.user, Permission.RECORD_ACTIVITY),
            "asks_for_records": may_anywhere(request.user, Permission.MANAGE_ENROLMENT),
            "may_log_requests": may_anywhere(request.user, Permission.LOG_INFORMATION_REQUEST),
            "asks_for_support": works_at_virtual_school(request.user),
            "agrees_groups": may_anywhere(request.user, Permission.AGREE_COHORT),
        },
    )


@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The same list as CSV, all pages: those of its young people whom the person's role lets them export. Who they are
    is read, and noted, before the first line leaves. A longer list is made in the background.
    """
    require_anywhere(request.user, Permission.EXPORT)
    looks.refuse_too_many(request.user, LookKind.EXPORT)
    now = request_now(request)
    filters = CaseloadFilterForm(request.GET, user=request.user).filters()
    learners = selectors.caseload(request.user, filters, now).select_related("home_authority")
    leaving = selectors.exportable(learners, request.user)
    if leaving[MOST_AT_ONCE:].exists():  # too long for one answer
        return redirect(f"{reverse('oversight:list-download', args=['young_people'])}?{request.GET.urlencode()}")
    named = list(leaving)
    looks.note_found(request.user, LookKind.EXPORT, named)
    for agency_id in agency_ids_where(request.user, Permission.EXPORT):
        agency = next(hat.agency for hat in current_memberships(request.user) if hat.agency_id == agency_id)
        disclose_list(named, recipient=agency, what="Young people, as a list", by=request.user, now=now)
    lines = caseload_csv(named, by=request.user, now=now)
    return attachment_in_parts(lines, name=f"caseload-{local_date(now).isoformat()}.csv", content_type=CSV)
