"""The panel, how a risk is seen, what measures were, views that are kept, lists made in the background (M1–M3, K4, W11);
strategies and work plans (K1–K5, W1–W3); the boards that steer them; audits (K9); feedback and the carers’ bulletin (W12, W13);
board packs (M10); what operators look at.
"""

from oversight.models.audits import (
    Audit,
    AuditAnswer,
    AuditCase,
    AuditFinding,
    AuditQuestion,
    AuditSample,
    AuditShare,
)
from oversight.models.boards import Board, BoardMeeting, BoardMember, UpdateAnswer, UpdateRequest
from oversight.models.bulletins import Bulletin, BulletinCopy, Unsubscription
from oversight.models.feedback import (
    FeedbackAnswer,
    FeedbackCall,
    FeedbackForm,
    FeedbackLink,
    FeedbackQuestion,
    FeedbackReply,
)
from oversight.models.lists import ExportJob, SavedView
from oversight.models.measures import MeasureSnapshot
from oversight.models.operations import Alarm, DriftCheck
from oversight.models.packs import BoardPack
from oversight.models.panel import Panel, PanelAction, PanelItem, PanelMeeting, PanelPerson, RiskJudgement, SuccessStory
from oversight.models.strategy import ColourMeaning, Strategy, StrategyLead, StrategyPerson, StrategyRow
from oversight.models.strategy_imports import StrategyImport
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
    "Audit",
    "AuditAnswer",
    "AuditCase",
    "AuditFinding",
    "AuditQuestion",
    "AuditSample",
    "AuditShare",
    "DriftCheck",
    "Board",
    "BoardMeeting",
    "BoardMember",
    "BoardPack",
    "BudgetLine",
    "Bulletin",
    "BulletinCopy",
    "ColourMeaning",
    "ExportJob",
    "FeedbackAnswer",
    "FeedbackCall",
    "FeedbackForm",
    "FeedbackLink",
    "FeedbackQuestion",
    "FeedbackReply",
    "MeasureSnapshot",
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
    "StrategyImport",
    "StrategyLead",
    "StrategyPerson",
    "StrategyRating",
    "StrategyRow",
    "StrategyVersion",
    "SuccessStory",
    "Unsubscription",
    "UpdateAnswer",
    "UpdateRequest",
]
