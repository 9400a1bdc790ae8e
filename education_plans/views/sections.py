"""Writing one section of a plan; asking a colleague; whose plan it is."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.views import asking
from education_plans.enums import SectionCode
from education_plans.forms.sections import AskForm, BeginForm, CompleterForm
from education_plans.models import EducationPlan, PlanSection, SectionRequest
from education_plans.selectors.addresses import plan_address
from education_plans.selectors.sections import OPEN_REQUESTS, colleagues, usual_words
from education_plans.services import PlanError
from education_plans.services.asking import ask_colleague, name_completer, withdraw_request
from education_plans.services.variant import change_variant
from education_plans.views.desks import open_section, section_unchecked
from education_plans.views.loading import plan_page
from education_plans.views.writing import sign_in_first, write


@csrf_exempt  # checked by hand, see `write`
@login_not_required
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, plan_uuid: str, code: str) -> HttpResponse:
    """Write the section. What is posted after the session has ended is kept, and is there after signing in."""
    now = request_now(request)
    if not request.user.is_authenticated:
        return sign_in_first(request, section_unchecked(plan_uuid, code, now))
    desk = open_section(request, plan_uuid, code, now)
    return desk if isinstance(desk, HttpResponse) else write(request, desk)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, plan_uuid: str, code: str) -> HttpResponse:
    """Ask a colleague to complete the section by a day."""
    opened = open_section(request, plan_uuid, code, request_now(request))
    if isinstance(opened, HttpResponse):
        return opened
    found = [hat for hat in colleagues(opened.plan, code, opened.now) if hat.user != request.user]
    form = AskForm(request.POST or None, colleagues=found)

    def act() -> SectionRequest:
        return ask_colleague(
            section=opened.section,
            asked=form.colleague(),
            due_on=form.due_day(),
            note=form.cleaned_data["note"],
            by=request.user,
            now=opened.now,
        )

    return asking.ask(
        request, form, act, template="education_plans/section_ask.html", plan=opened.plan,
        heading="Ask a colleague to complete a section", caption=opened.learner.full_name,
        intro=f"Section “{opened.label}”. They get a message with a link, and a reminder in their day until it is complete.",
        requests=OPEN_REQUESTS.filter(section=opened.section).select_related("asked__user", "asked_by"),
        has_colleagues=bool(found), submit="Ask",
        done=lambda made: f"{made.asked.user} is asked to complete “{opened.label}”, and is told now.",
        back=opened.back_url,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def completer(request: HttpRequest, plan_uuid: str, code: str) -> HttpResponse:
    """Say who completes the section, without asking them by a day."""
    opened = open_section(request, plan_uuid, code, request_now(request))
    if isinstance(opened, HttpResponse):
        return opened
    people = colleagues(opened.plan, code, opened.now)
    named = opened.section.completer_id if opened.section.completer_id in {hat.pk for hat in people} else None
    form = CompleterForm(
        request.POST if request.method == "POST" else None,
        people=people,
        usual=usual_words(opened.plan, code, opened.now),
        initial={"completer": str(named or CompleterForm.NOBODY)},
    )

    def act() -> PlanSection:
        return name_completer(section=opened.section, completer=form.chosen(), by=request.user, now=opened.now)

    def done(section: PlanSection) -> str:
        who = section.completer.user if section.completer else usual_words(opened.plan, code, opened.now)
        return f"“{opened.label}” is for {who} to complete. They get no message: to send one, ask them by a day."

    return asking.ask(
        request, form, act, heading="Who completes this section?",
        caption=f"{opened.learner.full_name}: {opened.label}", submit="Save", done=done, back=opened.back_url,
    )  # fmt: skip


@require_POST
@plan_page(Permission.EDIT_PLAN)
def withdraw(request: HttpRequest, plan: EducationPlan, now: datetime, asked_uuid: str) -> HttpResponse:
    """Take back what a colleague was asked; the section goes back to whoever usually completes it."""
    asked = get_object_or_404(SectionRequest.objects.select_related("section"), section__plan=plan, uuid=asked_uuid)
    if asked.section.code == SectionCode.SAFEGUARDING:
        require(request.user, Permission.VIEW_SAFEGUARDING, plan.learner)
    try:
        withdraw_request(request=asked, by=request.user, now=now)
    except PlanError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "This is taken back.")
    return redirect(f"{plan_address(plan)}#{asked.section.code}")


@require_http_methods(["GET", "POST"])
@plan_page(Permission.EDIT_PLAN)
def whose(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
    """Whose plan it is: the variant, and whether they aim for higher education."""
    initial = {"variant": plan.variant, "aims_for_higher_education": plan.aims_for_higher_education}
    form = BeginForm(request.POST or None, has_place=plan.enrolment_id is not None, initial=initial)

    def act() -> EducationPlan:
        aims = form.cleaned_data["aims_for_higher_education"]
        return change_variant(
            plan=plan, variant=form.variant_chosen(), aims_for_higher_education=aims, by=request.user, now=now
        )

    return asking.ask(
        request, form, act, heading="What the plan asks about", caption=plan.learner.full_name, submit="Save",
        done="Saved. The plan asks what fits now; what was written stays.", back=plan_address(plan),
    )  # fmt: skip
