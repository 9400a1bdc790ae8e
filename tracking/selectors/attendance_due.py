"""The week that a designated person has still to record, for their day (A35)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from accounts.clock import local_date
from accounts.enums import RoleCode
from accounts.models import Agency, User
from accounts.selectors import current_memberships
from learners.models import Enrolment, Learner
from tracking.models import AttendanceWeek
from tracking.rules.attendance_weeks import WEEK, monday_of


@dataclass(frozen=True)
class WeekDue:
    """Of how many young people at the provider nothing is recorded for the week."""

    provider: Agency
    week_on: date
    count: int

    @property
    def url(self) -> str:
        query = urlencode({"provider": str(self.provider.uuid), "week": str(self.week_on)})
        return f"{reverse('tracking:attendance')}?{query}"


def weeks_to_record(user: User, now: datetime) -> list[WeekDue]:
    """The last week that is over, at each provider whose designated person the user is. Two queries at most."""
    colleges = [hat.agency for hat in current_memberships(user) if hat.role == RoleCode.DESIGNATED_PERSON]
    if not colleges:
        return []
    week_on = monday_of(local_date(now)) - WEEK
    recorded = AttendanceWeek.objects.filter(week_on=week_on).values("enrolment_id")
    waiting = (
        Enrolment.objects.visible_to(user)
        .filter(
            Q(ended_on__isnull=True) | Q(ended_on__gte=week_on),
            provider__in=colleges,
            starts_on__lte=week_on + timedelta(days=6),
            learner__in=Learner.objects.open(),
        )
        .exclude(pk__in=recorded)
        .values("provider_id")
        .annotate(number=Count("pk"))
        .values_list("provider_id", "number")
    )
    counts = dict(waiting)
    return [WeekDue(college, week_on, counts[college.pk]) for college in colleges if counts.get(college.pk)]
