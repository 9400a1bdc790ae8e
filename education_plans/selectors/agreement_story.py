"""What agreement, quality and copies add to a young person’s story, and to somebody’s day."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.selectors import provider_ids_worked_at
from accounts.timeline import TimelineEntry
from agreements.selectors import designated_people_at
from education_plans.enums import PlanParty
from education_plans.models import EducationPlan, PlanAgreement, PlanCopy, PlanVersion, QualityCheck
from education_plans.selectors.quality import QualityFilters, plans_to_check, with_quality
from learners.models import KeyWorker, Learner
from tracking.selectors.task import Task

KIND = "plan"


def tasks(user: User, now: datetime) -> list[Task]:
    """Plans that came back with comments, and plans that changed since they were agreed and wait for the user’s answer: of
    young people whose key worker the user is, and of providers whose designated person.
    """
    worked_with = KeyWorker.objects.active(now).filter(Q(membership__user=user) | Q(cover__user=user)).values("learner")
    posts = designated_people_at(provider_ids_worked_at(user), now)
    designated_at = [provider_id for provider_id, post in posts.items() if post.person == user]
    seen = EducationPlan.objects.visible_to(user).running()
    mine = seen.filter(Q(learner__in=worked_with) | Q(enrolment__provider__in=designated_at))
    returned = (
        with_quality(mine).filter(Q(quality_state="returned")).select_related("learner").order_by(F("quality_at"))
    )
    found = [
        Task("Change the plan: the Virtual School returned it with comments", _quality(plan), plan.learner)
        for plan in returned
    ]
    asked = [
        *_unanswered(seen.filter(learner__in=worked_with), PlanParty.KEY_WORKER),
        *_unanswered(seen.filter(enrolment__provider__in=designated_at), PlanParty.PROVIDER),
    ]
    found += [
        Task("Say whether you agree: the plan has changed since it was agreed", address, plan.learner)
        for plan, address in asked
    ]
    return found


def _unanswered(plans: QuerySet[EducationPlan], party: PlanParty) -> list[tuple[EducationPlan, str]]:
    said = PlanAgreement.objects.filter(plan=OuterRef("pk"), version=OuterRef("version"), party=party)
    waiting = EducationPlan.objects.filter(~Exists(said), pk__in=plans, agreed_at__isnull=False)
    return [
        (plan, f"{reverse('education_plans:answer', args=[plan.uuid])}?party={party.value}")
        for plan in waiting.select_related("learner").order_by("pk")
    ]


def plans_waiting_for_a_look(user: User) -> int:
    """How many plans wait for the user’s Virtual School: the length of the list at `/quality/`."""
    return plans_to_check(user, QualityFilters()).count()


def entries(learner: Learner, user: User | AnonymousUser) -> list[TimelineEntry]:
    """Versions agreed again, looks of the Virtual School and copies given, of the plans the user may read. Three queries."""
    again = PlanVersion.objects.visible_to(user).filter(plan__learner=learner, number__gt=1).defer("content")
    looks = QualityCheck.objects.visible_to(user).filter(plan__learner=learner).select_related("checked_by")
    copies = PlanCopy.objects.visible_to(user).filter(plan__learner=learner).select_related("given_by")
    found = [
        TimelineEntry(
            version.agreed_at,
            f"Version {version.number} of the education plan agreed",
            "",
            KIND,
            version.plan.provider,
            None,
            reverse("education_plans:version", args=[version.plan.uuid, version.number]),
        )
        for version in again.select_related("plan__enrolment__provider")
    ]
    found += [
        TimelineEntry(
            look.checked_at,
            f"Quality of the education plan: {look.get_outcome_display().lower()}",
            look.get_rating_display(),
            KIND,
            look.plan.provider,
            look.checked_by,
            _quality(look.plan),
        )
        for look in looks.select_related("plan__enrolment__provider", "checked_by")
    ]
    found += [
        TimelineEntry(
            copy.given_on,
            "Copy of the education plan given",
            f"{copy.get_design_display()}, {copy.get_form_display().lower()}",
            KIND,
            copy.plan.provider,
            copy.given_by,
            "",
        )
        for copy in copies.select_related("plan__enrolment__provider", "given_by")
    ]
    return found


def _quality(plan: EducationPlan) -> str:
    return reverse("education_plans:quality-history", args=[plan.uuid])
