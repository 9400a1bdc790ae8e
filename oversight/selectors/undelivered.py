"""Same-day notices that did not arrive: somebody who must know has not been told."""

from django.db.models import Q, QuerySet

from accounts.models import Agency, User
from learners.models import AgencyLink
from notifications.enums import UNDELIVERED
from tracking.models import Incident, NoticeSlot


def undelivered_notices(user: User, *, agency: Agency | None = None) -> QuerySet[NoticeSlot]:
    """E-mails of open incidents that were given up, came back or were held back, latest incident first; of one agency's
    young people, if given.
    """
    incidents = Incident.objects.visible_to(user).open()
    if agency is not None:
        linked = AgencyLink.objects.active().known_to(user).filter(agency=agency).values("learner")
        incidents = incidents.filter(Q(enrolment__provider=agency) | Q(learner__in=linked))
    return (
        NoticeSlot.objects.filter(incident__in=incidents, message__state__in=UNDELIVERED)
        .select_related("incident__learner", "incident__enrolment__provider", "person", "message")
        .order_by("-incident__occurred_at", "-id")
    )
