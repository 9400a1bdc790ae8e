"""How long the pages that people open all day take, over the demonstration data. `make bench` prints the table."""

import statistics
import time

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.enums import RoleCode
from accounts.models import Membership

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

PAGES = ("/", "/learners/", "/deadlines/", "/messages/", "/oversight/")
ROLES = (RoleCode.VIRTUAL_SCHOOL_HEAD, RoleCode.TEAM_MANAGER, RoleCode.DESIGNATED_PERSON)
ROUNDS = 7
SLOWEST_MEDIAN = 1.0  # seconds; far above what is usual, so that only a real slip fails


def test_daily_pages_answer_quickly():
    call_command("demo", verbosity=0)
    slow = []
    for role in ROLES:
        client = Client()
        client.force_login(
            Membership.objects.filter(role=role).earliest("pk").user,
            backend="django.contrib.auth.backends.ModelBackend",
        )
        for page in PAGES:
            seconds = [_time(client, page) for _ in range(ROUNDS)]
            median = statistics.median(seconds)
            print(f"{role.label:<32} {page:<14} median {median * 1000:6.0f} ms   longest {max(seconds) * 1000:6.0f} ms")
            if median > SLOWEST_MEDIAN:
                slow.append((role.label, page, median))
    assert slow == []


def _time(client: Client, page: str) -> float:
    began = time.perf_counter()
    answer = client.get(page)
    assert answer.status_code in {200, 403}, page
    return time.perf_counter() - began
