"""How long the pages that people open all day take over the demonstration, beside the lightest page a signed-in person can ask for."""

import statistics
import time

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.enums import RoleCode
from accounts.models import Membership
from bench.table import Table

pytestmark = pytest.mark.django_db

LIGHTEST = "/help/"
PAGES = ("/", "/learners/", "/deadlines/", "/messages/", "/oversight/")
ROLES = (RoleCode.VIRTUAL_SCHOOL_HEAD, RoleCode.TEAM_MANAGER, RoleCode.DESIGNATED_PERSON)
ROUNDS = 7


def test_daily_pages(table: Table):
    call_command("demo", verbosity=0)
    for role in ROLES:
        client = Client()
        client.force_login(
            Membership.objects.active().filter(role=role).earliest("pk").user,
            backend="django.contrib.auth.backends.ModelBackend",
        )
        seconds: dict[str, list[float]] = {page: [] for page in (LIGHTEST, *PAGES)}
        for _ in range(ROUNDS):  # in turn, so that a busy machine weighs on all alike
            for page, taken in seconds.items():
                taken.append(_time(client, page))
        lightest = statistics.median(seconds[LIGHTEST])
        for page in PAGES:
            median = statistics.median(seconds[page])
            table.add("pages", f"{role.label}, {page}", f"against {LIGHTEST}", median * 1000, limit=lightest * 1000)


def _time(client: Client, page: str) -> float:
    began = time.perf_counter()
    answer = client.get(page)
    assert answer.status_code == 200, page
    return time.perf_counter() - began
