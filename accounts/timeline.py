"""One line of a young person's story, in the shape in which every app hands its part to the case file."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Agency, User


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened, or was recorded, at `at`.

    `at` is an instant, or a local day where only the day is known. `kind` is a short code that filters the timeline
    (“incident”, “deadline”, …). `link` is a path within Mainstay, empty when there is nothing more to see.
    """

    at: datetime | date
    title: str
    text: str = ""
    kind: str = ""
    agency: Agency | None = None
    by: User | None = None
    link: str = ""
