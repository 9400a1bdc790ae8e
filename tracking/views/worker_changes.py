"""Changes of key worker, by young person and by service."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require_anywhere
from accounts.clock import request_now
from accounts.enums import AgencyKind, Permission
from accounts.models import Agency
from tracking.forms.worker_changes import WorkerChangesForm
from tracking.selectors import worker_changes as selectors

PER_PAGE = 25


@require_safe
def worker_changes(request: HttpRequest) -> HttpResponse:
    """How often the key workers of the young people of one's own agencies changed."""
    require_anywhere(request.user, Permission.RECORD_ACTIVITY)
    services = Agency.objects.exclude(kind=AgencyKind.PROVIDER).order_by("sort_name", "id")
    form = WorkerChangesForm(request.GET, services=list(services))
    period, service = form.asked()
    found = selectors.worker_changes(request.user, period=period, service=service, now=request_now(request))
    page = Paginator(found.changed, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter_form": form,
        "found": found,
        "period": period,
        "page_obj": page,
        "rows": selectors.rows_of(list(page.object_list)),
    }
    return render(request, "tracking/worker_changes.html", context)
