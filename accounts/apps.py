from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and agencies"

    def ready(self) -> None:
        from accounts import checks, lookups  # noqa: F401  # they register themselves
        from accounts.leaving import register_left_behind
        from accounts.people import invitations_left

        register_left_behind(invitations_left)
