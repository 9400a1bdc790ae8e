"""The skills passport, and education and pathway as one plan."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allows
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from education_plans.forms.pathway import PassportForm
from education_plans.selectors.one_plan import one_plan as whole
from education_plans.selectors.passport import passport_of, skills_done
from education_plans.services.passport import record_skills
from education_plans.views.pathway import own_learner_or_404


@require_safe
def passport(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """What the young person can do, is learning, and has still to learn."""
    learner = own_learner_or_404(request, learner_uuid, Permission.VIEW_LEARNER)
    areas = passport_of(learner, local_date(request_now(request)))
    done, total = skills_done(areas)
    context = {
        "learner": learner,
        "areas": areas,
        "done": done,
        "total": total,
        "may_edit": not learner.is_closed and allows(request.user, Permission.EDIT_PATHWAY, learner),
    }
    return render(request, "education_plans/pathway/passport.html", context)


@require_http_methods(["GET", "POST"])
def passport_area(request: HttpRequest, learner_uuid: UUID, area_number: int) -> HttpResponse:
    """Record how far they are with the things of one area."""
    learner = own_learner_or_404(request, learner_uuid, Permission.EDIT_PATHWAY)
    now = request_now(request)
    areas = passport_of(learner, local_date(now))
    if not 1 <= area_number <= len(areas):
        raise Http404
    area = areas[area_number - 1]
    form = PassportForm(
        request.POST or None,
        items=[skill.item for skill in area.skills],
        proofs={skill.item.pk: skill.proof for skill in area.skills if skill.proof},
    )
    return ask(
        request, form, lambda: record_skills(learner=learner, shown=form.shown(), by=request.user, now=now),
        heading=area.name, caption=f"Skills passport of {learner.full_name}",
        intro="Go through it together. What they can do needs a few words of what shows it.", submit="Save",
        done=f"“{area.name}” is saved.", back=reverse("education_plans:passport", args=[learner.uuid]),
    )  # fmt: skip


@require_safe
def one_plan(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Education and pathway on one page."""
    learner = own_learner_or_404(request, learner_uuid, Permission.VIEW_LEARNER)
    return render(request, "education_plans/pathway/one_plan.html", whole(learner, request.user, request_now(request)))
