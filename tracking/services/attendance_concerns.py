"""Attendance at or below the limit of the terms opens a concern, once: a multi-agency attendance pathway (A35, K).

Looked for after each entry and every night. A person says what is done about it, and closes it.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import Agency, User
from agreements.enums import TermKey
from agreements.terms import terms_for
from learners.enums import LifeEvent
from learners.models import Enrolment, Learner
from learners.selectors.people import virtual_schools_for
from tracking.enums import ConcernState
from tracking.models import AttendanceConcern
from tracking.rules.attendance_weeks import Week, judged, standing
from tracking.selectors.attendance import weeks_by_place

#: So far back recorded weeks still say something of how things are now; holidays lie in between.
LOOKS_BACK = timedelta(weeks=8)
_BATCH = 500


class ConcernError(ServiceError):
    """What cannot be done about a concern."""


class ConcernClosed(ConcernError):
    def __init__(self) -> None:
        super().__init__("This has been closed already.")


class PathwayEmpty(ConcernError):
    field = "what_helps"

    def __init__(self) -> None:
        super().__init__("Say what is done about it before you close it.")


def notice_all_concerns(*, now: datetime) -> int:
    """Look at every place with recorded weeks; how many concerns were opened. Run again, it changes nothing."""
    since = local_date(now) - LOOKS_BACK
    places = Enrolment.objects.open().filter(learner__in=Learner.objects.open(), attendance_weeks__week_on__gte=since)
    ids = list(places.values_list("pk", flat=True).distinct().order_by("pk"))
    return sum(
        notice_concerns(enrolment_ids=ids[start : start + _BATCH], now=now) for start in range(0, len(ids), _BATCH)
    )


@transaction.atomic
def notice_concerns(*, enrolment_ids: Collection[int], now: datetime) -> int:
    """Open a concern for each of these places whose last recorded weeks are at or below the limit, and close those that
    rested on numbers which were put right since. How many were opened.
    """
    today = local_date(now)
    places = list(
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .open()
        .filter(pk__in=enrolment_ids, learner__in=Learner.objects.open())
        .select_related("learner", "provider__local_authority")
        .order_by("pk")
    )
    if not places:
        return 0
    open_ones, closed_on = _concerns_of(places)
    since = today - LOOKS_BACK
    # What an open concern rests on is read as far back as it began, however long ago that is.
    weeks = weeks_by_place(
        [place.pk for place in places], min([since, *(concern.first_week_on for concern in open_ones.values())])
    )
    _close_mistaken(open_ones.values(), weeks, now=now)
    limits = _Limits(places, today)
    found = []
    for place in places:
        if place.pk in open_ones:
            continue
        after = closed_on.get(place.pk, date.min)
        limit = limits.of(place)
        below = judged([week for week in weeks[place.pk] if week.week_on > after and week.week_on >= since], limit)
        if below is not None:
            found.append(
                AttendanceConcern(
                    enrolment=place,
                    first_week_on=below.first_week_on,
                    last_week_on=below.last_week_on,
                    percent=below.percent,
                    limit=limit,
                    opened_at=now,
                )
            )
    history.create_all(found, by=None, reason="Noticed", at=now)
    return len(found)


def _concerns_of(places: Iterable[Enrolment]) -> tuple[dict[int, AttendanceConcern], dict[int, date]]:
    """The open concern of each place, and the day on which the last one was closed: what came before is dealt with."""
    open_ones: dict[int, AttendanceConcern] = {}
    closed_on: dict[int, date] = {}
    for concern in AttendanceConcern.objects.filter(enrolment__in=list(places)).order_by("opened_at"):
        if concern.closed_at is None:
            open_ones[concern.enrolment_id] = concern
        else:
            closed_on[concern.enrolment_id] = local_date(concern.closed_at)
    return open_ones, closed_on


def _close_mistaken(concerns: Iterable[AttendanceConcern], weeks: dict[int, list[Week]], *, now: datetime) -> None:
    """A concern nobody has written anything about, whose weeks say something else now."""
    for concern in concerns:
        if concern.young_person_says or concern.what_helps:
            continue
        its_own = [
            week
            for week in weeks[concern.enrolment_id]
            if concern.first_week_on <= week.week_on <= concern.last_week_on
        ]
        if not standing(its_own).is_at_or_below(concern.limit):
            _close(concern, ConcernState.BETTER, by=None, reason="The weeks were put right", now=now)


class _Limits:
    """The limit of the terms of each place, asked once for each pair of Virtual School and provider."""

    def __init__(self, places: Collection[Enrolment], today: date) -> None:
        self.schools = virtual_schools_for([place.learner_id for place in places])
        self.today = today
        self.known: dict[tuple[Agency | None, int], int] = {}

    def of(self, place: Enrolment) -> int:
        school = self.schools.get(place.learner_id)
        key = (school, place.provider_id)
        if key not in self.known:
            terms = terms_for(home_virtual_school=school, provider=place.provider, on=self.today)
            self.known[key] = terms.limit(TermKey.ATTENDANCE_LIMIT).amount
        return self.known[key]


@transaction.atomic
def write_pathway(
    *, concern: AttendanceConcern, young_person_says: str, what_helps: str, by: User, now: datetime
) -> AttendanceConcern:
    """What the young person says, and what everybody does about it. Raises ConcernClosed."""
    locked = _lock_open(concern)
    locked.young_person_says, locked.what_helps = young_person_says.strip(), what_helps.strip()
    history.save(locked, by=by, reason="Written", at=now, update_fields=["young_person_says", "what_helps"])
    return locked


@transaction.atomic
def close_concern(*, concern: AttendanceConcern, state: ConcernState, by: User, now: datetime) -> AttendanceConcern:
    """It is better, or goes to a review of the plan. Raises ConcernClosed, PathwayEmpty."""
    locked = _lock_open(concern)
    if not locked.what_helps:
        raise PathwayEmpty
    _close(locked, state, by=by, reason=str(state.label), now=now)
    return locked


def on_ending(learner: Learner, enrolment: Enrolment | None, event: LifeEvent, by: User | None, now: datetime) -> None:
    """Within the ending's transaction: nothing is left to be done about it (`learners.registry`)."""
    concerns = AttendanceConcern.objects.select_for_update(of=("self",)).filter(state=ConcernState.OPEN)
    mine = (
        concerns.filter(enrolment=enrolment) if enrolment is not None else concerns.filter(enrolment__learner=learner)
    )
    for concern in mine.order_by("pk"):
        _close(concern, ConcernState.ENDED, by=by, reason=str(event.label), now=now)


def _close(concern: AttendanceConcern, state: ConcernState, *, by: User | None, reason: str, now: datetime) -> None:
    concern.state, concern.closed_at, concern.closed_by = state, now, by
    history.save(concern, by=by, reason=reason, at=now, update_fields=["state", "closed_at", "closed_by"])


def _lock_open(concern: AttendanceConcern) -> AttendanceConcern:
    locked = AttendanceConcern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
    if locked.closed_at is not None:
        raise ConcernClosed
    return locked
