"""The copies of a plan that the young person was given."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.access import allows
from accounts.enums import Permission
from accounts.models import User
from education_plans.enums import CopyDesign, CopyForm
from education_plans.models import EducationPlan
from learners.selectors.sharing import may_read_safeguarding


def panel(plan: EducationPlan, user: User | AnonymousUser, now: datetime) -> dict[str, Any]:
    """What the plan's page shows of its copies: those given, the PDFs, and whether the newest words were given."""
    given = list(plan.copies.select_related("given_by").order_by("-given_on", "-id"))
    whole = reverse("education_plans:copy-pdf", args=[plan.uuid, CopyDesign.PROFESSIONAL, CopyForm.PRINT])
    return {
        "copies_given": given,
        "copies_is_current": bool(given) and given[0].version == plan.version,
        "copies_pdfs": [
            {
                "text": f"{design.label}, {form.label.lower()}",
                "url": reverse("education_plans:copy-pdf", args=[plan.uuid, design.value, form.value]),
            }
            for design in CopyDesign
            for form in CopyForm
        ],
        "copies_safeguarding_url": (
            f"{whole}?safeguarding=yes" if may_read_safeguarding(user, plan.learner, now) else ""
        ),
        "copies_give_url": (
            reverse("education_plans:copy-give", args=[plan.uuid])
            if allows(user, Permission.AGREE_PLAN, plan.learner)
            else ""
        ),
    }
