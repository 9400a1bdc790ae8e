"""Beginning a plan and writing its sections, by several people at once."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts import history
from accounts.models import User
from education_plans.enums import PlanState, SectionCode
from education_plans.models import EducationPlan, PlanSection
from education_plans.services.errors import PlanError, lock_running
from learners.models import Enrolment


class PlanAlreadyBegun(PlanError):
    def __init__(self) -> None:
        super().__init__("There is already a plan for this place.")


class StaleSection(PlanError):
    """Somebody else saved the section since the person opened it.

    `theirs` is the section as it is, `mine` the text that was not saved.
    """

    def __init__(self, theirs: PlanSection, mine: str) -> None:
        who = theirs.saved_by or "Somebody"
        super().__init__(f"{who} changed this section while you were writing. Nothing is lost: both texts are below.")
        self.theirs = theirs
        self.mine = mine


@dataclass(frozen=True)
class SavedSection:
    """A section as saved, and whose agreement was taken back because the words they agreed to have changed."""

    section: PlanSection
    withdrawn: tuple[str, ...] = ()


@transaction.atomic
def begin_plan(*, enrolment: Enrolment, by: User, now: datetime) -> EducationPlan:
    """Begin the plan of a place, with every section empty. Raises EnrolmentHasEnded, PlanAlreadyBegun."""
    enrolment = lock_running(enrolment.pk)
    if EducationPlan.objects.filter(enrolment=enrolment).exists():
        raise PlanAlreadyBegun
    plan = EducationPlan(enrolment=enrolment, begun_at=now, begun_by=by)
    history.save(plan, by=by, at=now)
    PlanSection.objects.bulk_create([PlanSection(plan=plan, code=code) for code in SectionCode])
    return plan


@transaction.atomic
def save_section(
    *, plan: EducationPlan, code: SectionCode, text: str, version: int, by: User, now: datetime
) -> SavedSection:
    """Save one section, if it is still the `version` the person read.

    Until all three parties have agreed, a change takes back what was agreed before it: they agreed to other words.
    Raises StaleSection with both texts, EnrolmentHasEnded.
    """
    lock_running(plan.enrolment_id)
    sections = PlanSection.objects.filter(plan=plan, code=code)
    before = sections.select_related("saved_by").get()
    if before.version == version and before.text == text:
        return SavedSection(before)
    # The version stands in the UPDATE's WHERE: whoever comes second changes no row.
    if not sections.filter(version=version).update(version=F("version") + 1):
        raise StaleSection(sections.select_related("saved_by").get(), text)
    section = sections.get()
    section.text, section.saved_at, section.saved_by = text, now, by
    history.save(section, by=by, at=now)
    return SavedSection(section, _withdraw(plan, section, by=by, now=now))


def _withdraw(plan: EducationPlan, section: PlanSection, *, by: User, now: datetime) -> tuple[str, ...]:
    """Take back the agreements of a plan that not everybody has agreed yet."""
    if not EducationPlan.objects.filter(pk=plan.pk, state=PlanState.DRAFT).exists():
        return ()
    withdrawn = []
    for agreement in plan.agreements.order_by("id"):
        withdrawn.append(agreement.name)
        agreement._history_user = by  # type: ignore[attr-defined]  # these three are read by simple-history
        agreement._history_date = now  # type: ignore[attr-defined]
        reason = f"The section “{section.get_code_display()}” was changed afterwards"
        agreement._change_reason = reason  # type: ignore[attr-defined]
        agreement.delete()
    return tuple(withdrawn)
