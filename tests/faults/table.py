"""Pytest plugin: one line for each fault, printed together at the end with the command line and the date."""

import os
import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import pytest

PROPERTY = "fault"
HEADS = {
    "scenario": "scenario",
    "rows": "rows",
    "asked": "kills asked",
    "landed": "landed",
    "lost": "lost",
    "doubled": "doubled",
    "repeats": "repeats",
    "seconds": "s",
}


@dataclass
class Line:
    """What one fault came to. `repeats`: e-mails that reached the server again under the same Message-ID."""

    scenario: str
    rows: int
    lost: int
    doubled: int
    asked: int = 0
    landed: int = 0
    repeats: int = 0
    seconds: float = 0.0


@pytest.fixture
def tell_table(record_property: Callable[[str, object], None]) -> Callable[[Line], None]:
    """Have a line printed at the end of the run, whichever process the test ran in."""
    return lambda line: record_property(PROPERTY, asdict(line))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = list(_lines(terminalreporter))
    if not lines:
        return
    terminalreporter.section("what was killed, lost and doubled")
    terminalreporter.write_line(f"{datetime.now(UTC):%d %B %Y %H:%M} UTC: {_command()}")
    cells = [list(HEADS.values())]
    for line in lines:
        cells.append([f"{value:,.1f}" if name == "seconds" else f"{value:,}" if isinstance(value, int) else str(value)
                      for name in HEADS for value in [line[name]]])  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        first, *rest = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        terminalreporter.write_line(" | ".join([first.strip().ljust(widths[0]), *rest]))


def _lines(terminalreporter: pytest.TerminalReporter) -> Iterator[dict[str, object]]:
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(report, "user_properties", []):
                if name == PROPERTY and getattr(report, "when", "call") == "call":
                    yield value


def _command() -> str:
    given = " ".join(f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith("FAULTS"))
    words = " ".join(shlex.quote(word) for word in sys.argv[1:])
    return f"{given} pytest {words}".strip()
