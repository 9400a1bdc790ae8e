from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require_anywhere
from accounts.clock import request_now
from accounts.enums import Permission
from oversight import selectors

PER_PAGE = 25


@require_safe
def undelivered(request: HttpRequest) -> HttpResponse:
    """The list behind the dashboard's number of notices that could not be delivered."""
    require_anywhere(request.user, Permission.VIEW_OVERSIGHT)
    offered = selectors.owing_agencies(request.user, now=request_now(request))
    agency = next((each for each in offered if str(each.uuid) == request.GET.get("agency")), None)
    notices = selectors.undelivered_notices(request.user, agency=agency)
    page = Paginator(notices, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "oversight/undelivered.html", {"page_obj": page, "agency": agency})
