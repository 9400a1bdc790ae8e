"""Questions that no single app below can answer."""

from oversight.selectors.case_file import case_file, story
from oversight.selectors.dashboard import COLUMNS, dashboard, default_period, duties_at_a_glance, glance, owing_agencies
from oversight.selectors.my_day import my_day
from oversight.selectors.undelivered import undelivered_notices
from oversight.selectors.unusual_access import unusual_access
from oversight.selectors.who_looked import agencies_that_looked, people_who_looked, who_looked

__all__ = [
    "COLUMNS",
    "agencies_that_looked",
    "case_file",
    "dashboard",
    "default_period",
    "duties_at_a_glance",
    "glance",
    "my_day",
    "owing_agencies",
    "people_who_looked",
    "story",
    "undelivered_notices",
    "unusual_access",
    "who_looked",
]
