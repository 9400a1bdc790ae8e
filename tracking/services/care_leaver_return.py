"""Filling in the yearly return on one care leaver (OC3; P1)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from learners.models import Learner
from tracking.enums import CodeList
from tracking.models import ActivityCode, CareLeaverReturn
from tracking.rules.care_leaver_return import IN_TOUCH, Entry, Fault
from tracking.selectors.care_leaver_return import faults_of, plain, years
from tracking.services.own_clocks import TrackingError


class ReturnRefused(TrackingError):
    """Everything that is wrong at once, in `faults`."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.text for fault in faults))
        self.faults = list(faults)


@transaction.atomic
def fill_in_return(
    *,
    learner: Learner,
    year: int,
    in_touch: str,
    activity: str,
    accommodation: str,
    contact_on: date | None = None,
    child: str = "",
    by: User,
    now: datetime,
) -> CareLeaverReturn | None:
    """What the return of `year` says of them; all three fields empty take it out again. Also after the case was closed:
    the return is about the year. Raises ReturnRefused with everything that the national checks would refuse.
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    entry = Entry(in_touch, activity, accommodation)
    there = CareLeaverReturn.objects.filter(learner=learner, year=year).first()
    if entry == Entry("", "", ""):
        if there is not None:
            _take_out(there, by, now)
        return None
    before = CareLeaverReturn.objects.filter(learner=learner, year=year - 1).first()
    wrong = _unknown(entry, year, now) or faults_of(learner, year, entry, plain(before))
    if contact_on is not None and contact_on > local_date(now):
        wrong.append(Fault("contact_on", "The day of contact must be today or in the past"))
    if wrong:
        raise ReturnRefused(wrong)
    found = there or CareLeaverReturn(learner=learner, year=year)
    found.in_touch, found.activity, found.accommodation = in_touch, activity, accommodation
    found.contact_on, found.child = contact_on, child.strip()
    found.recorded_at, found.recorded_by = now, by
    history.save(found, by=by, at=now)
    return found


def _unknown(entry: Entry, year: int, now: datetime) -> list[Fault]:
    if year not in years(now):
        return [Fault("in_touch", "That year has not begun")]
    in_force = ActivityCode.objects.in_force(date(year, 3, 31))
    found = []
    if entry.in_touch and entry.in_touch not in IN_TOUCH:
        found.append(Fault("in_touch", "Choose one of the list"))
    for name, code_list in (("activity", CodeList.CARE_LEAVERS), ("accommodation", CodeList.HOMES)):
        code = getattr(entry, name)
        if code and not in_force.filter(code_list=code_list, code=code).exists():
            found.append(Fault(name, "Choose one of the list of that year"))
    return found


def _take_out(entry: CareLeaverReturn, by: User, now: datetime) -> None:
    entry._history_user = by  # type: ignore[attr-defined]  # these three are read by simple-history
    entry._history_date = now  # type: ignore[attr-defined]
    entry._change_reason = "Taken out of the return"  # type: ignore[attr-defined]
    entry.delete()
