"""What happens to a young person, how they do at their place, and what they do next."""

from tracking.models.activity import ActivityCode, ActivitySpell, CareLeaverReturn
from tracking.models.attendance import AttendanceConcern, AttendanceMark, AttendanceWeek, Timetable
from tracking.models.casework import (
    CaseClosure,
    ExtraSupport,
    HomeMove,
    PlaceRefusal,
    RecordTransfer,
    ReturnRequest,
    SchoolMove,
    SupportReview,
)
from tracking.models.contact import Contact, Employment, NeetDay, NeetEpisode, NeetRole, StrengthsScore
from tracking.models.destinations import Cohort, CohortMember, CohortPartner, ComparisonFigure, Destination
from tracking.models.emergencies import Emergency
from tracking.models.files import ImportFile, RollCandidate, RollDecision, RollLine
from tracking.models.incidents import Exclusion, Incident, NoticeSlot, PhoneCall, ProfessionalsMeeting
from tracking.models.opportunities import Opportunity, Referral
from tracking.models.progress import LearningAim, PriorAttainment

__all__ = [
    "ActivityCode",
    "ActivitySpell",
    "AttendanceConcern",
    "AttendanceMark",
    "AttendanceWeek",
    "CareLeaverReturn",
    "CaseClosure",
    "Cohort",
    "CohortMember",
    "CohortPartner",
    "ComparisonFigure",
    "Contact",
    "Destination",
    "Emergency",
    "Employment",
    "Exclusion",
    "ExtraSupport",
    "HomeMove",
    "ImportFile",
    "Incident",
    "LearningAim",
    "NeetDay",
    "NeetEpisode",
    "NeetRole",
    "NoticeSlot",
    "Opportunity",
    "PhoneCall",
    "PlaceRefusal",
    "PriorAttainment",
    "ProfessionalsMeeting",
    "RecordTransfer",
    "Referral",
    "ReturnRequest",
    "RollCandidate",
    "RollDecision",
    "RollLine",
    "SchoolMove",
    "StrengthsScore",
    "SupportReview",
    "Timetable",
]
