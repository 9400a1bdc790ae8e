from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.selectors import may_anywhere, roles_stood_in_for
from agreements.selectors.challenges import challenges_to_answer
from agreements.selectors.reviews import reviews_to_answer
from education_plans.selectors.to_do import my_tasks
from learners.selectors.hand_over import hand_overs_of_my_agencies
from oversight import selectors
from oversight.selectors.panel import coming_meetings, panel_tasks
from tracking.selectors.attendance_due import weeks_to_record
from tracking.selectors.cohort import cohorts_to_answer
from tracking.selectors.roll import to_decide
from tracking.selectors.task import in_order
from tracking.selectors.to_do import my_tasks as my_follow_ups


@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    """What the person who signed in must do today, what is late and what comes next."""
    now = request_now(request)
    sees_oversight = may_anywhere(request.user, Permission.VIEW_OVERSIGHT)
    return render(
        request,
        "oversight/my_day.html",
        {
            "day": selectors.my_day(request.user, now=now),
            "now": now,
            "challenges": challenges_to_answer(request.user),
            "reviews": reviews_to_answer(request.user),
            "cohorts": cohorts_to_answer(request.user),
            "tasks": my_tasks(request.user, now),
            "weeks_to_record": weeks_to_record(request.user, now),
            "follow_ups": in_order([*my_follow_ups(request.user, now), *panel_tasks(request.user)]),
            "panel_meetings": coming_meetings(request.user),
            "may_run_panels": may_anywhere(request.user, Permission.RUN_PANEL),
            "rolls": to_decide(request.user),
            "today": local_date(now),
            "leavers": len(hand_overs_of_my_agencies(request.user)),
            "stands_in": bool(roles_stood_in_for(request.user)),
            "may_delegate": may_anywhere(request.user, Permission.DELEGATE),
            "sees_figures": may_anywhere(request.user, Permission.VIEW_LEARNER),
            "glance": selectors.glance(request.user, now=now) if sees_oversight else [],
        },
    )
