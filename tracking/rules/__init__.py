"""What holds of incidents, attendance, results and activity without asking the database. Pure."""

from tracking.rules.telling import (
    POST_IN_WORDS,
    PROMPT_ENTRY,
    SLOTS,
    CallTimeFault,
    SlotFacts,
    all_told_at,
    call_time_fault,
    is_logged_late,
    missing_for_exclusion,
    missing_notices,
    proves,
    stated_to_the_minute,
    time_in_words,
)

__all__ = [
    "POST_IN_WORDS",
    "PROMPT_ENTRY",
    "SLOTS",
    "CallTimeFault",
    "SlotFacts",
    "all_told_at",
    "call_time_fault",
    "is_logged_late",
    "missing_for_exclusion",
    "missing_notices",
    "proves",
    "stated_to_the_minute",
    "time_in_words",
]
