"""How likely it is that somebody falls out: why the rules say so, and who sees it otherwise."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allows
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from oversight.enums import Risk
from oversight.forms.risk import JudgeForm
from oversight.models import PanelItem, RiskJudgement
from oversight.rules.risk import HIGH_FROM, MEDIUM_FROM
from oversight.selectors.risk import risk_of_learner
from oversight.services.risk import judge_risk
from tracking.views.door import own_learner_or_404

PER_PAGE = 25


@require_safe
def risk(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    learner = own_learner_or_404(request, learner_uuid, Permission.VIEW_LEARNER)
    now = request_now(request)
    judgements = RiskJudgement.objects.filter(learner=learner).select_related("by").order_by("-at", "-id")
    page = Paginator(judgements, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "learner": learner,
        "standing": risk_of_learner(learner, now),
        "page_obj": page,
        "may_judge": allows(request.user, Permission.RECORD_ACTIVITY, learner) and not learner.is_closed,
        "items": list(
            PanelItem.objects.visible_to(request.user)
            .filter(learner=learner)
            .decided()
            .select_related("meeting__panel", "decided_by")
            .prefetch_related("actions__owner__user")
            .order_by("-decided_at", "-id")[:PER_PAGE]
        ),
        "medium_from": MEDIUM_FROM,
        "high_from": HIGH_FROM,
        "today": local_date(now),
    }
    return render(request, "oversight/risk/risk.html", context)


@require_http_methods(["GET", "POST"])
def risk_judge(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    learner = own_learner_or_404(request, learner_uuid, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    standing = risk_of_learner(learner, now)
    form = JudgeForm(request.POST or None)

    def act() -> RiskJudgement:
        data = form.cleaned_data
        return judge_risk(
            learner=learner, risk=Risk(data["risk"]), reason=data["reason"], until_on=data["until_on"], by=request.user,
            now=now,
        )  # fmt: skip

    return ask(
        request, form, act, heading="See the risk otherwise", caption=learner.full_name, submit="Save",
        intro=f"The rules call it {standing.computed.label.lower()}: {standing.points} "
        f"{'point' if standing.points == 1 else 'points'}.",
        done="It is recorded how you see the risk, and why.", back=reverse("oversight:risk", args=[learner.uuid]),
    )  # fmt: skip
