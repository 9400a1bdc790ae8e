"""The pages of what young people do: recording in a browser, the history, and the list by what they do."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from learners.models import Learner
from oversight.selectors.measures import PeopleFilters
from oversight.selectors.measures import people as people_listed
from tests.people import World
from tests.tracking.test_activity import COLLEGE, ILL, SEEKING, WORK, code, said, told
from tracking.models import ActivitySpell
from tracking.selectors.activity import ActivityFilters, listed, rows
from tracking.services.activity import record_activity

ClientOf = Callable[[User], Client]
LIST = "/activity/"


@pytest.fixture
def learner(world: World) -> Learner:
    return world.learner()


@pytest.fixture
def client(world: World, client_of: ClientOf) -> Client:
    return client_of(world.social_worker.user)


def page_of(learner: Learner, name: str = "activity-of") -> str:
    return reverse(f"tracking:{name}", args=[learner.uuid])


def record(learner: Learner, number: str, days_ago: int, now: datetime, **more: date) -> ActivitySpell:
    begins = local_date(now) - timedelta(days=days_ago)
    return record_activity(learner=learner, code=code(number), starts_on=begins, **more, by=None, now=now)


def test_what_they_do_is_recorded_and_read_again(learner: Learner, client: Client, real_now: datetime):
    assert page_of(learner) in client.get(reverse("oversight:case-file", args=[learner.uuid])).content.decode()
    assert "Nothing is recorded yet" in said(client.get(page_of(learner)))
    record(learner, COLLEGE, 40, real_now)
    today = local_date(real_now)
    data = {"code": code(SEEKING).pk, **day_data("starts_on", today - timedelta(days=9)), "note": "Left the course"}
    assert client.post(page_of(learner, "activity-new"), data).status_code == 302
    text = said(client.get(page_of(learner)))
    assert "Seeking work or learning, since" in text
    assert "Without a place for 10 days" in text
    assert "Left the course" in text
    story = reverse("oversight:story", args=[learner.uuid])
    assert "Left the course" in said(client.get(story, {"kind": "activity"}))


def test_a_refusal_keeps_what_was_typed(learner: Learner, client: Client, real_now: datetime):
    record(learner, COLLEGE, 40, real_now, ends_on=local_date(real_now) - timedelta(days=20))
    data = {
        "code": code(SEEKING).pk,
        **day_data("starts_on", local_date(real_now) - timedelta(days=9)),
        "note": "They told us on the phone",
    }
    response = client.post(page_of(learner, "activity-new"), data)
    text = response.content.decode()
    assert response.status_code == 200
    assert "nothing is recorded. Record that time first" in text
    assert "They told us on the phone" in text
    assert f'value="{code(SEEKING).pk}" selected' in text


def test_a_correction_is_made_in_the_browser(learner: Learner, client: Client, real_now: datetime):
    record(learner, COLLEGE, 40, real_now)
    spell = record(learner, SEEKING, 9, real_now)
    correct = reverse("tracking:activity-correct", args=[spell.uuid])
    assert correct in client.get(page_of(learner)).content.decode()
    new_day = local_date(real_now) - timedelta(days=12)
    data = {"code": code(ILL).pk, **day_data("starts_on", new_day), "hours": "", "note": "", "reason": ""}
    assert client.post(correct, data).status_code == 200, "the reason is missing"
    assert client.post(correct, {**data, "reason": "It is their health"}).status_code == 302
    assert told(learner) == [
        (COLLEGE, local_date(real_now) - timedelta(days=40), new_day - timedelta(days=1)), (ILL, new_day, None)
    ]  # fmt: skip
    take_back = reverse("tracking:activity-take-back", args=[spell.uuid])
    assert client.post(take_back, {"reason": "Another person"}).status_code == 302
    assert [row[0] for row in told(learner)] == [COLLEGE]


def test_of_a_provider_nobody_sees_it(world: World, learner: Learner, client_of: ClientOf, real_now: datetime):
    spell = record(learner, COLLEGE, 40, real_now)
    provider = client_of(world.designated_person.user)
    assert provider.get(page_of(learner)).status_code == 404
    assert provider.get(reverse("tracking:activity-correct", args=[spell.uuid])).status_code == 404
    assert provider.get(LIST).status_code == 403


def names(user: User, now: datetime, **filters: str) -> list[str]:
    return [learner.given_name for learner in listed(user, ActivityFilters(**filters), now)]


def test_the_list_is_narrowed_by_what_they_do(world: World, client_of: ClientOf, real_now: datetime):
    by_name = {name: world.learner(given_name=name, family_name=name) for name in ("Ann", "Bo", "Cy", "Di", "Ed")}
    record(by_name["Ann"], COLLEGE, 300, real_now)
    record(by_name["Bo"], SEEKING, 250, real_now)
    record(by_name["Bo"], ILL, 20, real_now)  # another reason, the same time without a place
    record(by_name["Cy"], SEEKING, 300, real_now)
    record(by_name["Cy"], WORK, 100, real_now)
    record(by_name["Cy"], SEEKING, 20, real_now)
    record(by_name["Di"], WORK, 10, real_now)
    user = world.officer.user
    assert names(user, real_now) == ["Ann", "Bo", "Cy", "Di", "Ed"]
    assert names(user, real_now, doing="without") == ["Bo", "Cy"]
    assert names(user, real_now, doing="long") == ["Bo"]
    assert names(user, real_now, doing="neet") == ["Cy"]
    assert names(user, real_now, doing="employment") == ["Di"]
    assert names(user, real_now, doing="nothing") == ["Ed"]
    assert names(user, real_now, sort="since") == ["Ann", "Bo", "Cy", "Di", "Ed"]
    assert names(user, real_now, sort="-since") == ["Di", "Bo", "Cy", "Ann", "Ed"]
    for doing in ("without", "long", ""):
        found = listed(user, ActivityFilters(doing=doing), real_now)
        shown = [row.now for row in rows(list(found), real_now)]
        assert all(now.without for now in shown) or not doing
        assert all(now.is_long for now in shown) or doing != "long"
    text = said(client_of(user).get(LIST, {"doing": "long"}))
    assert "1 young person" in text
    assert "251 days" in text
    assert names(world.stranger.user, real_now) == []


def test_who_is_not_known_stands_on_the_day_of_the_key_worker(
    world: World, learner: Learner, client: Client, client_of: ClientOf, real_now: datetime
):
    text = "Find out what they do, not known since"
    assert text not in said(client.get("/"))
    record(learner, "810", 9, real_now)
    assert text in said(client.get("/"))
    assert text not in said(client_of(world.officer.user).get("/"))


def test_an_address_that_makes_no_sense_asks_nothing(world: World, client: Client, learner: Learner):
    response = client.get(LIST, {"doing": "flying", "key_worker": "x", "sort": "colour", "page": "9"})
    assert learner.full_name in said(response)


def test_the_list_costs_the_same_for_few_and_for_many(world: World, client: Client, real_now: datetime):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST, {"doing": "without"}).status_code == 200
        return len(asked.captured_queries)

    record(world.learner(), SEEKING, 9, real_now)
    client.get(LIST)
    few = cost()
    for _ in range(12):
        young = world.learner()
        record(young, COLLEGE, 90, real_now)
        record(young, SEEKING, 9, real_now)
    assert cost() == few


def test_the_caseload_is_narrowed_by_what_they_do(world: World, client_of: ClientOf, real_now: datetime):
    """By the same words, and to the same people, as the list that is made of it as a file."""
    doing = {"education": COLLEGE, "neet": SEEKING, "employment": WORK, "none": None}
    people = {}
    for name, number in doing.items():
        people[name] = world.learner(given_name=name.title())
        if number:
            record(people[name], number, 5, real_now)

    def found(user: User, **asked: str) -> set[str]:
        page = client_of(user).get("/learners/", asked)
        assert page.status_code == 200
        return {row.learner.given_name.lower() for row in page.context["rows"]}

    own = world.social_worker.user
    assert found(own) == set(doing)
    for name in doing:
        assert found(own, doing=name) == {name}
        assert list(people_listed(own, PeopleFilters(doing=name), real_now)) == [people[name]]
    assert found(own, doing="nonsense") == set(doing), "an unknown value is shown as an error and asks nothing"
    stranger = world.designated_person.user  # of a college: does not know what they do, and cannot ask
    assert "doing" not in client_of(stranger).get("/learners/").context["filter_form"].fields
    assert found(stranger, doing="neet") == found(stranger)
