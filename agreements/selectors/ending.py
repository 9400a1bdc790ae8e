"""What happens when an agreement ends, lapses or is renewed: said before it is done."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from agreements.models import Agreement
from deadlines.models import Deadline


@dataclass(frozen=True)
class Afterwards:
    """The open deadlines that have their limit from the agreement. Those about young people run on with the limit and the
    day they have; those each side owes for itself stop where they would fall due after the end.
    """

    about_young_people: int
    of_the_sides: int
    unseen: int
    overdue: int
    supporters: tuple[str, ...]


def afterwards(agreement: Agreement, user: User | AnonymousUser, now: datetime) -> Afterwards:
    """What stands open under the agreement now. Of deadlines the user does not see only the number is told."""
    every = Deadline.objects.open().filter(agreement=agreement)
    seen = Deadline.objects.visible_to(user).open().filter(agreement=agreement)
    support = getattr(agreement, "support", None)
    total, visible = every.count(), seen.count()
    sides = seen.filter(learner__isnull=True).count()
    return Afterwards(
        about_young_people=visible - sides,
        of_the_sides=sides,
        unseen=total - visible,
        overdue=seen.overdue(now).count(),
        supporters=(str(support.social_care),) if support else (),
    )
