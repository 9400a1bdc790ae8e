"""The part of a young person's timeline that comes from support and moves (P4, P5, K10, W8, W14): for their own agencies alone."""

from collections.abc import Iterator

from django.urls import reverse

from accounts.models import User
from accounts.timeline import TimelineEntry
from learners.models import Learner
from tracking.enums import ReturnState
from tracking.models import CaseClosure, ExtraSupport, HomeMove, PlaceRefusal, ReturnRequest, SchoolMove

KIND = "casework"


def casework_entries(learner: Learner, user: User) -> list[TimelineEntry]:
    """Seven queries for people of the young person's own agencies, one for anybody else."""
    if not Learner.objects.filter(pk=learner.pk).of_own_agencies(user).exists():
        return []
    return [*_supports(learner), *_moves(learner), *_refusals(learner), *_endings(learner)]


def _supports(learner: Learner) -> Iterator[TimelineEntry]:
    supports = ExtraSupport.objects.filter(learner=learner).select_related("recorded_by").prefetch_related("reviews")
    for each in supports.order_by("id"):
        link = reverse("tracking:extra-support", args=[each.uuid])
        yield TimelineEntry(each.starts_on, "Extra support begins", each.what, KIND, None, each.recorded_by, link)
        for review in each.reviews.all():
            yield TimelineEntry(review.held_on, "Extra support reviewed", review.outcome, KIND, None, None, link)
        if each.ended_on:
            yield TimelineEntry(each.ended_on, "Extra support ends", each.end_reason, KIND, None, None, link)


def _moves(learner: Learner) -> Iterator[TimelineEntry]:
    link = reverse("tracking:casework", args=[learner.uuid])
    for home in HomeMove.objects.filter(learner=learner).select_related("recorded_by").order_by("id"):
        text = f"{home.to_what}. For education: {home.get_effect_display().lower()}."
        yield TimelineEntry(home.moves_on, "Move of home", text, KIND, None, home.recorded_by, link)
    for school in SchoolMove.objects.filter(learner=learner).select_related("recorded_by").order_by("id"):
        yield TimelineEntry(school.moves_on, "Move of school", str(school), KIND, None, school.recorded_by, link)


def _refusals(learner: Learner) -> Iterator[TimelineEntry]:
    for each in PlaceRefusal.objects.filter(learner=learner).select_related("recorded_by").order_by("id"):
        link = reverse("tracking:refusal", args=[each.uuid])
        title = f"{each.where} refuses a place"
        yield TimelineEntry(each.refused_on, title, each.reason_given, KIND, None, each.recorded_by, link)
        if each.taken_on:
            yield TimelineEntry(each.taken_on, f"Taken further to {each.taken_to}", "", KIND, None, None, link)
        if each.closed_on:
            yield TimelineEntry(each.closed_on, "Outcome of a refusal", each.outcome, KIND, None, None, link)


def _endings(learner: Learner) -> Iterator[TimelineEntry]:
    for each in CaseClosure.objects.filter(learner=learner).select_related("begun_by").order_by("id"):
        link = reverse("tracking:closure", args=[each.uuid])
        yield TimelineEntry(each.begun_at, "End of the case prepared", each.reason, KIND, None, each.begun_by, link)
        if each.told_on:
            yield TimelineEntry(each.told_on, "Told of the end of the case", each.says, KIND, None, None, link)
        if each.letter_given_on:
            yield TimelineEntry(each.letter_given_on, "Letter about what remains", "", KIND, None, None, link)
    for asked in ReturnRequest.objects.filter(learner=learner).select_related("recorded_by").order_by("id"):
        link = reverse("tracking:return", args=[asked.uuid])
        yield TimelineEntry(asked.asked_on, "Asks to come back", asked.asks_for, KIND, None, asked.recorded_by, link)
        if asked.assessed_on:
            title = "Supported again" if asked.state == ReturnState.SUPPORTED else "Shown where help is"
            yield TimelineEntry(asked.assessed_on, title, asked.support, KIND, None, None, link)
