"""The first page of plans: what waits for the person who signed in, and the ways to the lists."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require_anywhere
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.selectors import may_anywhere
from education_plans.selectors.agreement_story import plans_waiting_for_a_look
from education_plans.selectors.to_do import my_tasks
from education_plans.selectors.voice import waiting_views


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Tasks of one's own; for those who may, the views to answer, the plans to check and the money to decide on."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    now = request_now(request)
    checks = may_anywhere(request.user, Permission.CHECK_PLAN)
    context = {
        "tasks": my_tasks(request.user, now),
        "today": local_date(now),
        "views_waiting": waiting_views(request.user).count()
        if may_anywhere(request.user, Permission.EDIT_PLAN)
        else None,
        "to_check": plans_waiting_for_a_look(request.user) if checks else None,
        "decides_funding": may_anywhere(request.user, Permission.DECIDE_FUNDING),
    }
    return render(request, "education_plans/hub.html", context)
