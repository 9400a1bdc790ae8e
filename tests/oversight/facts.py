"""What is true of young people in the tests of lists and figures: rows only, as the services would have written them."""

from datetime import date, datetime, timedelta

from accounts.clock import local_date
from accounts.models import Agency
from learners.models import Enrolment, Learner
from tests.factories import AgencyLinkFactory, EnrolmentFactory
from tests.people import World
from tracking.enums import ActivityGroup, CodeList
from tracking.models import ActivityCode, ActivitySpell, AttendanceWeek
from tracking.rules.attendance_weeks import monday_of

_COUNTED = {ActivityGroup.EDUCATION, ActivityGroup.EMPLOYMENT, ActivityGroup.TRAINING}


def code_of(group: ActivityGroup) -> ActivityCode:
    """A code of the group, whichever: they ship, unless the tables were emptied."""
    found = ActivityCode.objects.filter(code_list=CodeList.NCCIS, group=group).order_by("code").first()
    return found or ActivityCode.objects.create(
        code_list=CodeList.NCCIS, code=group.value[:4], name=group.label, group=group, from_on=date(2020, 9, 1),
        counts_as_participating=group in _COUNTED, source="NCCIS",
    )  # fmt: skip


def does(
    learner: Learner, group: ActivityGroup, since: date, until: date | None = None, *, code: str = ""
) -> ActivitySpell:
    """Something the young person does, ending what they did before."""
    before = learner.spells.filter(ends_on__isnull=True).first()
    if before is not None:
        before.ends_on = since - timedelta(days=1)
        before.save()
    of_code = ActivityCode.objects.get(code_list=CodeList.NCCIS, code=code) if code else code_of(group)
    return ActivitySpell.objects.create(
        learner=learner,
        code=of_code,
        starts_on=since,
        ends_on=until,
        recorded_at=datetime.combine(since, datetime.min.time(), tzinfo=learner.recorded_at.tzinfo),
    )


def attended(enrolment: Enrolment, world: World, now: datetime, *weeks: tuple[int, int, int]) -> None:
    """(weeks back, possible, attended)"""
    for back, possible, came in weeks:
        AttendanceWeek.objects.create(
            enrolment=enrolment,
            week_on=monday_of(local_date(now)) - timedelta(weeks=back),
            possible=possible,
            attended=came,
            unauthorised=possible - came,
            source="typed",
            entered_at=now,
            entered_by=world.designated_person.user,
        )


def placed(learner: Learner, provider: Agency, since: date) -> Enrolment:
    """A place at another provider besides."""
    AgencyLinkFactory(learner=learner, agency=provider, purpose="provider")
    return EnrolmentFactory(learner=learner, provider=provider, starts_on=since)
