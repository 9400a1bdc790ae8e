from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and agencies"

    def ready(self) -> None:
        from accounts import checks  # noqa: F401  # registers itself
        from accounts.leaving import register_left_behind
        from accounts.people import invitations_left

        register_left_behind(invitations_left)
