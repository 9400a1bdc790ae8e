"""A copy of the plan, as PDF that everybody can read, and the record that the young person was given one (W7)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from accounts.wording import day
from agreements.services.printing import pdf
from education_plans.enums import Answer, CopyDesign, CopyForm, CopyHow
from education_plans.models import EducationPlan, PlanCopy, PlanVersion
from education_plans.rules.copies import for_the_young_person, whole_plan
from education_plans.rules.parties import all_agree
from education_plans.selectors.versions import content_of
from education_plans.services.errors import PlanError

_TEMPLATES: Mapping[str, str] = {
    CopyDesign.PROFESSIONAL: "education_plans/copies/whole.typ",
    CopyDesign.YOUNG_PERSON: "education_plans/copies/own.typ",
}


class CopyRefused(PlanError):
    """A copy cannot have been given like this; `field` names the question."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


def plan_pdf(
    *,
    plan: EducationPlan,
    design: CopyDesign,
    form: CopyForm,
    version: PlanVersion | None = None,
    with_safeguarding: bool = False,
    now: datetime,
) -> bytes:
    """The plan as a tagged PDF (PDF/UA-1): as it is now, or a `version` that was agreed.

    Safeguarding stands only in the whole plan, and there only `with_safeguarding`, which the caller must have asked for the
    reader; in the young person's own copy it never stands, nor support that was not shared with them. Raises
    PrintingFailed.
    """
    content = version.content if version else content_of(plan, local_date(now))
    number = version.number if version else plan.version
    about = {
        "name": plan.learner.full_name,
        "first_name": plan.learner.full_name.split()[0],
        "status": _status(plan, number, version),
        "printed": day(local_date(now)),
        "large": form == CopyForm.LARGE_PRINT,
    }
    if design == CopyDesign.YOUNG_PERSON:
        shown: dict[str, Any] = for_the_young_person(content)
    else:
        said = [
            {"party": each.get_party_display(), "name": each.name, "day": day(local_date(each.agreed_at))}
            for each in plan.agreements.filter(version=number, answer=Answer.AGREES).order_by("id")
        ]
        shown = {**whole_plan(content, with_safeguarding=with_safeguarding), "agreed_by": said}
    return pdf(_TEMPLATES[design], {**about, **shown})


def _status(plan: EducationPlan, number: int, version: PlanVersion | None) -> str:
    if version is not None:
        return f"Version {number}, agreed {day(local_date(version.agreed_at))}"
    answers = dict(plan.agreements.filter(version=number).values_list("party", "answer"))
    if all_agree(answers, has_place=plan.enrolment_id is not None):
        return f"Version {number}, agreed by everybody"
    return f"Version {number}, not agreed yet"


@transaction.atomic
def give_copy(
    *,
    plan: EducationPlan,
    design: CopyDesign,
    form: CopyForm,
    how: CopyHow,
    given_on: date,
    by: User,
    now: datetime,
) -> PlanCopy:
    """Record that the young person was given a copy of the plan as it is now. Raises CopyRefused."""
    if given_on > local_date(now):
        raise CopyRefused("A copy cannot have been given in the future.", "given_on")
    if given_on < local_date(plan.begun_at):
        raise CopyRefused("The plan was begun after that day.", "given_on")
    copy = PlanCopy(
        plan=plan,
        version=plan.version,
        design=design,
        form=form,
        how=how,
        given_on=given_on,
        given_by=by,
        recorded_at=now,
    )
    history.save(copy, by=by, at=now)
    return copy
