"""The pathway plan: its page, its ten matters, and who agrees."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allows, require, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.errors import ServiceError
from accounts.views.asking import ask
from education_plans.enums import Answer, PathwayDomain, SectionState, Through
from education_plans.forms.pathway import AnswerForm, CloseForm, SignForm
from education_plans.models import PathwayPlan, PathwaySection
from education_plans.rules.pathway import Standing
from education_plans.selectors import meetings
from education_plans.selectors import pathway as selectors
from education_plans.selectors.own_pathway import words_of_pathway
from education_plans.services.pathway import begin_pathway, close_pathway
from education_plans.services.pathway_answers import answer_pathway, sign_pathway
from learners.models import Learner

PATHWAYS = PathwayPlan.objects.select_related("learner", "begun_by", "key_worker_agreed_by")


def own_learner_or_404(request: HttpRequest, learner_uuid: UUID, permission: Permission) -> Learner:
    """The young person, for people of their own agencies (else Http404) whose role has the permission (else 403)."""
    learners = Learner.objects.of_own_agencies(request.user)
    learner = visible_or_404(learners, request.user, uuid=learner_uuid)
    require(request.user, permission, learner)
    return learner


def pathway_or_404(request: HttpRequest, permission: Permission, **lookup: object) -> PathwayPlan:
    """The pathway plan, for people of the young person's own agencies whose role has the permission."""
    pathway = visible_or_404(PATHWAYS, request.user, **lookup)
    require(request.user, permission, pathway.learner)
    return pathway


def address(pathway: PathwayPlan, name: str = "pathway", *args: object) -> str:
    return reverse(f"education_plans:{name}", args=[pathway.uuid, *args])


def domain_or_404(domain: str) -> PathwayDomain:
    if domain not in PathwayDomain:
        raise Http404
    return PathwayDomain(domain)


@require_safe
def pathway(request: HttpRequest, pathway_uuid: UUID) -> HttpResponse:
    """Where the plan stands: ten matters, what is to be done, who agrees, reviews."""
    plan = pathway_or_404(request, Permission.VIEW_LEARNER, uuid=pathway_uuid)
    now = request_now(request)
    context = {**selectors.page(plan, request.user, now), **meetings.panel(plan, request.user, now)}
    return render(request, "education_plans/pathway/page.html", context)


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Begin the plan of a young person who has none."""
    learner = own_learner_or_404(request, learner_uuid, Permission.EDIT_PATHWAY)
    found = selectors.pathway_of(learner)
    if found is not None:
        return redirect(address(found))
    back = reverse("education_plans:one-plan", args=[learner.uuid])
    if request.method == "POST":
        try:
            plan = begin_pathway(learner=learner, by=request.user, now=request_now(request))
        except ServiceError as error:
            messages.error(request, str(error))
            return redirect(back)
        messages.success(
            request, "The pathway plan is begun. Take the ten matters one at a time, with the young person."
        )
        return redirect(address(plan))
    return render(request, "education_plans/pathway/begin.html", {"learner": learner, "back_url": back})


@require_safe
def matter(request: HttpRequest, pathway_uuid: UUID, domain: str) -> HttpResponse:
    """One matter: what they need, what they say, what will be done."""
    plan = pathway_or_404(request, Permission.VIEW_LEARNER, uuid=pathway_uuid)
    code = domain_or_404(domain)
    matters = selectors.matters_of(plan, request_now(request))
    number = list(PathwayDomain).index(code)
    is_open = selectors.standing_of(plan) is not Standing.CLOSED
    context = {
        "pathway": plan,
        "learner": plan.learner,
        "matter": matters[number],
        "number": number + 1,
        "total": len(matters),
        "next": matters[number + 1] if number + 1 < len(matters) else None,
        "checks": selectors.checks_of(plan) if code == PathwayDomain.ACCOMMODATION else [],
        "is_accommodation": code == PathwayDomain.ACCOMMODATION,
        "is_skills": code == PathwayDomain.SKILLS,
        "is_education": code == PathwayDomain.EDUCATION,
        "may_edit": is_open and allows(request.user, Permission.EDIT_PATHWAY, plan.learner),
    }
    return render(request, "education_plans/pathway/matter.html", context)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pathway_uuid: UUID) -> HttpResponse:
    """Write down what the young person says to the plan."""
    plan = pathway_or_404(request, Permission.EDIT_PATHWAY, uuid=pathway_uuid)
    form = AnswerForm(request.POST or None, initial={"seen": words_of_pathway(plan)})

    def act() -> PathwayPlan:
        given = form.cleaned_data
        return answer_pathway(
            pathway=plan, answer=Answer(given["answer"]), says=given["says"], through=Through.STAFF,
            seen=given["seen"], by=request.user, now=request_now(request),
        )  # fmt: skip

    return ask(
        request, form, act, heading=f"What {plan.learner.called} says to the plan", caption="Pathway plan",
        intro="Go through the plan together first. If they do not agree, the plan says so beside their words.",
        submit="Record", done=lambda changed: _now(changed, "What they say is recorded."), back=address(plan),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, pathway_uuid: UUID) -> HttpResponse:
    """The key worker signs: from now on the plan holds and its reviews are counted."""
    plan = pathway_or_404(request, Permission.EDIT_PATHWAY, uuid=pathway_uuid)
    form = SignForm(
        request.POST if request.method == "POST" else None,
        has_answer=bool(plan.young_person_answer),
        initial={"seen": words_of_pathway(plan)},
    )
    now = request_now(request)

    def undone() -> list[str]:
        return [each.title for each in selectors.matters_of(plan, now) if _is_undone(each.section)]

    return ask(
        request, form, lambda: sign_pathway(pathway=plan, **form.cleaned_data, by=request.user, now=now),
        template="education_plans/pathway/sign.html", heading="Sign the pathway plan", caption=plan.learner.full_name,
        intro="You sign under your own name that this is the plan and that you will keep it with the young person.",
        more=lambda: {"undone": undone()}, submit="Sign",
        done=lambda changed: _now(changed, "Your signature is recorded."), back=address(plan),
    )  # fmt: skip


def _is_undone(section: PathwaySection) -> bool:
    return section.state not in (SectionState.COMPLETE, SectionState.NOT_APPLICABLE)


def _now(plan: PathwayPlan, otherwise: str) -> str:
    return "The plan holds, and the clock of its first review runs." if plan.in_force_at else otherwise


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pathway_uuid: UUID) -> HttpResponse:
    """Close the plan, with a reason; its clocks stop."""
    plan = pathway_or_404(request, Permission.EDIT_PATHWAY, uuid=pathway_uuid)
    form = CloseForm(request.POST or None)
    return ask(
        request, form,
        lambda: close_pathway(pathway=plan, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Close the pathway plan", caption=plan.learner.full_name,
        warning="Its clocks stop and nobody can change it any more. Support to 25 goes on whenever they ask.",
        submit="Close plan", submit_class="govuk-button--warning",
        done="The pathway plan is closed and kept as it was.", back=address(plan),
    )  # fmt: skip
