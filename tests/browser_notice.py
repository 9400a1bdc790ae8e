"""Pytest plugin: browser tests run wherever a Chromium is found, and the run says so loudly where none is."""

import pytest

from tests.browser.chromium import MISSING, find_chromium


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if find_chromium() is None:
        terminalreporter.section("THE BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.write_line(MISSING)
        terminalreporter.write_line("On Debian: sudo apt install chromium")
