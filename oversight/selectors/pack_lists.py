"""The young people behind the figures of a pack that stays inside, as one person may see them (ADR 15)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from accounts.wording import short_day
from deadlines.models import Deadline
from learners.models import Enrolment, Learner
from learners.querysets import LearnerQuerySet
from oversight.enums import Counted, Direction
from oversight.measures import registry
from oversight.measures.conditions import EET, NEET, does
from oversight.models import BoardPack
from oversight.selectors.pack_readings import Asked
from oversight.selectors.packs import asked_by
from tracking.enums import ActivityGroup

HEADINGS = ("List", "Young person", "Care status", "About")


@dataclass(frozen=True)
class Listed:
    """One line: a young person, and of a list of deadlines what was due."""

    title: str
    learner: Learner
    about: str = ""

    @property
    def cells(self) -> list[object]:
        return [self.title, self.learner.full_name, str(self.learner.get_care_status_display()), self.about]


def lines_of(pack: BoardPack, user: User, *, most: int) -> list[Listed]:
    """Who is not as they should be by the measures of the pack, and who moved out of learning and work or into neither; those
    whom `user` may see, at most `most` and one more. One query each.
    """
    found: list[Listed] = []
    for line in _lines(asked_by(pack, pack.ended_at or pack.asked_at), pack, user, most + 1):
        found.append(line)
        if len(found) > most:
            break
    return found


def _lines(asked: Asked, pack: BoardPack, user: User, most: int) -> Iterator[Listed]:
    seen = Learner.objects.visible_to(user).of_own_agencies(user).order_by().values("pk")
    scope = replace(
        asked.scope, everybody=asked.scope.everybody.filter(pk__in=seen), places=Enrolment.objects.known_to(user),
        clocks=Deadline.objects.visible_to(user),
    )  # fmt: skip
    for code in (pack.figures or {}).get("listed", []):
        measure = registry.find(code)
        if measure is None:
            continue
        wanted = Counted.YES if measure.direction == Direction.LOWER else Counted.NO
        title = f"{measure.title}: {wanted.label.lower()}"
        rows = measure.rows(scope, wanted)
        if measure.of_clocks:
            due: QuerySet[Any] = (
                rows.filter(learner__in=seen).select_related("learner").order_by("original_due_at", "pk")
            )
            for clock in due[:most]:
                yield Listed(title, clock.learner, f"{clock.duty.title}, {short_day(clock.original_due_at)}")
        else:
            yield from (Listed(title, learner) for learner in rows.order_by("sort_name", "pk")[:most])
    was_here = asked.scope_before.learners.filter(pk=OuterRef("pk"))
    both = scope.learners.filter(Exists(was_here))
    for title, before, after in (
        ("Out of learning or work", EET, None),
        ("Into neither (NEET)", None, NEET),
    ):
        yield from (Listed(title, learner) for learner in _moved(both, asked, before, after)[:most])


def _moved(
    both: LearnerQuerySet,
    asked: Asked,
    before: tuple[ActivityGroup, ...] | None,
    after: tuple[ActivityGroup, ...] | None,
) -> LearnerQuerySet:
    """Who did one of `before` and does none of it any more, or did none of `after` and does one now."""
    first, last = asked.scope_before.on, asked.scope.on
    groups = before or after or ()
    was, is_now = does(groups, first), does(groups, last)
    found = both.filter(was & ~is_now) if before else both.filter(~was & is_now)
    return found.order_by("sort_name", "pk")
