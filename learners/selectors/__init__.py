"""Questions about young people: who they are, who works with them, what is due."""

from learners.selectors.case_file import timeline
from learners.selectors.checklist import StartChecklist, start_checklist
from learners.selectors.people import (
    KeyWorkerPost,
    Told,
    key_worker_at,
    key_workers_for,
    people_to_tell,
    social_care_for,
    social_care_of,
    virtual_school_for,
    virtual_schools_for,
)

__all__ = [
    "KeyWorkerPost",
    "StartChecklist",
    "Told",
    "key_worker_at",
    "key_workers_for",
    "people_to_tell",
    "social_care_for",
    "social_care_of",
    "start_checklist",
    "timeline",
    "virtual_school_for",
    "virtual_schools_for",
]
