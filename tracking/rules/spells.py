"""What young people do, in spells, and how long they have been without a place (A41, M2; domain facts §5 and §6). Pure.

The spells of a young person follow each other without a gap from the first on: of a time of which nothing is known, that is
said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from deadlines.calendar import add_months
from deadlines.enums import Unit
from deadlines.rules import Limit
from tracking.enums import ActivityGroup

ONE_DAY = timedelta(days=1)

#: What counts as neither in education nor in employment nor in training. Which code belongs to which group is data.
NEET_GROUPS = frozenset({ActivityGroup.NEET, ActivityGroup.NEET_UNAVAILABLE})


@dataclass(frozen=True)
class Spell:
    """`ends_on` is its last day, None while it goes on."""

    starts_on: date
    ends_on: date | None
    group: ActivityGroup

    @property
    def is_neet(self) -> bool:
        return self.group in NEET_GROUPS


@dataclass(frozen=True)
class Without:
    """A time without a place: spells of it that follow each other day by day are one."""

    starts_on: date
    ends_on: date | None

    def days(self, on: date) -> int:
        """Days of it until and with `on`; 0 before it began."""
        last = on if self.ends_on is None else min(self.ends_on, on)
        return max((last - self.starts_on).days + 1, 0)

    def is_long(self, limit: Limit, on: date) -> bool:
        """Whether it has lasted as long as the terms call long, counted in calendar months or days."""
        if limit.unit == Unit.MONTHS:
            reached = add_months(self.starts_on, limit.amount)
        else:
            reached = self.starts_on + timedelta(days=limit.amount)
        return reached <= (on if self.ends_on is None else min(self.ends_on + ONE_DAY, on))


def without_place(spells: Sequence[Spell]) -> list[Without]:
    """The times without a place, the earliest first. A change of reason does not begin the count anew; a day of anything
    else, or of which nothing is known, does. ValueError if two spells overlap.
    """
    found: list[Without] = []
    before: Spell | None = None
    for spell in sorted(spells, key=lambda spell: spell.starts_on):
        if before is not None and (before.ends_on is None or before.ends_on >= spell.starts_on):
            raise ValueError(
                f"The spell from {spell.starts_on} begins before the one from {before.starts_on} has ended."
            )
        if spell.is_neet:
            last = found[-1] if found else None
            if last is not None and last.ends_on is not None and last.ends_on + ONE_DAY == spell.starts_on:
                found[-1] = Without(last.starts_on, spell.ends_on)
            else:
                found.append(Without(spell.starts_on, spell.ends_on))
        before = spell
    return found


def now_without(spells: Sequence[Spell], on: date) -> Without | None:
    """The time without a place in which `on` lies."""
    return next(
        (
            time
            for time in reversed(without_place(spells))
            if time.starts_on <= on and (time.ends_on is None or time.ends_on >= on)
        ),
        None,
    )


def begun_by_when_long(limit: Limit, on: date) -> date:
    """The last day on which a time without a place that is long on `on` can have begun."""
    if limit.unit != Unit.MONTHS:
        return on - timedelta(days=limit.amount)
    # Days at the end of a month may share the day on which their months are over.
    first = add_months(on, -limit.amount)
    return max(
        day for day in (first + timedelta(days=more) for more in range(4)) if add_months(day, limit.amount) <= on
    )


class Overlap(ValueError):
    """At that time something else is recorded: the spell from `starts_on`."""

    def __init__(self, starts_on: date) -> None:
        super().__init__(f"overlaps the spell from {starts_on}")
        self.starts_on = starts_on


class Gap(ValueError):
    """Of the days from `first` to `last` nothing would be recorded."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"leaves a gap from {first} to {last}")
        self.first, self.last = first, last


@dataclass(frozen=True)
class Fitted:
    """Where a spell goes: its last day, and the first days of the spells beside it. `before_ends_on` is given where the one
    before must end on another day than it does.
    """

    ends_on: date | None
    before: date | None
    before_ends_on: date | None


def fit(others: Sequence[Spell], *, starts_on: date, ends_on: date | None) -> Fitted:
    """Where a spell fits among `others`, which do not overlap. One that goes on is ended by it; without `ends_on` it lasts
    until the next one begins. Raises Overlap and Gap.
    """
    before = max((each for each in others if each.starts_on <= starts_on), key=_first_day, default=None)
    after = min((each for each in others if each.starts_on > starts_on), key=_first_day, default=None)
    ends_before = None
    if before is not None:
        if before.starts_on == starts_on:
            raise Overlap(before.starts_on)
        last = before.ends_on
        if last is None:
            ends_before = starts_on - ONE_DAY
        elif last >= starts_on:
            raise Overlap(before.starts_on)
        elif last + ONE_DAY < starts_on:
            raise Gap(last + ONE_DAY, starts_on - ONE_DAY)
    if after is not None:
        if ends_on is None:
            ends_on = after.starts_on - ONE_DAY
        elif ends_on >= after.starts_on:
            raise Overlap(after.starts_on)
        elif ends_on + ONE_DAY < after.starts_on:
            raise Gap(ends_on + ONE_DAY, after.starts_on - ONE_DAY)
    return Fitted(ends_on, before.starts_on if before else None, ends_before)


def _first_day(spell: Spell) -> date:
    return spell.starts_on
