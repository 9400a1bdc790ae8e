"""Loaded once by the process from which all workers are forked, so that a worker starts in a few hundredths of a second."""

import django
import pytest  # noqa: F401  (the main module of a test run, which every fork would load again)

django.setup()

import kombu.transport.memory  # noqa: E402, F401
from django.core.mail.backends import smtp  # noqa: E402, F401
from django.template.loader import get_template  # noqa: E402
from django.urls import reverse  # noqa: E402

import tests.faults.jobs  # noqa: E402
import tests.faults.naive  # noqa: E402, F401
from config.celery import app  # noqa: E402

app.finalize()
reverse("accounts:sign-in")  # loads every address
for name in ("coming", "overdue", "escalated"):
    get_template(f"deadlines/email/{name}.txt")
