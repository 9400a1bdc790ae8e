from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "How we are doing"

    def ready(self) -> None:
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
        from oversight.duties import AUDIT_ANSWERS, DUTIES, KPI_RATING
        from oversight.mine import audits_shown_to, of_the_auditor, of_the_rater, shown_to
        from oversight.models import AuditAnswer, AuditCase, PanelAction, PanelItem, RiskJudgement, SuccessStory
        from oversight.recomputers import audit_answers, kpi_rating
        from oversight.selectors.measures import BY_ACTIVITY
        from oversight.subjects import AUDIT_SHARE, KPI, audit_share_path, kpi_path

        register_narrowing(BY_ACTIVITY)
        for of_learner in (AuditCase, PanelItem, RiskJudgement, SuccessStory):
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
