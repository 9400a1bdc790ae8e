"""The carers of record of one Virtual School’s young people (W13)."""

from datetime import date, datetime

from accounts.clock import local_date
from accounts.enums import Purpose
from accounts.models import Agency, User
from learners.enums import KeyWorkerKind
from learners.models import AgencyLink, Carer, KeyWorker, Learner
from learners.querysets import CarerQuerySet


def carers_of(school: Agency, user: User, on: date) -> CarerQuerySet:
    """Who looks after a young person of `school` on that day and has an e-mail address, as far as `user` may know of the young
    person; in the order in which they were written down.
    """
    home = AgencyLink.objects.active().filter(agency=school, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
    carers: CarerQuerySet = Carer.objects.visible_to(user).to_be_written_to(on)
    return carers.filter(learner__in=home.values("learner")).select_related("learner").order_by("id")


def addresses_of_carers(school: Agency, user: User, now: datetime) -> list[str]:
    """Each address once, in small letters: of the carers of record, and of foster carers who are key worker and have an
    account; of those young people of `school` of whom `user` may know.
    """
    own = carers_of(school, user, local_date(now)).order_by().values_list("email", flat=True)
    home = AgencyLink.objects.active().filter(agency=school, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
    cared_for = Learner.objects.visible_to(user).of_own_agencies(user).filter(pk__in=home.values("learner"))
    workers = KeyWorker.objects.active(now).filter(
        kind=KeyWorkerKind.FOSTER_CARER, membership__user__is_active=True,
        learner__in=cared_for.filter(closed_on__isnull=True, died_on__isnull=True),
    )  # fmt: skip
    found = [*own, *workers.order_by().values_list("membership__user__email", flat=True)]
    return sorted({address.lower() for address in found})
