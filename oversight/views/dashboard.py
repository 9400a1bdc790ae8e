from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require_anywhere
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.selectors import may_anywhere
from oversight import selectors
from oversight.forms.filters import PeriodForm


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """What is wrong now, and how well each agency keeps each promise."""
    require_anywhere(request.user, Permission.VIEW_OVERSIGHT)
    now = request_now(request)
    due_from, due_to = selectors.default_period(now)
    form = PeriodForm(request.GET or None, agencies=selectors.owing_agencies(request.user, now=now))
    agency = None
    if form.is_valid():
        agency = form.cleaned_data["agency"]
        due_from = form.cleaned_data["due_from"] or due_from
        due_to = form.cleaned_data["due_to"] or due_to
    board = selectors.dashboard(request.user, now=now, due_from=due_from, due_to=due_to, agency=agency)
    return render(
        request,
        "oversight/dashboard.html",
        {
            "may_audit": may_anywhere(request.user, Permission.ANSWER_AUDIT),
            "board": board,
            "columns": selectors.COLUMNS,
            "due_from": due_from,
            "due_until": due_to - timedelta(days=1),
            "agency": agency,
            "filter_form": form,
            "may_keep_feedback": may_anywhere(request.user, Permission.KEEP_FEEDBACK),
            "now": now,
        },
    )
