"""On which basis somebody is shown a record, where the page has not asked: the default of `accounts.looks`."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Now

from accounts.clock import local_date
from accounts.enums import AgencyKind
from accounts.models import User
from accounts.selectors import current_memberships
from learners.enums import Basis, ConsentPurpose
from learners.models import AgencyLink, Consent, KeyWorker, Learner
from learners.rules import Standing, standing
from learners.selectors.sharing import RESPONSIBLE


def basis_shown(user: User, learner_uuids: Collection[UUID]) -> str:
    """Empty for people of the agencies that are responsible for the young people, and for key workers.

    A provider is shown what the agreement obliges partners to tell it; pages that show more have asked. A panel partner
    and a host Virtual School see the record through a link that stands on consent, else on an override; of several
    young people the weaker counts. No query for people of providers and social care, one for others.
    """
    hats = current_memberships(user)
    if not hats or hats[0].agency.kind == AgencyKind.SOCIAL_CARE:
        return ""
    if hats[0].agency.kind == AgencyKind.PROVIDER:
        return Basis.DUTY.value
    purpose = ConsentPurpose.SUPPORT if hats[0].agency.kind == AgencyKind.VIRTUAL_SCHOOL else ConsentPurpose.PANEL
    links = AgencyLink.objects.active().filter(
        learner=OuterRef("pk"), agency__in=[hat.agency_id for hat in hats], purpose__in=RESPONSIBLE
    )
    mine = Q(membership__in=hats) | Q(cover__in=hats)
    key_work = KeyWorker.objects.active().filter(mine, learner=OuterRef("pk"))
    latest = Consent.objects.filter(learner=OuterRef("pk"), purpose=purpose).order_by("-recorded_at", "-id")
    shared = (
        Learner.objects.filter(~Exists(links), ~Exists(key_work), uuid__in=learner_uuids)
        .annotate(
            decision=Subquery(latest.values("decision")[:1]), said_by=Subquery(latest.values("said_by")[:1]), at=Now()
        )
        .values_list("date_of_birth", "decision", "said_by", F("at"))
    )
    found = {
        standing(decision=decision, said_by=said_by or "", date_of_birth=born, today=local_date(at))
        for born, decision, said_by, at in shared
    }
    if not found:
        return ""
    return Basis.CONSENT.value if found == {Standing.GIVEN} else Basis.OVERRIDE.value
