"""What young people do, in spells, and how long they have been without a place (A41, M2; domain facts §5 and §6). Pure."""

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
