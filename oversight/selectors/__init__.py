"""Questions that no single app below can answer."""

from oversight.selectors.case_file import case_file, story
from oversight.selectors.dashboard import COLUMNS, dashboard, default_period, glance, owing_agencies
from oversight.selectors.my_day import my_day
from oversight.selectors.undelivered import undelivered_notices

__all__ = [
    "COLUMNS",
    "case_file",
    "dashboard",
    "default_period",
    "glance",
    "my_day",
    "owing_agencies",
    "story",
    "undelivered_notices",
]
