"""A college with a few young people and some weeks of attendance, for the tests of attendance."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from accounts.clock import local_date
from accounts.models import User
from learners.models import Enrolment, Learner
from tests.people import World
from tracking.models import AttendanceWeek
from tracking.rules.attendance_entry import read_numbers, read_percent
from tracking.rules.attendance_weeks import monday_of
from tracking.services.attendance import Recorded, WeekTyped, record_weeks


@dataclass
class Register:
    """What the designated person records. Weeks are counted back from the present one."""

    world: World
    now: datetime
    people: list[Learner] = field(default_factory=list)

    @property
    def by(self) -> User:
        return self.world.designated_person.user

    @property
    def monday(self) -> date:
        return monday_of(local_date(self.now))

    def week(self, back: int = 0) -> date:
        return self.monday - timedelta(weeks=back)

    def somebody(self, **fields: object) -> Enrolment:
        """A young person whose place began long ago."""
        learner = self.world.learner(**fields)
        self.people.append(learner)
        place = self.world.enrolment(learner)
        place.starts_on = self.monday - timedelta(days=400)
        place.save()
        return place

    def record(
        self, place: Enrolment, back: int, attended: int | str, possible: int = 10, excused: int = 0
    ) -> Recorded:
        """Sessions as a number, or a percentage alone as text."""
        entry, faults = (
            read_percent(attended)
            if isinstance(attended, str)
            else read_numbers(str(possible), str(attended), str(excused))
        )
        assert not faults
        return record_weeks(typed=[WeekTyped(place, self.week(back), entry)], by=self.by, now=self.now)

    def recorded(self, place: Enrolment, back: int = 0) -> AttendanceWeek:
        return AttendanceWeek.objects.get(enrolment=place, week_on=self.week(back))
