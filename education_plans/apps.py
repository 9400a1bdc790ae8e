from django.apps import AppConfig


class EducationPlansConfig(AppConfig):
    name = "education_plans"
    verbose_name = "Education plans"
