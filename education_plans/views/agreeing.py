"""What each party says to a plan, the versions that were agreed, and what has changed since."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.clock import request_now
from accounts.enums import Permission
from education_plans.enums import Answer, PlanParty, SectionCode
from education_plans.forms.agreeing import AnswerForm, AnswerForOthersForm
from education_plans.models import EducationPlan
from education_plans.selectors import agreeing as selectors
from education_plans.selectors.addresses import plan_address
from education_plans.services import PlanError, answer_plan
from education_plans.views.loading import plan_or_404, plan_refusal
from learners.selectors.sharing import may_read_safeguarding


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, plan_uuid: str) -> HttpResponse:
    """?party= names who said it; somebody who speaks for a party themselves is asked nothing else."""
    plan = plan_or_404(request, plan_uuid, Permission.AGREE_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    rows = selectors.party_rows(plan, request.user, now)
    open_rows = [row for row in rows if not row.agrees]
    if not open_rows:
        messages.info(request, "Everybody has agreed the plan as it is now.")
        return redirect(plan_address(plan))
    asked = next((row for row in open_rows if row.party.value == request.GET.get("party")), None)
    mine = asked is not None and asked.is_mine
    form: AnswerForm
    if mine:
        form = AnswerForm(request.POST or None)
    else:
        initial = {"party": asked.party.value, "name": _known_name(plan, asked)} if asked else {}
        others = [row.party for row in open_rows]
        form = AnswerForOthersForm(request.POST or None, parties=others, now=now, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        is_own = not isinstance(form, AnswerForOthersForm)
        try:
            said = answer_plan(
                plan=plan,
                party=asked.party if asked and is_own else PlanParty(given["party"]),
                answer=Answer(given["answer"]),
                says=given["says"] if given["answer"] == Answer.DISAGREES else "",
                name=str(request.user) if is_own else given["name"],
                at=form.said_at() if isinstance(form, AnswerForOthersForm) else now,
                by=request.user,
                now=now,
            )
        except PlanError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _news(said.is_agreed, said.agreement.answer, plan))
            return redirect(plan_address(plan))
    context: dict[str, Any] = {
        "form": form,
        "heading": "Do you agree with the plan?" if mine else "Record what somebody says to the plan",
        "caption": plan.learner.full_name,
        "submit": "Send my answer" if mine else "Record",
        "back_url": plan_address(plan),
        "cancel_url": plan_address(plan),
        "plan": plan,
        "last": selectors.last_version(plan),
    }
    return render(request, "education_plans/agreeing/answer.html", context)


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
def versions(request: HttpRequest, plan_uuid: str) -> HttpResponse:
    """Each version that was agreed, and what was said on the way to it."""
    plan = plan_or_404(request, plan_uuid, Permission.VIEW_LEARNER)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    said = plan.agreements.select_related("recorded_by").order_by("-version", "id")
    by_version: dict[int, list[Any]] = {}
    for each in said:
        by_version.setdefault(each.version, []).append(each)
    context = {
        "plan": plan,
        "learner": plan.learner,
        "plan_url": plan_address(plan),
        "versions": [
            {"version": version, "said": by_version.get(version.number, [])}
            for version in plan.versions.defer("content").order_by("-number")
        ],
        "said_now": by_version.get(plan.version, []),
        "taken_back": selectors.taken_back(plan),
    }
    return render(request, "education_plans/agreeing/versions.html", context)


@require_GET
def version(request: HttpRequest, plan_uuid: str, version_number: int) -> HttpResponse:
    """One version as it was agreed."""
    plan = plan_or_404(request, plan_uuid, Permission.VIEW_LEARNER)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    found = get_object_or_404(plan.versions, number=version_number)
    reads = may_read_safeguarding(request.user, plan.learner, now)
    sections = [
        {"section": section, "is_hidden": section["code"] == SectionCode.SAFEGUARDING and not reads}
        for section in found.content["sections"]
    ]
    context = {
        "plan": plan,
        "learner": plan.learner,
        "plan_url": plan_address(plan),
        "version": found,
        "sections": sections,
        "targets": [{**target, "day": date.fromisoformat(target["due_on"])} for target in found.content["targets"]],
        "said": plan.agreements.filter(version=found.number).order_by("id"),
    }
    return render(request, "education_plans/agreeing/version.html", context)


@require_GET
def changes(request: HttpRequest, plan_uuid: str, version_number: int) -> HttpResponse:
    """What has changed in the plan since a version was agreed, word by word."""
    plan = plan_or_404(request, plan_uuid, Permission.VIEW_LEARNER)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    found = get_object_or_404(plan.versions, number=version_number)
    context = {
        "plan": plan,
        "learner": plan.learner,
        "plan_url": plan_address(plan),
        "version": found,
        "compared": selectors.changes_since(found, plan, request.user, now),
        "rows": selectors.party_rows(plan, request.user, now),
    }
    return render(request, "education_plans/agreeing/changes.html", context)
