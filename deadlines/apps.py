from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "deadlines"
    verbose_name = "Deadlines"

    def ready(self) -> None:
        from accounts.looks import register_shown
        from deadlines import checks  # noqa: F401  (registers the system check for unregistered names)
        from deadlines.models import Deadline
        from deadlines.selectors.relevance import still_applies
        from notifications.registry import register_relevance

        register_shown(Deadline, "learner")
        register_relevance("deadline", still_applies)
