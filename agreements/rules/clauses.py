"""Dates, posts and terms the agreement speaks of. Pure: no Django models, no clock, no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from accounts.enums import AgencyKind, RoleCode
from accounts.wording import written_day
from agreements.enums import ContactKind, TermKey, TrainingSubject
from deadlines.enums import Unit
from deadlines.rules import Limit

FRIDAY = 4


def academic_year_of(day: date) -> int:
    """The calendar year in which the academic year of `day` began (1 September to 31 August)."""
    return day.year if day.month >= 9 else day.year - 1


def academic_year(begins: int) -> str:
    """What the academic year that begins in September of that year is called: "2026–27"."""
    return f"{begins}–{(begins + 1) % 100:02d}"


def last_friday_in_june(year: int) -> date:
    """The school-leaving date in England."""
    end = date(year, 6, 30)
    return end - timedelta(days=(end.weekday() - FRIDAY) % 7)


def end_of_year_11(date_of_birth: date) -> date:
    """Last Friday in June of the academic year in which the young person turns 16 (A9; Education Act 1996 s. 8).

    Born on 31 August 2009 → 27 June 2025; a day later, on 1 September 2009 → 26 June 2026. Somebody born on 29 February
    turns 16 in a leap year again, so no day is missing.
    """
    sixteenth = date(date_of_birth.year + 16, date_of_birth.month, date_of_birth.day)
    return last_friday_in_june(academic_year_of(sixteenth) + 1)


@dataclass(frozen=True)
class KeyWorkerClock:
    """How long social care has to name a key worker: a fixed day, or a limit from the day of recording."""

    limit: Limit
    due_on: date | None


def key_worker_clock(*, date_of_birth: date, recorded_on: date, after_year_11: Limit) -> KeyWorkerClock:
    """The end of Year 11, or `after_year_11` (a term) for a young person recorded after that day (A9)."""
    end = end_of_year_11(date_of_birth)
    if recorded_on <= end:
        return KeyWorkerClock(Limit(0, Unit.FIXED_DAY), end)
    return KeyWorkerClock(after_year_11, None)


@dataclass(frozen=True)
class Window:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def preferred_window(starts_on: date) -> Window:
    """May to July before the start: when a plan is best made (A13, A27).

    For a start in September 2026 these are May to July 2026; for one in June 2026, the same three months, as far as
    they lie before the start.
    """
    year = starts_on.year if starts_on.month >= 5 else starts_on.year - 1
    return Window(date(year, 5, 1), date(year, 7, 31))


@dataclass(frozen=True)
class PostRule:
    """Where a post exists and which hats let somebody hold or cover it.

    They must be able to open the records the post is about.
    """

    held_at: AgencyKind
    roles: frozenset[RoleCode]


POSTS: Mapping[ContactKind, PostRule] = {
    ContactKind.DESIGNATED_PERSON: PostRule(
        AgencyKind.PROVIDER, frozenset({RoleCode.DESIGNATED_PERSON, RoleCode.SIGNATORY})
    ),
    ContactKind.KEY_CONTACT: PostRule(
        AgencyKind.VIRTUAL_SCHOOL,
        frozenset({RoleCode.KEY_CONTACT, RoleCode.VIRTUAL_SCHOOL_HEAD, RoleCode.VIRTUAL_SCHOOL_OFFICER}),
    ),
    ContactKind.CAREERS_CONTACT: PostRule(
        AgencyKind.VIRTUAL_SCHOOL,
        frozenset({RoleCode.KEY_CONTACT, RoleCode.VIRTUAL_SCHOOL_HEAD, RoleCode.VIRTUAL_SCHOOL_OFFICER}),
    ),
}

#: The units a term may be given in: those its ladder (`agreements.duties`) can be counted in. The same-day notice
#: always ends with its day; a registration and training run out on a day of their own.
TERM_UNITS: Mapping[TermKey, tuple[Unit, ...]] = {
    TermKey.KEY_WORKER_NAMED: (Unit.WORKING_DAYS, Unit.DAYS),
    TermKey.EDUCATION_PLAN: (Unit.DAYS, Unit.WORKING_DAYS, Unit.MONTHS),
    TermKey.PLAN_REVIEW: (Unit.MONTHS, Unit.DAYS),
    TermKey.KEY_WORKER_CHANGE: (Unit.WORKING_DAYS, Unit.DAYS),
    TermKey.SAME_DAY_NOTICE: (Unit.END_OF_DAY,),
    TermKey.EMERGENCY_RESPONSE: (Unit.HOURS,),
    TermKey.CONSENT_CHECK: (Unit.MONTHS, Unit.DAYS),
    TermKey.CONTACTS_CONFIRMED: (Unit.MONTHS, Unit.DAYS),
    TermKey.DATA_PROTECTION: (Unit.FIXED_DAY,),
    TermKey.STAFF_TRAINING: (Unit.FIXED_DAY,),
    TermKey.AGREEMENT_REVIEW: (Unit.MONTHS, Unit.DAYS),
    TermKey.CHALLENGE_ANSWER: (Unit.WORKING_DAYS, Unit.DAYS),
    TermKey.COMPLAINT_ACKNOWLEDGED: (Unit.WORKING_DAYS, Unit.DAYS),
    TermKey.COMPLAINT_ANSWERED: (Unit.WORKING_DAYS, Unit.DAYS),
    TermKey.PATHWAY_REVIEW: (Unit.MONTHS, Unit.DAYS),
    TermKey.PATHWAY_REVIEW_ASKED: (Unit.DAYS, Unit.WORKING_DAYS),
    TermKey.VIEW_ANSWERED: (Unit.WORKING_DAYS, Unit.DAYS),
    TermKey.RECORD_COPY: (Unit.WORKING_DAYS, Unit.DAYS),
    TermKey.RECORD_COPY_BY_LAW: (Unit.MONTHS,),
    TermKey.INFORMATION_REQUEST: (Unit.WORKING_DAYS, Unit.DAYS),
    TermKey.IN_TOUCH: (Unit.DAYS,),
    TermKey.WORK_CONTACT_WEEKLY: (Unit.DAYS,),
    TermKey.WORK_CONTACT_MONTHLY: (Unit.MONTHS, Unit.DAYS),
    TermKey.TASTER_DAY: (Unit.MONTHS, Unit.DAYS),
    TermKey.IN_TOUCH_DAY: (Unit.MONTHS, Unit.DAYS),
    TermKey.SUPPORT_REVIEW: (Unit.MONTHS, Unit.DAYS),
    TermKey.RETURN_ASSESSED: (Unit.WORKING_DAYS, Unit.DAYS),
    TermKey.ATTENDANCE_TARGET: (Unit.PERCENT,),
    TermKey.ATTENDANCE_LIMIT: (Unit.PERCENT,),
    TermKey.LONG_TERM_NEET: (Unit.MONTHS, Unit.DAYS),
    TermKey.ROLL_TOLERANCE: (Unit.DAYS,),
    TermKey.BOARD_UPDATE: (Unit.DAYS,),
    TermKey.MORNING_HOUR: (Unit.HOURS,),
}

#: Limits no agreement can set otherwise: they have no number.
FIXED_TERMS: frozenset[TermKey] = frozenset(
    key for key, units in TERM_UNITS.items() if set(units) <= {Unit.END_OF_DAY, Unit.FIXED_DAY}
)

#: Entries of the Information Commissioner's register, as they are issued: Z and seven digits (the last of an old one may
#: be X), or Z, another letter and six digits. No check digit is published, so none is checked; whether an entry exists,
#: the public register says.
REGISTRATION_NUMBER = r"^Z([0-9]{6}[0-9X]|[A-Z][0-9]{6})$"


#: So many days before a registration expires it is shown as running out: when the first reminder leaves.
EXPIRES_SOON = timedelta(days=56)


def registration_state(expires_on: date | None, today: date) -> tuple[str, str]:
    """How a registration stands on `today`: words and the colour of the tag. On its last day it is still valid."""
    if expires_on is None:
        return "Not recorded", "grey"
    if today > expires_on:
        return "Expired", "red"
    return ("Runs out soon", "yellow") if today >= expires_on - EXPIRES_SOON else ("Registered", "green")


def subject_of(agreement: UUID, agency: UUID, *details: object) -> UUID:
    """What a clock is about that one side of an agreement owes for itself: always the same UUID for the same agreement
    and agency (and person, and subject of training).
    """
    return uuid5(agreement, "/".join(str(part) for part in (agency, *details)))


#: So many days before training must be refreshed it is shown as due: when the first reminder leaves.
REFRESH_SOON = timedelta(days=56)


@dataclass(frozen=True)
class TrainingState:
    """How somebody's training stands on `today`: which subjects they were trained in, and when the first of them must
    be refreshed. The day itself is not late.
    """

    today: date
    subjects: frozenset[TrainingSubject] = frozenset()
    refresh_due_on: date | None = None

    @property
    def is_recorded(self) -> bool:
        return bool(self.subjects)

    @property
    def is_overdue(self) -> bool:
        return self.refresh_due_on is not None and self.today > self.refresh_due_on

    @property
    def is_due(self) -> bool:
        return self.refresh_due_on is not None and self.today >= self.refresh_due_on - REFRESH_SOON

    @property
    def words(self) -> str:
        """“Trained”, “Training to be refreshed”, “Training out of date” or “Training not recorded”."""
        if not self.is_recorded:
            return "Training not recorded"
        return "Training out of date" if self.is_overdue else "Training to be refreshed" if self.is_due else "Trained"

    @property
    def until(self) -> str:
        """“Refresh due by 3 March 2026”, “Refresh was due by 3 March 2026”, or nothing if no day is recorded."""
        if self.refresh_due_on is None:
            return ""
        return f"Refresh {'was ' if self.is_overdue else ''}due by {written_day(self.refresh_due_on)}"

    @property
    def colour(self) -> str:
        """Of the tag, beside its words."""
        if not self.is_recorded:
            return "grey"
        return "red" if self.is_overdue else "yellow" if self.is_due else "green"


#: The order of responsibility in an organisation chart. Whoever is in a post comes before all of them.
TIERS: tuple[tuple[str, frozenset[RoleCode]], ...] = (
    ("In charge", frozenset({RoleCode.VIRTUAL_SCHOOL_HEAD, RoleCode.SIGNATORY})),
    (
        "Managers and leads",
        frozenset(
            {
                RoleCode.KEY_CONTACT, RoleCode.DESIGNATED_PERSON, RoleCode.TEAM_MANAGER, RoleCode.AGENCY_ADMINISTRATOR,
            }
        ),
    ),
)  # fmt: skip
