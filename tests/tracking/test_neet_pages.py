"""The pages of times without a place and of totals of strengths and difficulties, and who never sees them (K6, K11)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from deadlines.models import Deadline
from learners.models import Learner
from tests.crawling import text_of
from tests.people import World
from tests.tracking_things.neet_episodes import without_place
from tracking.enums import HealthRoute
from tracking.models import NeetDay, StrengthsScore
from tracking.selectors.neet_words import PLAN, seen_of
from tracking.services.neet_episodes import PlanWords, record_help, write_plan
from tracking.services.neet_errors import ChangedMeanwhile, NeetError
from tracking.services.neet_roles import RoleWords, add_role
from tracking.services.strengths import change_score, record_score

ClientOf = Callable[[User], Client]


@pytest.fixture
def learner(world: World) -> Learner:
    return world.learner()


def test_strengths_and_difficulties(world: World, learner: Learner, now: datetime):
    by, today = world.social_worker.user, local_date(now)
    given = {"learner": learner, "on": today, "score": 18, "filled_in_by": "The carer", "by": by, "now": now}
    kept = record_score(**given)
    for field, other in (
        ("on", {}),
        ("on", {"on": today + timedelta(days=1)}),
        ("on", {"on": date(1990, 1, 1)}),
        ("score", {"score": 41, "on": today - timedelta(days=1)}),
        ("score", {"score": -1, "on": today - timedelta(days=1)}),
        ("filled_in_by", {"filled_in_by": " "}),
    ):
        with pytest.raises(NeetError) as refused:
            record_score(**(given | other))
        assert refused.value.field == field
    other = record_score(**(given | {"filled_in_by": "A teacher"}))
    with pytest.raises(NeetError):
        change_score(score=other, on=today, total=3, filled_in_by="The carer", by=by, now=now)
    assert change_score(score=kept, on=today, total=8, filled_in_by="The  carer", by=by, now=now).score == 8
    assert kept.history.count() == 2


def with_seen(client: Client, page: str, **given: object) -> dict[str, object]:
    """What is sent from a page that was opened just now."""
    seen = client.get(page).context["form"]["seen"].value()
    assert seen
    return {**given, "seen": seen}


def test_the_way_in_the_browser(world: World, learner: Learner, client_of: ClientOf, real_now: datetime):
    today = local_date(real_now)
    client = client_of(world.social_worker.user)
    of_learner = reverse("tracking:neet-of", args=[learner.uuid])
    assert of_learner in text_of(client.get(f"/learners/{learner.uuid}/"))
    assert "No time without a place is recorded" in text_of(client.get(of_learner))
    episode = without_place(learner, world, real_now, days=100)
    seen = text_of(client.get(of_learner))
    assert "There is no plan yet" in seen
    assert "At risk of a long time" in seen
    assert "Arrange a taster day" in seen, "its clocks"
    plan = reverse("tracking:neet-plan", args=[episode.uuid])
    empty = with_seen(client, plan, barriers="The bus", plan="", contingency="", **day_data("agreed_on", today))
    refused = client.post(plan, empty)
    assert "Say what you do together before it is agreed" in text_of(refused)
    assert "The bus" in text_of(refused)
    given = {"themes": ["travel", "money"], "barriers": "The bus", "plan": "A week\non boats", "contingency": "Kitchen"}
    saved = text_of(client.post(plan, with_seen(client, plan, **given, **day_data("agreed_on", today)), follow=True))
    assert "A week<br>on boats" in saved
    assert "Travel, Money<br>The bus" in saved
    assert "Something is missing" not in saved
    health = reverse("tracking:neet-help", args=[episode.uuid])
    client.post(health, with_seen(client, health, health_route="open", health_note="Weekly"))
    client.post(
        reverse("tracking:neet-role-new", args=[episode.uuid]),
        {"who": "Ola", "does": "Rings the yard", "agency": str(world.virtual_school.uuid)},
    )
    role = episode.roles.get()
    change = reverse("tracking:neet-role-change", args=[role.uuid])
    assert "Rings the yard" in text_of(client.get(change))
    client.post(change, with_seen(client, change, who="Ola", does="Writes to the yard", agency=""))
    assert "Recorded as done" in text_of(
        client.post(reverse("tracking:neet-role-done", args=[role.uuid]), day_data("done_on", today), follow=True)
    )
    new = reverse("tracking:neet-day-new", args=[episode.uuid])
    client.post(new, {"kind": "taster", "where": "Boats", **day_data("on", today)})
    one = NeetDay.objects.get()
    settle = reverse("tracking:neet-day", args=[one.uuid])
    assert "Did they come?" in text_of(client.get(settle))
    came = text_of(client.post(settle, {"attended": "yes", "what_came_of_it": "A job"}, follow=True))
    assert "A job" in came
    assert Deadline.objects.get(duty_code="taster_day", subject_uuid=episode.uuid, state="met").met_at is not None
    assert "Take back whether they came" in text_of(client.get(settle))
    client.post(settle, {"reason": "Tomorrow"})
    called_off = client.post(reverse("tracking:neet-day-call-off", args=[one.uuid]), {"reason": "Rain"}, follow=True)
    assert "The day is called off." in text_of(called_off)
    assert "Writes to the yard" in text_of(client.get(reverse("tracking:neet-episode", args=[episode.uuid])))
    assert learner.full_name in text_of(client.get(reverse("tracking:neet-episodes")))


def test_whoever_saves_second_does_not_silently_win(
    world: World, learner: Learner, client_of: ClientOf, real_now: datetime
):
    episode = without_place(learner, world, real_now, days=20)
    first, second = client_of(world.social_worker.user), client_of(world.key_contact.user)
    role = add_role(
        episode=episode, words=RoleWords(who="Ola", does="Rings"), by=world.social_worker.user, now=real_now
    )  # fmt: skip
    for name, uuid, theirs, mine, stands in (
        ("plan", episode.uuid, {"plan": "Boats", "contingency": ""}, {"plan": "Kitchens", "contingency": "Yard"}, "Boats"),
        ("help", episode.uuid, {"health_route": "open", "health_note": "Weekly"},
         {"health_route": "refused", "health_note": "No wish"}, "Weekly"),
        ("role-change", role.uuid, {"who": "Ola", "does": "Writes"}, {"who": "Ola", "does": "Visits"}, "Writes"),
    ):  # fmt: skip
        page = reverse(f"tracking:neet-{name}", args=[uuid])
        of_first, of_second = with_seen(first, page, **theirs), with_seen(second, page, **mine)
        assert first.post(page, of_first).status_code == 302
        refused = second.post(page, of_second)
        text = text_of(refused)
        assert refused.status_code == 200
        assert f"{world.social_worker.user} changed this while you were writing" in text
        assert "What stands there now" in text
        assert stands in text
        for typed in mine.values():
            assert typed in text, "nothing typed is lost"
        assert first.get(page).context["form"]["seen"].value() == refused.context["form"]["seen"].value()
        again = {**mine, "seen": refused.context["form"]["seen"].value()}
        assert second.post(page, again).status_code == 302, "they have seen it now"
        assert second.post(page, of_second).status_code == 200, "and so has nobody who sends the old page again"
    episode.refresh_from_db()
    role.refresh_from_db()
    assert (episode.plan, episode.contingency, episode.health_note, role.does) == (
        "Kitchens",
        "Yard",
        "No wish",
        "Visits",
    )


def test_who_wrote_what_stands_there(world: World, learner: Learner, real_now: datetime):
    """A change of something else does not make somebody its author."""
    episode = without_place(learner, world, real_now, days=20)
    writer, other = world.social_worker.user, world.key_contact.user
    nobody = seen_of(episode, PLAN)
    words = PlanWords(barriers="", plan="Boats", contingency="")
    episode = write_plan(episode=episode, words=words, seen=nobody, by=writer, now=real_now)
    record_help(
        episode=episode, health_route=HealthRoute.OPEN, health_note="", jobcentre_plan_on=None, by=other, now=real_now
    )
    with pytest.raises(ChangedMeanwhile, match=f"^{writer} changed this"):
        write_plan(episode=episode, words=words, seen=nobody, by=other, now=real_now)


def test_totals_in_the_browser(world: World, learner: Learner, client_of: ClientOf, real_now: datetime):
    client, today = client_of(world.social_worker.user), local_date(real_now)
    new = reverse("tracking:strengths-new", args=[learner.uuid])
    refused = client.post(new, {"score": "41", "filled_in_by": "The carer", **day_data("on", today)})
    assert "Enter a total from 0 to 40" in text_of(refused)
    seen = client.post(new, {"score": "18", "filled_in_by": "The carer", **day_data("on", today)}, follow=True)
    assert "Asks for attention" in text_of(seen)
    change = reverse("tracking:strengths-change", args=[StrengthsScore.objects.get().uuid])
    seen = client.post(change, {"score": "17", "filled_in_by": "The carer", **day_data("on", today)}, follow=True)
    assert "Asks for attention" not in text_of(seen)


def test_no_provider_learns_of_health_totals_or_clocks(
    world: World, learner: Learner, client_of: ClientOf, real_now: datetime
):
    episode = without_place(learner, world, real_now, days=20)
    score = record_score(
        learner=learner, on=local_date(real_now), score=12, filled_in_by="The carer", by=world.social_worker.user,
        now=real_now,
    )  # fmt: skip
    client = client_of(world.designated_person.user)
    for name, argument in (
        ("neet-episode", episode), ("neet-of", learner), ("strengths", learner), ("strengths-change", score),
    ):  # fmt: skip
        assert client.get(reverse(f"tracking:{name}", args=[argument.uuid])).status_code == 404
    seen = text_of(client.get(f"/learners/{learner.uuid}/"))
    assert "Arrange a taster day" not in seen
    assert "Hold an in-touch day" not in seen
    assert reverse("tracking:neet-of", args=[learner.uuid]) not in seen
    assert not Deadline.objects.visible_to(world.designated_person.user).filter(subject_uuid=episode.uuid).exists()
    assert Deadline.objects.visible_to(world.officer.user).filter(subject_uuid=episode.uuid).count() == 2


def test_the_list_takes_as_many_queries_with_many_episodes(
    world: World, learner: Learner, client_of: ClientOf, real_now: datetime, django_assert_max_num_queries
):
    client, address = client_of(world.officer.user), reverse("tracking:neet-episodes")
    without_place(learner, world, real_now)
    client.get(address)
    with django_assert_max_num_queries(25) as first:
        client.get(address)
    for _ in range(4):
        without_place(world.learner(), world, real_now)
    with django_assert_max_num_queries(len(first)):
        assert client.get(address).context["page_obj"].paginator.count == 5
