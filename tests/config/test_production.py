"""A production process starts only with its own secrets, and never with anything of one-command mode."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.guards import refuse_unsafe_production

SECRET = "q7Zp0wXh3vKd9sLr5tBn1yMc8gJf2aRe6uTi4oEjWlPbVxNk3HsDq"
COMPLETE = {
    "MAINSTAY_MODE": "production",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "mainstay.example",
    "MAINSTAY_BASE_URL": "https://mainstay.example",
    "DATABASE_URL": "postgresql://mainstay@database.example/mainstay",
    "BROKER_URL": "redis://broker.example:6379/0",
    "EMAIL_HOST": "mail.example",
    "DEFAULT_FROM_EMAIL": "mainstay@mainstay.example",
}


def refuse(changes: dict[str, str]) -> None:
    environment = {**COMPLETE, **changes}
    refuse_unsafe_production(
        environment=environment,
        secret_key=environment["SECRET_KEY"],
        allowed_hosts=[host for host in environment["ALLOWED_HOSTS"].split(",") if host],
        base_url=environment["MAINSTAY_BASE_URL"],
        database_url=environment["DATABASE_URL"],
        broker_url=environment["BROKER_URL"],
    )


def test_a_complete_environment_is_accepted():
    refuse({})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": SECRET[:30]}, "at least 50 characters"),
        ({"SECRET_KEY": "ab" * 40}, "12 of them different"),
        ({"SECRET_KEY": "django-insecure-" + SECRET}, "looks like an example"),
        ({"SECRET_KEY": "please-change-me-" + SECRET}, "looks like an example"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is not set"),
        ({"ALLOWED_HOSTS": "*"}, "must name the hosts"),
        ({"MAINSTAY_BASE_URL": ""}, "MAINSTAY_BASE_URL"),
        ({"MAINSTAY_BASE_URL": "http://mainstay.example"}, "begin with https"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
        ({"DATABASE_URL": "sqlite:///mainstay.db"}, "PostgreSQL"),
        ({"BROKER_URL": ""}, "BROKER_URL is not set"),
        ({"BROKER_URL": "filesystem://localhost"}, "one-command mode"),
        ({"BROKER_URL": "memory://"}, "one-command mode"),
        ({"EMAIL_HOST": ""}, "EMAIL_HOST is not set"),
        ({"DEFAULT_FROM_EMAIL": ""}, "DEFAULT_FROM_EMAIL is not set"),
        ({"MAINSTAY_EMBEDDED": "1"}, "MAINSTAY_EMBEDDED is set"),
        ({"MAINSTAY_DEMO": "yes"}, "MAINSTAY_DEMO is set"),
        ({"DEBUG": "true"}, "DEBUG is set"),
    ],
)
def test_what_production_refuses(changes, reason):
    with pytest.raises(ImproperlyConfigured, match=reason):
        refuse(changes)


def test_every_reason_is_named_at_once():
    with pytest.raises(ImproperlyConfigured) as refusal:
        refuse({"SECRET_KEY": "", "BROKER_URL": "", "DEBUG": "1"})
    assert all(name in str(refusal.value) for name in ("SECRET_KEY", "BROKER_URL", "DEBUG"))


def settings_of(environment: dict[str, str], expression: str = "''") -> subprocess.CompletedProcess[str]:
    code = f"import config.settings as s; print(*({expression},))"
    return subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": os.defpath, **environment},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )


def test_production_is_the_default_mode_and_an_empty_environment_does_not_start():
    refused = settings_of({})
    assert refused.returncode != 0
    assert "Mainstay does not start in production mode" in refused.stderr


def test_a_mode_that_does_not_exist_does_not_start():
    refused = settings_of({"MAINSTAY_MODE": "prod"})
    assert refused.returncode != 0
    assert "must be production, embedded or test" in refused.stderr


def test_production_has_no_embedded_features():
    started = settings_of(
        COMPLETE, "s.MAINSTAY_EMBEDDED, s.DEBUG, s.MAINSTAY_DELIVERY_BACKEND, s.SESSION_COOKIE_SECURE"
    )
    assert started.stdout.strip() == "False False django.core.mail.backends.smtp.EmailBackend True", started.stderr


def test_only_embedded_mode_is_embedded():
    embedded = settings_of({"MAINSTAY_MODE": "embedded", "SECRET_KEY": SECRET}, "s.MAINSTAY_EMBEDDED, s.DEBUG")
    assert embedded.stdout.strip() == "True False", embedded.stderr
    assert settings.MAINSTAY_EMBEDDED is False


def test_a_script_may_not_be_written_into_a_page():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert not any("unsafe" in str(source) for sources in directives.values() for source in sources)
    assert directives["default-src"] == ["'none'"]
