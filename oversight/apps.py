from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "How we are doing"

    def ready(self) -> None:
        from accounts.leaving import register_left_behind
        from accounts.looks import register_shown
        from deadlines.enums import Party
        from deadlines.registry import (
            Subject,
            register_audience,
            register_confidential,
            register_duties,
            register_mine,
            register_recomputer,
            register_subject,
        )
        from education_plans.selectors.record_contents import register_held
        from learners.registry import register_narrowing
        from oversight.audiences import AUDIENCES
        from oversight.duties import AUDIT_ANSWERS, BOARD_UPDATE, DUTIES, FEEDBACK_CALL, KPI_RATING
        from oversight.mine import (
            audits_shown_to,
            of_the_auditor,
            of_the_rater,
            of_the_updater,
            shown_calls,
            shown_to,
            updates_shown_to,
        )
        from oversight.models import (
            AuditAnswer,
            AuditCase,
            FeedbackAnswer,
            FeedbackCall,
            FeedbackLink,
            FeedbackReply,
            PanelAction,
            PanelItem,
            RiskJudgement,
            SuccessStory,
        )
        from oversight.recomputers import audit_answers, board_update, feedback_call, kpi_rating
        from oversight.selectors.leaving import left_behind
        from oversight.selectors.measures import BY_ACTIVITY
        from oversight.subjects import (
            AUDIT_SHARE,
            KPI,
            UPDATES,
            audit_share_path,
            feedback_call_path,
            kpi_path,
            updates_path,
        )

        register_left_behind(left_behind)
        register_narrowing(BY_ACTIVITY)
        judged = (AuditCase, PanelItem, RiskJudgement, SuccessStory)
        for of_learner in (*judged, FeedbackAnswer, FeedbackCall, FeedbackLink):
            register_shown(of_learner, "learner")
        register_shown(PanelAction, "item__learner")
        register_held(
            "panel",
            (PanelItem, "learner"),
            (PanelAction, "item__learner"),
            (RiskJudgement, "learner"),
            (SuccessStory, "learner"),
            (AuditCase, "learner"),
            (AuditAnswer, "case__learner"),
        )
        register_held(
            "feedback",
            (FeedbackLink, "learner"),
            (FeedbackAnswer, "learner"),
            (FeedbackReply, "answer__learner"),
            (FeedbackCall, "learner"),
        )
        register_duties(DUTIES)
        for name, resolver in AUDIENCES.items():
            register_audience(name, resolver)
        register_mine(Party.RATER, of_the_rater)
        register_subject(Subject(KPI, "KPI", kpi_path))
        register_confidential(KPI, shown_to)
        register_recomputer(KPI_RATING, kpi_rating)
        register_mine(Party.AUDITOR, of_the_auditor)
        register_subject(Subject(AUDIT_SHARE, "Audit", audit_share_path))
        register_confidential(AUDIT_SHARE, audits_shown_to)
        register_recomputer(AUDIT_ANSWERS, audit_answers)
        register_mine(Party.UPDATER, of_the_updater)
        register_subject(Subject(UPDATES, "Updates for a board", updates_path))
        register_confidential(UPDATES, updates_shown_to)
        register_recomputer(BOARD_UPDATE, board_update)
        register_subject(Subject(FEEDBACK_CALL, "somebody who asked to be rung", feedback_call_path))
        register_confidential(FEEDBACK_CALL, shown_calls)
        register_recomputer(FEEDBACK_CALL, feedback_call)

        from notifications.enums import MessageKind
        from notifications.services import register_headers, register_relevance
        from oversight.selectors.bulletins import headers_of_copy, still_wanted
        from oversight.selectors.feedback_links import still_asked

        register_headers(MessageKind.BULLETIN, headers_of_copy)
        register_relevance("bulletin", still_wanted)
        register_relevance("feedback", still_asked)
