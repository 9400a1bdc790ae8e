"""Keeping in touch: the log of one young person, and what its clocks should be (P1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal
from uuid import UUID

from django.db.models import QuerySet

from accounts.clock import local_date
from deadlines.calendar import local_midnight
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.registry import Expected
from learners.models import Learner
from tracking.models import Contact
from tracking.rules.in_touch import CARE_LEAVERS, Standing, clocks, is_owed, times_owed
from tracking.rules.times import Link, Reached

IN_TOUCH = "in_touch"
#: The subject of its clocks is the young person.
KEEPING_IN_TOUCH = "keeping_in_touch"


@dataclass(frozen=True)
class KeepingInTouch:
    """How it stands: the clock that runs, None if nobody owes it, and the last time somebody reached them."""

    deadline: Deadline | None
    is_owed: bool
    last_reached: Contact | None


def standing_of(learner: Learner, now: datetime) -> KeepingInTouch:
    return KeepingInTouch(
        deadline=Deadline.objects.open().filter(duty_code=IN_TOUCH, subject_uuid=learner.uuid).first(),
        is_owed=is_owed_now(learner, now),
        last_reached=Contact.objects.standing().filter(learner=learner, reached=True).order_by("-at", "-id").first(),
    )


def log_of(learner: Learner) -> QuerySet[Contact]:
    """Every try to reach them, the latest first; also what was struck out."""
    found = Contact.objects.filter(learner=learner).select_related("recorded_by", "struck_out_by", "job")
    return found.order_by("-at", "-id")


def is_owed_now(learner: Learner, now: datetime) -> bool:
    return is_owed(
        care_status=learner.care_status,
        is_closed=learner.is_closed,
        date_of_birth=learner.date_of_birth,
        on=local_date(now),
    )


def runs_since(learner: Learner) -> date | None:
    """The local day with which the clock that should run now starts: the last time somebody reached them, or the day on
    which they became a care leaver; None if they are none.
    """
    history = _history(Learner.history.filter(id=learner.pk)).get(learner.pk, [])
    times = times_owed(history)
    if not times or times[-1].until is not None:
        return None
    reached = reached_by(Contact.objects.filter(learner=learner), "learner_id").get(learner.pk, [])
    *_, (starts_on, _) = clocks(times[-1], reached, learner.date_of_birth)
    return starts_on


def links_of(learner: Learner, now: datetime) -> list[Link]:
    """The clocks that should be there for one young person, met or running."""
    history = _history(Learner.history.filter(id=learner.pk)).get(learner.pk, [])
    reached = reached_by(Contact.objects.filter(learner=learner), "learner_id").get(learner.pk, [])
    return list(_links(learner, history, reached, now))


def in_touch_clocks(now: datetime) -> Iterator[Expected]:
    """A chain of clocks for each time in which somebody was a care leaver: whoever reaches them meets one and starts the
    next. The last is open while they are.
    """
    reached = reached_by(Contact.objects.all(), "learner_id")
    ever = Learner.history.filter(care_status__in=CARE_LEAVERS).values("id")
    history = _history(Learner.history.filter(id__in=ever))
    for learner in Learner.objects.filter(pk__in=ever).order_by("pk").iterator(chunk_size=500):
        for link in _links(learner, history[learner.pk], reached.get(learner.pk, []), now):
            yield expected(link, uuid=learner.uuid, learner_id=learner.pk)


def _links(learner: Learner, history: list[Standing], reached: list[Reached], now: datetime) -> Iterator[Link]:
    owed = is_owed_now(learner, now)
    for time in times_owed(history):
        for starts_on, met_at in clocks(time, reached, learner.date_of_birth):
            if met_at is not None or (owed and time.until is None):  # else it was stopped, as the ledger itself knows
                yield Link(IN_TOUCH, starts_on, met_at)


def reached_by(contacts: QuerySet[Contact], about: Literal["learner_id", "job_id"]) -> dict[int, list[Reached]]:
    """When somebody reached them, in the order of recording, by the id of the young person or of the job. One query."""
    rows = contacts.filter(reached=True, struck_out_at__isnull=True).order_by(about, "recorded_at", "id")
    found = rows.values_list(about, "at", "recorded_at")
    return {
        pk: [Reached(at, recorded_at) for _, at, recorded_at in theirs]
        for pk, theirs in groupby(found.iterator(), key=itemgetter(0))
    }


def expected(link: Link, *, uuid: UUID, learner_id: int) -> Expected:
    """What the ledger should hold for one clock of the subject `uuid`."""
    return Expected(
        duty_code=link.duty,
        subject_uuid=uuid,
        learner_id=learner_id,
        starts_at=local_midnight(link.starts_on),
        original_due_at=None,
        state=DeadlineState.MET if link.met_at else DeadlineState.OPEN,
        met_at=link.met_at,
    )


def _history(versions: QuerySet[Any]) -> dict[int, list[Standing]]:
    """How each record stood, in the order in which it was changed, by learner id. One query."""
    rows = versions.order_by("id", "history_id").values_list(
        "id", "history_date", "care_status", "closed_on", "died_on"
    )
    return {
        learner_id: [
            Standing(at, care_status, closed_on is not None or died_on is not None)
            for _, at, care_status, closed_on, died_on in theirs
        ]
        for learner_id, theirs in groupby(rows.iterator(), key=itemgetter(0))
    }
