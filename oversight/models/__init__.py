"""The panel, how a risk is seen, what measures were, views that are kept, and lists that are made in the background (M1–M3,
K4, W11); what operators look at.
"""

from oversight.models.lists import ExportJob, SavedView
from oversight.models.measures import MeasureSnapshot
from oversight.models.operations import Alarm, DriftCheck
from oversight.models.panel import Panel, PanelAction, PanelItem, PanelMeeting, PanelPerson, RiskJudgement, SuccessStory

__all__ = [
    "Alarm",
    "DriftCheck",
    "ExportJob",
    "MeasureSnapshot",
    "Panel",
    "PanelAction",
    "PanelItem",
    "PanelMeeting",
    "PanelPerson",
    "RiskJudgement",
    "SavedView",
    "SuccessStory",
]
