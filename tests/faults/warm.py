"""Loaded once by the process from which all workers are forked, so that a worker starts in a few hundredths of a second."""

import django
import pytest  # noqa: F401  (the main module of a test run, which every fork would load again)

django.setup()

import config.celery  # noqa: E402, F401
import tests.faults.jobs  # noqa: E402, F401
