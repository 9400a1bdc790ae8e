"""The yearly return on care leavers (OC3): who is in it, what is entered and what is still wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.clock import local_date
from accounts.models import User
from deadlines.calendar import local_midnight
from learners.models import Learner
from learners.querysets import LearnerQuerySet
from tracking.enums import CodeList
from tracking.models import ActivityCode, ActivitySpell, CareLeaverReturn, Contact
from tracking.rules.care_leaver_return import (
    DIED,
    IN_TOUCH,
    NOTHING,
    YES,
    Entry,
    Fault,
    age_in,
    birthday_in,
    faults,
    proposed_activity,
    return_year,
)
from tracking.rules.in_touch import CARE_LEAVERS

#: Returns of earlier years are not kept here: the lists of codes begin with this one.
FIRST_YEAR = 2022
YOUNGEST, OLDEST, OLDEST_OF_ALL = 17, 21, 25


class Shown(models.TextChoices):
    MISSING = "missing", "Not filled in"
    WRONG = "wrong", "With something wrong"
    READY = "ready", "Ready"


@dataclass(frozen=True)
class ReturnRow:
    """One care leaver in the return of a year."""

    learner: Learner
    age: int
    entry: CareLeaverReturn | None
    faults: Sequence[Fault] = ()

    @property
    def state(self) -> Shown:
        if self.entry is None:
            return Shown.MISSING
        return Shown.WRONG if self.faults else Shown.READY


@dataclass(frozen=True)
class WholeReturn:
    """Everybody in it, by name."""

    year: int
    rows: list[ReturnRow]
    counts: dict[str, int] = field(default_factory=dict)

    def shown(self, state: str) -> list[ReturnRow]:
        return [row for row in self.rows if not state or row.state == state]


def years(now: datetime) -> range:
    """Those that can be worked on: up to the one that ends next."""
    return range(FIRST_YEAR, return_year(local_date(now)) + 1)


def in_return(user: User, year: int) -> LearnerQuerySet:
    """The care leavers of the user's own agencies who are in the return of `year`: from 17 to 21, and to 25 where somebody
    was in touch in that year.
    """
    learners = Learner.objects.visible_to(user).of_own_agencies(user).filter(care_status__in=CARE_LEAVERS)
    first, last = local_midnight(date(year - 1, 4, 1)), local_midnight(date(year, 4, 1))
    reached = Contact.objects.standing().filter(learner=OuterRef("pk"), reached=True, at__gte=first, at__lt=last)
    entered = CareLeaverReturn.objects.filter(learner=OuterRef("pk"), year=year)
    young = Q(date_of_birth__gt=_born_by(year, OLDEST + 1))
    return learners.filter(
        young | Q(Exists(reached)) | Q(Exists(entered)),
        date_of_birth__gt=_born_by(year, OLDEST_OF_ALL + 1),
        date_of_birth__lte=_born_by(year, YOUNGEST),
    ).order_by("sort_name", "id")


def _born_by(year: int, age: int) -> date:
    """The last birthday of those who are `age` at the end of the return's year."""
    return date(year - age, 3, 31)


def whole_return(user: User, year: int) -> WholeReturn:
    """Everybody in the return with what is entered and all that is wrong. Two queries."""
    learners = list(in_return(user, year))
    entries = {
        (entry.learner_id, entry.year): entry
        for entry in CareLeaverReturn.objects.filter(learner__in=learners, year__in=(year - 1, year))
    }
    rows = []
    for learner in learners:
        entry, before = entries.get((learner.pk, year)), entries.get((learner.pk, year - 1))
        wrong = faults_of(learner, year, plain(entry), plain(before)) if entry else []
        if entry and not entry.child:
            wrong.append(Fault("child", "Enter the number by which the authority names them"))
        rows.append(ReturnRow(learner, age_in(learner.date_of_birth, year), entry, wrong))
    counts = {state: sum(row.state == state for row in rows) for state in Shown.values}
    return WholeReturn(year, rows, counts)


def plain(entry: CareLeaverReturn | None) -> Entry:
    return Entry(entry.in_touch, entry.activity, entry.accommodation) if entry else Entry("", "", "")


def faults_of(learner: Learner, year: int, entry: Entry, before: Entry) -> list[Fault]:
    """What the national checks would refuse, and where the entry and the record say two things."""
    found = faults(entry, date_of_birth=learner.date_of_birth, year=year, before=before)
    died_by_then = learner.died_on is not None and learner.died_on <= date(year, 3, 31)
    if entry.in_touch == DIED and not died_by_then:
        found.append(Fault("in_touch", "Their record does not say that they died by then"))
    elif entry.in_touch and entry.in_touch != DIED and died_by_then:
        found.append(Fault("in_touch", "Their record says that they died"))
    if entry.in_touch and learner.care_status not in CARE_LEAVERS:
        found.append(
            Fault("in_touch", f"Only care leavers are in this return. {learner.called} is not one by their record")
        )
    return found


def proposed(learner: Learner, year: int, now: datetime) -> dict[str, object]:
    """What the records propose for an entry that is not there yet. A person checks it."""
    before = CareLeaverReturn.objects.filter(learner=learner, year=year - 1).first()
    child = before.child if before else ""
    if learner.died_on is not None and learner.died_on <= date(year, 3, 31):
        return {"in_touch": DIED, "activity": NOTHING, "accommodation": NOTHING, "child": child}
    birthday = birthday_in(learner.date_of_birth, year)
    first, last = local_midnight(date(year - 1, 4, 1)), local_midnight(date(year, 4, 1))
    reached = (
        Contact.objects.standing()
        .filter(learner=learner, reached=True, at__gte=first, at__lt=last)
        .order_by("-at")
        .first()
    )
    spell = (
        ActivitySpell.objects.filter(learner=learner, starts_on__lte=birthday)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=birthday))
        .select_related("code")
        .first()
    )
    return {
        "in_touch": YES if reached else "",
        "activity": proposed_activity(spell.code.code, spell.hours) if spell else "",
        "accommodation": before.accommodation if before and before.accommodation != NOTHING else "",
        "contact_on": local_date(reached.at) if reached else None,
        "child": child,
    }


def choices(code_list: CodeList, year: int) -> list[tuple[str, str]]:
    """The codes of a list that the return of `year` may use."""
    codes = ActivityCode.objects.in_force(date(year, 3, 31)).filter(code_list=code_list).order_by("id")
    return [(code.code, str(code)) for code in codes]


def in_touch_choices() -> list[tuple[str, str]]:
    return [(code, f"{code} {name}") for code, name in IN_TOUCH.items()]
