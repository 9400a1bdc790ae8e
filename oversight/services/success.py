"""What went well and why; told to others only without the name, and only if the young person agreed (M3)."""

from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import Agency, User
from accounts.names import fold
from learners.models import Learner
from learners.selectors.likeness import earlier_names
from oversight.models import SuccessStory


class StoryError(ServiceError):
    """A story that cannot be kept so."""


class InTheFuture(StoryError):
    field = "on"

    def __init__(self) -> None:
        super().__init__("The day must be today or earlier.")


class NotAgreed(StoryError):
    field = "agreed_by_young_person_on"

    def __init__(self) -> None:
        super().__init__("Enter when the young person agreed that it is told. Without that it stays here.")


class AgreedLater(StoryError):
    field = "agreed_by_young_person_on"

    def __init__(self) -> None:
        super().__init__("The young person cannot have agreed in the future.")


class SaysWho(StoryError):
    field = "anonymous"

    def __init__(self, words: str) -> None:
        super().__init__(f"Take out what says who it is: {words}")


@transaction.atomic
def record_story(
    *, learner: Learner, virtual_school: Agency, on: date, what_happened: str, what_worked: str, anonymous: str = "",
    agreed_by_young_person_on: date | None = None, by: User, now: datetime,
) -> SuccessStory:  # fmt: skip
    """Keep a story of success. `anonymous` is how it may be told in reports. Raises InTheFuture, NotAgreed, AgreedLater,
    SaysWho.
    """
    story = SuccessStory(learner=learner, virtual_school=virtual_school, recorded_at=now, recorded_by=by)
    return _save(story, on, what_happened, what_worked, anonymous, agreed_by_young_person_on, "Recorded", by, now)


@transaction.atomic
def change_story(
    *, story: SuccessStory, on: date, what_happened: str, what_worked: str, anonymous: str = "",
    agreed_by_young_person_on: date | None = None, by: User, now: datetime,
) -> SuccessStory:  # fmt: skip
    """Change a story, or how it is told. Raises what `record_story` raises."""
    story = SuccessStory.objects.select_for_update(of=("self",)).select_related("learner").get(pk=story.pk)
    return _save(story, on, what_happened, what_worked, anonymous, agreed_by_young_person_on, "Changed", by, now)


def _save(
    story: SuccessStory, on: date, what_happened: str, what_worked: str, anonymous: str, agreed_on: date | None,
    reason: str, by: User, now: datetime,
) -> SuccessStory:  # fmt: skip
    today = local_date(now)
    if on > today:
        raise InTheFuture
    if agreed_on is not None and agreed_on > today:
        raise AgreedLater
    if anonymous.strip() and agreed_on is None:
        raise NotAgreed
    if told := who_is_named(story.learner, anonymous):
        raise SaysWho(", ".join(told))
    story.on, story.what_happened, story.what_worked = on, what_happened.strip(), what_worked.strip()
    story.anonymous, story.agreed_by_young_person_on = anonymous.strip(), agreed_on
    history.save(story, by=by, reason=reason, at=now)
    return story


def who_is_named(learner: Learner, text: str) -> list[str]:
    """What in `text` says who it is: their names, those of before too, their learner number, and the places at which they
    learn or learnt. Also as whose something is: “Ade’s”.
    """
    words = f" {fold(text)} "
    names = [learner.given_name, learner.preferred_name, learner.family_name, learner.uln]
    before = [part for name in earlier_names(learner) for part in name.split()]
    places = learner.enrolments.values_list("provider__name", flat=True).distinct()
    named = [
        name
        for name in [*names, *before, *places]
        if (plain := fold(name)) and (f" {plain} " in words or f" {plain}s " in words)
    ]
    return list(dict.fromkeys(named))
