from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = "Agreements"

    def ready(self) -> None:
        """Tell the engine the duties, and of those that agencies owe themselves who they are."""
        from agreements import recomputers, subjects
        from agreements.audiences import AUDIENCES
        from agreements.duties import DUTIES
        from agreements.enums import TermKey
        from agreements.mine import of_the_agency
        from deadlines.enums import Party
        from deadlines.registry import (
            Subject,
            register_audience,
            register_duties,
            register_mine,
            register_recomputer,
            register_subject,
        )

        register_duties(DUTIES)
        for name, resolver in AUDIENCES.items():
            register_audience(name, resolver)
        register_mine(Party.AGENCY, of_the_agency)
        register_subject(Subject(subjects.CONTACTS, "agency’s people and contacts", subjects.contacts_path))
        register_subject(Subject(subjects.REGISTRATION, "agency’s registration", subjects.registration_path))
        register_subject(Subject(subjects.TRAINING, "agency’s training", subjects.training_path))
        register_recomputer(TermKey.CONTACTS_CONFIRMED.value, recomputers.contacts_confirmed)
        register_recomputer(TermKey.DATA_PROTECTION.value, recomputers.data_protection)
        register_recomputer(TermKey.STAFF_TRAINING.value, recomputers.staff_training)
