from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = "Agreements"

    def ready(self) -> None:
        from agreements.duties import DUTIES
        from deadlines.registry import register_duties

        register_duties(DUTIES)
