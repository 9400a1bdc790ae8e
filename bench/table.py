"""The one table of everything that is measured, and the file that keeps it.

A row says what took how long (or how many a second, or how much memory), at which size, what it is held against in the same
run, and which goal it has. Nothing fails on time: a goal that is missed is printed as missed.
"""

import csv
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

HISTORY = Path(__file__).with_name("history.csv")
HEADINGS = ("date", "commit", "bench", "what", "size", "unit", "ours", "limit", "ratio")


@dataclass(frozen=True)
class Goal:
    """What a row is to come to: its ratio to the limit, or `ours` itself, at most (or at least) `bound`."""

    bound: float
    of_ours: bool = False
    at_least: bool = False

    def words(self, unit: str) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {self.bound:,g} {unit if self.of_ours else '×'}"

    def is_met(self, row: "Row") -> bool:
        value = row.ours if self.of_ours else row.ratio
        if value is None:
            return False
        return value >= self.bound if self.at_least else value <= self.bound


@dataclass(frozen=True)
class Row:
    """`ours` and `limit` are in `unit`; `ratio` is how many times the limit ours is."""

    bench: str
    what: str
    size: str
    ours: float
    limit: float | None = None
    unit: str = "ms"
    goal: Goal | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.limit if self.limit else None

    def cells(self) -> tuple[str, ...]:
        return (
            self.bench, self.what, self.size, f"{self.ours:,.{_digits(self.ours)}f} {self.unit}",
            f"{self.limit:,.{_digits(self.limit)}f}" if self.limit is not None else "–",
            f"{self.ratio:.2f}" if self.ratio is not None else "–",
            self.goal.words(self.unit) if self.goal else "–",
            ("yes" if self.goal.is_met(self) else "NO") if self.goal else "–",
        )  # fmt: skip


@dataclass
class Table:
    """Rows in the order in which they were measured; each is shown at once, so that a long run can be followed."""

    rows: list[Row] = field(default_factory=list)

    def add(
        self,
        bench: str,
        what: str,
        size: int | str,
        ours: float,
        *,
        limit: float | None = None,
        unit: str = "ms",
        goal: Goal | None = None,
    ) -> Row:
        row = Row(bench, what, f"{size:,}" if isinstance(size, int) else size, ours, limit, unit, goal)
        self.rows.append(row)
        print("\n    " + "  ".join(row.cells()), end="", flush=True)
        return row

    def growth(self, bench: str, what: str, times: dict[int, float], *, goal: Goal | None = None) -> None:
        """How much longer the largest size took than the smallest; nothing where there is one size only."""
        if len(times) > 1:
            first, last = min(times), max(times)
            self.add(bench, f"{what}: growth", f"{first:,} → {last:,}", times[last], limit=times[first], goal=goal)

    def __str__(self) -> str:
        lines = [
            ("bench", "what", "size", "ours", "limit", "× limit", "goal", "met"),
            *(row.cells() for row in self.rows),
        ]
        widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
        left = {0, 1, 2, 6, 7}
        return "\n".join(
            "  ".join(
                cell.ljust(width) if column in left else cell.rjust(width)
                for column, (cell, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in lines
        )

    def keep(self, file: Path = HISTORY) -> None:
        """Append every row to the history: one line each."""
        if not self.rows:
            return
        begins = not file.exists()
        date, commit = f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M}", _commit()
        with file.open("a", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            if begins:
                writer.writerow(HEADINGS)
            for row in self.rows:
                limit = "" if row.limit is None else f"{row.limit:.4g}"
                ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
                writer.writerow(
                    (date, commit, row.bench, row.what, row.size, row.unit, f"{row.ours:.4g}", limit, ratio)
                )


def _digits(value: float) -> int:
    return 0 if value >= 100 or value == int(value) else 1 if value >= 10 else 2


def _commit() -> str:
    """What was measured, "+" for changes that are not committed; empty outside of a repository."""
    asked = subprocess.run(
        ["git", "describe", "--always", "--dirty=+", "--exclude=*"], cwd=HISTORY.parent, capture_output=True, text=True
    )
    return asked.stdout.strip()
