"""The plan as a PDF, and the record that the young person was given a copy."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from accounts import looks
from accounts.enums import LookKind, Permission
from accounts.files import attachment
from accounts.views.asking import ask
from education_plans.enums import CopyDesign, CopyForm, CopyHow
from education_plans.forms.copies import CopyGivenForm
from education_plans.models import EducationPlan, PlanCopy, PlanVersion
from education_plans.selectors.addresses import plan_address
from education_plans.services.copies import give_copy, plan_pdf
from education_plans.views.loading import plan_page
from learners.selectors.sharing import may_read_safeguarding


@require_GET
@plan_page(Permission.VIEW_LEARNER)
def copy_pdf(request: HttpRequest, plan: EducationPlan, now: datetime, design: str, copy_form: str) -> HttpResponse:
    """The plan as it is now; ?version= a version that was agreed. Every download is noted."""
    if design not in CopyDesign or copy_form not in CopyForm:
        raise Http404
    version: PlanVersion | None = None
    if asked := request.GET.get("version"):
        if not asked.isdecimal() or len(asked) > 6:
            raise Http404
        version = get_object_or_404(plan.versions, number=int(asked))
    reads = design == CopyDesign.PROFESSIONAL and may_read_safeguarding(request.user, plan.learner, now)
    data = plan_pdf(
        plan=plan,
        design=CopyDesign(design),
        form=CopyForm(copy_form),
        version=version,
        with_safeguarding=reads and request.GET.get("safeguarding") == "yes",
        now=now,
    )
    looks.note_found(request.user, LookKind.DOWNLOAD, [plan.learner])
    name = f"plan-{plan.learner.initials.lower()}-{design}.pdf"
    return attachment(data, name=name, content_type="application/pdf")


@require_http_methods(["GET", "POST"])
@plan_page(Permission.AGREE_PLAN)
def copy_give(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
    form = CopyGivenForm(request.POST or None)

    def act() -> PlanCopy:
        given = form.cleaned_data
        return give_copy(
            plan=plan,
            design=CopyDesign(given["design"]),
            form=CopyForm(given["form"]),
            how=CopyHow(given["how"]),
            given_on=given["given_on"],
            by=request.user,
            now=now,
        )

    return ask(
        request, form, act, heading="Record that they were given a copy", caption=plan.learner.full_name,
        intro="Every young person gets a copy of their plan, in the form they want.", submit="Record",
        done="It is recorded that they have their copy.", back=plan_address(plan),
    )  # fmt: skip
