"""What is on offer, and how many places are left (P7, W4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q, QuerySet

from accounts.enums import Permission
from accounts.models import Agency, User
from accounts.selectors import agencies_where
from learners.models import Learner
from tracking.models import Opportunity, Referral
from tracking.querysets import OpportunityQuerySet
from tracking.rules.referrals import TAKES_A_PLACE, WITHOUT_SUCCESS, places_left

#: What the catalogue can be narrowed to, in words. Without a choice it holds what is open.
SHOWN = {"open": "Open now", "over": "Over or no longer offered", "all": "Everything"}


@dataclass(frozen=True)
class Offer:
    """One entry of the catalogue as a list shows it. `left` None: nobody counts places."""

    opportunity: Opportunity
    state: str
    colour: str
    left: int | None

    @property
    def is_open(self) -> bool:
        return self.state == "Open"


def opportunities_listed(user: User | AnonymousUser, filters: Mapping[str, str], today: date) -> OpportunityQuerySet:
    """What the user may see of the catalogue: what closes first at the top. Filters: show = open | over | all; kind; q, a
    part of the title, of who offers it or where.
    """
    found = Opportunity.objects.visible_to(user)
    show = filters.get("show") or "open"
    if show == "open":
        found = found.open(today)
    elif show == "over":
        found = found.exclude(pk__in=Opportunity.objects.open(today).values("pk"))
    if kind := filters.get("kind"):
        found = found.filter(kind=kind)
    if text := filters.get("q", "").strip():
        found = found.filter(Q(title__icontains=text) | Q(offered_by__icontains=text) | Q(where__icontains=text))
    return found.select_related("agency").order_by(
        F("apply_by_on").asc(nulls_last=True), F("starts_on").asc(nulls_last=True), "title", "id"
    )


def offers(opportunities: QuerySet[Opportunity] | Sequence[Opportunity], today: date) -> list[Offer]:
    """One page of the catalogue. One query for the places of all."""
    found = list(opportunities)
    held = Referral.objects.filter(opportunity__in=[each.pk for each in found], state__in=TAKES_A_PLACE)
    taken = dict(held.values_list("opportunity_id").annotate(Count("id")))
    return [_offer(each, taken.get(each.pk, 0), today) for each in found]


def _offer(opportunity: Opportunity, taken: int, today: date) -> Offer:
    left = places_left(opportunity.places, taken)
    if opportunity.withdrawn_at is not None:
        state, colour = "No longer offered", "grey"
    elif opportunity.ends_on is not None and opportunity.ends_on < today:
        state, colour = "Over", "grey"
    elif opportunity.apply_by_on is not None and opportunity.apply_by_on < today:
        state, colour = "Closed for referrals", "grey"
    elif left == 0:
        state, colour = "Full", "orange"
    else:
        state, colour = "Open", "green"
    return Offer(opportunity, state, colour, left)


def open_for(learner: Learner, user: User, today: date) -> list[Opportunity]:
    """To what the young person can be referred today: open, with a place left, and not on the list for it already."""
    there = Referral.objects.filter(learner=learner).exclude(state__in=WITHOUT_SUCCESS).values("opportunity_id")
    listed = opportunities_listed(user, {}, today).exclude(pk__in=there)
    return [offer.opportunity for offer in offers(listed, today) if offer.is_open]


def keepers_of(user: User) -> list[Agency]:
    """The agencies at which the user keeps the catalogue."""
    return list(agencies_where(user, Permission.KEEP_OPPORTUNITIES))
