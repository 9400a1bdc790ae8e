"""Which clocks of plans are not for everybody who sees the young person: conditions on Deadline."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.models import User
from accounts.selectors import provider_ids_worked_at
from education_plans.models import View
from learners.selectors.confidential import for_own_agencies


def said_to(user: User | AnonymousUser) -> Q:
    """For the young person's own agencies, and for the provider to which it was said."""
    own = provider_ids_worked_at(user)
    if not own:
        return for_own_agencies(user)
    return for_own_agencies(user) | Q(subject_uuid__in=View.objects.filter(provider__in=own).values("uuid"))
