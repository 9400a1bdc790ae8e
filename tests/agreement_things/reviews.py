"""A review and a challenge."""

from datetime import datetime, timedelta
from typing import Any

from accounts.clock import local_date
from agreements.models import AgreementReview, ReviewAction
from agreements.services.challenges import raise_challenge
from tests.people import World


def build(world: World, now: datetime) -> dict[str, Any]:
    challenge = raise_challenge(
        agreement=world.agreement, raised_by=world.virtual_school, raised_against=world.college,
        title="Plans come late", text="Three in a row.", by=world.officer.user, now=now,
    )  # fmt: skip
    today = local_date(now)
    review = AgreementReview.objects.create(
        agreement=world.agreement, period_from=today - timedelta(days=365), period_to=today - timedelta(days=1),
        figures={}, opened_at=now, opened_by=world.head.user, provider_answered_at=now, school_answered_at=now,
        provider_answered_by=world.signatory.user, school_answered_by=world.head.user,
    )  # fmt: skip
    action = ReviewAction.objects.create(
        review=review, text="Meet every month", owner=world.college, due_on=today + timedelta(days=60)
    )
    return {
        "challenge_uuid": challenge.uuid,
        "review_uuid": review.uuid,
        "action_uuid": action.uuid,
        "question": "education_plan",
    }
