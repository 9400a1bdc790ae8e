"""What is done about a pathway plan: actions, reviews, and checks of where the young person lives."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.views import asking
from education_plans.enums import PathwayDomain, Through
from education_plans.forms.pathway import (
    SOMEBODY,
    YES,
    YOUNG_PERSON,
    AccommodationForm,
    ActionDoneForm,
    ActionForm,
    AskReviewForm,
    ReviewHeldForm,
)
from education_plans.models import AccommodationCheck, PathwayAction, PathwayReviewRequest
from education_plans.selectors.pathway import owners_for
from education_plans.services.accommodation import check_accommodation
from education_plans.services.pathway import add_action, change_action, complete_action
from education_plans.services.pathway_reviews import ask_for_review, record_pathway_review
from education_plans.views.pathway import address, domain_or_404, pathway_or_404


@require_http_methods(["GET", "POST"])
def new_action(request: HttpRequest, pathway_uuid: UUID, domain: str) -> HttpResponse:
    plan = pathway_or_404(request, Permission.EDIT_PATHWAY, uuid=pathway_uuid)
    code = domain_or_404(domain)
    now = request_now(request)
    form = ActionForm(request.POST or None, owners=owners_for(plan.learner, now), called=plan.learner.called)
    return asking.ask(
        request, form, lambda: add_action(pathway=plan, domain=code, **form.asked(), by=request.user, now=now),
        heading="What will be done", caption=code.label, submit="Add to the plan", done="It stands in the plan.",
        back=address(plan, "pathway-matter", code.value),
    )  # fmt: skip


def _action(request: HttpRequest, action_uuid: UUID) -> PathwayAction:
    """The action, for whoever may work on its plan."""
    plan = pathway_or_404(request, Permission.EDIT_PATHWAY, sections__actions__uuid=action_uuid)
    action = PathwayAction.objects.select_related("section", "owner").get(uuid=action_uuid)
    action.section.pathway = plan
    return action


@require_http_methods(["GET", "POST"])
def edit_action(request: HttpRequest, pathway_action_uuid: UUID) -> HttpResponse:
    action = _action(request, pathway_action_uuid)
    plan = action.section.pathway
    now = request_now(request)
    owners = owners_for(plan.learner, now)
    if action.owner is not None and action.owner not in owners:
        owners.append(action.owner)
    chosen = YOUNG_PERSON if action.owner_name == plan.learner.called else SOMEBODY
    initial = {
        "how": action.how,
        "owner": str(action.owner.uuid) if action.owner else chosen,
        "owner_name": action.owner_name if chosen == SOMEBODY else "",
        "due_on": action.due_on,
    }
    form = ActionForm(request.POST or None, owners=owners, called=plan.learner.called, initial=initial)
    return asking.ask(
        request, form, lambda: change_action(action=action, **form.asked(), by=request.user, now=now),
        heading="Change what will be done", caption=str(action.section), submit="Save change",
        done="The change is saved.", back=address(plan, "pathway-matter", action.section.domain),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def done(request: HttpRequest, pathway_action_uuid: UUID) -> HttpResponse:
    """Record that something promised was done, and what came of it."""
    action = _action(request, pathway_action_uuid)
    plan = action.section.pathway
    now = request_now(request)
    form = ActionDoneForm(request.POST or None, initial={"done_on": local_date(now)})
    return asking.ask(
        request, form, lambda: complete_action(action=action, **form.cleaned_data, by=request.user, now=now),
        heading="Record as done", caption=plan.learner.full_name, intro=action.how, submit="Record",
        done="Recorded as done.", back=address(plan),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pathway_uuid: UUID) -> HttpResponse:
    """Somebody asks for a review: it cannot be refused, so there is nothing to decide."""
    plan = pathway_or_404(request, Permission.EDIT_PATHWAY, uuid=pathway_uuid)
    form = AskReviewForm(request.POST or None)

    def act() -> PathwayReviewRequest:
        given = form.cleaned_data
        return ask_for_review(
            pathway=plan, by_young_person=given["who"] == "young_person", why=given["why"], through=Through.STAFF,
            by=request.user, now=request_now(request),
        )  # fmt: skip

    return asking.ask(
        request, form, act, heading="Ask for a review", caption=f"Pathway plan of {plan.learner.full_name}",
        intro="The young person and their adviser can ask for a review at any time. Nobody can refuse it.",
        submit="Record the request",
        done="The request is recorded and its clock runs. Find a day with the young person.", back=address(plan),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pathway_uuid: UUID) -> HttpResponse:
    """Record a review that was held."""
    plan = pathway_or_404(request, Permission.EDIT_PATHWAY, uuid=pathway_uuid)
    form = ReviewHeldForm(request.POST or None)
    return asking.ask(
        request, form,
        lambda: record_pathway_review(pathway=plan, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Record a review", caption=f"Pathway plan of {plan.learner.full_name}",
        intro="Held with the young person, at least every six months and whenever one of you asks for it.",
        submit="Record review", done="The review is recorded. The next is counted from the day it was held.",
        back=address(plan),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def accommodation(request: HttpRequest, pathway_uuid: UUID) -> HttpResponse:
    """Judge where they live, factor by factor. A new check starts from the last one."""
    plan = pathway_or_404(request, Permission.EDIT_PATHWAY, uuid=pathway_uuid)
    last = plan.accommodation_checks.order_by("-on", "-id").first()
    form = AccommodationForm(request.POST or None, initial={"where": last.where} if last else None)

    def act() -> AccommodationCheck:
        given = form.cleaned_data
        return check_accommodation(
            pathway=plan, on=given["on"], where=given["where"], factors=form.judged(),
            is_suitable=given["is_suitable"] == YES, reason=given["reason"], by=request.user, now=request_now(request),
        )  # fmt: skip

    def then(check: AccommodationCheck) -> str:
        if not check.is_suitable:
            messages.warning(request, "It is not suitable. Say in the plan what will be done, by whom and by when.")
        return ""

    return asking.ask(
        request, form, act, heading="Is where they live suitable?", caption=plan.learner.full_name,
        intro="Judge each factor, with the young person, then the whole.", submit="Record check",
        done="The check is recorded.", then=then,
        back=address(plan, "pathway-matter", PathwayDomain.ACCOMMODATION.value),
    )  # fmt: skip
