"""The carers of record of one Virtual School’s young people (W13)."""

from datetime import date

from accounts.enums import Purpose
from accounts.models import Agency, User
from learners.models import AgencyLink, Carer
from learners.querysets import CarerQuerySet


def carers_of(school: Agency, user: User, on: date) -> CarerQuerySet:
    """Who looks after a young person of `school` on that day and has an e-mail address, as far as `user` may know of the young
    person; in the order in which they were written down.
    """
    home = AgencyLink.objects.active().filter(agency=school, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
    carers: CarerQuerySet = Carer.objects.visible_to(user).to_be_written_to(on)
    return carers.filter(learner__in=home.values("learner")).select_related("learner").order_by("id")
