"""What each party says to a plan, the versions that were agreed, and what has changed since."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.clock import local_date
from accounts.enums import Permission
from accounts.views.asking import ask
from education_plans.enums import Answer, PlanParty
from education_plans.forms.agreeing import AnswerForm, AnswerForOthersForm
from education_plans.models import EducationPlan
from education_plans.selectors import agreeing as selectors
from education_plans.selectors.addresses import plan_address
from education_plans.selectors.versions import sections_shown, words_of
from education_plans.services.agreeing import Answered, answer_plan
from education_plans.views.loading import of_plan, plan_page


@require_http_methods(["GET", "POST"])
@plan_page(Permission.AGREE_PLAN)
def answer(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
    """?party= names who said it; somebody who speaks for a party themselves is asked nothing else."""
    open_rows = [row for row in selectors.party_rows(plan, request.user, now) if not row.agrees]
    if not open_rows:
        messages.info(request, "Everybody has agreed the plan as it is now.")
        return redirect(plan_address(plan))
    asked = next((row for row in open_rows if row.party.value == request.GET.get("party")), None)
    is_own = asked is not None and asked.is_mine
    form: AnswerForm
    initial = {"seen": words_of(plan, local_date(now))}
    if is_own:
        form = AnswerForm(request.POST or None, initial=initial)
    else:
        if asked:
            initial |= {"party": asked.party.value, "name": _known_name(plan, asked)}
        others = [row.party for row in open_rows]
        form = AnswerForOthersForm(request.POST or None, parties=others, now=now, initial=initial)

    def act() -> Answered:
        given = form.cleaned_data
        return answer_plan(
            plan=plan,
            party=asked.party if asked and is_own else PlanParty(given["party"]),
            answer=Answer(given["answer"]),
            says=given["says"] if given["answer"] == Answer.DISAGREES else "",
            name=str(request.user) if is_own else given["name"],
            at=form.said_at() if isinstance(form, AnswerForOthersForm) else now,
            seen=given["seen"],
            by=request.user,
            now=now,
        )

    return ask(
        request, form, act, template="education_plans/agreeing/answer.html",
        heading="Do you agree with the plan?" if is_own else "Record what somebody says to the plan",
        caption=plan.learner.full_name, submit="Send my answer" if is_own else "Record",
        more=lambda: {"plan": plan, "last": selectors.last_version(plan)},
        done=lambda said: _news(said.is_agreed, said.agreement.answer, plan), back=plan_address(plan),
    )  # fmt: skip


def _known_name(plan: EducationPlan, row: selectors.PartyRow) -> str:
    return plan.learner.full_name if row.party == PlanParty.YOUNG_PERSON else ""


def _news(is_agreed: bool, said: str, plan: EducationPlan) -> str:
    if is_agreed and plan.agreed_at is None and plan.enrolment_id:
        return "The plan is agreed, and the clock of its first review runs."
    if is_agreed:
        return "The plan is agreed as it is now. This version is kept."
    if said == Answer.AGREES:
        return "The agreement is recorded."
    return "What is not agreed is recorded. The key worker and the provider are told."


@require_GET
@plan_page(Permission.VIEW_LEARNER)
def versions(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
    """Each version that was agreed, and what was said on the way to it."""
    said = plan.agreements.select_related("recorded_by").order_by("-version", "id")
    by_version: dict[int, list[Any]] = {}
    for each in said:
        by_version.setdefault(each.version, []).append(each)
    context = {
        **of_plan(plan),
        "versions": [
            {"version": version, "said": by_version.get(version.number, [])}
            for version in plan.versions.defer("content").order_by("-number")
        ],
        "said_now": by_version.get(plan.version, []),
        "taken_back": selectors.taken_back(plan),
    }
    return render(request, "education_plans/agreeing/versions.html", context)


@require_GET
@plan_page(Permission.VIEW_LEARNER)
def version(request: HttpRequest, plan: EducationPlan, now: datetime, version_number: int) -> HttpResponse:
    """One version as it was agreed."""
    found = get_object_or_404(plan.versions, number=version_number)
    context = {
        **of_plan(plan),
        "version": found,
        "sections": sections_shown(found.content, request.user, plan.learner, now),
        "targets": [{**target, "day": date.fromisoformat(target["due_on"])} for target in found.content["targets"]],
        "said": plan.agreements.filter(version=found.number).order_by("id"),
    }
    return render(request, "education_plans/agreeing/version.html", context)


@require_GET
@plan_page(Permission.VIEW_LEARNER)
def changes(request: HttpRequest, plan: EducationPlan, now: datetime, version_number: int) -> HttpResponse:
    """What has changed in the plan since a version was agreed, word by word."""
    found = get_object_or_404(plan.versions, number=version_number)
    context = {
        **of_plan(plan),
        "version": found,
        "compared": selectors.changes_since(found, plan, request.user, now),
        "rows": selectors.party_rows(plan, request.user, now),
    }
    return render(request, "education_plans/agreeing/changes.html", context)
