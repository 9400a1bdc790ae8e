"""The panel, how a risk is seen, views that are kept, and lists that are made in the background (M1–M3, W11)."""

from oversight.models.lists import ExportJob, SavedView
from oversight.models.panel import Panel, PanelAction, PanelItem, PanelMeeting, PanelPerson, RiskJudgement, SuccessStory

__all__ = [
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
