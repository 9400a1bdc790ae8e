"""What a stranger's keyboard may send: odd addresses, odd answers, mark-up. Nothing breaks, nothing runs, nothing is logged."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
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
#: Anything but a fault of the server.
ANSWERS = (200, 302, 403, 404, 405)
PARAMETERS = (
    "page", "sort", "q", "from", "to", "state", "agency", "learner", "duty", "outcome", "flag", "mine", "kind", "unread",
    "enrolment", "party", "to", "agreement", "show", "plan", "provider", "key_worker", "care_status", "due_from",
    "due_until", "standing", "vacant", "next", "logged", "level", "purpose", "own", "when",
)  # fmt: skip
LISTS = (
    "/", "/learners/", "/learners/export.csv", "/deadlines/", "/incidents/", "/emergencies/", "/agreements/", "/directory/",
    "/messages/", "/oversight/", "/oversight/undelivered/", "/partnership/", "/partnership/promotion/",
    "/partnership/meetings/", "/partnership/actions/", "/partnership/events/", "/partnership/notices/",
    "/partnership/employers/", "/partnership/complaints/", "/partnership/compliments/",
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


def fields_of(client: Client, address: str) -> Iterator[str]:
    """The names of the boxes of the form on a page."""
    context = client.get(address).context
    form = context.get("form") if context else None
    for name in getattr(form, "fields", ()):
        yield name
        yield from (f"{name}_{part}" for part in ("day", "month", "year", "time", "fold"))


def forms(things: Things) -> list[str]:
    return [
        name
        for name in routes()
        if name.partition(":")[0] in FORMS_OF and not name.endswith(("sign-in-as", "sign-out"))
    ]


FORMS_OF = ("accounts", "notifications", "deadlines", "agreements", "learners", "tracking", "education_plans")


@pytest.mark.exhaustive
@pytest.mark.parametrize("value", ["\x00", "99999999999999999999", MARKUP, "x" * 20000, "٣", "-1"])
def test_no_answer_breaks_a_form(value: str, world: World, things: Things, client_of: ClientOf):
    """Every form, as three people who may fill it in, with the same nonsense in every box."""
    for person in (world.key_contact, world.team_manager, world.designated_person):
        client = client_of(person.user)
        for name in forms(things):
            address = things.url(name)
            response = client.get(address)
            if response.status_code != 200 or not response.context or not response.context.get("form"):
                continue
            boxes = list(fields_of(client, address))
            room = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // (2 * len(boxes) + 1)  # so that the form reads it
            answer = client.post(address, dict.fromkeys(boxes, value[:room]))
            assert answer.status_code in ANSWERS, name


@pytest.mark.exhaustive
@pytest.mark.parametrize("day", [("31", "12", "9999"), ("1", "1", "0001"), ("30", "2", "2026")])
def test_no_day_breaks_a_form(day: tuple[str, str, str], world: World, things: Things, client_of: ClientOf):
    """The ends of the calendar in every date, with the first choice and plain words in everything else."""
    for person in (world.key_contact, world.team_manager, world.designated_person):
        client = client_of(person.user)
        for name in forms(things):
            address = things.url(name)
            if name in ("learners:death", "learners:close"):
                continue
            response = client.get(address)
            form = response.context.get("form") if response.status_code == 200 and response.context else None
            if form is None:
                continue
            data: dict[str, object] = {}
            for field_name, field in form.fields.items():
                choices = [str(value) for value, _ in getattr(field, "choices", ()) if str(value)]
                data[field_name] = choices[0] if choices else "12"
                if hasattr(field, "question"):
                    del data[field_name]
                    data |= {
                        f"{field_name}_{part}": text for part, text in zip(("day", "month", "year"), day, strict=True)
                    }
                    data[f"{field_name}_time"] = "11:59pm"
            assert client.post(address, data).status_code in ANSWERS, name


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
