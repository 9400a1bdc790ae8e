"""The log of promotion, and what of it stands on the page of an agreement (A5, A37)."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.enums import Permission
from accounts.models import User
from accounts.selectors import agency_ids_where
from agreements.models import Agreement, Promotion
from agreements.models.liaison import PromotionQuerySet

_ON_THE_PANEL = 3


def promotions(user: User | AnonymousUser, *, agency: str = "") -> PromotionQuerySet:
    """What the user sees of the log, the newest first; perhaps of one agency, by UUID."""
    found = Promotion.objects.visible_to(user)
    if agency:
        found = found.filter(agency__uuid=agency)
    found = found.select_related("agency", "agreement__provider", "agreement__virtual_school", "evidence")
    return found.order_by("-done_on", "-pk")


def panel(agreement: Agreement, user: User | AnonymousUser, now: datetime) -> dict[str, Any]:
    """For each party what it did to make this agreement known: the last times, how many in all, and the last day. What
    a party did for all its agreements counts. One query.
    """
    parties = (agreement.virtual_school, agreement.provider)
    for_it = Q(agreement=agreement) | Q(agreement__isnull=True)
    found = Promotion.objects.filter(for_it, agency__in=parties).order_by("-done_on", "-pk")
    rows = list(found)
    own = set(agency_ids_where(user, Permission.KEEP_REGISTERS))
    return {
        "promotion_parties": [
            {
                "agency": party,
                "latest": theirs[:_ON_THE_PANEL],
                "number": len(theirs),
                "last_on": theirs[0].done_on if theirs else None,
            }
            for party in parties
            for theirs in [[row for row in rows if row.agency_id == party.pk]]
        ],
        "may_promote": bool(own & {party.pk for party in parties}),
    }
