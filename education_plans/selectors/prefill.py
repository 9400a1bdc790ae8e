"""What the record knows already, and what the last plan said: nobody types twice what stands somewhere."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.clock import local_date
from accounts.models import User
from accounts.wording import comma_and, day
from agreements.selectors import designated_person_at
from education_plans.enums import SectionCode
from education_plans.models import EducationPlan, EntitlementClaim, SupportNeed
from education_plans.rules.entitlements import ENTITLEMENTS
from learners.models import Enrolment
from learners.selectors.people import key_contact_to_tell, key_worker_at, virtual_school_for
from tracking.enums import AimOutcome, ConcernState
from tracking.models import AttendanceConcern, LearningAim
from tracking.selectors.attendance_learner import year_of_places


def from_record(plan: EducationPlan, code: str, user: User | AnonymousUser, now: datetime) -> dict[str, str]:
    """What an empty section begins with, by question: people, the place, support and claims that the user may see."""
    known = {
        SectionCode.KEY_CONTACTS: lambda: {"people": _people(plan, now)},
        SectionCode.HISTORY: lambda: {"before": _places(plan, user)},
        SectionCode.COURSE: lambda: {"course": _place(plan)},
        SectionCode.ATTENDANCE: lambda: {"how": _attendance(plan, now), "agreed": _pathway(plan)},
        SectionCode.SUPPORT: lambda: {"needed": _support(plan, user)},
        SectionCode.FINANCE: lambda: {"entitled": _claims(plan, user)},
    }
    found = known.get(SectionCode(code), dict)()
    return {question: text for question, text in found.items() if text}


def last_time(plan: EducationPlan, code: str, user: User | AnonymousUser) -> Mapping[str, str]:
    """What the same section said in the plan before, if the user may see that plan; else nothing."""
    if plan.previous_id is None:
        return {}
    previous = EducationPlan.objects.visible_to(user).filter(pk=plan.previous_id).first()
    section = previous.sections.filter(code=code).first() if previous else None
    return section.answers if section else {}


def _people(plan: EducationPlan, now: datetime) -> str:
    lines = [_line("Key worker", key_worker_at(plan.learner, now).person)]
    if (place := plan.enrolment) is not None:
        lines.append(_line(f"Designated person, {place.provider}", designated_person_at(place.provider, now).person))
        if place.mentor:
            lines.append(_line("Mentor", place.mentor.user))
        school = virtual_school_for(plan.learner)
        lines.append(
            _line(f"Key contact, {school or 'Virtual School'}", key_contact_to_tell(school, place, now).person)
        )
    return "\n".join(line for line in lines if line)


def _line(post: str, person: User | None) -> str:
    return (
        "" if person is None else ", ".join(part for part in (f"{post}: {person}", person.phone, person.email) if part)
    )


def _place(plan: EducationPlan) -> str:
    place = plan.enrolment
    if place is None:
        return ""
    until = f" to {day(place.planned_end_on)}" if place.planned_end_on else ""
    return f"{place.course}, {place.get_level_display()}, at {place.provider}, from {day(place.starts_on)}{until}."


def _places(plan: EducationPlan, user: User | AnonymousUser) -> str:
    """Places that have ended, and what was reached at each. A provider knows only of its own."""
    ended = Enrolment.objects.visible_to(user).filter(learner=plan.learner, ended_on__isnull=False)
    reached: dict[int, list[str]] = {}
    for aim in LearningAim.objects.filter(enrolment__in=ended, outcome=AimOutcome.ACHIEVED).order_by("ended_on", "pk"):
        reached.setdefault(aim.enrolment_id, []).append(f"{aim} ({aim.grade})" if aim.grade else str(aim))
    return "\n".join(
        f"{place.course} at {place.provider}, {day(place.starts_on)} to {day(place.ended_on)}"
        + (f": achieved {comma_and(reached[place.pk])}" if place.pk in reached else "")
        for place in ended.select_related("provider").order_by("starts_on", "id")
    )


def _attendance(plan: EducationPlan, now: datetime) -> str:
    """The academic year so far at the place of the plan."""
    if plan.enrolment is None:
        return ""
    year = year_of_places([plan.enrolment], local_date(now))[plan.enrolment.pk]
    if year.percent is None:
        return ""
    if not year.is_verified:
        return f"{year.percent}% this academic year so far, as the provider says, without the sessions behind it."
    sessions = year.sessions
    return f"{year.percent}% this academic year so far: {sessions.attended} of {sessions.possible} half-day sessions."


def _pathway(plan: EducationPlan) -> str:
    """What is being done where attendance is low."""
    open_ones = AttendanceConcern.objects.filter(enrolment=plan.enrolment_id, state=ConcernState.OPEN)
    return "\n".join(open_ones.exclude(what_helps="").values_list("what_helps", flat=True))


def _support(plan: EducationPlan, user: User | AnonymousUser) -> str:
    """What everybody who reads the section may know: the young person, and the provider of the place."""
    needs = SupportNeed.objects.visible_to(user).filter(
        _known_to_all(plan), learner=plan.learner, ends_on__isnull=True, shared_with_young_person=True
    )
    return "\n".join(
        f"{need.get_domain_display()}: {need.need}" + (f" ({need.provided})" if need.provided else "")
        for need in needs.order_by("domain", "id")
    )


def _known_to_all(plan: EducationPlan) -> Q:
    """Of what was recorded for one provider or for none: what may stand in a plan that the provider of the place reads."""
    return Q(provider=plan.enrolment.provider_id) if plan.enrolment else Q()


def _claims(plan: EducationPlan, user: User | AnonymousUser) -> str:
    claims = EntitlementClaim.objects.visible_to(user).filter(_known_to_all(plan), learner=plan.learner)
    claims = claims.order_by("-year", "code")
    known = [claim for claim in claims if claim.code in ENTITLEMENTS]
    return "\n".join(f"{ENTITLEMENTS[claim.code].title}: {claim.get_state_display().lower()}" for claim in known)
