"""Send every message that is ready, now."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.clock import database_now
from notifications.services import deliver


class Command(BaseCommand):
    help = "Hands every e-mail that is ready to the mail server. Several may run at once; each message leaves once."

    def handle(self, *args: Any, **options: Any) -> None:
        result = deliver(now_source=database_now)
        self.stdout.write(
            f"{result.accepted} sent, {result.deferred} put off, {result.refused} given up, "
            f"{result.cancelled} no longer wanted."
        )
