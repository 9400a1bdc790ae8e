"""The part of a young person's timeline that comes from times without a place and from opportunities (K6, P7)."""

from collections.abc import Iterator

from django.urls import reverse

from accounts.models import User
from accounts.timeline import TimelineEntry
from learners.models import Learner
from tracking.enums import ReferralState
from tracking.models import NeetDay, NeetEpisode, Referral

WITHOUT, OPPORTUNITY = "without_place", "opportunity"


def neet_entries(learner: Learner, user: User) -> Iterator[TimelineEntry]:
    """Plans that were agreed while there was no place, and days they came to. Two queries."""
    for episode in NeetEpisode.objects.visible_to(user).filter(learner=learner, plan_agreed_on__isnull=False):
        link = reverse("tracking:neet-episode", args=[episode.uuid])
        assert episode.plan_agreed_on is not None, "only agreed plans are asked for"
        yield TimelineEntry(
            episode.plan_agreed_on, "Plan for the time without a place agreed", "", WITHOUT, None, None, link
        )
    days = NeetDay.objects.visible_to(user).filter(episode__learner=learner, attended=True)
    for day in days.select_related("episode", "recorded_by"):
        link = reverse("tracking:neet-episode", args=[day.episode.uuid])
        title = f"{day.get_kind_display()}: {day.where}"
        yield TimelineEntry(day.on, title, day.what_came_of_it, WITHOUT, None, day.recorded_by, link)


def referral_entries(learner: Learner, user: User) -> Iterator[TimelineEntry]:
    """For what they were put forward, when they began it and when it ended for them. One query."""
    found = Referral.objects.visible_to(user).filter(learner=learner).select_related("opportunity", "referred_by")
    for referral in found:
        link = reverse("tracking:referral", args=[referral.uuid])
        title = referral.opportunity.title
        yield TimelineEntry(
            referral.referred_at, f"Referred: {title}", referral.why, OPPORTUNITY, None, referral.referred_by, link
        )
        if referral.started_on:
            yield TimelineEntry(referral.started_on, f"Started: {title}", "", OPPORTUNITY, None, None, link)
        if referral.ended_on:
            how = "Completed" if referral.state == ReferralState.COMPLETED else "Left early"
            text = referral.what_next or referral.reason
            yield TimelineEntry(referral.ended_on, f"{how}: {title}", text, OPPORTUNITY, None, None, link)
