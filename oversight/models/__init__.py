"""The panel, how a risk is seen, views that are kept, and lists that are made in the background (M1–M3, W11);
strategies and work plans; what operators look at.
"""

from oversight.models.lists import ExportJob, SavedView
from oversight.models.operations import Alarm, DriftCheck
from oversight.models.panel import Panel, PanelAction, PanelItem, PanelMeeting, PanelPerson, RiskJudgement, SuccessStory
from oversight.models.strategy import ColourMeaning, Strategy, StrategyLead, StrategyPerson, StrategyRow
from oversight.models.strategy_progress import (
    BudgetLine,
    RatingRound,
    StrategyEntry,
    StrategyEvidence,
    StrategyRating,
    StrategyVersion,
)

__all__ = [
    "Alarm",
    "BudgetLine",
    "ColourMeaning",
    "DriftCheck",
    "ExportJob",
    "Panel",
    "PanelAction",
    "PanelItem",
    "PanelMeeting",
    "PanelPerson",
    "RatingRound",
    "RiskJudgement",
    "SavedView",
    "Strategy",
    "StrategyEntry",
    "StrategyEvidence",
    "StrategyLead",
    "StrategyPerson",
    "StrategyRating",
    "StrategyRow",
    "StrategyVersion",
    "SuccessStory",
]
