"""The one door to what belongs to a young person's own agencies."""

from uuid import UUID

from django.http import HttpRequest

from accounts.access import require, visible_or_404
from accounts.enums import Permission
from learners.models import Learner


def own_learner_or_404(request: HttpRequest, learner_uuid: UUID, permission: Permission) -> Learner:
    """The young person, for people of their own agencies (else Http404) whose role has the permission (else 403)."""
    learner = visible_or_404(Learner.objects.of_own_agencies(request.user), request.user, uuid=learner_uuid)
    require(request.user, permission, learner)
    return learner
