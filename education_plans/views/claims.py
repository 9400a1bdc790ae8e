"""What a young person may be entitled to, why, and what became of it (A23)."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.views.asking import ask
from agreements.rules import academic_year
from education_plans.enums import EntitlementFit
from education_plans.forms.claims import ClaimForm, claim_initial
from education_plans.models import EducationPlan, EntitlementClaim
from education_plans.rules.entitlements import ENTITLEMENTS
from education_plans.selectors.claims import circumstances_of, guide_address, prompts_of
from education_plans.services.claims import record_claim
from education_plans.views.loading import of_plan, plan_page
from education_plans.views.targets import targets_page
from learners.selectors.sharing import asked_for


@require_GET
@plan_page(Permission.VIEW_LEARNER)
def entitlements(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
    today = local_date(now)
    shown = prompts_of(plan, request.user, today)
    year = circumstances_of(plan, today).year
    context = {
        **of_plan(plan),
        "targets_page": targets_page(plan),
        "guide": guide_address(plan),
        "year": academic_year(year),
        "asking": [each for each in shown if each.is_open],
        "settled": [each for each in shown if each.claim],
        "later": [each for each in shown if not each.claim and each.prompt.fit == EntitlementFit.LATER],
        "not_fitting": [each for each in shown if not each.claim and each.prompt.fit == EntitlementFit.NOT],
        "may_edit": not plan.learner.is_closed and allows(request.user, Permission.EDIT_PLAN, plan.learner),
    }
    return render(request, "education_plans/entitlements.html", context)


@require_http_methods(["GET", "POST"])
@plan_page(Permission.EDIT_PLAN)
def claim(request: HttpRequest, plan: EducationPlan, now: datetime, entitlement_code: str) -> HttpResponse:
    """Say what became of one of them in the academic year that is shown."""
    rule = ENTITLEMENTS.get(entitlement_code)
    if rule is None:
        raise Http404
    today = local_date(now)
    year = circumstances_of(plan, today).year
    known = EntitlementClaim.objects.visible_to(request.user).filter(learner=plan.learner_id, code=rule.code, year=year)
    before = known.first()
    form = ClaimForm(request.POST or None, initial=claim_initial(before) if before else {"on": today})

    def act() -> EntitlementClaim:
        return record_claim(
            plan=plan,
            code=rule.code,
            year=year,
            **form.said(),
            seen_through=asked_for(request.user, plan.learner),
            by=request.user,
            now=now,
        )

    return ask(
        request, form, act, heading=rule.title, caption=plan.learner.full_name, warning=rule.note,
        intro=f"What became of it in the academic year {academic_year(year)}?", submit="Record",
        done=f"It is recorded what became of “{rule.title}”.",
        back=reverse("education_plans:entitlements", args=[plan.uuid]),
    )  # fmt: skip
