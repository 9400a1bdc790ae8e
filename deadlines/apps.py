from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "deadlines"
    verbose_name = "Deadlines"

    def ready(self) -> None:
        from accounts.looks import register_shown
        from deadlines import checks  # noqa: F401  (registers the system check for unregistered names)
        from deadlines.models import Deadline

        register_shown(Deadline, "learner")
