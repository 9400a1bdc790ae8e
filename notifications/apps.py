from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "Messages"

    def ready(self) -> None:
        """News of the floor below, about people and their roles, become messages."""
        from accounts.telling import register_teller
        from notifications.services.account_news import say

        register_teller(say)
