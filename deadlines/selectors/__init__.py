"""Questions about deadlines."""

from deadlines.selectors.listing import FLAGS, SORTS, STATES, Filters, choices_of, listing, narrowed, sort
from deadlines.selectors.story import Rung, Told, events_of, rungs_of, timeline, undelivered_of

__all__ = [
    "FLAGS",
    "SORTS",
    "STATES",
    "Filters",
    "Rung",
    "Told",
    "choices_of",
    "events_of",
    "listing",
    "narrowed",
    "rungs_of",
    "sort",
    "timeline",
    "undelivered_of",
]
