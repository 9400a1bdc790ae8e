"""Signing in by one click as a demonstration person: in one-command mode, and nowhere else."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.test import Client, RequestFactory, override_settings
from django.urls import Resolver404, include, path, resolve

from accounts.checks import no_demonstration_sign_in
from accounts.enums import RoleCode
from accounts.urls import patterns
from accounts.views.demonstration import sign_in_as
from config.urls import urlpatterns as everything
from tests.factories import AgencyFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


class EmbeddedAddresses:
    """The project's addresses as one-command mode has them."""

    urlpatterns = [path("", include((patterns(embedded=True), "accounts"))), *everything]


embedded = override_settings(MAINSTAY_EMBEDDED=True, ROOT_URLCONF=EmbeddedAddresses)


@pytest.fixture
def mentor():
    agency = AgencyFactory(provider=True, name="Brindley College")
    return MembershipFactory(user=UserFactory(name="Mo Mentor"), agency=agency, role=RoleCode.MENTOR)


def address(user):
    return f"/sign-in/as/{user.uuid}/"


@embedded
def test_the_sign_in_page_lists_everybody_with_a_role(client, mentor):
    MembershipFactory(user=UserFactory(name="Gone Away", is_active=False), agency=mentor.agency)
    UserFactory(name="No Role")
    page = client.get("/sign-in/?next=/account/").content.decode()
    assert "Brindley College" in page
    assert "Mo Mentor" in page
    assert "<strong>Mentor.</strong> Supports the learners they mentor at the provider and sees only those." in page
    assert f'action="{address(mentor.user)}"' in page
    assert page.count('name="next" value="/account/"') == 3
    assert "Gone Away" not in page
    assert "No Role" not in page


@embedded
def test_the_list_costs_one_query(client, mentor, django_assert_num_queries):
    for _ in range(3):
        MembershipFactory(agency=mentor.agency)
    with django_assert_num_queries(1):
        client.get("/sign-in/")


@embedded
def test_one_click_signs_in(client, mentor):
    answer = client.post(address(mentor.user))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(mentor.user_id)
    answer = client.post(address(mentor.user), {"next": "/account/"})
    assert answer["Location"] == "/account/"
    answer = client.post(address(mentor.user), {"next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


@embedded
def test_a_click_must_come_from_the_page(mentor):
    assert Client(enforce_csrf_checks=True).post(address(mentor.user)).status_code == 403
    assert Client().get(address(mentor.user)).status_code == 405


@embedded
def test_closed_accounts_and_operators_are_not_entered(client):
    for user in (UserFactory(is_active=False), UserFactory(is_staff=True)):
        assert client.post(address(user)).status_code == 404
    assert "_auth_user_id" not in client.session


def test_elsewhere_the_address_does_not_exist(client, mentor):
    assert settings.MAINSTAY_EMBEDDED is False
    with pytest.raises(Resolver404):
        resolve(address(mentor.user))
    assert client.post(address(mentor.user)).status_code in {302, 404}
    assert "_auth_user_id" not in client.session
    page = client.get("/sign-in/").content.decode()
    assert "Demonstration accounts" not in page
    assert "Mo Mentor" not in page


def test_elsewhere_the_view_refuses_even_if_somebody_routes_it(mentor):
    from django.http import Http404

    with pytest.raises(Http404):
        sign_in_as(RequestFactory().post("/"), user_uuid=mentor.user.uuid)


def test_the_system_check_is_content_with_this_mode():
    assert no_demonstration_sign_in(None) == []
    assert not [error for error in run_checks(tags=["security"]) if error.id.startswith("accounts.")]


def test_the_system_check_refuses_production_with_the_list_switched_on():
    with override_settings(MODE="production", MAINSTAY_EMBEDDED=True):
        assert [error.id for error in no_demonstration_sign_in(None)] == ["accounts.E001"]
    with override_settings(MODE="production", ROOT_URLCONF=EmbeddedAddresses):
        assert [error.id for error in no_demonstration_sign_in(None)] == ["accounts.E002"]
    with override_settings(MODE="embedded", MAINSTAY_EMBEDDED=True, ROOT_URLCONF=EmbeddedAddresses):
        assert no_demonstration_sign_in(None) == []


PRODUCTION = {
    "MAINSTAY_MODE": "production",
    "SECRET_KEY": "kJ8vQ2mZ7xR4tN9wB3cF6hL1pS5dG0yUaEiOqWzXvTnMrKb",
    "ALLOWED_HOSTS": "mainstay.example.gov.uk",
    "MAINSTAY_BASE_URL": "https://mainstay.example.gov.uk",
    "DATABASE_URL": "postgresql://mainstay@db/mainstay",
    "BROKER_URL": "redis://redis:6379/0",
    "EMAIL_HOST": "mail.example.gov.uk",
    "DEFAULT_FROM_EMAIL": "mainstay@example.gov.uk",
}
ASK = (
    "import django; django.setup()\n"
    "from django.conf import settings\n"
    "from accounts.urls import urlpatterns\n"
    "print(settings.MAINSTAY_EMBEDDED, [p.name for p in urlpatterns if 'as' in str(p.pattern).split('/')])"
)


def ask_production(**more):
    environment = {
        "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", **PRODUCTION, **more
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-c", ASK], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )


def test_a_production_process_has_neither_the_list_nor_the_address():
    answer = ask_production(SECRET_KEY=PRODUCTION["SECRET_KEY"] + "Yh3")
    assert answer.stdout.strip() == "False []", answer.stderr


def test_a_production_process_does_not_start_with_the_switch_somebody_might_try():
    answer = ask_production(SECRET_KEY=PRODUCTION["SECRET_KEY"] + "Yh3", MAINSTAY_EMBEDDED="1")
    assert answer.returncode != 0
    assert "must not be switched on in production" in answer.stderr
