"""Questions about incidents and emergencies."""

from tracking.selectors.incidents import calls_to_make, enrolments_to_log_for, notice_board
from tracking.selectors.lists import emergencies_listed, incidents_listed
from tracking.selectors.slots import missing_before_exclusion, notice_deadline, slots_of
from tracking.selectors.timeline import timeline

__all__ = [
    "calls_to_make",
    "emergencies_listed",
    "enrolments_to_log_for",
    "incidents_listed",
    "missing_before_exclusion",
    "notice_board",
    "notice_deadline",
    "slots_of",
    "timeline",
]
