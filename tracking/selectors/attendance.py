"""Questions about the weekly entry (A35): for which providers, who is on the screen, what stands there already."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.enums import AgencyKind
from accounts.models import Agency, User
from learners.models import Enrolment, Learner
from learners.querysets import EnrolmentQuerySet
from tracking.enums import MarkMeaning
from tracking.models import AttendanceMark, AttendanceWeek, Timetable
from tracking.rules.attendance import SCHOOL_MARKS, Sessions
from tracking.rules.attendance_entry import Entry
from tracking.rules.attendance_weeks import FULL_WEEK, WEEK, Week


@dataclass(frozen=True)
class EntryRow:
    """One place in one week: what is expected, what stands there, and what stood there the week before."""

    enrolment: Enrolment
    timetable: Timetable | None
    recorded: AttendanceWeek | None
    before: AttendanceWeek | None

    @property
    def expected(self) -> int:
        """Half-day sessions a week."""
        return self.timetable.sessions if self.timetable else FULL_WEEK


def providers_of(user: User | AnonymousUser) -> list[Agency]:
    """Providers of the places that the user sees, by name."""
    places = Enrolment.objects.visible_to(user).open().values("provider_id")
    return list(Agency.objects.filter(pk__in=places, kind=AgencyKind.PROVIDER).order_by("sort_name", "pk"))


def places_in_week(user: User | AnonymousUser, provider: Agency, week_on: date) -> EnrolmentQuerySet:
    """The places at the provider that the user sees and that ran in the week, by name."""
    in_week = Q(ended_on__isnull=True) | Q(ended_on__gte=week_on)
    return (
        Enrolment.objects.visible_to(user)
        .filter(in_week, provider=provider, starts_on__lt=week_on + WEEK, learner__in=Learner.objects.open())
        .select_related("learner", "provider")
        .order_by("learner__sort_name", "learner_id", "pk")
    )


def entry_rows(enrolments: Sequence[Enrolment], week_on: date) -> list[EntryRow]:
    """What the screen shows of these places. Two queries however many they are."""
    recorded: dict[tuple[int, date], AttendanceWeek] = {}
    weeks = AttendanceWeek.objects.filter(enrolment__in=enrolments, week_on__in=[week_on, week_on - WEEK])
    for week in weeks:
        recorded[week.enrolment_id, week.week_on] = week
    timetables = timetables_on(enrolments, week_on)
    return [
        EntryRow(
            enrolment=enrolment,
            timetable=timetables.get(enrolment.pk),
            recorded=recorded.get((enrolment.pk, week_on)),
            before=recorded.get((enrolment.pk, week_on - WEEK)),
        )
        for enrolment in enrolments
    ]


def timetables_on(enrolments: Sequence[Enrolment], week_on: date) -> dict[int, Timetable]:
    """The timetable in force in the week, by place: the newest that began by its Sunday. One query."""
    begun = Timetable.objects.filter(enrolment__in=enrolments, from_on__lte=week_on + timedelta(days=6))
    return {timetable.enrolment_id: timetable for timetable in begun.order_by("from_on", "pk")}


def meanings_of(provider: Agency) -> Mapping[str, MarkMeaning]:
    """What the marks of the provider's register mean: its own, else those of schools."""
    own = AttendanceMark.objects.filter(provider=provider).values_list("mark", "meaning")
    return {mark: MarkMeaning(meaning) for mark, meaning in own} or SCHOOL_MARKS


def entry_of(week: AttendanceWeek) -> Entry:
    """A recorded week as it would be typed."""
    return Entry(sessions_of(week), week.percent, week.marks)


def sessions_of(week: AttendanceWeek) -> Sessions | None:
    """The counted sessions; None of a percentage alone."""
    if week.possible is None or week.attended is None:
        return None
    return Sessions(week.possible, week.attended, week.authorised, week.unauthorised)


def week_of(week: AttendanceWeek) -> Week:
    """A recorded week as the rules count it."""
    return Week(week.week_on, sessions_of(week), week.percent)


def weeks_by_place(enrolment_ids: Collection[int], since: date) -> dict[int, list[Week]]:
    """Recorded weeks that began on `since` or later, in order, by place. One query."""
    found: dict[int, list[Week]] = defaultdict(list)
    weeks = AttendanceWeek.objects.filter(enrolment__in=enrolment_ids, week_on__gte=since)
    for week in weeks.order_by("week_on"):
        found[week.enrolment_id].append(week_of(week))
    return found
