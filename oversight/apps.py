from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "How we are doing"

    def ready(self) -> None:
        from accounts.looks import register_shown
        from education_plans.selectors.record_contents import register_held
        from learners.registry import register_narrowing
        from oversight.models import PanelAction, PanelItem, RiskJudgement, SuccessStory
        from oversight.selectors.measures import BY_ACTIVITY

        register_narrowing(BY_ACTIVITY)
        for of_learner in (PanelItem, RiskJudgement, SuccessStory):
            register_shown(of_learner, "learner")
        register_shown(PanelAction, "item__learner")
        register_held(
            "panel",
            (PanelItem, "learner"),
            (PanelAction, "item__learner"),
            (RiskJudgement, "learner"),
            (SuccessStory, "learner"),
        )
