"""Which clocks are not for everybody who sees the young person: conditions on Deadline."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.models import User
from learners.models import Learner


def for_own_agencies(user: User | AnonymousUser) -> Q:
    """For the young person's own agencies alone, like what the clock is about."""
    return Q(learner__in=Learner.objects.of_own_agencies(user))
