"""What somebody wrote and did not save."""

from education_plans.models import PathwaySection, PlanSection, SectionDraft
from education_plans.rules.serials import serial_at


def is_waiting(draft: SectionDraft, section: PlanSection | PathwaySection) -> bool:
    """Whether a draft holds something to go on with: not what the section says anyway, and not a packet that was on its
    way while the same person saved the section.
    """
    if {code: text for code, text in draft.answers.items() if text.strip()} == section.answers:
        return False
    if section.saved_at is None or section.saved_by_id != draft.user_id:
        return True
    return draft.serial > serial_at(section.saved_at)
