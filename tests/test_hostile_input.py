"""What a stranger's keyboard may send: odd addresses, odd answers, mark-up. Nothing breaks, nothing runs, nothing is logged."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.forms import Field
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.people import World
from tests.test_leaks import everything
from tests.things import Things, build_things, routes

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]

MARKUP = "<script>alert(1)</script>{{ 7|add:7 }}\"'>"
VALUES = (
    "abc",
    "';--",
    "99999999999999999999",
    "-1",
    "\x00",
    "%",
    "\\",
    "²",
    "𝟘",
    "9999-12-31",
    "0001-01-01",
    "x" * 5000,
    MARKUP,
)
PARTS_OF_A_MOMENT = ("_day", "_month", "_year", "_time", "_fold")
#: Anything but a fault of the server.
ANSWERS = (200, 302, 403, 404, 405)
PARAMETERS = (
    "page", "sort", "q", "from", "to", "state", "agency", "learner", "duty", "outcome", "flag", "mine", "kind", "unread",
    "enrolment", "party", "to", "agreement", "show", "plan", "provider", "key_worker", "care_status", "due_from",
    "due_until", "standing", "vacant", "next", "logged", "level", "purpose", "own", "when", "area", "ages",
    "doing", "on", "attending", "week", "recorded", "period", "service", "asker", "counted", "split", "key", "month",
    "status", "question", "value",
)  # fmt: skip
LISTS = (
    "/", "/learners/", "/learners/export.csv", "/deadlines/", "/incidents/", "/emergencies/", "/agreements/", "/directory/",
    "/messages/", "/oversight/", "/oversight/undelivered/", "/partnership/", "/partnership/promotion/",
    "/partnership/meetings/", "/partnership/actions/", "/partnership/events/", "/partnership/notices/",
    "/partnership/employers/", "/partnership/complaints/", "/partnership/compliments/", "/figures/", "/lists/young_people/",
    "/lists/neet/", "/lists/from_16/", "/saved-views/", "/exports/", "/activity/", "/worker-changes/", "/care-leaver-return/2026/",
    "/information-requests/", "/partnership/library/",
    "/strategies/", "/boards/", "/partners/plans/", "/packs/", "/audits/", "/feedback/", "/bulletins/", "/bulletins/stopped/",
    "/measures/", "/measures/attendance_known/list/", "/measures/download/",
)  # fmt: skip


@pytest.fixture
def things(world: World) -> Things:
    return build_things(world)


@pytest.mark.parametrize("value", VALUES)
def test_no_address_breaks_a_list(value: str, world: World, things: Things, client_of: ClientOf):
    client = client_of(world.key_contact.user)
    for path in LISTS:
        response = client.get(path, dict.fromkeys(PARAMETERS, value))
        assert response.status_code in (200, 404), path
        if not response.streaming:
            assert MARKUP not in response.content.decode()


def forms(client: Client, things: Things) -> Iterator[tuple[str, str, Any]]:
    """Name, address and form of every page on which this person may fill something in."""
    for name in routes():
        if name.partition(":")[0] not in FORMS_OF or name.endswith(("sign-in-as", "sign-out")):
            continue
        address = things.url(name)
        response = client.get(address)
        form = response.context.get("form") if response.status_code == 200 and response.context else None
        if form is not None:
            yield name, address, form


def fields_of(form: Any) -> Iterator[tuple[str, Field]]:
    """The name of each field in the request, with the field: of one form, or of a page of lines that are forms each."""
    for part in getattr(form, "forms", [form]):
        yield from ((part.add_prefix(name), field) for name, field in part.fields.items())


def answer_to(client: Client, address: str, data: dict[str, str]) -> int:
    """The status of the answer; what it changed is taken back, so that the next answer meets the same page."""
    with transaction.atomic():
        status = client.post(address, data).status_code
        transaction.set_rollback(True)
    return status


FORMS_OF = (
    "accounts",
    "notifications",
    "deadlines",
    "agreements",
    "learners",
    "tracking",
    "education_plans",
    "oversight",
)
ANSWERS_TYPED = ("\x00", "99999999999999999999", MARKUP, "x" * 20000, "٣", "-1")
DAYS_TYPED = (("31", "12", "9999"), ("1", "1", "0001"), ("30", "2", "2026"))
of_three_people = pytest.mark.parametrize("person", ["key_contact", "team_manager", "designated_person"])


@pytest.mark.exhaustive
@of_three_people
def test_no_answer_breaks_a_form(person: str, world: World, things: Things, client_of: ClientOf):
    """Every form, as somebody who may fill it in, with the same nonsense in every box."""
    client = client_of(getattr(world, person).user)
    filled_in = 0
    for name, address, form in forms(client, things):
        boxes = [f"{name}{part}" for name, _ in fields_of(form) for part in ("", *PARTS_OF_A_MOMENT)]
        room = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // (2 * len(boxes) + 1)  # so that the form reads it
        for typed in ANSWERS_TYPED:
            assert answer_to(client, address, dict.fromkeys(boxes, typed[:room])) in ANSWERS, (name, typed[:20])
        filled_in += 1
    assert filled_in > 20


@pytest.mark.exhaustive
@of_three_people
def test_no_day_breaks_a_form(person: str, world: World, things: Things, client_of: ClientOf):
    """The ends of the calendar in every date, with the first choice and plain words in everything else."""
    client = client_of(getattr(world, person).user)
    for name, address, form in forms(client, things):
        for day in DAYS_TYPED:
            assert answer_to(client, address, with_days(form, day)) in ANSWERS, (name, day)


def with_days(form: Any, day: tuple[str, str, str]) -> dict[str, str]:
    data: dict[str, str] = {}
    for name, field in fields_of(form):
        if hasattr(field, "question"):
            parts = (*day, "11:59pm", "0")
            data |= {f"{name}{part}": text for part, text in zip(PARTS_OF_A_MOMENT, parts, strict=True)}
        else:
            choices = [str(value) for value, _ in getattr(field, "choices", ()) if str(value)]
            data[name] = choices[0] if choices else "12"
    return data


@pytest.mark.parametrize(
    ("year", "name"), [("9999", "to"), ("9999", "from"), ("0001", "from"), ("9999", "due_until"), ("0001", "due_from")]
)
def test_the_ends_of_the_calendar_as_a_filter(year: str, name: str, world: World, client_of: ClientOf):
    client = client_of(world.key_contact.user)
    for path in ("/deadlines/", "/oversight/"):
        assert client.get(f"{path}?{name}={year}-12-31").status_code == 200
        assert client.get(f"{path}?{name}={year}-01-01").status_code == 200


@pytest.mark.exhaustive
def test_markup_in_names_and_words_is_shown_as_words(world: World, client_of: ClientOf):
    things = build_things(world)
    learner = things.learner
    learner.given_name, learner.preferred_name, learner.family_name = MARKUP[:50], "", "{% now 'Y' %}<b>"
    learner.save()
    for agency in (world.college, world.virtual_school, world.social_care):
        agency.name = f"{MARKUP}{agency.pk}"
        agency.address = agency.phone = MARKUP[:25]
        agency.save()
    for person in world.people().values():
        person.name = MARKUP + person.name
        person.save()
    learner.incidents.update(description=MARKUP)
    learner.emergencies.update(description=MARKUP)
    learner.enrolments.update(course=MARKUP)
    for address, text in everything(client_of(world.key_contact.user), whole=True):
        if "<!doctype html" not in text[:200].lower():
            continue  # a table or a PDF: no browser reads markup in it
        assert "<script>alert" not in text, address
        assert "14\"'" not in text, address


def test_pages_about_people_are_kept_by_no_browser(world: World, things: Things, client_of: ClientOf):
    """The next person at a shared machine presses Back and finds nothing."""
    client = client_of(world.key_contact.user)
    for name in (
        "oversight:my-day",
        "oversight:case-file",
        "learners:caseload",
        "learners:export",
        "tracking:incident",
    ):
        assert "no-store" in client.get(things.url(name)).headers.get("Cache-Control", ""), name


def test_sign_in_leads_nowhere_else(client_of: ClientOf, world: World, client: Client):
    for following in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = client.post(
            reverse("accounts:sign-in"),
            {"username": world.viewer.user.email, "password": "a long enough password", "next": following},
        )
        assert answer.headers["Location"] == "/"
        client.logout()
