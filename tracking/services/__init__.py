"""What may be done about incidents and emergencies."""

from tracking.services.calls import CallError, log_call
from tracking.services.emergencies import EmergencyError, acknowledge, close_emergency, raise_emergency, respond
from tracking.services.exclusion import ExclusionError, ExclusionRefused, decide_exclusion
from tracking.services.incidents import IncidentError, StillToBeTold, close_incident, log_incident
from tracking.services.meetings import MeetingError, call_meeting, record_meeting
from tracking.services.notices import NoticeError, email_settled, report_bounce, send_again

__all__ = [
    "CallError",
    "EmergencyError",
    "ExclusionError",
    "ExclusionRefused",
    "IncidentError",
    "MeetingError",
    "NoticeError",
    "StillToBeTold",
    "acknowledge",
    "call_meeting",
    "close_emergency",
    "close_incident",
    "decide_exclusion",
    "email_settled",
    "log_call",
    "log_incident",
    "raise_emergency",
    "record_meeting",
    "report_bounce",
    "respond",
    "send_again",
]
