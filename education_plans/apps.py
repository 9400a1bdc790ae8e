from django.apps import AppConfig


class EducationPlansConfig(AppConfig):
    name = "education_plans"
    verbose_name = "Education plans"

    def ready(self) -> None:
        from accounts.looks import register_shown
        from deadlines.registry import register_recomputer
        from education_plans.models import EducationPlan
        from education_plans.selectors import education_plan_clocks, plan_review_clocks

        register_shown(EducationPlan, "learner")
        register_recomputer("education_plan", education_plan_clocks)
        register_recomputer("plan_review", plan_review_clocks)
