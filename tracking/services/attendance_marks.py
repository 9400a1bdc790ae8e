"""What the marks in a provider's register mean (A35)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.models import Agency, User
from tracking.enums import MarkMeaning
from tracking.models import AttendanceMark
from tracking.rules.attendance import SCHOOL_MARKS


@transaction.atomic
def set_marks(*, provider: Agency, meanings: Mapping[str, MarkMeaning], by: User, now: datetime) -> int:
    """The provider's marks from now on: these and no others; how many changed. None, or those of schools, leave it the set
    for schools. Weeks recorded already stay as they were counted.
    """
    Agency.objects.select_for_update(no_key=True).get(pk=provider.pk)
    wanted = {} if dict(meanings) == dict(SCHOOL_MARKS) else dict(meanings)
    there = {mark.mark: mark for mark in AttendanceMark.objects.filter(provider=provider)}
    changed = []
    for sign, mark in there.items():
        if sign not in wanted:
            _take_away(mark, by=by, now=now)
        elif mark.meaning != wanted[sign]:
            mark.meaning = wanted[sign]
            changed.append((mark, "Means something else"))
    new = [
        AttendanceMark(provider=provider, mark=sign, meaning=meaning)
        for sign, meaning in wanted.items()
        if sign not in there
    ]
    history.change_all(changed, fields=["meaning"], by=by, at=now)
    history.create_all(new, by=by, reason="Set", at=now)
    return len(new) + len(changed) + sum(sign not in wanted for sign in there)


def _take_away(mark: AttendanceMark, *, by: User, now: datetime) -> None:
    mark._history_user = by  # type: ignore[attr-defined]  # these three are read by simple-history
    mark._history_date = now  # type: ignore[attr-defined]
    mark._change_reason = "Used no more"  # type: ignore[attr-defined]
    mark.delete()
