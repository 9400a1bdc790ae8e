"""A risk that shows where its points come from, and people who see it otherwise and say why."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from learners.models import Learner
from oversight.enums import Risk
from oversight.models import RiskJudgement
from oversight.selectors.risk import risk_of_learner
from oversight.services.risk import LONGEST, ReasonMissing, UntilOutOfRange, judge_risk
from tests.crawling import text_of
from tests.oversight.panels import incidents, without_a_place
from tests.people import World
from tracking.models import HomeMove, NeetEpisode, StrengthsScore

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)


def judged(
    learner: Learner, world: World, now: datetime, risk: Risk = Risk.LOW, days: int = 30, reason: str = "Starts soon"
) -> RiskJudgement:
    return judge_risk(
        learner=learner, risk=risk, reason=reason, until_on=local_date(now) + days * DAY, by=world.social_worker.user,
        now=now,
    )  # fmt: skip


def test_nothing_known_is_a_low_risk(world: World, now: datetime):
    standing = risk_of_learner(world.learner(), now)
    assert (standing.points, standing.parts, standing.risk) == (0, [], Risk.LOW)


def test_every_source_gives_its_points(world: World, now: datetime):
    learner, today = world.learner(), local_date(now)
    incidents(learner, world, now, [10])
    recorded = {"recorded_at": now, "recorded_by": world.officer.user}
    StrengthsScore.objects.create(learner=learner, on=today - DAY, score=20, filled_in_by="Carer", **recorded)
    for ago in (30, 200, 400):
        HomeMove.objects.create(
            learner=learner, moves_on=today - ago * DAY, is_planned=True, to_what="Foster home", partner="Carer",
            effect="none", **recorded,
        )  # fmt: skip
    learner.key_workers.update(ends_at=now - DAY)
    assert sorted(part.why for part in risk_of_learner(learner, now).parts) == [
        "1 incident within the last 90 days",
        "A strengths and difficulties score of 20 of 40",
        "Moved home 2 times within the last year",
        "No key worker",
    ]


def test_an_episode_counts_before_anybody_says_what_they_do_and_its_plan_weighs(world: World, now: datetime):
    learner, today = world.learner(enrolled=False), local_date(now)
    episode = NeetEpisode.objects.create(
        learner=learner, starts_on=today - 19 * DAY, recorded_at=now, recorded_by=world.officer.user
    )
    assert [part.points for part in risk_of_learner(learner, now).parts] == [3, 1]
    episode.plan, episode.plan_agreed_on = "A taster day every month", today
    episode.save()
    assert [part.why for part in risk_of_learner(learner, now).parts] == [
        f"Without a place for 20 days, since {(today - 19 * DAY).day} {today - 19 * DAY:%B %Y}"
    ]


def test_the_newest_judgement_counts_until_its_day(world: World, now: datetime):
    learner = without_a_place(world, now, 250)
    assert risk_of_learner(learner, now).risk == Risk.HIGH
    judged(learner, world, now, Risk.MEDIUM)
    judgement = judged(learner, world, now + timedelta(minutes=1), Risk.LOW, days=3)
    standing = risk_of_learner(learner, now + 3 * DAY)
    assert (standing.risk, standing.computed, standing.judgement) == (Risk.LOW, Risk.HIGH, judgement)
    assert judgement.computed == 7
    assert risk_of_learner(learner, now + 4 * DAY).risk == Risk.HIGH


def test_a_judgement_needs_a_reason_and_a_day(world: World, now: datetime):
    learner = world.learner()
    with pytest.raises(ReasonMissing):
        judged(learner, world, now, reason=" ")
    for days in (-1, LONGEST.days + 1):
        with pytest.raises(UntilOutOfRange):
            judged(learner, world, now, days=days)
    assert not RiskJudgement.objects.exists()
    judged(learner, world, now, days=LONGEST.days)


def test_the_pages(world: World, real_now: datetime, client_of: ClientOf):
    learner = without_a_place(world, real_now, 250)
    path = f"/learners/{learner.uuid}/risk/"
    worker = client_of(world.social_worker.user)
    page = text_of(worker.get(path))
    for words in (
        "Without a place for 250 days",
        "7 points by the rules",
        "Nobody has said that they see it otherwise",
    ):
        assert words in page
    assert path in text_of(worker.get(f"/learners/{learner.uuid}/"))
    typed = {"risk": "low", "reason": "", **day_data("until_on", local_date(real_now) + 30 * DAY)}
    refused = worker.post(f"{path}judge/", typed)
    assert refused.status_code == 200
    assert not RiskJudgement.objects.exists()
    far = worker.post(
        f"{path}judge/",
        {"risk": "low", "reason": "Starts soon", **day_data("until_on", local_date(real_now) + 300 * DAY)},
    )
    assert "Then somebody looks again." in text_of(far)
    assert "Starts soon" in text_of(far)
    worker.post(f"{path}judge/", {**typed, "reason": "Starts on Monday"})
    page = text_of(client_of(world.officer.user).get(path))
    assert "Starts on Monday" in page
    assert "Sue Worker sees it as low" in page


def test_the_carer_reads_and_the_provider_finds_nothing(world: World, real_now: datetime, client_of: ClientOf):
    learner = world.learner(key_worker=world.carer)
    path = f"/learners/{learner.uuid}/risk/"
    carer = client_of(world.carer.user)
    assert carer.get(path).status_code == 200
    assert carer.post(f"{path}judge/", {"risk": "low"}).status_code == 403
    assert client_of(world.designated_person.user).get(path).status_code == 404
