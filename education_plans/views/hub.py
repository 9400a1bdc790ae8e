"""The first page of plans: what waits for the person who signed in, and the ways to the lists; and the list of all plans."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require_anywhere
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.selectors import may_anywhere
from education_plans.forms.plan_list import PlanFilterForm
from education_plans.models import EducationPlan
from education_plans.selectors.agreement_story import plans_waiting_for_a_look
from education_plans.selectors.plan_list import plans_listed, rows_of
from education_plans.selectors.to_do import my_tasks
from education_plans.selectors.voice import waiting_views

PER_PAGE = 25


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Tasks of one's own; for those who may, the views to answer, the plans to check and the money to decide on."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    now = request_now(request)
    checks = may_anywhere(request.user, Permission.CHECK_PLAN)
    context = {
        "tasks": my_tasks(request.user, now),
        "today": local_date(now),
        "running": plans_listed(request.user).count(),
        "views_waiting": waiting_views(request.user).count()
        if may_anywhere(request.user, Permission.EDIT_PLAN)
        else None,
        "to_check": plans_waiting_for_a_look(request.user) if checks else None,
        "decides_funding": may_anywhere(request.user, Permission.DECIDE_FUNDING),
    }
    return render(request, "education_plans/hub.html", context)


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """Every plan that the user may see, by name: how far it is and what is due next."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    form = PlanFilterForm(request.GET)
    found = (
        plans_listed(request.user, state=form.cleaned_data["state"])
        if form.is_valid()
        else EducationPlan.objects.none().order_by("pk")
    )
    found = found.select_related("learner", "enrolment__provider").prefetch_related("sections")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"filter_form": form, "page_obj": page, "rows": rows_of(page.object_list, request.user)}
    return render(request, "education_plans/plan_list.html", context)
