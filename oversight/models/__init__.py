"""The panel, how a risk is seen, views that are kept, and lists that are made in the background (M1–M3, W11);
what operators look at.
"""

from oversight.models.lists import ExportJob, SavedView
from oversight.models.operations import Alarm, DriftCheck
from oversight.models.panel import Panel, PanelAction, PanelItem, PanelMeeting, PanelPerson, RiskJudgement, SuccessStory

__all__ = [
    "Alarm",
    "DriftCheck",
    "ExportJob",
    "Panel",
    "PanelAction",
    "PanelItem",
    "PanelMeeting",
    "PanelPerson",
    "RiskJudgement",
    "SavedView",
    "SuccessStory",
]
