"""No personal data in logs: a canary sits in every name, reason and field, and must not be heard in any log line.

Everything that any library says is taken at its most talkative and written with the formatter that production uses.
"""

import ast
import inspect
import io
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import shared_task
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils.log import AdminEmailHandler

from accounts.models import User
from config.celery import app
from config.logs import PlainFormatter
from deadlines.models import Deadline
from deadlines.services import pause
from tests.people import World
from tests.test_architecture import FLOORS, ROOT, python_files
from tests.things import Things, build_things, routes

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]

GIVEN, FAMILY, PERSON, ADDRESS, ULN, REASON = (
    "Canaria",
    "Serinus",
    "Fringilla",
    "linnet@finch.example",
    "7412589630",
    "Quelea",
)
CANARIES = (GIVEN, FAMILY, PERSON, "linnet", ULN, REASON)
TYPED = " ".join(CANARIES)
#: Libraries whose talk is no part of a running Mainstay, and SQL, which is never logged outside of a developer's machine.
NOT_OURS = ("django.db.backends", "faker", "factory", "asyncio", "hypothesis")


class Said:
    """Everything that was logged, as production would have written it and as it came."""

    def __init__(self) -> None:
        self.written, self.raw = io.StringIO(), io.StringIO()
        plain, careless = logging.StreamHandler(self.written), logging.StreamHandler(self.raw)
        plain.setFormatter(PlainFormatter())
        self.handlers = [plain, careless]
        for handler in self.handlers:
            handler.addFilter(lambda record: not record.name.startswith(NOT_OURS))

    def heard(self) -> set[str]:
        return {canary for canary in CANARIES if canary.lower() in self.written.getvalue().lower()}


@pytest.fixture
def said() -> Iterator[Said]:
    said = Said()
    names = [name for name, logger in logging.root.manager.loggerDict.items() if isinstance(logger, logging.Logger)]
    before = {logger: (logger.level, logger.disabled) for logger in [logging.root, *map(logging.getLogger, names)]}
    # A logger that does not pass its lines on is listened to itself.
    ears = [logging.root, *(logger for logger in before if logger is not logging.root and not logger.propagate)]
    for logger in before:
        logger.setLevel(logging.DEBUG)
        logger.disabled = False
    for logger in ears:
        for handler in said.handlers:
            logger.addHandler(handler)
    yield said
    for logger in ears:
        for handler in said.handlers:
            logger.removeHandler(handler)
    for logger, (level, disabled) in before.items():
        logger.setLevel(level)
        logger.disabled = disabled


@pytest.fixture
def things(world: World) -> Things:
    things = build_things(world)
    learner = things.learner
    learner.given_name, learner.family_name, learner.preferred_name, learner.uln = GIVEN, FAMILY, GIVEN, ULN
    learner.save()
    for person in (world.key_contact.user, world.social_worker.user):
        person.name = f"{PERSON} {person.pk}"
        person.email = f"{person.pk}{ADDRESS}"
        person.save()
    learner.incidents.update(description=TYPED)
    return things


def fields_of(answer: HttpResponse) -> dict[str, str]:
    form = answer.context.get("form") if getattr(answer, "context", None) else None
    return dict.fromkeys(getattr(form, "fields", ()), TYPED)


HEADERS = {"Referer": f"https://{GIVEN}.example/?q={TYPED}", "User-Agent": TYPED, "Origin": f"https://{GIVEN}.example"}


@pytest.mark.exhaustive
def test_no_address_sings(world: World, things: Things, client_of: ClientOf, said: Said):
    for person in (world.key_contact.user, None):
        client = client_of(person) if person else Client()
        client.raise_request_exception = False
        for name in routes():
            url = things.url(name)
            answer = client.get(url, {"q": TYPED, "next": f"/{GIVEN}/", "logged": TYPED}, headers=HEADERS)
            sent = fields_of(answer) | {"q": TYPED, "reason": REASON, "username": ADDRESS, "email": ADDRESS}
            client.post(f"{url}?q={GIVEN}", sent, headers=HEADERS)
            if person and "_auth_user_id" not in client.session:
                client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert said.written.getvalue().count("\n") > 50
    assert said.heard() == set()


def test_neither_does_what_was_not_understood(world: World, things: Things, client_of: ClientOf, said: Said):
    client = client_of(world.key_contact.user)
    strict = Client(enforce_csrf_checks=True)
    client.get(f"/{GIVEN}/{FAMILY}/?q={TYPED}")
    client.get(f"/learners/{GIVEN}/")
    client.get("/", headers={"Host": f"{GIVEN}.example"})
    client.generic("POST", "/account/details/", TYPED, content_type=f"text/{GIVEN}")
    strict.post(f"/sign-in/?q={GIVEN}", {"username": ADDRESS}, headers=HEADERS, secure=True)
    assert said.heard() == set()
    assert "[no such address]" in said.written.getvalue()


def wrong(_: HttpRequest) -> HttpResponse:
    raise ValueError(f"nobody is called {TYPED}")


