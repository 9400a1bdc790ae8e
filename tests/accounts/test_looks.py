"""Who has looked, as it is written down: once for each answer that showed a record, by the database's clock."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.test import Client

from accounts.clock import database_now
from accounts.enums import LookKind, RoleCode
from accounts.models import Look, User
from accounts.services import begin_membership
from deadlines.models import Deadline
from tests.learners.test_caseload import named
from tests.people import World
from tests.things import build_things

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


def since_built() -> QuerySet[Look]:
    """Without the one row that building everything leaves: a list of young people was made into a file."""
    return Look.objects.exclude(kind=LookKind.EXPORT, what="oversight:list-download")


def case_file(world: World) -> str:
    return f"/learners/{world.learner().uuid}/"


def test_a_view_says_who_as_whom_what_when_and_from_where(world: World, client_of: ClientOf):
    learner, before = world.learner(), database_now()
    client_of(world.key_contact.user).get(f"/learners/{learner.uuid}/", REMOTE_ADDR="203.0.113.9")
    look = Look.objects.get()
    assert (look.user, look.agency, look.roles) == (world.key_contact.user, world.virtual_school, ["key_contact"])
    assert (look.kind, look.what) == (LookKind.VIEW, "oversight:case-file")
    assert (look.learner_uuids, look.label) == ([learner.uuid], str(learner))
    assert look.address == "203.0.113.9"
    assert before <= look.at <= database_now()


def test_the_moment_is_the_databases(world: World, client_of: ClientOf, time_machine_far: None):
    client_of(world.key_contact.user).get(case_file(world))
    assert abs(Look.objects.get().at - database_now()) < timedelta(minutes=1)


@pytest.fixture
def time_machine_far(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine’s clock is twenty minutes wrong, for everything that asks Django for the time."""
    from django.utils import timezone

    right = timezone.now
    monkeypatch.setattr("django.utils.timezone.now", lambda: right() + timedelta(minutes=20))


def test_only_the_hats_worn_are_named(world: World, client_of: ClientOf):
    person, now = world.key_contact.user, database_now()
    for agency, role in ((world.virtual_school, RoleCode.AGENCY_ADMINISTRATOR), (world.college, RoleCode.VIEWER)):
        begin_membership(user=person, agency=agency, role=role, starts_at=now, by=None, now=now)
    client_of(person).get(case_file(world))
    look = Look.objects.get()
    assert look.agency == world.virtual_school
    assert look.roles == ["key_contact", "agency_administrator"]


def test_what_was_not_shown_is_not_written(world: World, client_of: ClientOf):
    """Not found, refused, sent elsewhere, not asked for by name."""
    things = build_things(world)
    assert client_of(world.stranger.user).get(things.url("oversight:case-file")).status_code == 404
    assert client_of(world.viewer.user).get(things.url("learners:edit")).status_code == 403
    assert Client().get(things.url("oversight:case-file")).status_code == 302
    for page in ("/learners/", "/deadlines/", "/incidents/", "/emergencies/", "/", "/directory/?q=Brindley"):
        assert client_of(world.key_contact.user).get(page).status_code == 200
    assert not since_built().exists()


def test_a_form_that_comes_back_with_errors_was_seen(world: World, client_of: ClientOf):
    things = build_things(world)
    client = client_of(world.key_contact.user)
    assert client.post(things.url("deadlines:pause"), {"reason": ""}).status_code == 200
    assert since_built().get().what == "deadlines:pause"
    assert client.post(things.url("deadlines:pause"), {"reason": "In hospital"}).status_code == 302
    assert since_built().count() == 1


def test_a_search_names_those_on_the_page(world: World, client_of: ClientOf):
    found, _ = named(world, "Zadie", "Quill"), named(world, "Ola", "Brandt")
    client_of(world.key_contact.user).get("/learners/?q=zadie")
    look = Look.objects.get()
    assert (look.kind, look.what, look.learner_uuids) == (LookKind.SEARCH, "learners:caseload", [found.uuid])


def test_a_search_that_finds_nobody_is_counted(world: World, client_of: ClientOf):
    client_of(world.key_contact.user).get("/learners/?q=xqzw")
    look = Look.objects.get()
    assert (look.kind, look.learner_uuids, look.label) == (LookKind.SEARCH, [], "")


@pytest.mark.parametrize("asked", ["q={name}", "learner={uuid}"])
def test_deadlines_of_one_young_person_are_a_search(asked: str, world: World, client_of: ClientOf):
    learner = build_things(world).learner
    address = f"/deadlines/?{asked.format(name=learner.family_name, uuid=learner.uuid)}"
    assert client_of(world.key_contact.user).get(address).context["page_obj"].object_list
    look = since_built().get()
    assert (look.kind, look.what, look.learner_uuids) == (LookKind.SEARCH, "deadlines:list", [learner.uuid])


def test_a_file_names_everybody_in_it_before_its_first_byte(world: World, client_of: ClientOf):
    learners = [world.learner() for _ in range(3)]
    hidden = world.learner(is_restricted=True)
    answer = client_of(world.key_contact.user).get("/learners/export.csv?sort=name")
    look = Look.objects.get()
    assert answer.streaming
    assert (look.kind, set(look.learner_uuids)) == (LookKind.EXPORT, {learner.uuid for learner in learners})
    assert look.label == ""
    lines = answer.getvalue().decode().splitlines()
    assert len(lines) == 3 + len(learners)
    assert hidden.given_name not in {line.partition(",")[0] for line in lines}
    assert Look.objects.count() == 1


def test_the_file_holds_those_who_were_written_down(world: World, client_of: ClientOf):
    """Whoever joins the list while the file is on its way is neither in it nor written down."""
    world.learner()
    answer = client_of(world.key_contact.user).get("/learners/export.csv")
    named(world, "Zadie", "Latecomer")
    assert "Latecomer" not in answer.getvalue().decode()


def test_only_asking_whether_it_exists_counts_too(world: World, client_of: ClientOf):
    assert client_of(world.key_contact.user).head(case_file(world)).status_code == 200
    assert Look.objects.count() == 1


def test_a_row_is_never_changed_or_deleted(world: World, client_of: ClientOf):
    client_of(world.key_contact.user).get(case_file(world))
    for act in (lambda: Look.objects.update(label=""), lambda: Look.objects.all().delete()):
        with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
            act()


def test_nothing_is_written_outside_a_request(world: World):
    from accounts.access import visible_or_404

    assert visible_or_404(Deadline, world.key_contact.user, uuid=build_things(world).kwargs["deadline_uuid"])
    assert not since_built().exists()


@pytest.fixture
def no_room(transactional_db: None) -> Iterator[None]:
    """The table of looks takes no row."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_look ADD CONSTRAINT no_room CHECK (false) NOT VALID")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_look DROP CONSTRAINT no_room")


def test_what_cannot_be_written_down_is_not_shown(transactional_db: None, no_room: None, world: World):
    client = Client(raise_request_exception=False)
    client.force_login(world.key_contact.user, backend="django.contrib.auth.backends.ModelBackend")
    learner = named(world, "Zadie", "Quill")
    for address in (f"/learners/{learner.uuid}/", "/learners/?q=zadie", "/learners/export.csv"):
        answer = client.get(address)
        assert answer.status_code == 500, address
        assert not answer.streaming
        assert "Quill" not in answer.content.decode()
    assert client.get("/learners/").status_code == 200, "a list without a search needs no row"
