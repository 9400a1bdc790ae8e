"""The panel, how a risk is seen, what measures were, views that are kept, and lists that are made in the background (M1–M3,
K4, W11)."""

from oversight.models.lists import ExportJob, SavedView
from oversight.models.measures import MeasureSnapshot
from oversight.models.panel import Panel, PanelAction, PanelItem, PanelMeeting, PanelPerson, RiskJudgement, SuccessStory

__all__ = [
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