def wrong_row(_: HttpRequest) -> HttpResponse:
    User.objects.filter(name__startswith=PERSON).update(email=ADDRESS)
    return HttpResponse()


def wrong_value(_: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [TYPED])
    return HttpResponse()


def missing(_: HttpRequest) -> HttpResponse:
    raise Http404(f"no {TYPED}")


def refused(_: HttpRequest) -> HttpResponse:
    raise PermissionDenied(f"not {TYPED}")


def suspicious(_: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation(f"no such field: {TYPED}")


FAULTS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    view.__name__: view for view in (wrong, wrong_row, wrong_value, missing, refused, suspicious)
}


class WithFaults:
    urlpatterns = [path("", include("config.urls")), *(path(f"{name}/", view) for name, view in FAULTS.items())]


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.django_db(transaction=True)
def test_a_fault_of_a_page_does_not_sing(name: str, world: World, things: Things, said: Said, settings: Any):
    settings.ROOT_URLCONF = WithFaults
    client = Client(raise_request_exception=False)
    client.force_login(world.key_contact.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/{name}/?q={GIVEN}", headers=HEADERS).status_code in (400, 403, 404, 500)
    assert f"GET /{name}/" in said.written.getvalue()
    assert said.heard() == set()


@shared_task(name="tests.canary")
def canary_task(learner_id: int) -> None:
    raise ValueError(f"nobody is called {TYPED}")


def test_a_fault_of_a_task_does_not_sing(said: Said):
    canary_task.apply(args=[7])
    assert "tests.canary" in said.written.getvalue()
    assert "ValueError" in said.written.getvalue()
    assert said.heard() == set()


def test_services_and_the_delivery_of_messages_do_not_sing(
    world: World, things: Things, said: Said, deliver_at: Callable[..., Any], real_now: Any, settings: Any
):
    """Also when no e-mail leaves."""
    pause(
        deadline=Deadline.objects.filter(learner=things.learner).open().first(), reason=REASON,
        by=world.key_contact.user, now=real_now,
    )  # fmt: skip
    settings.MAINSTAY_DELIVERY_BACKEND = "tests.test_canary.NoServer"
    deliver_at(real_now)
    assert "Message " in said.written.getvalue()
    assert said.heard() == set()


class NoServer:
    """A mail server that repeats what it refuses."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def open(self) -> None:
        pass

    def close(self) -> None:
        pass

    def send_messages(self, messages: list[Any]) -> int:
        raise ConnectionResetError(f"refused {ADDRESS}: {messages[0].body}")


def test_with_another_formatter_it_would_be_heard(said: Said):
    """The canary is alive: the ear hears what the formatter leaves out."""
    try:
        raise ValueError(TYPED)
    except ValueError:
        logging.getLogger("mainstay").exception("failed")
    assert TYPED in said.raw.getvalue()
    assert said.heard() == set()


def test_every_handler_writes_with_the_plain_formatter_and_none_sends_mail():
    configured = settings.LOGGING
    assert {handler["formatter"] for handler in configured["handlers"].values()} == set(configured["formatters"])
    assert all(issubclass(each["()"], PlainFormatter) for each in configured["formatters"].values())
    loggers = [logging.root, *(each for each in logging.root.manager.loggerDict.values() if hasattr(each, "handlers"))]
    assert not [each for each in loggers if any(isinstance(handler, AdminEmailHandler) for handler in each.handlers)]
    assert not settings.ADMINS
    assert not settings.MANAGERS
    assert settings.DEBUG is False


def ours() -> dict[str, Any]:
    return {name: task for name, task in app.tasks.items() if name.partition(".")[0] in FLOORS}


def test_tasks_take_ids_only():
    app.loader.import_default_modules()
    assert ours()
    for name, task in ours().items():
        for parameter in inspect.signature(task.run).parameters.values():
            if parameter.kind is not inspect.Parameter.VAR_KEYWORD:
                assert parameter.name.endswith(("_id", "_ids", "_uuid", "_uuids")), f"{name}: {parameter.name}"
    for entry in app.conf.beat_schedule.values():
        assert "args" not in entry
        assert "kwargs" not in entry


def test_tasks_are_given_ids_only():
    """Every call that puts something into the queue passes no more than ids."""
    calls = [
        (str(file.relative_to(ROOT)), node)
        for file in python_files()
        if file.relative_to(ROOT).parts[0] in FLOORS
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("delay", "apply_async", "send_task", "s", "si", "signature")
    ]
    assert calls, "the worker is woken somewhere"
    for file, call in calls:
        names_task = call.func.attr in ("send_task", "signature")
        given = [ast.unparse(argument) for argument in call.args[1 if names_task else 0 :]]
        given += [ast.unparse(keyword.value) for keyword in call.keywords if keyword.arg in ("args", "kwargs", None)]
        for argument in given:
            assert argument.rstrip("])").endswith((".pk", ".id", ".uuid", "_id", "_ids", "_uuid")), (
                f"{file}: {argument}"
            )
